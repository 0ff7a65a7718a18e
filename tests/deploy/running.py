"""What the site runs on in earnest: PostgreSQL, several processes, nginx as it is shipped."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
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


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class PostgreSQL:
    """A cluster of its own; `stop` is as a crash is."""

    def __init__(self) -> None:
        # Not in the tests' own folder, which its user may not enter.
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="mscalc-postgresql-")), free_port()
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-U", "mscalc", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.url = f"postgresql://mscalc@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        told = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self._run(
            "pg_ctl", "-w", "-s", "-o", f"{told} -c log_statement=all", "-l", self.log, "start"
        )

    def fresh(self, name: str) -> str:
        """Where another, empty database is."""
        psql = [str(PG_BIN / "psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "mscalc"]
        subprocess.run(
            [*psql, "-d", "postgres", "-c", f"create database {name}"],
            check=True,
            capture_output=True,
        )
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


@dataclass
class App:
    """One process of the site."""

    env: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None
    target: str = "mscalc.wsgi:application"

    @property
    def log(self) -> Path:
        return Path(self.env["DATA_DIR"]) / f"log-{self.port}"

    def start(self) -> None:
        granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        options = ["--port", str(self.port), "--workers", "1", "--blocking-threads", "4", "--no-ws"]
        more = ["--backpressure", "64", "--log-level", "warning", self.target]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [*granian, *options, *more], cwd=ROOT, env=self.env, stdout=out, stderr=out
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

    def kill(self) -> None:
        """As the kernel does when memory is short: no goodbye, the whole family."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in [*map(int, children.read_text().split()), self.process.pid]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

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


def manage(env, *words, **more):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
        **more,
    )


def shell(env, code):
    """Runs some Python in the site's settings."""
    return manage(env, "shell", "--verbosity", "0", "-c", code).stdout


PUBLISH = """
from riskfactors.models import Entry
from riskfactors.editions.publish import publish
entry = Entry.objects.get(kind="passages", key="ebv.mono")
entry.fields["heading"] = {heading!r}
entry.save()
print(publish(who=None, note="A new heading.").number)
"""


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
        # A single process stands for both.
        shipped = shipped.replace("web2:8000", f"127.0.0.1:{self.apps[0].port}")
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
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection("localhost", self.port, timeout=20, context=context)

    def ask(self, path, method="GET", body=None, headers=None):
        connection = self.connect()
        try:
            connection.request(method, path, body, headers or {})
            got = connection.getresponse()
            return got.status, got.headers, got.read()
        finally:
            connection.close()

    def raw(self, sent: bytes, seconds: float = 20) -> bytes:
        """What comes back for these very bytes."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=seconds)
        with plain, context.wrap_socket(plain, server_hostname="localhost") as sock:
            sock.sendall(sent)
            got = b""
            with contextlib.suppress(TimeoutError, ConnectionError, ssl.SSLError):
                while more := sock.recv(65536):
                    got += more
            return got


class Load:
    """Clients that read pages and send answers, one after another, until told to stop."""

    PAGES = ("/", "/about/", "/claims/", "/cases/used-to-smoke/", "/embed/questions/")

    def __init__(self, proxy: Proxy, clients: int = 8) -> None:
        self.proxy = proxy
        self.seen: Counter = Counter()
        self.texts: set[bytes] = set()
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._visit, args=(n,)) for n in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *told):
        self.over.set()
        for thread in self.threads:
            thread.join()

    @property
    def failed(self) -> Counter:
        return Counter({what: n for what, n in self.seen.items() if what[1] != 200})

    @property
    def answered(self) -> int:
        return sum(self.seen.values())

    def _visit(self, number: int) -> None:
        browser = Browser(self.proxy)
        turn = number
        while not self.over.is_set():
            turn += 1
            path = self.PAGES[turn % len(self.PAGES)]
            # A stamp on every other page, so that the proxy has to ask the site.
            stamped = f"{path}?{turn}.{number}" if turn % 2 else path
            got, _ = browser.ask("GET", stamped)
            self.seen["GET", got if got == 200 else f"{got} {stamped}"] += 1
            got, text = browser.ask("POST", "/", ANSWERS, FORM)
            self.seen["POST", got] += 1
            if got == 200:
                self.texts.add(text)
        browser.connection.close()


class Browser:
    """One connection, kept; what it was closed under is asked once more, as browsers do."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy, self.connection = proxy, proxy.connect()
        self.is_used = False

    def ask(self, method, path, body=None, headers=None):
        """Status or the error's name, and the body."""
        try:
            return self._ask(method, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            was_used, self.is_used = self.is_used, False
            self.connection.close()
            self.connection = self.proxy.connect()
            closed = (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError)
            if was_used and isinstance(error, closed):
                return self.ask(method, path, body, headers)
            return type(error).__name__, b""

    def _ask(self, method, path, body, headers):
        told = {"Accept-Encoding": "gzip", **(headers or {})}
        self.connection.request(method, path, body, told)
        got = self.connection.getresponse()
        text = got.read()
        self.is_used = True
        return got.status, text


def wait_for(condition, seconds=60.0):
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
        time.sleep(0.05)
