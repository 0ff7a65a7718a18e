"""Slow clients, and very many requests: nobody else notices, and nothing grows.

Hundreds of clients and thousands of requests here; thousands and a million by `make faults`.
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import threading
from collections import Counter
from urllib.parse import urlencode

import psutil
import pytest

from riskfactors.engine.answers import VALUES, all_answers
from tests.deploy.running import ANY_NAME, App, Proxy, wait_for
from tests.deploy.visiting import Load

IS_LONG = bool(os.environ.get("FAULTS"))
SLOW, REQUESTS = (2_000, 1_000_000) if IS_LONG else (200, 20_000)
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n"
KIND = b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
HALVES = {
    "half a head": HEAD,
    "half a body": HEAD + KIND + b"ebv=mono",
    "no end of reading": b"GET /pictures/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.fixture(scope="module")
def app(ready, tmp_path_factory):
    one = App(ready("sqlite", tmp_path_factory.mktemp("endurance")))
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def front(app, tmp_path_factory):
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), [app])
    proxy.start()
    yield proxy
    proxy.stop()


@pytest.fixture(autouse=True)
def _many_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16_384), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("half", HALVES)
def test_nobody_notices_slow_clients(front, half):
    with contextlib.ExitStack() as held:
        for _ in range(SLOW):
            plain = socket.socket()
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            plain.settimeout(20)
            plain.connect(("127.0.0.1", front.port))
            slow = held.enter_context(ANY_NAME.wrap_socket(plain, server_hostname="localhost"))
            slow.sendall(HALVES[half])
        with Load(front) as load:
            wait_for(lambda: load.answered > 100)

    assert load.failed == {}


def requests():
    """Every answer by htmx, some as a page, pages, and some that are refused; with its status."""
    posts = [
        urlencode({name: getattr(answers, name) or "" for name in VALUES})
        for answers in all_answers()
    ]
    kind = "application/x-www-form-urlencoded"
    yield from ((_post(body, kind, "HX-Request: true\r\n"), 200) for body in posts)
    yield from ((_post(body, kind), 200) for body in posts[::60])
    yield from (
        (_get(path), 200) for path in ("/", "/claims/", "/cases/used-to-smoke/", "/changes/")
    )
    yield from ((_get(path), 404) for path in ("/nowhere/", "/editions/77/"))
    yield from ((_post(body, kind), 422) for body in ("ebv=x", "vitamin_d_value=y"))
    yield (_post("a", "text/plain"), 415)


def _post(body, kind, more=""):
    told = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}"
    head = "POST / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n"
    return f"{head}{told}\r\n{body}".encode()


def _get(path):
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n"
    return f"{head}Accept-Encoding: gzip\r\n\r\n".encode()


def _ask(file, sent):
    """The status of what comes back on a kept connection."""
    file.write(sent)
    file.flush()
    status, length = int(file.readline().split()[1]), 0
    while (line := file.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    file.read(length)
    return status


def _many(app, count, wrong):
    every = list(requests())
    with socket.create_connection(("127.0.0.1", app.port)) as sock, sock.makefile("rwb") as file:
        for number in range(count):
            sent, meant = every[number % len(every)]
            status = _ask(file, sent)
            if status != meant:
                wrong[sent[:40], status] += 1


def _held(app):
    family = psutil.Process(app.process.pid).children(recursive=True)
    return max(one.memory_info().rss for one in family) / 2**20


@pytest.mark.long
def test_memory_does_not_grow_with_requests(app):
    wrong = Counter()
    _many(app, REQUESTS // 10, wrong)
    early = _held(app)
    threads = [
        threading.Thread(target=_many, args=(app, REQUESTS * 9 // 20, wrong)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    late = _held(app)

    assert wrong == {}
    # So few do not warm everything up.
    assert late < early * (1.05 if IS_LONG else 1.2)
    print(
        f"{REQUESTS:,} requests: {early:.1f} MiB after the first tenth, {late:.1f} MiB at the end"
    )
