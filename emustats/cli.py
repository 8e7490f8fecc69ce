"""The command ``emustats``: run a command, turn whatever goes wrong into one sentence and an exit code.

Exit codes: 0 done and clean, 1 the data has problems of severity error or cannot be read, 2 the command
was given wrongly, 130 stopped by Ctrl-C. This module stays light: child processes import it again.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from emustats.errors import EmustatsError, ReferenceDataError, UsageError

OK, PROBLEMS, USAGE, STOPPED = 0, 1, 2, 130
_STOPPED = {
    "vi": "Đã dừng theo yêu cầu (Ctrl-C). Các tệp của đơn vị không bị thay đổi; kết quả đang ghi dở được bỏ đi.",
    "en": "Stopped as asked (Ctrl-C). The units' files are unchanged; unfinished results were discarded.",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``emustats`` with ``arguments`` (default: of the process) and return the exit code.

    No exception leaves this function: every one becomes a message on stderr.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    _write_utf8()
    lang = _language(arguments)
    try:
        from emustats.commands import run

        code = run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = STOPPED
    except BrokenPipeError:
        # The reader of a pipe (head, less) has left; what remains in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (UsageError, ReferenceDataError) as error:
        return _say(str(error), USAGE)
    except EmustatsError as error:
        return _say(_wording(error, lang), PROBLEMS)
    except OSError as error:
        return _say(_system_error(error, lang), PROBLEMS)
    except Exception as error:  # the last stop: no traceback reaches a user
        return _say(_unexpected(error, lang), PROBLEMS)
    if code == STOPPED:
        return _say(_STOPPED[lang], STOPPED)
    return code


def _language(arguments: Sequence[str]) -> str:
    joined = " ".join(arguments)
    return "en" if "--lang en" in joined or "--lang=en" in joined else "vi"


def _write_utf8() -> None:
    """Vietnamese must come out right in a Windows console or pipe, whose default encoding cannot hold it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _say(message: str, code: int) -> int:
    print(f"emustats: {message}", file=sys.stderr)
    return code


def _wording(error: EmustatsError, lang: str) -> str:
    """A refusal carries a code whose wording exists in both languages; other errors carry their sentence."""
    from emustats.messages import problem, problem_codes

    code = getattr(error, "code", None)
    if code in problem_codes():
        return str(problem(code, **getattr(error, "details", {}))[f"message_{lang}"])
    return str(error)


def _system_error(error: OSError, lang: str) -> str:
    where = f" “{error.filename}”" if error.filename else ""
    reasons = {
        FileNotFoundError: ("không tìm thấy tệp hoặc thư mục", "no such file or folder"),
        PermissionError: ("không có quyền đọc hoặc ghi", "not permitted to read or write"),
        IsADirectoryError: ("đây là một thư mục, cần một tệp", "this is a folder, a file is needed"),
        NotADirectoryError: ("đây là một tệp, cần một thư mục", "this is a file, a folder is needed"),
        FileExistsError: ("đã có một tệp mang tên này, cần một thư mục", "this is a file, a folder is needed"),
    }
    if error.errno == errno.ENOSPC:
        reasons[type(error)] = ("ổ đĩa đã đầy", "the disk is full")
    vi, en = reasons.get(type(error), (error.strerror or str(error), error.strerror or str(error)))
    if lang == "en":
        return f"Cannot read or write{where}: {en}."
    return f"Không đọc hoặc ghi được{where}: {vi}."


def _unexpected(error: Exception, lang: str) -> str:
    """A fault of emustats itself: the user gets a sentence, the traceback goes to a file for the report."""
    import traceback

    from platformdirs import user_log_path

    if os.environ.get("EMUSTATS_DEBUG"):
        traceback.print_exc()
    log = user_log_path("emustats", appauthor=False, ensure_exists=True) / "error.log"
    log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    if lang == "en":
        return f"Unexpected fault of emustats ({type(error).__name__}). Please report it with the file {log}"
    return f"Lỗi ngoài dự kiến của emustats ({type(error).__name__}). Hãy gửi tệp {log} cho người phát triển"


if __name__ == "__main__":
    sys.exit(main())
