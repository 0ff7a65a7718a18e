"""What the site runs on in earnest: PostgreSQL, several processes, nginx as it is shipped."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("openssl") and shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
PG_BIN = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
KEY = "only for servers that a test starts and stops again, ever"
ANSWERS = "ebv=mono&vitamin_d_value=&smoking=past"
FORM = {
    "Content-Type": "application/x-www-form-urlencoded",
    "HX-Request": "true",
    "Sec-Fetch-Site": "same-origin",
}
# Certificates made a moment ago are nobody's.
ANY_NAME = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ANY_NAME.check_hostname, ANY_NAME.verify_mode = False, ssl.CERT_NONE


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class PostgreSQL:
    """A cluster of its own; `stop` is as a crash is."""

    def __init__(self, folder: Path | None = None) -> None:
        # Not in the tests' own folder, which its user may not enter.
        self.folder = folder or Path(tempfile.mkdtemp(prefix="mscalc-postgresql-"))
        self.folder.mkdir(exist_ok=True)
        self.port = free_port()
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        words = ("-U", "mscalc", "-A", "trust", "-E", "UTF8", "--no-sync", "--wal-segsize=1")
        self._run("initdb", *words)
        self.url = f"postgresql://mscalc@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        told = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self._run(
            "pg_ctl", "-w", "-s", "-o", f"{told} -c log_statement=all", "-l", self.log, "start"
        )

    def fresh(self, name: str, like: str = "template0") -> str:
        """Where another database is: empty, or as another one that nobody uses now."""
        psql = [str(PG_BIN / "psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "mscalc"]
        made = f"create database {name} template {like}"
        subprocess.run([*psql, "-d", "postgres", "-c", made], check=True, capture_output=True)
        return self.url.replace("/postgres", f"/{name}", 1)

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "-s", "-w", "stop", check=False)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    @property
    def log(self) -> str:
        return str(self.folder / "server.log")

    def _run(self, program, *words, check=True):
        # It refuses to run as root.
        who = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
        command = [str(PG_BIN / program), "-D", str(self.folder), *words]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=check, cwd="/", **quiet, **who)


# How the site is started, as it is shipped.
UNIT = (ROOT / "deploy" / "mscalc@.service").read_text("utf-8").replace("\\\n", "")
STARTED = re.search(r"^ExecStart=\S+/granian (.+) (\S+)$", UNIT, re.MULTILINE)


@dataclass
class App:
    """One process of the site, in the version that stands in `root`."""

    env: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None
    target: str = STARTED[2]
    root: Path = ROOT
    limits: tuple[str, ...] = ()

    @property
    def log(self) -> Path:
        return Path(self.env.get("LOG_DIR", self.env["DATA_DIR"])) / f"log-{self.port}"

    def start(self) -> None:
        options = STARTED[1].replace("%i", str(self.port)).split()
        command = [sys.executable, "-m", "granian", *options, self.target]
        if self.limits:
            command = ["prlimit", *self.limits, *command]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=self.root, env=self.env, stdout=out, stderr=out
            )
        wait_for(lambda: self.ask("/healthz")[0] == 200)

    def ask(self, path, method="GET", body=None, headers=None):
        """Status, headers and body, past the proxy."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        told = {"Host": "localhost", "X-Forwarded-Proto": "https", **(headers or {})}
        try:
            connection.request(method, path, body, told)
            got = connection.getresponse()
            return got.status, got.headers, got.read()
        finally:
            connection.close()

    @property
    def workers(self) -> list[int]:
        """Those that answer, for the one that was started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return list(map(int, children.read_text().split()))

    def kill(self) -> None:
        """No goodbye, the whole family."""
        for pid in [*self.workers, self.process.pid]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def kill_worker(self) -> None:
        """As the kernel does when memory is short; the one that was started then ends by itself."""
        for pid in self.workers:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(20)

    @contextlib.contextmanager
    def paused(self):
        """It answers nothing meanwhile, and everything that waited afterwards."""
        for pid in self.workers:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in self.workers:
                os.kill(pid, signal.SIGCONT)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


def environment(folder: Path, url: str | None = None) -> dict[str, str]:
    """Settings of a site in this folder, as behind the proxy."""
    told = {"DATA_DIR": str(folder), "STATIC_ROOT": str(folder / "static"), "SECRET_KEY": KEY}
    base = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {
        **base,
        **told,
        **({"DATABASE_URL": url} if url else {}),
        "DJANGO_SETTINGS_MODULE": "mscalc.settings",
        "ALLOWED_HOSTS": "localhost",
        "TLS": "1",
    }


def manage(env, *words, root=ROOT):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=root,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )


def shell(env, code):
    """Runs some Python in the site's settings."""
    return manage(env, "shell", "--verbosity", "0", "-c", code).stdout


EDITOR = """
from django.contrib.auth.models import User
User.objects.create_superuser("editor", password="a long enough password")
"""


def sign_in(server):
    """The status of signing in, without a browser; past the proxy or through it."""
    status, headers, text = server.ask("/admin/login/")
    if status != 200:
        return status
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', text)[1].decode()
    cookie = headers["Set-Cookie"].split(";")[0]
    body = f"username=editor&password=a+long+enough+password&csrfmiddlewaretoken={token}"
    sent = {"Content-Type": FORM["Content-Type"], "Cookie": cookie}
    secure = {"Origin": "https://localhost", "Referer": "https://localhost/"}
    return server.ask("/admin/login/", "POST", body, {**sent, **secure})[0]


PUBLISH = """
from riskfactors.models import Entry
from riskfactors.editions.publish import publish
entry = Entry.objects.get(kind="passages", key="ebv.mono")
entry.fields["heading"] = {heading!r}
entry.save()
print(publish(who=None, note="A new heading.").number)
"""


# Where a test lets many wait on purpose, on a machine that may be slow.
PATIENT = {"proxy_read_timeout 15s": "proxy_read_timeout 120s"}


class Proxy:
    """nginx with the configuration that is shipped; only places and ports are others."""

    def __init__(self, folder: Path, apps: list[App], **changes: str) -> None:
        self.folder, self.port, self.plain = folder, free_port(), free_port()
        self.apps = apps
        self.changes = changes
        self._certificate()
        (folder / "nginx.conf").write_text(self._config(), "utf-8")

    def _certificate(self) -> None:
        key, chain = self.folder / "privkey.pem", self.folder / "fullchain.pem"
        made = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
        named = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(chain)]
        subprocess.run([*made.split(), *named], check=True, capture_output=True)

    def _config(self) -> str:
        shipped = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
        for number, app in enumerate(self.apps, 1):
            shipped = shipped.replace(f"web{number}:8000", f"127.0.0.1:{app.port}")
        # Where there is a single process, the other is not named.
        shipped = re.sub(r".*web2:8000.*\n", "", shipped)
        places = {
            "error_log stderr": f"error_log {self.folder}/error.log",
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "listen 80": f"listen 127.0.0.1:{self.plain}",
            "example.org": "localhost",
            "/etc/nginx/tls": str(self.folder),
            "/var/cache/nginx": str(self.folder / "cache"),
            "/usr/share/nginx/mscalc": str(ROOT / "deploy" / "pages"),
            **self.changes,
        }
        config = shipped
        for shipped_one, ours in places.items():
            assert shipped_one in config, shipped_one
            config = config.replace(shipped_one, ours)
        kept = " ".join(
            f"{name}_temp_path {self.folder}/{name};"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.getuid() == 0 else ""
        config = config.replace("http {", f"http {{ {kept}", 1)
        return f"{user} pid {self.folder}/pid;\n{config}"

    def start(self) -> None:
        (self.folder / "cache").mkdir(exist_ok=True)
        config = str(self.folder / "nginx.conf")
        done = subprocess.run([NGINX, "-t", "-c", config], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        with (self.folder / "out.log").open("ab") as out:
            self.process = subprocess.Popen(
                [NGINX, "-c", config, "-g", "daemon off;"], stdout=out, stderr=out
            )
        wait_for(lambda: self.ask("/about/")[0] == 200)

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait(5)

    def connect(self):
        return http.client.HTTPSConnection("localhost", self.port, timeout=120, context=ANY_NAME)

    def ask(self, path, method="GET", body=None, headers=None):
        connection = self.connect()
        try:
            connection.request(method, path, body, headers or {})
            got = connection.getresponse()
            return got.status, got.headers, got.read()
        finally:
            connection.close()

    def raw(self, sent: bytes, seconds: float = 20, *, is_plain: bool = False) -> bytes:
        """What comes back for these very bytes, with TLS or without."""
        port = self.plain if is_plain else self.port
        plain = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        with plain, self._wrapped(plain, is_plain) as sock:
            sock.sendall(sent)
            got = b""
            with contextlib.suppress(TimeoutError, ConnectionError, ssl.SSLError):
                while more := sock.recv(65536):
                    got += more
            return got

    def _wrapped(self, sock: socket.socket, is_plain: bool) -> socket.socket:
        return sock if is_plain else ANY_NAME.wrap_socket(sock, server_hostname="localhost")


def wait_for(condition, seconds=60.0, pause=0.05):
    """Wait until it holds; any network error means not yet."""
    end = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except (OSError, http.client.HTTPException):
            pass
        if time.monotonic() > end:
            raise AssertionError("It did not come to hold in time.")
        time.sleep(pause)
