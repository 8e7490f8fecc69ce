"""The commands of ``emustats``: each parses its options, calls public functions and prints the result."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from emustats.commands import figures, findings, outputs
from emustats.commands.app import app
from emustats.commands.usage import in_vietnamese
from emustats.errors import UsageError

__all__ = ["app", "figures", "findings", "outputs", "run"]


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; raises UsageError where typer finds fault with the options."""
    try:
        code = app(list(arguments), prog_name="emustats", standalone_mode=False)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.format_message())
            return 2
        raise UsageError(in_vietnamese(error)) from error
    except typer.Abort:
        return 130
    return int(code or 0)
