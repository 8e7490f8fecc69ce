"""The child's side of pool.py: takes batches from its input, reads them, answers on its output."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, BinaryIO

from emustats.errors import SubmissionError

# Every message begins with a mark and a number: the place of an item in its batch, or the length that follows.
HEADER = struct.Struct("<BQ")
ITEM, DONE, FAILED, READY, BATCH = range(5)


def write_frame(stream: BinaryIO, content: bytes, mark: int = BATCH) -> None:
    """Write one message and flush it."""
    stream.write(HEADER.pack(mark, len(content)))
    stream.write(content)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The content of the next message; None at the end of the stream."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    length = HEADER.unpack(header)[1]
    content = stream.read(length)
    return content if len(content) == length else None


def serve() -> None:
    """Answer batches until the parent closes the pipe or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever an engine prints must not run into the answers.
    os.dup2(2, 1)
    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    greeting = read_frame(source)
    if greeting is None:
        return
    path, (name, packed_setup, seconds), memory_bytes = pickle.loads(greeting)
    sys.path.extend(entry for entry in path if entry not in sys.path)
    setup = pickle.loads(packed_setup)
    module, _, attribute = name.partition(":")
    function = getattr(import_module(module), attribute)
    _limit_memory(memory_bytes)
    write_frame(answers, b"", READY)
    threading.Thread(target=_receive, args=(source, inbox), daemon=True).start()
    while True:
        _answer(function, setup, pickle.loads(inbox.get()), answers, seconds)


def _receive(source: BinaryIO, inbox: queue.SimpleQueue[bytes]) -> None:
    while (content := read_frame(source)) is not None:
        inbox.put(content)
    os._exit(0)  # the parent is gone or has enough, whatever the main thread is doing


def _answer(
    function: Callable[..., object], setup: object, batch: list[Any], answers: BinaryIO, seconds: float
) -> None:
    try:
        result = function(_announced(batch, answers, seconds), setup)
        content = pickle.dumps(result, protocol=5)
    except BaseException as error:  # noqa: BLE001 - a native engine's panic is no Exception
        if isinstance(error, SubmissionError):
            cause = (error.code, str(error.details.get("reason") or error)[:500])
        else:
            code = "file_too_large" if isinstance(error, MemoryError) else "file_unreadable"
            cause = (code, f"{type(error).__name__}: {error}"[:500])
        write_frame(answers, pickle.dumps(cause), FAILED)
        os._exit(1)  # what the failed batch left behind must not weigh on the next one
    write_frame(answers, content, DONE)


def _announced(batch: list[Any], answers: BinaryIO, seconds: float) -> Iterator[object]:
    for place, item in enumerate(batch):
        answers.write(HEADER.pack(ITEM, place))
        answers.flush()
        _limit_processor_time(seconds)
        yield item


def _limit_memory(memory_bytes: int) -> None:
    if memory_bytes:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_processor_time(seconds: float) -> None:
    # The parent's clock ends a hanging item; this ends it even if the parent is gone.
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + seconds) + 5, resource.RLIM_INFINITY))
