"""Redraw ``docs/images``: the standard form as a unit fills it in, and a copy that is given back. Illustrative data.

Needs LibreOffice (``soffice``) and poppler (``pdftoppm``), which emustats itself does not.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl

from emustats import read_submission
from emustats.publishing.marked_copy.annotation import annotate

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
WORKBOOK = ROOT / "data/sample/2019/bca-donvi-6/bca-van-phong.xlsx"
# what a unit might write: cell of the sheet “Khen thưởng” -> content
FAULTS = {"B16": "Bằng khen", "F13": "ba", "G15": -30, "F17": 1.75, "E19": "đã xong"}


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(WORKBOOK, folder / "form.xlsx")
        draw(folder / "form.xlsx", "Khen thưởng", IMAGES / "form.png")
        draw(folder / "form.xlsx", "Chỉ tiêu", IMAGES / "targets.png")
        faulty = with_faults(folder / "bca-van-phong (số liệu minh họa).xlsx")
        (folder / "back").mkdir()
        copy = annotate(faulty, read_submission(faulty).problems, folder / "back")
        draw(copy, openpyxl.load_workbook(copy, read_only=True).sheetnames[0], IMAGES / "findings.png")
        draw(copy, "Khen thưởng", IMAGES / "marked.png")


def with_faults(path: Path) -> Path:
    book = openpyxl.load_workbook(WORKBOOK, data_only=True)
    for cell, value in FAULTS.items():
        book["Khen thưởng"][cell] = value
    book.save(path)
    return path


def draw(workbook: Path, sheet: str, out: Path) -> None:
    """The first page of one sheet, without its footer and the white around it."""
    book = openpyxl.load_workbook(workbook, data_only=True)
    for other in book.worksheets:
        if other.title != sheet:
            other.sheet_state = "hidden"
    book.active = book[sheet]
    with tempfile.TemporaryDirectory() as name:
        alone = Path(name) / "page.xlsx"
        book.save(alone)
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", name, alone], check=True)
        page = [
            "pdftoppm",
            "-png",
            "-r",
            "110",
            "-f",
            "1",
            "-l",
            "1",
            "-singlefile",
            f"{name}/page.pdf",
            f"{name}/page",
        ]
        subprocess.run(page, check=True)
        trim(Path(name) / "page.png", out)


def trim(picture: Path, out: Path, margin: int = 12) -> None:
    from PIL import Image, ImageChops

    image = Image.open(picture).convert("RGB")
    image = image.crop((0, 0, image.width, round(image.height * 0.93)))
    left, top, right, bottom = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    box = (max(left - margin, 0), max(top - margin, 0), right + margin, min(bottom + margin, image.height))
    image.crop(box).quantize(64).save(out, optimize=True)


if __name__ == "__main__":
    main()
