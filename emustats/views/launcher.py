"""Open the notebooks in JupyterLab on somebody's own folder: local, offline, on a working copy."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from emustats.errors import UsageError

LOCAL = "127.0.0.1"
PATIENCE = 15


def notebooks_folder() -> Path:
    """Where the notebooks of emustats stand: inside an installed package, or beside the package in a checkout.

    Raises UsageError when there are none.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if any(folder.glob("*.ipynb")):
            return folder
    raise UsageError("Bản cài đặt này không kèm sổ ghi chép (notebook) nào. Hãy cài lại emustats.")


def working_copy(out: str | Path) -> list[Path]:
    """Copy the notebooks to ``out`` without their outputs; a notebook that is there already is kept as it is.

    Returns the paths in ``out``. Outputs are cleared because they show the figures of the sample data.
    """
    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    copies = []
    for source in sorted(notebooks_folder().glob("*.ipynb")):
        copy = target / source.name
        if not copy.exists():
            copy.write_text(_cleared(source.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        copies.append(copy)
    return copies


def _cleared(text: str) -> str:
    notebook = json.loads(text)
    notebook["metadata"].pop("widgets", None)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            cell["metadata"].pop("execution", None)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def within_reach(data: Path, root: Path) -> bool:
    """Give the data a name inside ``root``, the only place that Jupyter serves: links to workbooks then work.

    False where the system makes no links (Windows without the right to) or the name is taken; notebooks then name
    workbooks without linking to them.
    """
    if data.is_relative_to(root):
        return True
    link = root / data.name
    try:
        if link.is_symlink():
            link.unlink()
        link.symlink_to(data, target_is_directory=True)
    except OSError:
        return False
    return True


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


def server_command(root: Path, port: int, *, browser: bool = True) -> list[str]:
    """The JupyterLab command: this machine only, with Jupyter's own token, asking nothing from the internet."""
    command = [
        *(sys.executable, "-m", "jupyterlab", str(root)),
        f"--ServerApp.ip={LOCAL}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=20",
        "--ServerApp.log_level=WARN",
        "--LabApp.log_level=WARN",
        # The usual handler does not serve what lies behind a link, as the data do.
        "--ContentsManager.files_handler_class=jupyter_server.files.handlers.FilesHandler",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if not browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Jupyter refuses the administrator by default; on 127.0.0.1 and with a token it is safe enough.
        command.append("--allow-root")
    return command


def explore(folder: str | Path, *, out: str | Path = "emustats-notebooks", browser: bool = True) -> int:
    """Run JupyterLab on a working copy of the notebooks, with ``EMUSTATS_DATA`` naming ``folder``, until Ctrl-C.

    Returns JupyterLab's exit code, 0 after Ctrl-C. Raises UsageError when the folder or JupyterLab is missing.
    """
    data = Path(folder).resolve()
    if not data.is_dir():
        raise UsageError(f"Thư mục “{folder}” không tồn tại.")
    if find_spec("jupyterlab") is None:
        raise UsageError('Chưa cài JupyterLab. Hãy chạy: python -m pip install "emustats[notebooks]"')
    root = Path(out).resolve()
    copies = working_copy(root)
    within_reach(data, root)
    # Taken now and given up at once: Jupyter tries the next ports should somebody be quicker.
    command = server_command(root, free_port(), browser=browser)
    print(f"Thư mục số liệu: {data}")
    print(f"Sổ ghi chép (bản làm việc, {len(copies)} tệp): {root}")
    print("Mở địa chỉ http://127.0.0.1… dưới đây nếu trình duyệt không tự mở. Bấm Ctrl-C để kết thúc.", flush=True)
    return _serve(command, _environment(data))


def _environment(data: Path) -> dict[str, str]:
    """What the server and its kernels are told; the user's own settings of Jupyter stay in force."""
    # Neither switch of the command line keeps JupyterLab from asking about news; this file does.
    paths = [str(Path(__file__).parents[1] / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    return os.environ | {"EMUSTATS_DATA": str(data), "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}


def _serve(command: list[str], environment: dict[str, str]) -> int:
    """Run the server in a group of its own: Ctrl-C comes to us, and we ask it to end, without its question."""
    if os.name == "nt":
        server = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, creationflags=subprocess.CREATE_NEW_PROCESS_GROUP
        )
    else:
        server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        return server.wait()
    except KeyboardInterrupt:
        print("\nĐang đóng JupyterLab …", flush=True)
        return 0
    finally:
        _end(server)
        signal.signal(signal.SIGTERM, previous)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _end(server: subprocess.Popen[bytes]) -> None:
    """Let the server shut its kernels down; end it by force only when it does not."""
    if server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(PATIENCE)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        server.kill()
        server.wait()
