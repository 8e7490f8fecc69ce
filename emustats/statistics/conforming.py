"""Frames as the schema wants them, whoever made them: what every statistic does with its input first."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from emustats import schema
from emustats.errors import FrameError
from emustats.reference import load, remembered

if TYPE_CHECKING:
    import pandas as pd

    from emustats.reference import Reference


def conformed(data: Any) -> Any:
    """A Dataset, or anything with frames of these names, whose frames conform.

    One that does comes back itself; a table that is not there at all is empty. Raises FrameError for a single
    frame or anything else without tables, else as ``conform``.
    """
    frames = {name: None if hasattr(data, "iloc") else getattr(data, name, None) for name in schema.TABLES}
    if all(frame is None for frame in frames.values()):
        raise FrameError(f"Cần cả bộ dữ liệu do es.load trả về, không phải {type(data).__name__}.")
    found = {
        name: schema.build(name, {}) if frame is None else conform(frame, name, fill=True)
        for name, frame in frames.items()
    }
    if all(found[name] is frame for name, frame in frames.items()):
        return data
    return SimpleNamespace(**found, reference=getattr(data, "reference", None), folder=getattr(data, "folder", None))


def reference_of(frame: Any, reference: Reference | None) -> Reference:
    """The reference asked for, else the one that the frame was read with, else the built-in one.

    So ``es.tally(data.awards, by=...)`` knows the awards that a user's own registry added or changed.
    """
    return reference or remembered(getattr(frame, "attrs", {}).get(schema.REFERENCE_KEY)) or load()


def conform(frame: pd.DataFrame, name: str, needed: Iterable[str] = (), *, fill: bool = False) -> pd.DataFrame:
    """``frame`` with the dtypes of its table, whoever made it: categories, objects, texts and plain integers too.

    Columns that are not of the table stay as they are, and so do the numbers of targets, which may be written as
    texts ("80 - 90"). An index with repeated labels is numbered anew. ``fill`` adds the columns of the table that are
    lacking, all NA. A frame that conforms comes back itself; the caller's is never changed. Raises FrameError for
    anything but a frame, for a column in ``needed`` that is lacking, for a count that is no whole number and for a
    state that does not exist.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise FrameError(
            f"Bảng {name} phải là một pandas.DataFrame (ví dụ data.{name}), không phải {type(frame).__name__}."
        )
    schema.require(frame, name, list(needed))
    changed = {}
    for column in schema.TABLES[name].columns:
        if column.name in frame.columns:
            if str(frame[column.name].dtype) != column.dtype and not (
                name == "targets" and column.dtype == schema.NUMBER
            ):
                changed[column.name] = _converted(frame[column.name], name, column)
        elif fill:
            changed[column.name] = pd.Series(pd.NA, index=frame.index, dtype=column.dtype)
    frame = frame.assign(**changed) if changed else frame
    # frames put together by pd.concat repeat their labels
    frame = frame if frame.index.is_unique else frame.reset_index(drop=True)
    if "state" in frame.columns:
        _allowed_only(frame["state"], name, schema.STATES)
    return frame


def _converted(values: pd.Series, table: str, column: schema.Column) -> pd.Series:
    """The values in the dtype of their column; FrameError naming the first that has no place in it."""
    import pandas as pd

    values = values.astype(object) if isinstance(values.dtype, pd.CategoricalDtype) else values
    converted = values
    if column.dtype in (schema.COUNT, schema.NUMBER):
        dated = pd.api.types.is_datetime64_any_dtype(values)
        converted = pd.to_numeric(values.astype("str") if dated else values, errors="coerce").astype("Float64")
        if column.dtype == schema.COUNT:
            # infinity leaves no remainder either
            converted = converted.where(converted.mod(1).eq(0).fillna(False))
    elif column.dtype == schema.DATE and not pd.api.types.is_datetime64_any_dtype(values):
        # never "08-11-2019": pandas would take it for the eleventh of August
        converted = pd.to_datetime(values.astype(object), format="ISO8601", errors="coerce")
    elif column.dtype == schema.FLAG:
        converted = values.where(values.isin([True, False]), None)
    wrong = values[values.notna() & converted.isna()]
    if len(wrong):
        raise FrameError(f"Bảng {table}, cột {column.name}: “{wrong.iloc[0]}” không phải {_KIND_OF[column.dtype]}.")
    return converted.astype(column.dtype)


def _allowed_only(values: pd.Series, table: str, allowed: tuple[str, ...]) -> None:
    wrong = values[values.notna() & ~values.isin(allowed)]
    if len(wrong):
        raise FrameError(
            f"Bảng {table}, cột {values.name}: không có “{wrong.iloc[0]}”; các giá trị: {', '.join(allowed)}."
        )


_KIND_OF = {
    schema.COUNT: "số nguyên",
    schema.NUMBER: "số",
    schema.FLAG: "đúng, sai",
    schema.DATE: "ngày (ghi kiểu 2019-11-21)",
}
