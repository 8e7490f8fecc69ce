"""The cache: what was read from a folder, kept as Parquet under the hashes of the workbooks and of the rules.

Names of people are never in it: ``recipients`` holds keyed hashes only, and a load that keeps names leaves it alone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from emustats import __version__
from emustats.reading.sandbox.batch import FIX_COLUMNS, PROBLEM_COLUMNS, READING_COLUMNS, ROW_COLUMNS
from emustats.reference import Reference

TABLES = (*ROW_COLUMNS, "problems", "fixes", "readings")
_COLUMNS = {**ROW_COLUMNS, "problems": PROBLEM_COLUMNS, "fixes": FIX_COLUMNS, "readings": READING_COLUMNS}
# All that shapes what is kept: the reading, what it uses, and how readings are joined and written. Folders count whole.
_RULES = (
    *(
        "errors.py",
        "schema.py",
        "messages.py",
        "text.py",
        "words.csv",
        "numbers.py",
        "dates.py",
        "reference",
        "reading",
    ),
    *("dataset/settle.py", "dataset/cache.py"),
)


def hashes(files: list[Path]) -> list[str]:
    """The sha256 of each file; an empty text for one that cannot be opened."""
    found = []
    for file in files:
        try:
            found.append(sha256(file.read_bytes()).hexdigest())
        except OSError:
            found.append("")
    return found


def directory() -> Path:
    """Where the cache lies: EMUSTATS_CACHE, or the user's cache folder."""
    given = os.environ.get("EMUSTATS_CACHE")
    if given:
        return Path(given)
    from platformdirs import user_cache_path

    return user_cache_path("emustats", appauthor=False)


def code_fingerprint(package: Path) -> str:
    """A hash of the code and the built-in tables that shape a reading, at any depth below ``package``.

    >>> len(code_fingerprint(Path(__file__).parents[1]))
    64
    """
    digest = sha256()
    for name in _RULES:
        place = package / name
        below = (file for file in place.rglob("*") if file.suffix in (".py", ".csv"))
        for file in [place] if place.is_file() else sorted(below):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(package).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _rules(reference: Reference, secret: bytes) -> str:
    """A hash of everything that shapes a reading: this code, the registries and the key of the names."""
    code = code_fingerprint(Path(__file__).parents[1])
    digest = sha256(f"{__version__} {reference.fingerprint} {code}".encode())
    digest.update(sha256(secret).digest())
    return digest.hexdigest()[:24]


def _place(folder: Path, reference: Reference, secret: bytes) -> Path:
    return directory() / sha256(str(folder.resolve()).encode()).hexdigest()[:24] / _rules(reference, secret)


def read(
    folder: Path, names: list[str], digests: list[str], reference: Reference, secret: bytes
) -> dict[str, pd.DataFrame] | None:
    """What the cache holds of these workbooks, ``file`` being their place in ``names``; None when it holds nothing.

    A file of the cache that cannot be read counts as nothing held.
    """
    place = _place(folder, reference, secret)
    try:
        tables = {name: pd.read_parquet(place / f"{name}.parquet") for name in TABLES}
    except (OSError, ValueError):
        return None
    if any([*frame.columns] != ["file", *_COLUMNS[name]] for name, frame in tables.items()):
        return None
    wanted = {
        (name, digest): number for number, (name, digest) in enumerate(zip(names, digests, strict=True)) if digest
    }
    readings = tables["readings"]
    numbers = [wanted.get(key, -1) for key in zip(readings["path"], readings["submission_id"], strict=True)]
    if not any(number >= 0 for number in numbers):
        return None
    stale = any(number < 0 for number in numbers)
    places = dict(zip(readings["file"], numbers, strict=True))
    same = not stale and all(old == new for old, new in places.items())
    result: dict[str, Any] = {"stale": stale}
    for name, frame in tables.items():
        if not same:
            moved = frame["file"].map(places).astype("int32")
            frame = frame.assign(file=moved)[moved >= 0].sort_values("file", kind="stable", ignore_index=True)
        result[name] = frame
    return result


def write(folder: Path, raw: dict[str, pd.DataFrame], digests: list[str], reference: Reference, secret: bytes) -> None:
    """Keep a reading. Written beside and moved into place whole; a cache that cannot be written is left alone."""
    place = _place(folder, reference, secret)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix="new-", dir=place.parent))
    except OSError:
        return
    try:
        for name in TABLES:
            raw[name].to_parquet(beside / f"{name}.parquet", index=False)
        # Readings under other rules are of no use any more.
        for old in place.parent.iterdir():
            if old != beside:
                shutil.rmtree(old, ignore_errors=True)
        os.replace(beside, place)
    except OSError:
        shutil.rmtree(beside, ignore_errors=True)


def clear() -> None:
    """Delete the whole cache."""
    shutil.rmtree(directory(), ignore_errors=True)
