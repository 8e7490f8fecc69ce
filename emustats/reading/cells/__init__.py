"""Files to cells: one module a format, the containers they lie in, and their limits."""

from emustats.reading.cells.read import read_cells

__all__ = ["read_cells"]
