"""The house font: two weights of Be Vietnam Pro (SIL Open Font License 1.1) that travel with the package."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from matplotlib import font_manager

FONT = "Be Vietnam Pro"
# A sign that the house font lacks is taken from DejaVu Sans, which comes with matplotlib.
FAMILY = [FONT, "DejaVu Sans"]
_FILES = Path(__file__).parent / "fonts"


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Make the house font known to matplotlib; nothing is installed on the machine."""
    for file in sorted(_FILES.glob("*.ttf")):
        font_manager.fontManager.addfont(file)
