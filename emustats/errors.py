"""The errors emustats raises on purpose. Each says what is wrong, where, and what to do next."""

from typing import Any


class EmustatsError(Exception):
    """Root of every error that emustats raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message and the line of the cell, instead of a page of traceback."""
        import traceback

        lines = [f"\x1b[1;31m{type(self).__name__}\x1b[0m: {self}"]
        # A cell has no name to import it by; its file is a temporary one that nobody should see.
        for frame, number in traceback.walk_tb(self.__traceback__):
            if frame.f_globals.get("__name__") == "__main__":
                where = traceback.FrameSummary(frame.f_code.co_filename, number, frame.f_code.co_name)
                lines.append(f"Dòng {number}: {where.line}" if where.line else f"Dòng {number}")
                break
        return lines


class UsageError(EmustatsError):
    """A call that cannot be carried out as asked: an unknown column, cluster, lens or option."""


class ReferenceDataError(EmustatsError):
    """A reference file is wrong; the message names the file and the line."""


class SubmissionError(EmustatsError):
    """A workbook is refused as a whole; ``code`` is one of ``reference/problem_codes.csv``."""

    def __init__(self, code: str, message: str = "", **details: Any) -> None:
        super().__init__(message or code)
        self.code = code
        self.details = details


class FrameError(EmustatsError):
    """A frame does not have the columns or dtypes of its table in ``schema.py``."""


class CorrectionError(EmustatsError):
    """A line of ``corrections.csv`` is malformed or matches nothing."""
