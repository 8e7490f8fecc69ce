"""Execute the notebooks from a clean kernel and save them: ``make notebooks``. The same data give the same bytes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE = Path(__file__).parent


def execute(source: Path, *, workdir: Path | None = None, timeout: int = 300) -> NotebookNode:
    """Run every cell of ``source`` in ``workdir`` (default: its own folder); raises nbclient's CellExecutionError."""
    notebook = nbformat.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(workdir or source.parent)}},
    )
    client.execute()
    return tidied(notebook)


def tidied(notebook: NotebookNode) -> NotebookNode:
    """Only what the data decide: no times, no versions, pieces of one stream joined, counts 1..N, numbered cells."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    count = 0
    for place, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{place:02d}"
        cell.metadata = nbformat.from_dict({key: value for key, value in cell.metadata.items() if key == "tags"})
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = _joined(cell.outputs)
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count
    return notebook


def _joined(outputs: Sequence[NotebookNode]) -> list[NotebookNode]:
    joined: list[NotebookNode] = []
    for output in outputs:
        before = joined[-1] if joined else None
        if before and output.output_type == before.output_type == "stream" and output.name == before.name:
            before.text += output.text
        else:
            joined.append(output)
    return joined


def main(names: Sequence[str]) -> int:
    """Execute the notebooks named (all without a name) on the sample data."""
    os.environ["EMUSTATS_INTERACTIVE"] = "0"
    os.environ.pop("EMUSTATS_DATA", None)
    for source in sorted(HERE.glob("*.ipynb")):
        if not names or source.name in names or source.stem in names:
            nbformat.write(execute(source), source)
            print(source.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
