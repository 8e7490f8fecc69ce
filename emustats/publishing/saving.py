"""Writing a file whole or not at all: readers never see half a report."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(out: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside ``out``; it takes the place of ``out`` when the block ends well.

    Missing folders are made. When the block raises, ``out`` keeps its former content and the
    temporary file is removed.
    """
    target = Path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    # The suffix stays: spreadsheet and picture libraries choose the format by it.
    handle, name = tempfile.mkstemp(prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes private files; a report is shared, so it gets the mode an ordinary new file would get.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def save_bytes(out: str | Path, data: bytes) -> Path:
    """Write ``data`` to ``out`` whole or not at all; returns the path."""
    with replacing(out) as temporary:
        temporary.write_bytes(data)
    return Path(out)


def save_text(out: str | Path, text: str) -> Path:
    """Write ``text`` as UTF-8 with line feeds to ``out`` whole or not at all; returns the path."""
    return save_bytes(out, text.encode("utf-8"))
