"""Where places, files and memory end: whoever must wait is told so, and nobody else notices."""

from __future__ import annotations

import contextlib
import resource
import socket
from pathlib import Path

import pytest

from tests.deploy.running import ANSWERS, FORM, PATIENT, Proxy, sign_in, wait_for
from tests.deploy.visiting import Crowd, Load

KEPT = "/about/"
COMPOSED = "/compare/?a=used-to-smoke&b=at-fifteen"
WHOLE = {**FORM, "HX-Request": "false"}


@pytest.fixture
def front(on_sqlite, tmp_path_factory):
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), [on_sqlite], **PATIENT)
    proxy.start()
    yield proxy
    proxy.stop()


def asks(front, *request):
    """Asks the proxy; status and how long to wait."""

    def ask():
        status, headers, _ = front.ask(*request)
        return status, headers["Retry-After"]

    return ask


# Each kind of request, and how many of it nginx.conf lets wait at a process.
KINDS = {
    "quick": (("/", "POST", ANSWERS, FORM), 2 * 64),
    "whole": (("/", "POST", ANSWERS, WHOLE), 2 * 12),
    "composed": ((COMPOSED,), 2 * 8),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_crowd_of_one_kind_takes_no_place_from_another_and_no_kept_page(on_sqlite, front, kind):
    request, most = KINDS[kind]
    front.ask(KEPT), front.ask("/?utm_source=elsewhere")
    with on_sqlite.paused():
        crowd = Crowd(most + 20, asks(front, *request))
        wait_for(lambda: crowd.seen[503, "10"] == 20)
        kept = front.ask(KEPT)[0], front.ask("/?fbclid=somewhere")[0]
        others = [Crowd(1, asks(front, *KINDS[other][0])) for other in KINDS if other != kind]
        editor = Crowd(1, lambda: sign_in(front))

    assert crowd.statuses() == {(503, "10"): 20, (200, None): most}
    assert kept == (200, 200)
    assert [one.statuses() for one in others] == [{(200, None): 1}] * 2
    assert editor.statuses() == {302: 1}


def test_connections_that_wait_idle_keep_nobody_out(on_sqlite):
    sent = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with contextlib.ExitStack() as held:
        for _ in range(300):
            kept = held.enter_context(socket.create_connection(("127.0.0.1", on_sqlite.port)))
            kept.sendall(sent)
            kept.recv(4096)

        assert on_sqlite.ask("/", "POST", ANSWERS, FORM)[0] == 200


@pytest.mark.long
def test_few_file_handles_stop_nobody(on_sqlite, front):
    on_sqlite.stop()
    on_sqlite.limits = ("--nofile=64",)
    on_sqlite.start()
    began = on_sqlite.workers

    crowd = Crowd(100, asks(front, "/", "POST", ANSWERS, FORM)).statuses()
    with Load(front) as load:
        wait_for(lambda: load.answered > 400)

    assert set(crowd) <= {(200, None), (503, "10")}
    assert load.failed == {}
    assert on_sqlite.workers == began


@pytest.mark.long
def test_without_memory_readers_wait_and_a_restart_mends_it(on_sqlite, front):
    [pid] = on_sqlite.workers
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    resource.prlimit(pid, resource.RLIMIT_AS, (pages * resource.getpagesize(), -1))

    told = [Crowd(60, asks(front, *request)).statuses() for request, _ in KINDS.values()]

    assert set().union(*told) <= {(200, None), (503, "10")}
    # Where nothing at all is left it ends, and systemd starts it again.
    on_sqlite.stop()
    on_sqlite.start()
    assert front.ask("/", "POST", ANSWERS, FORM)[0] == 200
