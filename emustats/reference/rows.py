"""The rows of a reference file as text: encodings and separators that Excel writes, every mistake named by file and line."""

from __future__ import annotations

import csv
import io

from emustats.errors import ReferenceDataError


def decode(content: bytes, file: str) -> str:
    """The text of a reference file: UTF-8, with or without the mark that Excel puts first."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReferenceDataError(f"{file}: không phải UTF-8. Hãy lưu lại dạng “CSV UTF-8” rồi thử lại.") from None


def read_rows(content: bytes, file: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file as (line, cells by column), blank lines left out; separator comma or semicolon."""
    text = decode(content, file)
    header = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in header and "," not in header else ",")
    columns = [column.strip() for column in next(rows, [])]
    if not any(columns):
        raise ReferenceDataError(f"{file}, dòng 1: thiếu dòng tên cột. Hãy ghi tên các cột ở dòng đầu.")
    found = []
    end = rows.line_num
    for cells in rows:
        line, end = end + 1, rows.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(columns):
            raise ReferenceDataError(
                f"{file}, dòng {line}: có {len(cells)} ô trong khi bảng có {len(columns)} cột. "
                "Hãy đặt trong ngoặc kép những ô có dấu phẩy."
            )
        found.append((line, {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}))
    return found
