"""Nonsense of every kind, many thousand times: it gets an answer that names it, never a crash.

Five thousand requests here; a hundred thousand by `make faults`. A file of naughty strings, a JSON
list, can be named by NAUGHTY_STRINGS and is sent whole in every place.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import random
import re
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test.signals import template_rendered
from django.urls import Resolver404, get_resolver, resolve

from mscalc.response_cache import ResponseCache
from riskfactors.editions.publish import load_packaged
from riskfactors.engine.answers import VALUES
from tests.inputs import BODIES, FORM, TOLD
from tests.wsgi import sent, told

pytestmark = pytest.mark.slow
REQUESTS = 100_000 if os.environ.get("FAULTS") else 2_000
SEED = 20_261_124
MARK = "zqxj7"
PARTS = json.loads(Path(__file__).with_name("nonsense.json").read_text("utf-8"))
NAUGHTY = PARTS["naughty"]
if listed := os.environ.get("NAUGHTY_STRINGS"):
    NAUGHTY += [text for text in json.loads(Path(listed).read_text("utf-8")) if text]
METHODS = ["GET"] * 6 + ["POST"] * 6 + PARTS["methods"]
FIELDS = [*VALUES, "vitamin_d_value", "vitamin_d_unit", "utm", MARK, "", "ebv\0", "csrf"]
GOOD = [value for values in VALUES.values() for value in values] + ["measured", "48", "nmol/L", ""]
CARRIED = {
    "Content-Security-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "Cross-Origin-Resource-Policy",
    "Cross-Origin-Embedder-Policy",
    "Permissions-Policy",
}
# What stands in an address where its pattern has a name, beside what fits no pattern.
FILLED = PARTS["filled"]
HOSTILE = ("0", "9" * 20, "-1", "\N{ARABIC-INDIC DIGIT THREE}", "..", "%00", "a b", "nobody")
# What the desk says to somebody who is not signed in: that a link is none, and their own words.
HELD = "desk/writing_held.html"
SAID_TO_ALL = re.compile(
    r"desk/(base|fields|check_gone|check_refused|link_used|people_link_gone|writing_held)\.html"
)
# Every character but the halves of surrogate pairs.
CHARACTERS = (*range(0xD800), *range(0xE000, 0x11_0000))


def routes(patterns, before=""):
    """The pattern of every address there is."""
    for one in patterns:
        route = before + str(one.pattern).removeprefix("^")
        yield from routes(one.url_patterns, route) if hasattr(one, "url_patterns") else (route,)


def addresses(route):
    """Addresses of a pattern: each of its names filled well, and one after another badly."""
    plain = re.sub(r"[\^$]|\(\?P(<\w+>)[^)]*\)", r"\1", route.replace("\\Z", ""))
    names = re.findall(r"<(?:\w+:)?(\w+)>", plain)
    good = {name: FILLED[name] for name in names}
    for at in range(max(map(len, good.values()), default=1)):
        yield filled(plain, {name: words[at % len(words)] for name, words in good.items()})
    for name in good:
        for bad in HOSTILE:
            yield filled(plain, {**{other: words[0] for other, words in good.items()}, name: bad})


def filled(plain, words):
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: words[found[1]], plain)


ROUTES = sorted(set(routes(get_resolver().url_patterns)))
ADDRESSES = [*(one for route in ROUTES for one in addresses(route)), "/static/site/site.css"]


@pytest.fixture(autouse=True)
def _few_lines(caplog):
    """A line for each of so many requests would fill the memory."""
    caplog.set_level(logging.CRITICAL)


@pytest.fixture
def site(db):
    """The site as a server calls it, on the tests' own database connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    load_packaged()
    yield ResponseCache(WSGIHandler())
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def rendered():
    """The names of the templates that were used since it was emptied."""
    names = []

    def note(template, **given):
        names.append(str(template.name))

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def wsgi(text):
    """Text as WSGI has it: bytes as Latin-1."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


class Nonsense:
    """Requests made of good and bad parts, the same for the same seed."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def text(self):
        kind = self.dice.random()
        if kind < 0.4:
            return self.dice.choice(GOOD)
        if kind < 0.8:
            return self.dice.choice(NAUGHTY)
        size = self.dice.choice((1, 3, 20, 200))
        return "".join(map(chr, self.dice.choices(CHARACTERS, k=size)))

    def body(self):
        kind = self.dice.random()
        if kind < 0.1:
            return self.dice.choice(BODIES)
        if kind < 0.2:
            return self.dice.randbytes(self.dice.choice((1, 30, 400, 8192, 9000)))
        if kind < 0.3:
            whole = self.dice.choice(BODIES)
            at = self.dice.randrange(len(whole) + 1)
            return whole[:at] + self.dice.randbytes(2) + whole[at:]
        fields = self.dice.choices(FIELDS, k=self.dice.choice((1, 2, 4, 7)))
        quoting = self.dice.choice((quote_plus, quote, str))
        pairs = (f"{name}={quoting(self.text())}" for name in fields)
        return "&".join(pairs).encode("utf-8", "surrogatepass")

    def header(self):
        """A header's value as WSGI has it: any bytes but a line's end, as Latin-1."""
        text = self.text() if self.dice.random() < 0.8 else MARK + self.text()
        return wsgi(text).translate(dict.fromkeys(b"\r\n\0"))

    def request(self):
        path = wsgi(self.dice.choice(ADDRESSES))
        if self.dice.random() < 0.15:
            path += wsgi(self.text())
        more = {
            # A link to the same page, projected, keeps what stands after its question mark.
            name: self.header() if name != "QUERY_STRING" else quote_plus(self.text())
            for name in self.dice.sample(PARTS["headers"], self.dice.choice((0, 0, 1, 3)))
        }
        if self.dice.random() < 0.2:
            more |= self.dice.choice(TOLD)
        # A server refuses a length that is no number: tests/deploy sends it some.
        if not (more.get("CONTENT_LENGTH") or "").isdecimal():
            more.pop("CONTENT_LENGTH", None)
        kind = {"CONTENT_TYPE": FORM} if self.dice.random() < 0.9 else {}
        return told(
            body=self.body(),
            **{"REQUEST_METHOD": self.dice.choice(METHODS), "PATH_INFO": path, **kind, **more},
        )


def judged(site, environ):
    """What is wrong with the response to a request; often nothing."""
    status, headers, content = sent(site, environ)
    code, names = int(status[:3]), {name for name, _ in headers}
    if code >= 500 and environ["PATH_INFO"] != "/readyz":
        return f"status {code}"
    if not names >= CARRIED:
        return f"no {CARRIED - names}"
    content = content if ("Content-Encoding", "gzip") not in headers else gzip.decompress(content)
    is_text = any(name == "Content-Type" and "html" in value for name, value in headers)
    if is_text and b"Traceback" in content:
        return "a traceback"
    is_page = is_text and b"<h1" in content and b"Four factors and MS" in content
    is_part = code == 422 and environ.get("HTTP_HX_REQUEST") == "true"
    is_for_machines = is_part or environ["PATH_INFO"] == "/readyz"
    if code >= 400 and content and not is_page and not is_for_machines:
        return f"a bare {code}: {content[:200]!r}"
    told_back = [value for _, value in headers if MARK in value]
    at = content.find(MARK.encode())
    if told_back or at >= 0:
        return f"said back: {told_back} {content[max(at - 60, 0) : at + 60]}"
    return None


def trespassed(names):
    """Templates that are not for who asks: everybody is signed out here."""
    return [name for name in names if name.startswith("desk/") and not SAID_TO_ALL.fullmatch(name)]


def test_every_route_is_among_the_addresses():
    reached = set()
    for address in ADDRESSES:
        try:
            reached.add(resolve(address).route)
        except Resolver404:
            continue

    assert len(ROUTES) > 100
    assert set(ROUTES) - reached == set()


def test_nonsense_gets_an_answer_and_never_a_crash(site, rendered):
    nonsense = Nonsense(SEED)

    found = []
    for number in range(REQUESTS):
        environ = nonsense.request()
        rendered.clear()
        wrong = judged(site, environ) or trespassed(rendered)
        # Words that were not saved are given back, in full.
        if wrong and not (str(wrong).startswith("said back") and HELD in rendered):
            found.append((number, wrong, {k: v for k, v in environ.items() if k != "wsgi.input"}))

    assert found[:5] == []


@pytest.mark.parametrize("name", [*VALUES, "vitamin_d_value", "vitamin_d_unit", "utm", MARK])
@pytest.mark.parametrize("asks", ["true", "false"])
def test_every_naughty_string_in_every_field(site, name, asks):
    found = []
    for text in NAUGHTY:
        for quoting in (quote_plus, str):
            body = f"{name}={quoting(text)}".encode("utf-8", "surrogatepass")
            asked = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "HTTP_HX_REQUEST": asks}
            if wrong := judged(site, told(body=body, **asked)):
                found.append((text, wrong))

    assert found == []


# Of requests for the same page by others: who they are, where they come from, what they have.
OTHERS = [
    {"HTTP_COOKIE": "session=forged; csrf=forged; other=z"},
    {"HTTP_USER_AGENT": "somebody", "HTTP_ACCEPT_LANGUAGE": "ar", "HTTP_DNT": "1"},
    {"HTTP_REFERER": "https://elsewhere.example/", "HTTP_SEC_FETCH_SITE": "cross-site"},
    {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_DEST": "iframe"},
    {"HTTP_X_FORWARDED_FOR": "192.0.2.7", "HTTP_AUTHORIZATION": "Basic eDp4"},
]


def test_a_public_page_is_the_same_for_all(site):
    unlike = []
    public = [one for one in ADDRESSES if not one.startswith(("/admin/", "/static/"))]
    for address in public:
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": wsgi(address)}
        first = sent(site, told(**asked))
        for other in OTHERS:
            got = sent(site, told(**asked, **other))
            if got[0] != first[0] or got[2] != first[2]:
                unlike.append((address, other))

    assert len(public) > 200
    assert unlike == []
