"""Where the site stands: its folders and its port. `make run` asks here before anything is made.

Plain Python: it runs before any package is installed.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import stat
import sys
from pathlib import Path

PORT = re.compile("[1-9][0-9]{0,4}")
HIGHEST_PORT = 65_535
LONGEST_NAME = 255
FILES = Path(__file__).resolve().parent.parent / "static"


def refusal(name: str, value: str, fault: str, example: str) -> str:
    """The sentence that names a setting, what is wrong with it, and what would be right."""
    said = f" is “{value}”:" if value else ":"
    return f"{name}{said} {fault}. An example: {name}={example}"


def no_port(value: str) -> str:
    """A port as a browser's address has it."""
    if PORT.fullmatch(value) and int(value) <= HIGHEST_PORT:
        return ""
    return f"a port is a whole number from 1 to {HIGHEST_PORT}"


def no_folder(value: str) -> str:
    """A place where a folder is, or can be made, and that nobody reads in another way."""
    if fault := _misread(value):
        return fault
    path = Path(value)
    if any(len(os.fsencode(part)) > LONGEST_NAME for part in path.parts):
        return "a name in it is too long"
    if not _is_possible(path):
        return "it is no folder, and none can be made there"
    return "it is in the folder of the site’s own files" if _is_above(FILES, path) else ""


def _misread(value: str) -> str:
    """What a shell, a form or a browser would have read in it, and the site does not."""
    faults = {
        "it begins or ends with a space": value != value.strip(),
        "it stands in quotes": value[0] == value[-1] and value[0] in "\"'",
        "“~” stands for no folder here": value.startswith("~"),
        "it is an address and no folder": "://" in value,
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")


def no_static_folder(value: str, data_dir: Path) -> str:
    """A folder for collected files, which readers get: nothing else may be in it."""
    if fault := no_folder(value):
        return fault
    if _is_above(Path(value), FILES) or _is_above(Path(value), data_dir):
        return "it holds more than files to serve, such as the secret key"
    return ""


def _is_above(folder: Path, path: Path) -> bool:
    """Whether this path is the folder, or in it."""
    return folder.resolve() in (path.resolve(), *path.resolve().parents)


def _is_possible(path: Path) -> bool:
    """Whether the nearest thing on this path that is there is a folder."""
    for one in (path, *path.absolute().parents):
        try:
            return stat.S_ISDIR(one.stat().st_mode)
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            return False
    return False


def hold(port: int) -> socket.socket:
    """Take a port for whoever is started with this socket open; raises OSError if it is taken.

    From then on nobody binds it alone, and the server, which shares ports, still does. To listen
    for a moment decides between two that bind at once; then the socket takes no reader.
    """
    here = socket.socket()
    here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    here.bind(("127.0.0.1", port))
    here.listen()
    here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    here.shutdown(socket.SHUT_RDWR)
    here.set_inheritable(True)
    return here


def main(command: list[str]) -> str:
    """Start a command that has the port and the folder for itself; what is wrong, if it cannot."""
    port, data_dir = os.environ["PORT"], os.environ["DATA_DIR"]
    root = os.environ.get("STATIC_ROOT") or f"{data_dir}/static"
    if fault := no_port(port):
        return refusal("PORT", port, fault, "8001")
    if fault := no_folder(data_dir):
        return refusal("DATA_DIR", data_dir, fault, "/var/lib/mscalc")
    if fault := no_static_folder(root, Path(data_dir)):
        return refusal("STATIC_ROOT", root, fault, "/var/lib/mscalc/static")
    try:
        held = hold(int(port))
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        why = "is in use" if is_taken else f"cannot be used ({error.strerror})"
        return f"Port {port} {why}. Take another: make run PORT=8001"
    with held:
        return _start(command, Path(data_dir)) if command else ""


def _start(command: list[str], data_dir: Path) -> str:
    """Make the folder, which only then shows whether it can be made, and become the command."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = f"it cannot be made ({error.strerror})"
        return refusal("DATA_DIR", str(data_dir), fault, "/var/lib/mscalc")
    return os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    if said := main(sys.argv[1:]):
        print(said)
        sys.exit(1)
