"""No answer leaves a trace: tokens in place of answers, every journey, then every sink searched."""

from __future__ import annotations

import uuid
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import pytest

from riskfactors.engine.answers import VALUES
from tests.deploy.canary import NUMBER
from tests.deploy.running import FORM, PATIENT, App, Proxy, wait_for
from tests.deploy.visiting import Crowd

PLAIN = {**FORM, "HX-Request": "false"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def canary(request, ready, tmp_path_factory):
    """A site whose answers are tokens, behind nginx."""
    seed = f"canary{uuid.uuid4().hex}"
    database = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    folder, temp = tmp_path_factory.mktemp("canary"), tmp_path_factory.mktemp("temp")
    env = ready(request.param, folder) | {
        "CANARY": seed, "TMPDIR": str(temp), "LOG_LEVEL": "DEBUG",
    }  # fmt: skip
    app = App(env, target="tests.deploy.canary:application")
    app.start()
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), [app], **PATIENT)
    proxy.start()
    yield seed, app, proxy, database, temp
    proxy.stop()
    app.stop()


def bodies(seed):
    """Every answer once with each other factor unanswered, some sets whole, and a number."""
    tokens = {
        factor: [f"{seed}-{factor[0]}{n}" for n in range(len(values))]
        for factor, values in VALUES.items()
    }
    one = [{factor: token} for factor, found in tokens.items() for token in found]
    whole = [dict(zip(VALUES, chosen, strict=True)) for chosen in product(*tokens.values())][::7]
    measured = f"{seed}-v{len(VALUES['vitamin_d'])}"
    number = {"vitamin_d": measured, "vitamin_d_value": NUMBER, "vitamin_d_unit": "nmol/L"}
    return [urlencode(fields) for fields in (*one, *whole, number, {**whole[3], **number})]


class Walk:
    """Every journey, right and wrong; keeps each response's status and headers, as text."""

    def __init__(self, seed, proxy):
        self.seed, self.proxy, self.said = seed, proxy, []
        self.first = bodies(seed)[0]

    def ask(self, path, method="GET", body=None, headers=None):
        status, headers, text = self.proxy.ask(path, method, body, headers)
        self.said.append(f"{method} {status} {headers}")
        return status, text

    def right(self, every=1):
        for body in bodies(self.seed)[::every]:
            for path, kind in product(("/",), (FORM, PLAIN)):
                status, text = self.ask(path, "POST", body, kind)
                assert (status, b"data-card" in text) == (200, True), (path, body)

    def wrong(self):
        first, token = self.first, f"{self.seed}-none"
        wrong = {
            422: [f"ebv={token}", f"vitamin_d_value={token}&vitamin_d_unit=nmol/L"],
            400: [f"{first}&{first}", f"{first}&x=%00", f"{first}&x=%ff"],
            413: [f"{first}&x={'x' * 9000}", f"{first}&x={'x' * 20000}"],
            500: [f"{first}&utm=broken"],
        }
        for status, sent in wrong.items():
            for body, kind in product(sent, (FORM, PLAIN)):
                assert self.ask("/", "POST", body, kind)[0] == status, (status, body[:80])

    def odd(self):
        seed, first = self.seed, self.first
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY", seed[:20].upper()):
            self.ask("/", method, first, FORM)
        for odd in (
            {"Content-Type": "application/json"},
            {"Content-Type": f"text/{seed}"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Origin": f"https://{seed}.example"},
            {"Cookie": f"session={seed}; csrf={seed}"},
            {"HX-Current-URL": f"https://localhost/?{first}"},
        ):
            self.ask("/", "POST", first, {**FORM, **odd})
        for path in ("/", "/about/", "/nowhere/", "/cases/compose/", "/compare/", "/admin/login/"):
            self.ask(f"{path}?{first}")
            told = {"Referer": f"https://localhost/?{first}", "User-Agent": seed}
            self.ask(path, headers=told)
        for path in (f"/{seed}/", f"/cases/{seed}/", f"/editions/{seed}/", f"/static/{seed}.css"):
            self.ask(path)
        self.ask("/admin/login/", "POST", f"username={seed}&password={seed}", FORM)
        half = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n"
        self.proxy.raw(half + first.encode(), seconds=1)

    def all(self):
        self.right()
        self.wrong()
        self.odd()


def found_in(folder: Path, words):
    return [
        (path, word)
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        if word in path.read_bytes()
    ]


def test_no_answer_leaves_a_trace(canary):
    seed, app, proxy, database, temp = canary
    words = [seed.encode(), seed.upper().encode(), NUMBER.encode()]

    walk = Walk(seed, proxy)
    walk.all()
    if database:
        database.stop()
    else:
        main = Path(app.env["DATA_DIR"]) / "mscalc.sqlite3"
        main.rename(main.with_suffix(".away"))
    walk.right(every=5)
    if database:
        database.start()
    else:
        main.with_suffix(".away").rename(main)
    with app.paused():
        # More than the places that the proxy has for one process, which it names twice.
        crowd = Crowd(160, lambda: walk.ask("/", "POST", bodies(seed)[-1], FORM)[0])
        wait_for(lambda: crowd.seen[503])
    assert set(crowd.statuses()) == {200, 503}
    app.kill()
    assert walk.ask("/", "POST", bodies(seed)[0], FORM)[0] == 503
    app.start()
    walk.all()
    app.stop()

    assert b"ValueError" in app.log.read_bytes()
    assert [line for line in walk.said if any(word.decode() in line for word in words)] == []
    short = NUMBER.lstrip("0").encode()
    assert [word for word in (*words, short) if word in app.log.read_bytes()] == []
    sinks = [Path(app.env["DATA_DIR"]), proxy.folder, temp]
    if database:
        sinks.append(database.folder)
    assert [hit for sink in sinks for hit in found_in(sink, words)] == []
