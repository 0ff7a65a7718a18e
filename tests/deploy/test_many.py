"""Two processes behind nginx, on each database: what one learns and what one loses."""

from __future__ import annotations

import json
import re
import socket
import ssl
import subprocess
import time
import uuid
import warnings

import pytest

from tests.deploy.running import ANSWERS, FORM, PUBLISH, Load, free_port, manage, shell, wait_for


@pytest.fixture(autouse=True)
def _all_running(apps):
    """Each test finds both processes running, and leaves them so."""
    yield
    for app in apps:
        if app.process.poll() is not None:
            app.start()


def test_what_one_publishes_the_other_shows(apps, proxy):
    heading = f"A heading of {uuid.uuid4().hex[:6]}"

    number = int(shell(apps[0].env, PUBLISH.format(heading=heading)))

    for app in apps:
        wait_for(lambda app=app: json.loads(app.ask("/readyz")[2])["edition"] == number, 10)
        assert heading.encode() in app.ask("/", "POST", ANSWERS, FORM)[2]


def test_a_health_check_tells_by_its_exit(apps, proxy):
    told = manage(apps[0].env, "healthy", "--port", str(apps[0].port)).stdout

    assert json.loads(told)["database"] == "ok"
    with pytest.raises(subprocess.CalledProcessError, match="exit status 1"):
        manage(apps[0].env, "healthy", "--port", str(free_port()))


def test_nobody_sees_a_mix_while_an_edition_goes_live(apps, proxy):
    with Load(proxy) as load:
        time.sleep(0.5)
        shell(apps[0].env, PUBLISH.format(heading=f"Heading {uuid.uuid4().hex[:6]}"))
        time.sleep(3)

    assert load.failed == {}
    assert len(load.texts) == 2


def test_a_process_killed_under_load_loses_nobody(apps, proxy):
    with Load(proxy) as load:
        for turn in range(6):
            time.sleep(0.5)
            apps[turn % 2].kill()
            time.sleep(0.3)
            apps[turn % 2].start()

    assert load.failed == {}
    assert load.answered > 500


def test_a_restart_under_load_loses_nobody(apps, proxy):
    with Load(proxy) as load:
        for app in apps:
            app.stop()
            app.start()
        proxy.reload()
        time.sleep(1)

    assert load.failed == {}
    assert load.answered > 500


def test_pages_outlive_every_process(apps, proxy):
    proxy.ask("/about/")
    for app in apps:
        app.kill()

    kept = proxy.ask("/about/")
    busy = proxy.ask("/", "POST", ANSWERS, FORM)

    assert kept[0] == 200
    assert busy[0] == 503
    assert busy[1]["Retry-After"] == "10"
    assert b"Many people" in busy[2]


def test_nginx_says_what_every_response_says(apps, proxy):
    carried = {
        "content-security-policy", "strict-transport-security", "referrer-policy",
        "x-content-type-options", "x-frame-options", "cross-origin-opener-policy",
        "cross-origin-resource-policy", "cross-origin-embedder-policy", "permissions-policy",
    }  # fmt: skip
    static = re.search(rb'href="(/static/site[^"]+)"', proxy.ask("/")[2])[1].decode()
    asked = {
        "/": 200, static: 200, "/nowhere/": 404, "/readyz": 404, "/admin/login/": 200,
        "/static/nothing.css": 404, f"/{'x' * 9000}": 414,
    }  # fmt: skip
    for path, status in asked.items():
        got, headers, _ = proxy.ask(path)
        assert got == status, path
        assert carried <= {name.lower() for name in headers}, path
        assert headers["Server"] in {"nginx", "granian"}


GET, POST = b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"POST / HTTP/1.1\r\nHost: localhost\r\n"
END = b"Connection: close\r\n\r\n"
RAW = {
    "no host": b"GET / HTTP/1.1\r\n" + END,
    "two hosts": GET + b"Host: elsewhere\r\n" + END,
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "no method": b"/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no request": b"\x00\x01\x02\xff\r\n\r\n",
    "nothing in a name": b"GET / HTTP/1.1\r\nHost: local\x00host\r\n" + END,
    "another version": b"GET / HTTP/9.9\r\nHost: localhost\r\n" + END,
    "a long header": GET + b"X-A: " + b"a" * 40_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_request_is_refused(proxy, name):
    got = proxy.raw(RAW[name])

    assert re.match(rb"HTTP/1.1 4\d\d|HTTP/1.1 505|<html>|$", got), got[:80]
    assert b"Traceback" not in got
    assert proxy.ask("/")[0] == 200


def test_another_name_gets_no_page(proxy):
    got = proxy.raw(b"GET / HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n")

    assert b"200 OK" not in got


def test_a_large_body_is_refused_and_never_on_a_disk(proxy):
    for size in (8_000, 8_300, 15_000, 17_000, 1_000_000):
        status, _, _ = proxy.ask("/", "POST", ANSWERS + "&x=" + "x" * size, FORM)
        assert status == (413 if size > 8_192 else 200), size
    spooled = [path for path in proxy.folder.glob("client_body*/**/*") if path.is_file()]
    assert spooled == []


def test_no_address_reaches_the_site_or_a_log(apps, proxy):
    proxy.ask("/", "POST", ANSWERS, FORM)
    proxy.ask("/nowhere/?x=127.0.0.77")

    for path in (*proxy.folder.glob("*.log"), *(app.log for app in apps)):
        text = path.read_text("utf-8", "replace")
        assert "127.0.0.1" not in text, path
        assert "127.0.0.77" not in text, path


def test_only_current_encryption_is_spoken(proxy):
    spoken = {}
    for version in (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = version
        plain = socket.create_connection(("127.0.0.1", proxy.port), timeout=10)
        try:
            with plain, context.wrap_socket(plain, server_hostname="localhost") as sock:
                spoken[version.name] = sock.cipher()[0]
        except OSError:
            continue

    assert set(spoken) == {"TLSv1_2", "TLSv1_3"}
    assert all("GCM" in cipher or "CHACHA20" in cipher for cipher in spoken.values())


HIDDEN = [
    "/.git/config",
    "/.env",
    "/static/",
    "/static/../manage.py",
    "/static/%2e%2e/manage.py",
    "/manage.py",
    "/mscalc/settings.py",
    "/var/mscalc.sqlite3",
    "/secret_key",
    "/server-status",
    "/.nginx/busy.html",
    "/admin/doc/",
    "/static/staticfiles.json",
    "/debug/",
    "/metrics",
]


@pytest.mark.parametrize("path", HIDDEN)
def test_nothing_else_lies_about(proxy, path):
    status, _, text = proxy.ask(path)

    # The desk asks who it is. The list of static files' names is public, as the files are.
    assert status in {302, 400, 403, 404} or path == "/static/staticfiles.json"
    assert b"SECRET_KEY" not in text
