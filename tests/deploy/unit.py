"""Execute docs/running.md on a Debian of its own, whose systemd starts the unit as it is."""

from __future__ import annotations

import os
import re
import secrets
import sys
import tempfile
import time
from pathlib import Path

from tests.deploy import roots
from tests.deploy.image import ask_all
from tests.deploy.recipes import HOST
from tests.deploy.running import ROOT, wait_for

SITE = "/opt/mscalc"
ENV = {
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": HOST,
    "SITE_ADDRESS": f"https://{HOST}",
    "TLS": "1",
    "DATA_DIR": "/var/lib/mscalc",
    "STATIC_ROOT": "/var/lib/mscalc/static",
    "REQUIRE_OTP": "1",
    "REQUIRE_REVIEW": "1",
}
# Of 100, as systemd counts what a service could do; it is 37 as shipped.
EXPOSURE = 40
SECURE = f"systemd-analyze security --offline=true --threshold={EXPOSURE} mscalc@.service"
SHOW = "systemctl show --value --property"
UNTIL = "until manage healthy --port {}; do sleep 1; done"
MOUNTS = """
    mount --types sysfs --options ro sysfs sys
    mount --types tmpfs tmpfs sys/fs/cgroup
    mount --types cgroup2 cgroup2 sys/fs/cgroup
    mount --types tmpfs --options mode=755 tmpfs run
    mount --bind --options ro proc/sys proc/sys
    mount --bind dev/null dev/console
"""


def documented(part: str) -> list[str]:
    """The first lines of shell under a heading of docs/running.md."""
    text = (ROOT / "docs" / "running.md").read_text("utf-8").split(f"## {part}\n", 1)[1]
    return re.search(r"^```\n(.+?)^```", text, re.MULTILINE | re.DOTALL)[1].splitlines()


def install(root: Path) -> None:
    """As the document says, on SQLite: Debian's packages and roles of PostgreSQL are left out."""
    (root / SITE[1:]).mkdir(parents=True)
    copy = f"git ls-files -z | xargs -0 cp --parents --target-directory={root}{SITE}"
    roots.run_here(["sh", "-ec", f"cd {ROOT}; {copy}"])
    left_out = ("apt-get", "runuser -u postgres")
    lines = [line for line in documented("Install") if not line.startswith(left_out)]
    roots.run(root, "\n".join(lines), {})
    settings = "".join(f"{name}={value}\n" for name, value in ENV.items())
    (root / "etc/mscalc.env").write_text(settings, "utf-8")
    roots.run(root, "chown root:mscalc /etc/mscalc.env; chmod 640 /etc/mscalc.env", {})
    # This machine's own log is none of its business.
    (root / "etc/systemd/journald.conf").write_text("[Journal]\nReadKMsg=no\n", "utf-8")


def shell(pid: int, *lines: str) -> str:
    """What lines of shell print as the administrator there, in the project's folder."""
    script = "\n".join([f"cd {SITE}", "exec 2>&1", *lines])
    done = roots.inside(pid, ["timeout", "120", "sh", "-ec", script])
    assert done.returncode == 0, f"{lines}: {done.returncode}\n{done.stdout}"
    return done.stdout.strip()


def main_process(pid: int) -> int:
    """The process that systemd watches, by its number on this machine."""
    there = shell(pid, f"{SHOW} MainPID mscalc@8001")
    seen = Path("/proc").glob("[0-9]*/status")
    own = re.compile(rf"^NSpid:\t(\d+)\t{there}$", re.MULTILINE)
    return next(int(match[1]) for path in seen if (match := own.search(path.read_text())))


def rehearse(pid: int) -> None:
    """Starts, kills and stops the service as on the machine of whoever runs the site."""
    wait_for(lambda: "running" in roots.inside(pid, ["systemctl", "is-system-running"]).stdout)
    manage, prepare = documented("Settings that matter")
    copy, enable = documented("Behind a proxy")[:2]
    shell(pid, manage, prepare)
    # A directive that it does not know is a warning only.
    warnings = shell(pid, copy, "systemd-analyze verify mscalc@8001.service")
    assert not warnings, warnings
    print(shell(pid, f"cd deploy; {SECURE}").splitlines()[-1])
    shell(pid, enable)
    for port in (8001, 8002):
        shell(pid, manage, UNTIL.format(port))
        ask_all(port)
    first = main_process(pid)
    print(f"The first process: {roots.rights(first)}")
    print(re.search(r"Max open files.*", Path(f"/proc/{first}/limits").read_text())[0])
    shell(pid, "systemctl kill --signal=KILL mscalc@8001; sleep 2", manage, UNTIL.format(8001))
    assert shell(pid, f"{SHOW} NRestarts mscalc@8001") == "1"
    assert '"message"' in shell(pid, "journalctl --quiet --identifier granian --output cat")
    begun = time.monotonic()
    shell(pid, "systemctl stop mscalc@8001 mscalc@8002")
    assert shell(pid, f"{SHOW} Result mscalc@8001") == "success"
    print(f"Killed, well again, and stopped within {time.monotonic() - begun:.1f} s.")


def remove(group: Path) -> bool:
    """Whether nothing is left of it; what runs in it ends."""
    (group / "cgroup.kill").write_text("1")
    roots.call(["find", str(group), "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"])
    return not group.exists()


def main() -> None:
    roots.needs()
    mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    places = [place for _, place, kind, *_ in mounts if kind == "cgroup2"]
    if not places:
        raise SystemExit("NOT RUN: the systemd unit. It takes a kernel with cgroup2, mounted")
    group = Path(places[0]) / f"mscalc-{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix="mscalc-unit-") as work:
        root = roots.fresh(Path(sys.argv[1]), "bookworm", Path(work) / "root")
        install(root)
        roots.own_network()
        group.mkdir()
        try:
            systemd = ["/lib/systemd/systemd", "--unit=basic.target", "--log-target=journal"]
            env = {"container": "rehearsal", "PATH": roots.PATH}
            _, pid = roots.start(root, MOUNTS, [*roots.clean(env), *systemd], group)
            rehearse(pid)
        finally:
            wait_for(lambda: remove(group), 20)


if __name__ == "__main__":
    main()
