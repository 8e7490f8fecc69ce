"""What typer finds wrong with the options of a command, said in Vietnamese."""

from __future__ import annotations

from typing import Any


def in_vietnamese(error: Any) -> str:
    """One sentence about the fault, and how to see the options of the command."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "emustats"
    return f"{_fault(error, context)} Xem hướng dẫn: {command} --help"


def _fault(error: Any, context: Any) -> str:
    kind, name = type(error).__name__, _name(getattr(error, "param", None))
    if kind == "MissingParameter":
        return f"Thiếu {name}."
    if kind == "NoSuchOption":
        near = ", ".join(sorted(error.possibilities or []))
        return f"Không có tùy chọn {error.option_name}." + (f" Có thể là: {near}." if near else "")
    if kind == "BadParameter":
        if "valid int" in error.message:
            return f"Giá trị của {name} phải là một số nguyên."
        for words, vietnamese in (
            ("greater than or equal to", "phải từ {} trở lên"),
            ("less than or equal to", "phải đến {} là cùng"),
        ):
            if words in error.message:
                return f"Giá trị của {name} {vietnamese.format(error.message.split()[-1].rstrip('.'))}."
        return f"Giá trị của {name} không hợp lệ: {error.message.rstrip('.')}."
    if kind == "BadOptionUsage":
        return f"Tùy chọn {error.option_name} cần một giá trị đi kèm."
    if "No such command" in error.message:
        return f"Không có lệnh này. Các lệnh: {', '.join(context.command.commands)}."
    if "extra argument" in error.message:
        return f"Thừa tham số: {error.message.rpartition('(')[2].rstrip(').')}."
    return str(error.format_message())


def _name(parameter: Any) -> str:
    if parameter is None:
        return "tham số"
    if parameter.param_type_name == "argument":
        return f"tham số {parameter.metavar or parameter.name.upper()}"
    return f"tùy chọn {max(parameter.opts, key=len)}"
