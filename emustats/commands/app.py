"""The typer application, its help in Vietnamese."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

MAIN, FIGURES = "Công việc chính", "Xem số liệu"
_ORDER = ("check", "summary", "report", "template", "explore")
_WORDS = (("{", ""), ("}", ""), ("Usage:", "Cách dùng:"), ("[OPTIONS]", "[TÙY CHỌN]"), ("COMMAND [ARGS]...", "LỆNH …"))


class _Vietnamese:
    """Help of a command or of the list of commands, with typer's own words in Vietnamese."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help, option.metavar = "Hiện hướng dẫn này.", ""
        return option

    def get_usage(self, ctx: Any) -> str:
        text = super().get_usage(ctx)
        for english, vietnamese in _WORDS:
            text = text.replace(english, vietnamese)
        return text

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        rich_utils.ARGUMENTS_PANEL_TITLE = "Tham số"
        rich_utils.OPTIONS_PANEL_TITLE = "Tùy chọn"
        rich_utils.DEFAULT_STRING = "[mặc định: {}]"
        rich_utils.REQUIRED_LONG_STRING = "[bắt buộc]"
        for param in self.params:
            if param.param_type_name == "argument":
                # its name in the list says already what is wanted; "<path>" would be the only English word
                param.display_type_rich = lambda ctx: None
        super().format_help(ctx, formatter)


class Command(_Vietnamese, TyperCommand):
    """One command."""


class Group(_Vietnamese, TyperGroup):
    """The list of commands, in the order of the work."""

    def list_commands(self, ctx: Any) -> list[str]:
        known = list(self.commands)
        return sorted(known, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))


app = typer.Typer(
    name="emustats",
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Tổng hợp khen thưởng, kết quả chỉ tiêu và xu hướng nhiều năm từ sổ tính mà các đơn vị trong cụm thi đua gửi.",
    epilog="Bắt đầu: emustats check THƯ-MỤC, rồi emustats report THƯ-MỤC --out bao-cao. "
    "Mỗi lệnh có ví dụ: emustats LỆNH --help.",
)


def command(name: str, panel: str, *examples: str) -> Any:
    """Register a command under ``name``; ``examples`` are shown under its help."""
    # \b keeps one example a line.
    epilog = "\n\n".join(("Ví dụ:", *examples))
    return app.command(name, cls=Command, rich_help_panel=panel, epilog=epilog, no_args_is_help=False)


def _print_version(asked: bool) -> None:
    if asked:
        from emustats import __version__

        print(f"emustats {__version__}")
        raise typer.Exit()


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", metavar="", is_eager=True, callback=_print_version, help="Hiện số phiên bản rồi thoát."
    ),
) -> None:
    """Options that stand before the command."""
