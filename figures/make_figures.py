"""Draw the charts of ``figures/`` from the illustrative workbooks: ``make figures``. Nothing here is edited by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import emustats as es
from emustats.publishing.conference.figures import FORMATS, write_figures

HERE = Path(__file__).parent
CLUSTER, YEAR = "bca-donvi-6", 2019


def main() -> int:
    """Draw every chart anew and remove those that are no longer drawn."""
    data = es.load(HERE.parent / "data" / "sample")
    written = write_figures(data, cluster=CLUSTER, year=YEAR, out=HERE)
    for old in HERE.iterdir():
        if old.suffix.lstrip(".") in (*FORMATS, "json") and old not in written:
            old.unlink()
    print(f"{len(written)} tệp trong {HERE.name}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
