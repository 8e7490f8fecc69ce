"""The errors emustats raises on purpose. Each says what is wrong, where, and what to do next."""


class EmustatsError(Exception):
    """Root of every error that emustats raises on purpose."""


class UsageError(EmustatsError):
    """A call that cannot be carried out as asked: an unknown column, cluster, lens or option."""


class ReferenceDataError(EmustatsError):
    """A reference file is wrong; the message names the file and the line."""


class SubmissionError(EmustatsError):
    """A workbook is refused as a whole; ``code`` is one of ``reference/problem_codes.csv``."""

    def __init__(self, code: str, message: str = "", **details: object) -> None:
        super().__init__(message or code)
        self.code = code
        self.details = details


class FrameError(EmustatsError):
    """A frame does not have the columns or dtypes of its table in ``schema.py``."""


class CorrectionError(EmustatsError):
    """A line of ``corrections.csv`` is malformed or matches nothing."""
