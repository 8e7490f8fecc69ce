"""Runs the reading of hostile files in child processes with limits of time and memory.

A child is a fresh Python that talks over its own pipes; it never imports the caller's script, so this works
from a plain script, a notebook and on Windows alike. Why not a ready pool: docs/decisions/0006.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from emustats.errors import EmustatsError, SubmissionError
from emustats.reading.sandbox.child import DONE, FAILED, HEADER, ITEM, write_frame

SECONDS_PER_ITEM = 15.0
MEMORY_BYTES = 1 << 30
_LARGEST_BATCH = 32
_SECONDS_TO_START = 60.0
_LEAST_SECONDS = 2.0
_WATCH_EVERY = 0.1
_IN_FLIGHT = 2  # one batch being read, one waiting, so that no child idles while results are taken
_OUT_OF_MEMORY = (b"memory allocation", b"MemoryError", b"bad_alloc", b"out of memory")
_PACKAGE_ROOT = str(Path(__file__).resolve().parents[3])
_START = "import sys; sys.path.insert(0, sys.argv[1]); from emustats.reading.sandbox.child import serve; serve()"


def run(
    function: str,
    items: Iterable[object],
    *,
    setup: object = None,
    workers: int | None = None,
    seconds_per_item: float = SECONDS_PER_ITEM,
    memory_bytes: int = MEMORY_BYTES,
) -> Iterator[tuple[list[int], Any]]:
    """Call ``function`` ("module:name") on batches of ``items`` in limited child processes.

    The function gets (iterator over the batch's items, setup) and returns one picklable result for the
    batch; it must take the items one by one, as the time of each counts from the moment it is taken.
    ``setup`` is pickled once per child. Yields (positions in ``items``, result) in order of completion.
    An item that hangs, crashes its child, asks for too much memory or raises yields ([position],
    SubmissionError) with code file_timeout, file_crash, file_too_large or file_unreadable; the other items
    of its batch are read again and lose nothing. Every item is answered exactly once.

    >>> list(run("builtins:isinstance", [], setup=list))
    []

    Raises EmustatsError when a child cannot start or cannot import the function.
    """
    items = list(items)
    if not items:
        return
    workers = max(1, min(workers or _processors(), len(items)))
    pool = _Pool(items, (function, pickle.dumps(setup, protocol=5), seconds_per_item), seconds_per_item, memory_bytes)
    try:
        yield from pool.results(workers)
    finally:
        pool.close()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def limits_by_polling() -> bool:
    """Whether memory is watched from outside, as where the system enforces no address-space limit."""
    return sys.platform in ("win32", "darwin")


def _batches(count: int, workers: int) -> deque[list[int]]:
    # Several batches a child: a batch of slow files must not leave the other children idle at the end.
    size = max(1, min(_LARGEST_BATCH, count // (workers * 4)))
    return deque(list(range(start, min(start + size, count))) for start in range(0, count, size))


# What a child says: itself, the batch it has done and the pickled result; both None when it has ended.
Event = tuple["_Child", list[int] | None, bytes | None]


class _Child:
    """One child process, the batches it holds, and what it is doing now (written by its listener thread)."""

    def __init__(self, greeting: bytes, memory_bytes: int, events: queue.SimpleQueue[Event]) -> None:
        self.memory_bytes, self.events = memory_bytes, events
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end()
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, _PACKAGE_ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        # Both are pipes, as asked for above.
        self.stdin, self.stdout = cast(BinaryIO, self.process.stdin), cast(BinaryIO, self.process.stdout)
        self.batches: deque[list[int]] = deque()
        self.position: int | None = None
        self.since = time.monotonic()
        self.has_started = False
        self.ended = self.since
        self.cause: tuple[str, str] | None = None
        self.send(greeting)
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def send(self, content: bytes) -> None:
        try:
            write_frame(self.stdin, content)
        except OSError:
            self.process.kill()  # its end then reaches us through the listener

    def _listen(self) -> None:
        stream = self.stdout
        while len(header := stream.read(HEADER.size)) == HEADER.size:
            mark, number = HEADER.unpack(header)
            self.since = time.monotonic()
            self.has_started = True
            if mark == ITEM:
                self.position = number
                continue
            content = stream.read(number)
            if len(content) < number:
                break
            if mark == FAILED:
                self.cause = pickle.loads(content)
            elif mark == DONE:
                self.position = None
                self.events.put((self, self.batches.popleft(), content))
        self.ended = time.monotonic()
        self.process.wait()
        self.events.put((self, None, None))

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.listener.join()
        for stream in (self.stdin, self.stdout, self.errors):
            try:
                stream.close()
            except OSError:
                continue  # what was still to be written no longer matters

    def last_words(self) -> bytes:
        self.errors.seek(max(0, self.errors.seek(0, os.SEEK_END) - 4000))
        return self.errors.read()


class _Pool:
    """The children of one run, what is left to read, and why items failed."""

    def __init__(self, items: list[Any], task: tuple[Any, ...], seconds: float, memory_bytes: int) -> None:
        self.items, self.seconds, self.memory_bytes = items, seconds, memory_bytes
        self.polls = limits_by_polling()
        self.greeting = pickle.dumps((list(sys.path), task, 0 if self.polls else memory_bytes), protocol=5)
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.children: list[_Child] = []
        self.todo: deque[list[int]] = deque()
        self.seconds_left: dict[int, float] = {}
        self.first_causes: dict[int, tuple[str, str]] = {}
        self.retried: set[int] = set()
        self.stop = threading.Event()
        self.watcher = threading.Thread(target=self._watch, daemon=True)

    def results(self, workers: int) -> Iterator[tuple[list[int], object]]:
        self.todo = _batches(len(self.items), workers)
        left = len(self.items)
        self.watcher.start()
        while left:
            self._feed(workers)
            child, batch, content = self._next_event()
            if batch is not None and content is not None:
                left -= len(batch)
                self._feed(workers)
                yield batch, pickle.loads(content)
                continue
            for position, refusal in self._bury(child):
                left -= 1
                yield [position], refusal

    def _next_event(self) -> Event:
        while True:
            try:
                return self.events.get(timeout=0.5)  # a wait without end could not be interrupted on Windows
            except queue.Empty:
                continue

    def _feed(self, workers: int) -> None:
        while self.todo and len(self.children) < workers:
            self.children.append(_Child(self.greeting, self.memory_bytes, self.events))
            self._give(self.children[-1])
        for depth in range(_IN_FLIGHT):
            for child in list(self.children):
                if self.todo and len(child.batches) <= depth:
                    self._give(child)

    def _give(self, child: _Child) -> None:
        batch = self.todo.popleft()
        if not child.batches:
            child.since = time.monotonic()
        child.batches.append(batch)
        child.send(pickle.dumps([self.items[position] for position in batch], protocol=5))

    def _bury(self, child: _Child) -> list[tuple[int, SubmissionError]]:
        self.children.remove(child)
        words, code = child.last_words(), child.process.returncode
        child.end()
        if not child.batches:
            return []
        if not child.has_started:
            raise EmustatsError(f"a reading process cannot start: {words.decode(errors='replace').strip()[-800:]}")
        batch = child.batches.popleft()
        self.todo.extendleft(reversed(child.batches))
        cause = child.cause or _cause_of_death(code, words)
        place = child.position if child.position is not None else 0
        suspect = batch[place]
        spent = child.ended - child.since
        rest = batch[:place] + batch[place + 1 :]
        if self.retried.intersection(rest):
            self.todo.extendleft([position] for position in reversed(rest))
        elif rest:
            self.retried.update(rest)
            self.todo.appendleft(rest)
        if not rest or cause[0] == "file_timeout":
            code, reason = self.first_causes.get(suspect, cause)
            seconds = round(self.seconds)
            return [(suspect, SubmissionError(code, f"{code}: {reason}", reason=reason, seconds=seconds))]
        # Earlier files may have filled the child: the suspect gets a child of its own and what time it has left.
        self.first_causes[suspect] = cause
        self.seconds_left[suspect] = max(_LEAST_SECONDS, self.seconds - spent)
        self.todo.appendleft([suspect])
        return []

    def _watch(self) -> None:
        while not self.stop.wait(_WATCH_EVERY):
            now = time.monotonic()
            for child in list(self.children):
                limit = self._seconds_allowed(child)
                if limit and now - child.since > limit:
                    child.cause = ("file_timeout", f"more than {limit:.0f} s")
                    child.process.kill()
                elif self.polls and _resident_bytes(child.process.pid) > child.memory_bytes:
                    child.cause = ("file_too_large", "out of memory")
                    child.process.kill()

    def _seconds_allowed(self, child: _Child) -> float:
        if not child.has_started:
            return _SECONDS_TO_START
        try:
            batch = child.batches[0]
        except IndexError:
            return 0.0
        return self.seconds_left.get(batch[0], self.seconds) if len(batch) == 1 else self.seconds

    def close(self) -> None:
        self.stop.set()
        for child in self.children:
            child.process.kill()
        for child in self.children:
            child.end()
        if self.watcher.is_alive():
            self.watcher.join()


def _cause_of_death(code: int, words: bytes) -> tuple[str, str]:
    if any(sign in words for sign in _OUT_OF_MEMORY):
        return "file_too_large", "out of memory"
    if code < 0 and code == -getattr(signal, "SIGXCPU", 0):
        return "file_timeout", "too much processor time"
    return "file_crash", f"the reading process ended with code {code}"


def _resident_bytes(process_id: int) -> int:
    import psutil

    try:
        held: int = psutil.Process(process_id).memory_info().rss
        return held
    except psutil.Error:
        return 0
