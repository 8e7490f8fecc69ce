"""Reading a workbook takes nothing but Python: no frames and no compiled package beyond the standard library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample" / "2019" / "bca-donvi-6" / "bca-phong-trao.xlsx"
# Names refused outright, and every extension module that doesn't lie in the standard library.
BLOCKED = ("pandas", "numpy", "pyarrow", "rapidfuzz", "lxml", "openpyxl", "matplotlib", "python_calamine")
READ = """
import importlib.machinery, os, sys
from pathlib import Path

BLOCKED = {blocked!r}
STANDARD = Path(os.__file__).resolve().parent

class Guard:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(f"blocked: {{name}}")
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.ExtensionFileLoader):
            place = Path(spec.origin).resolve()
            if not place.is_relative_to(STANDARD) or "site-packages" in place.parts:
                raise ImportError(f"blocked: {{name}}")
        return None

sys.meta_path.insert(0, Guard())
{body}
"""


def run(body: str) -> subprocess.CompletedProcess[str]:
    code = READ.format(blocked=BLOCKED, body=body)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120)


def test_a_workbook_is_read_without_any_compiled_package():
    done = run(
        "from emustats.reading.workbook.submission import Settings, read_workbook\n"
        "from emustats.reference import load\n"
        "from emustats.reference.names import resolve_award, resolve_unit\n"
        "reference = load()\n"
        f"data = Path({str(SAMPLE)!r}).read_bytes()\n"
        "reading = read_workbook(data, '2019/bca-donvi-6/bca-phong-trao.xlsx', Settings(reference, b'key', False))\n"
        "print(reading.refusal, reading.identity.unit_id, sum(row.award_count or 0 for row in reading.rows['awards']) > 0)\n"
        "print(resolve_award('Đơn vị quyết thắn', reference).suggestions[0])\n"
        "print(resolve_unit('Cục Hồ sơ nghiệp vụu', reference).suggestions[0])"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["None bca-phong-trao True", "Đơn vị quyết thắng", "Cục Hồ sơ nghiệp vụ"]


@pytest.mark.parametrize("module", ["pandas", "numpy", "lxml.etree"])
def test_the_guard_does_block(module):
    assert run(f"import {module}").returncode != 0
