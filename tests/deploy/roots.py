"""Small Debians in folders, in which the files for a deployment are executed as they are."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import time
from pathlib import Path

# With a `python`, as the image has it, and a systemd for the unit.
PACKAGES = "python3-venv,python-is-python3,ca-certificates,systemd"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# How this machine reaches the world.
REACH = {"PIP_CERT", "PIP_INDEX_URL", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"}
FROM_HERE = ("/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt")
NEW_NETWORK, SET_FLAGS, UP = 0x40000000, 0x8914, 1


def needs() -> None:
    """Says loudly what this machine lacks, and ends."""
    if not shutil.which("debootstrap", path=PATH):
        raise SystemExit("NOT RUN: no debootstrap. Get it: apt-get install debootstrap")
    if os.getuid():
        raise SystemExit("NOT RUN: it takes the right to mount. As root: sudo make image")


def call(command: list[str]) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)


def run_here(command: list[str]) -> str:
    """What a command prints, which has to end well."""
    done = call(command)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def fresh(cache: Path, suite: str, root: Path) -> Path:
    """A new root; what it starts from is made once and stays in the cache."""
    base, half = cache / suite, cache / f"{suite}.half"
    if not base.exists():
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        options = ["--variant=minbase", f"--include={PACKAGES}"]
        run_here(["debootstrap", *options, suite, str(half)])
        half.rename(base)
    run_here(["cp", "--archive", str(base), str(root)])
    for name in FROM_HERE:
        shutil.copyfile(name, f"{root}{name}")
    return root


def own_network() -> None:
    """Ports of this machine are none of ours from here on, nor of what is started."""
    assert ctypes.CDLL(None).unshare(NEW_NETWORK) == 0
    with socket.socket() as sock:
        fcntl.ioctl(sock, SET_FLAGS, struct.pack("16sh", b"lo", UP))


def clean(env: dict[str, str]) -> list[str]:
    """A command before a command: it sees nothing else of the environment."""
    return ["env", "-i", *(f"{name}={value}" for name, value in env.items())]


def run(root: Path, line: str, env: dict[str, str], directory: str = "/") -> str:
    """What a line of shell prints in a root, as its administrator, with this machine's network."""
    reach = {name: value for name, value in os.environ.items() if name in REACH}
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    shell = [*clean({"PATH": PATH, "HOME": "/root", **reach, **env}), "/bin/sh", "-ec", line]
    return run_here([*apart, f"--root={root}", f"--wd={directory}", *shell])


def start(root: Path, mounts: str, command: list[str], group: Path | None = None):
    """Starts a command as the first process of a root, and returns it with its number.

    The lines of shell mount what it finds there. The control group is all that it sees of them.
    """
    script = f"""
        mount --bind {root} {root}
        cd {root}
        mount --types proc proc proc
        {mounts}
        pivot_root . .
        umount --lazy .
        cd /
        exec "$@" """
    apart = "exec unshare --mount --pid --ipc --uts --fork --kill-child"
    if group:
        apart = f"echo $$ > {group}/cgroup.procs; {apart} --cgroup"
    process = subprocess.Popen(["sh", "-ec", f'{apart} sh -ec "$@"', "-", script, "-", *command])
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None and not children.read_text():
        time.sleep(0.01)
    return process, int(children.read_text())


def inside(pid: int, command: list[str]) -> subprocess.CompletedProcess:
    """Another command where that process lives."""
    enter = ["nsenter", f"--target={pid}", "--mount", "--pid", "--ipc", "--uts", "--cgroup"]
    return call([*enter, *command])


def rights(pid: int) -> dict[str, str]:
    """What a process may do, as the kernel says."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    values = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    names = ("Uid", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp")
    return {name: values[name].split("\t")[0] for name in names}
