"""Reading a folder of submitted workbooks, or one workbook, into tidy frames."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from emustats.dataset import cache as store
from emustats.dataset.record import Dataset, Submission
from emustats.dataset.settle import (
    account_of,
    cells_frame,
    data_frame,
    fixes_frame,
    join,
    missing_units,
    problems_frame,
    settle,
    submissions_frame,
)
from emustats.dataset.units import DATA_TABLES, Raw
from emustats.errors import SubmissionError, UsageError
from emustats.reading.cells.other_files import export_separator, is_spreadsheet_xml
from emustats.reading.sandbox import pool
from emustats.reading.sandbox.batch import EncodedTable, encode_readings, refused
from emustats.reading.workbook.submission import Reading, Settings
from emustats.reference import Reference
from emustats.reference import load as load_reference

# Papers that lie beside the workbooks and are no submissions; anything else is tried and, if need be, refused by name.
_BESIDE = frozenset(
    ".txt .md .json .ini .db .lnk .log .url .yml .yaml .py .ipynb .xml .toml .gitkeep .tmp .bak".split()
)
# Endings under which spreadsheets are saved, too: "XML Spreadsheet 2003", "Text (tab delimited)", "Unicode text".
_MAY_BE_SAVED = frozenset({".xml", ".txt"})
Progress = Callable[[int, int], None]


def read_folder(
    path: str | os.PathLike[str],
    *,
    reference: str | os.PathLike[str] | Reference | None = None,
    cache: bool = True,
    on_duplicate: str = "latest",
    progress: Progress | None = None,
    keep_names: bool = False,
) -> Dataset:
    """Read the workbooks of a folder as ``es.load`` does, without the checks over the whole and the corrections.

    The parameters and what the tables hold: ``emustats.review.load.load``. Raises UsageError when the path does not
    exist, ReferenceDataError when a registry is wrong.

    >>> read_folder("data/sample").problems  # doctest: +SKIP
    """
    root = Path(path)
    if not root.exists():
        raise UsageError(f"Không tìm thấy “{root}”. Kiểm tra lại đường dẫn tới thư mục chứa các tệp đơn vị gửi.")
    files = _files(root)
    folder = root if root.is_dir() else root.parent
    names = [_relative(file, folder) for file in files]
    settings = _settings(reference, keep_names)
    use_cache = cache and not keep_names and root.is_dir()
    raw = _read_all(folder, files, names, settings, use_cache=use_cache, progress=progress)
    readings = raw["readings"]
    readings = readings.assign(path=pd.array(names, dtype="str"))
    modified = [_modified(file) for file in files]
    settled = settle(readings, raw, on_duplicate, modified, settings.reference)
    places = _places(folder, names, settings.reference) if root.is_dir() else set()
    missing = missing_units(settled.lines, places, settings.reference) if root.is_dir() else []
    return Dataset(
        folder=folder,
        submissions=submissions_frame(settled.lines, missing),
        **{name: data_frame(name, raw, settled, keep_names) for name in DATA_TABLES},
        problems=problems_frame(raw, readings, settled.found, missing, settings.reference),
        fixes=fixes_frame(raw, readings),
        reference=settings.reference,
        account=account_of(readings),
    )


def read_submission(
    path: str | os.PathLike[str],
    *,
    reference: str | os.PathLike[str] | Reference | None = None,
    keep_names: bool = False,
) -> Submission:
    """Read one workbook, even one whose unit is unknown: its rows come with unit NA and a problem that says so.

    Raises UsageError when the file does not exist, SubmissionError (with the code and the Vietnamese message of
    the one cause) when nothing can be read from it.

    >>> import emustats as es
    >>> es.read_submission("unit.xlsx").problems  # doctest: +SKIP
    """
    file = Path(path)
    if not file.is_file():
        raise UsageError(f"Không tìm thấy tệp “{file}”. Kiểm tra lại đường dẫn.")
    settings = _settings(reference, keep_names)._replace(account=True)
    raw = _read_all(file.parent, [file], [_place_in_tree(file)], settings, use_cache=False, progress=None)
    raw["readings"] = raw["readings"].assign(path=pd.array([file.name], dtype="str"))
    refusal = raw["readings"]["refusal"].iloc[0]
    if isinstance(refusal, str):
        told = raw["problems"][raw["problems"]["code"] == refusal]
        raise SubmissionError(refusal, f"{file.name}: {told['message_vi'].iloc[-1]}")
    readings = raw["readings"]
    settled = settle(readings, raw, "all", [0.0], settings.reference)
    everything = settled._replace(lines=settled.lines.assign(standing="accepted"))
    return Submission(
        path=file,
        submissions=submissions_frame(settled.lines, []),
        **{name: data_frame(name, raw, everything, keep_names) for name in DATA_TABLES},
        problems=problems_frame(raw, readings, [], [], settings.reference),
        fixes=fixes_frame(raw, readings),
        reference=settings.reference,
        cells=cells_frame(raw),
        account=account_of(readings),
    )


def _settings(reference: str | os.PathLike[str] | Reference | None, keep_names: bool) -> Settings:
    held = (
        reference
        if isinstance(reference, Reference)
        else load_reference(None if reference is None else Path(reference))
    )
    return Settings(held, _secret(), keep_names)


def _secret() -> bytes:
    """The key that turns names into hashes: one a user, made on first use, never sent anywhere."""
    given = os.environ.get("EMUSTATS_PERSON_KEY")
    if given:
        return given.encode()[:64]
    from platformdirs import user_data_path

    file = user_data_path("emustats", appauthor=False) / "person.key"
    try:
        return file.read_bytes()[:64] or _new_secret(file)
    except OSError:
        return _new_secret(file)


def _new_secret(file: Path) -> bytes:
    secret = secrets.token_bytes(32)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(secret)
    except OSError:
        # A home that cannot be written to: the hashes then hold for this run only.
        return secret
    return secret


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    found = []
    for directory, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in names:
            file = Path(directory, name)
            if not name.startswith((".", "~$")) and not _lies_beside(file):
                found.append(file)
    return sorted(found, key=lambda file: file.relative_to(root).parts)


def _lies_beside(file: Path) -> bool:
    """Whether a file is no submission by its ending, unless its content is that of a saved spreadsheet."""
    suffix = file.suffix.lower()
    if suffix not in _BESIDE:
        return False
    if suffix not in _MAY_BE_SAVED:
        return True
    try:
        with file.open("rb") as opened:
            head = opened.read(1 << 16)
    except OSError:
        return True
    return not (is_spreadsheet_xml(head) if suffix == ".xml" else export_separator(head))


def _relative(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix()


def _place_in_tree(file: Path) -> str:
    """The last folders of a path, which may name year and cluster."""
    return "/".join(file.resolve().parts[-3:])


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _places(folder: Path, names: list[str], reference: Reference) -> set[tuple[str, int]]:
    """The cluster-years that the folders of the tree name, those without any workbook too."""
    places = set()
    for directory, _, _ in os.walk(folder):
        parts = Path(directory).relative_to(folder).parts
        if len(parts) >= 2 and parts[-2].isdecimal() and parts[-1] in reference.cluster_ids:
            places.add((parts[-1], int(parts[-2])))
    return places


def _read_all(
    folder: Path, files: list[Path], names: list[str], settings: Settings, *, use_cache: bool, progress: Progress | None
) -> Raw:
    hashes = store.hashes(files) if use_cache else []
    held = store.read(folder, names, hashes, settings.reference, settings.person_key) if use_cache else None
    known = set(held["readings"]["file"]) if held is not None else set()
    todo = [number for number in range(len(files)) if number not in known]
    if progress is not None and files:
        progress(len(known), len(files))
    batches = [encode_readings([], settings.keep_names)]
    done = len(known)
    for batch in _read_in_children(todo, files, names, settings):
        batches.append(batch)
        done += len(batch["readings"].files)
        if progress is not None:
            progress(done, len(files))
    raw = join(batches)
    if held is not None:
        raw = {name: _together(held[name], raw[name]) if name in held else raw[name] for name in raw}
    if use_cache and (todo or held is not None and held["stale"]):
        store.write(folder, raw, hashes, settings.reference, settings.person_key)
    return raw


def _together(held: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    if new.empty:
        return held
    if held.empty:
        return new
    return pd.concat([held, new], ignore_index=True).sort_values("file", kind="stable", ignore_index=True)


def _read_in_children(
    todo: list[int], files: list[Path], names: list[str], settings: Settings
) -> Iterator[dict[str, EncodedTable]]:
    items = [(number, str(files[number]), names[number]) for number in todo]
    for positions, result in pool.run("emustats.reading.sandbox.batch:read_batch", items, setup=settings):
        if isinstance(result, SubmissionError):
            number = todo[positions[0]]
            yield encode_readings(
                [(number, _dead(files[number], names[number], result, settings))], settings.keep_names
            )
        else:
            yield result


def _dead(file: Path, name: str, error: SubmissionError, settings: Settings) -> Reading:
    """The reading of a file whose child died: refused, with the hash of its bytes."""
    return refused(name, error, settings)._replace(submission_id=store.hashes([file])[0] or None)
