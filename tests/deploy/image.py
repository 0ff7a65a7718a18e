"""Execute Dockerfile and compose.yaml: with an engine, or line by line in a root without one."""

from __future__ import annotations

import http.client
import json
import os
import re
import shlex
import shutil
import signal
import string
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.deploy import roots
from tests.deploy.recipes import HOST, copy_context, environment, instructions, service, words
from tests.deploy.running import PG_BIN, ROOT, PostgreSQL


@dataclass
class BuildStage:
    """A root as the instructions so far have made it."""

    root: Path
    env: dict[str, str] = field(default_factory=lambda: {"PATH": roots.PATH})
    directory: str = "/"
    user: str = "root"
    command: list[str] = field(default_factory=list)

    def at(self, place: str) -> Path:
        return self.root / os.path.join(self.directory, place).lstrip("/")  # noqa: PTH118


class Build:
    """Executes the instructions of a Dockerfile, each in the method of its name."""

    def __init__(self, cache: Path, work: Path) -> None:
        self.cache, self.work = cache, work
        self.stages = {"": BuildStage(copy_context(work / "context"))}
        for name, rest in instructions():
            if not (method := getattr(self, f"do_{name.lower()}", None)):
                raise SystemExit(f"Dockerfile: nothing here executes {name}.")
            begun = time.monotonic()
            method(rest)
            print(f"{time.monotonic() - begun:6.1f} s  {name} {rest[:80]}", flush=True)

    def do_from(self, rest: str) -> None:
        image, _, name = rest.partition(" AS ")
        version, suite = re.fullmatch(r"python:([\d.]+)-slim-(\w+)", image).groups()
        root = roots.fresh(self.cache, suite, self.work / f"root{len(self.stages)}")
        self.stage = self.stages[name or "last"] = BuildStage(root)
        python = roots.run(root, "python --version", {})
        assert python.startswith(f"Python {version}."), python

    def do_run(self, rest: str) -> None:
        roots.run(self.stage.root, rest, self.stage.env, self.stage.directory)

    def do_copy(self, rest: str) -> None:
        *names, target = rest.split()
        source, to = self.stages[""], self.stage.at(target)
        if names[0].startswith("--from="):
            source = self.stages[names.pop(0).removeprefix("--from=")]
        for place in (source.root / name.lstrip("/") for name in names):
            if place.is_dir():
                shutil.copytree(place, to, symlinks=True, dirs_exist_ok=True)
            else:
                to.mkdir(parents=True, exist_ok=True)
                shutil.copy2(place, to)

    def do_env(self, rest: str) -> None:
        pairs = shlex.split(string.Template(rest).substitute(self.stage.env))
        self.stage.env.update(pair.split("=", 1) for pair in pairs)

    def do_workdir(self, rest: str) -> None:
        self.stage.directory = rest
        self.stage.at("").mkdir(parents=True, exist_ok=True)

    def do_user(self, rest: str) -> None:
        self.stage.user = rest

    def do_cmd(self, rest: str) -> None:
        self.stage.command = json.loads(rest)

    def do_nothing(self, rest: str) -> None:
        """What is said to whoever starts the image."""

    do_volume = do_expose = do_healthcheck = do_nothing


class Contained:
    """A process of the image as compose.yaml restricts it."""

    def __init__(self, stage: BuildStage, name: str) -> None:
        self.stage, self.service = stage, service(name)
        volume, place = words(self.service["volumes"])[0].split(":")
        data = stage.root.parent / f"volume-{volume}"
        # A new volume begins as what the image has there.
        roots.run_here(["cp", "--archive", str(stage.at(place)), str(data)])
        mounts = ["mount --options remount,bind,ro ."] * (self.service["read_only"] == "true")
        mounts += [f"mount --types tmpfs tmpfs .{at}" for at in words(self.service["tmpfs"])]
        mounts += [f"mount --bind {data} .{place}"]
        command = stage.command
        if "command" in self.service:
            command = words(self.service["command"])
        self.process, self.pid = roots.start(
            stage.root, "\n".join(mounts), self._restricted(command)
        )

    def _restricted(self, command: list[str]) -> list[str]:
        """As the user of the image, without what compose.yaml takes away."""
        user, env = self.stage.user, {**self.stage.env, **environment(self.service)}
        limits = [f"--reuid={user}", f"--regid={user}", "--init-groups"]
        if words(self.service["cap_drop"]) == ["ALL"]:
            limits += ["--inh-caps=-all", "--bounding-set=-all"]
        if "no-new-privileges:true" in words(self.service["security_opt"]):
            limits += ["--no-new-privs"]
        there = ["env", f"--chdir={self.stage.directory}"]
        return [*there, "setpriv", *limits, *roots.clean(env), *command]

    def run(self, *command: str) -> subprocess.CompletedProcess:
        return roots.inside(self.pid, self._restricted(list(command)))

    def stop(self) -> None:
        """As an engine does: it has ten seconds to end by itself."""
        begun = time.monotonic()
        os.kill(self.pid, signal.SIGTERM)
        assert self.process.wait(10) == 0
        print(f"Stopped within {time.monotonic() - begun:.1f} s.")


def until_healthy(run) -> None:
    """The check of the image, as often and as long as it says."""
    check = dict(instructions())["HEALTHCHECK"]
    limit = {name: int(number) for name, number in re.findall(r"--([\w-]+)=(\d+)s", check)}
    command, begun = json.loads(check.split("CMD ", 1)[1]), time.monotonic()
    while True:
        at = time.monotonic()
        done = run(*command)
        took = time.monotonic() - at
        if done.returncode == 0 and took < limit["timeout"]:
            break
        tried = at - begun - limit["start-period"]
        assert tried < 3 * limit["interval"], f"{took:.1f} s: {done.stdout}{done.stderr}"
        time.sleep(1)
    print(f"Healthy after {at - begun:.1f} s; the check took {took:.1f} of {limit['timeout']} s.")


def ask(port: int, path: str) -> str:
    """A page, as the proxy asks for it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
    answer = connection.getresponse()
    body = answer.read().decode()
    print(f"GET {path}: {answer.status}, {len(body)} characters", flush=True)
    assert answer.status == 200, body
    return body


def ask_all(port: int) -> None:
    """A page, a file that it names, and whether all is well."""
    ask(port, re.search(r'href="(/static/[^"]+\.css)"', ask(port, "/"))[1])
    assert json.loads(ask(port, "/readyz"))["database"] == "ok"


def check_site(listing: str) -> None:
    """Nothing reaches the image but files of the project, and Python's own of them."""
    files = {name for name in listing.splitlines() if "__pycache__" not in name}
    known = roots.run_here(["git", "-C", str(ROOT), "ls-files"]).splitlines()
    print(f"/site: {len(files)} files in {sorted({name.split('/')[0] for name in files})}")
    assert not files - set(known), sorted(files - set(known))


LISTING = ["find", "/site", "-type", "f", "-printf", r"%P\n"]


def by_engine(engine: str) -> None:
    """Builds and starts the image; with SQLite in the volume in place of PostgreSQL."""
    web, name = service("web1"), f"mscalc-try-{os.getpid()}"
    env = {key: value for key, value in environment(web).items() if key != "DATABASE_URL"}
    options = [f"--volume={name}:/data", f"--read-only={web['read_only']}"]
    options += [f"--env={key}={value}" for key, value in env.items()]
    options += [f"--cap-drop={word}" for word in words(web["cap_drop"])]
    options += [f"--security-opt={word}" for word in words(web["security_opt"])]
    options += [f"--tmpfs={word}" for word in words(web["tmpfs"])]
    # Podman's own format has no health check.
    form = ["--format=docker"] * (engine == "podman")
    try:
        roots.run_here([engine, "build", *form, "--tag", name, str(ROOT)])
        once = [engine, "run", "--rm", *options, name]
        check_site(roots.run_here([*once, *LISTING]))
        roots.run_here([*once, *words(service("prepare")["command"])])
        there = ["--detach", "--publish=127.0.0.1::8000", f"--name={name}"]
        roots.run_here([engine, "run", *there, *options, name])
        until_healthy(lambda *command: roots.call([engine, "exec", name, *command]))
        ask_all(int(roots.run_here([engine, "port", name, "8000"]).rpartition(":")[2]))
        roots.run_here([engine, "stop", name])
    finally:
        for what in ("rm", "volume rm", "rmi"):
            roots.call([engine, *what.split(), "--force", name])


def line_by_line(stage: BuildStage) -> None:
    """Starts what was built, beside a PostgreSQL of this machine."""
    check_site(roots.run(stage.root, shlex.join(LISTING), {}))
    roots.own_network()
    cluster = PostgreSQL()
    cluster.port, cluster.url = 5432, cluster.url.replace(str(cluster.port), "5432")
    # A file that an engine writes.
    (stage.root / "etc/hosts").write_text("127.0.0.1 localhost database\n", "utf-8")
    cluster.start()
    try:
        cluster.fresh("mscalc")
        assert Contained(stage, "prepare").process.wait(120) == 0
        web = Contained(stage, "web1")
        until_healthy(web.run)
        ask_all(8000)
        rights = roots.rights(web.pid)
        print(f"The first process: {rights}")
        assert [int(rights[name], 16) for name in ("CapEff", "CapBnd", "NoNewPrivs")] == [0, 0, 1]
        places = {place: web.run("touch", f"{place}/x").returncode for place in ("/data", "/tmp")}  # noqa: S108
        assert not any(places.values()), places
        assert all(web.run("touch", f"{place}/x").returncode for place in ("/site", "/static"))
        web.stop()
    finally:
        cluster.remove()


def main() -> None:
    for engine in ("docker", "podman"):
        if shutil.which(engine) and roots.call([engine, "info"]).returncode == 0:
            print(f"By {engine}:")
            by_engine(engine)
            return
    roots.needs()
    if PG_BIN is None:
        raise SystemExit("NOT RUN: no PostgreSQL. Get it: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="mscalc-image-") as work:
        line_by_line(Build(Path(sys.argv[1]), Path(work)).stages["last"])


if __name__ == "__main__":
    main()
