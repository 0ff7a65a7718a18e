"""What nginx does of its own, as it is shipped: on one database, since none is asked."""

from __future__ import annotations

import os
import random
import re
import socket
import ssl
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deploy.running import ANSWERS, FORM

pytestmark = pytest.mark.parametrize("site_env", ["sqlite"], indirect=True)


CARRIED = {
    "content-security-policy", "strict-transport-security", "referrer-policy",
    "x-content-type-options", "x-frame-options", "cross-origin-opener-policy",
    "cross-origin-resource-policy", "cross-origin-embedder-policy", "permissions-policy",
}  # fmt: skip


def test_nginx_says_what_every_response_says(apps, proxy):
    static = re.search(rb'href="(/static/site[^"]+)"', proxy.ask("/")[2])[1].decode()
    asked = {
        "/": 200, static: 200, "/nowhere/": 404, "/readyz": 404, "/admin/login/": 200,
        "/static/nothing.css": 404, f"/{'x' * 9000}": 414,
    }  # fmt: skip
    for path, status in asked.items():
        got, headers, _ = proxy.ask(path)
        assert got == status, path
        assert {name.lower() for name in headers} >= CARRIED, path
        assert headers["Server"] in {"nginx", "granian"}


GET, POST = b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"POST / HTTP/1.1\r\nHost: localhost\r\n"
END = b"Connection: close\r\n\r\n"
KIND = b"Content-Type: application/x-www-form-urlencoded\r\n"
RAW = {
    "no host": b"GET / HTTP/1.1\r\n" + END,
    "an old version without a host": b"GET / HTTP/1.0\r\n" + END,
    "two hosts": GET + b"Host: elsewhere\r\n" + END,
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "no method": b"/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no request": b"\x00\x01\x02\xff\r\n\r\n",
    "nothing in a name": b"GET / HTTP/1.1\r\nHost: local\x00host\r\n" + END,
    "another version": b"GET / HTTP/9.9\r\nHost: localhost\r\n" + END,
    "a long header": GET + b"X-A: " + b"a" * 40_000 + b"\r\n\r\n",
    "many headers": GET + b"".join(b"X-%d: %s\r\n" % (at, b"a" * 4_000) for at in range(20)) + END,
    "an old version": GET.replace(b"1.1", b"2.0") + END,
    "an unknown coding": POST + KIND + b"Transfer-Encoding: identity\r\n" + END,
    "a long address": GET.replace(b" /", b" /" + b"x" * 9_000) + END,
    "an address of bare bytes": GET.replace(b" /", b" /\xff") + END,
    "an address with what belongs in none": GET.replace(b" /", b" /a`b") + END,
    "a large body to bare bytes": POST.replace(b" /", b" /\xff")
    + b"Content-Length: 99999999\r\n"
    + END,
    "another method for a file": GET.replace(b"GET /", b"ET /static/site/site.css") + END,
    "a query of bare bytes": GET.replace(b" /", b" /about/?\xc3\xa9") + END,
    "an address that cannot be decoded": GET.replace(b" /", b" /%zz") + END,
    "an address above the site": GET.replace(b" /", b" /../../x") + END,
    "a large body": POST + KIND + b"Content-Length: 99999999\r\n\r\n",
    "a spoilt chunk": POST + KIND + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "another use of a port": GET.replace(b"GET /", b"CONNECT localhost:1") + END,
    "a trace": GET.replace(b"GET", b"TRACE") + END,
}


def says_the_sites_own(got):
    """Whether a refusal is the site's page, with what every response carries."""
    head, _, body = got.partition(b"\r\n\r\n")
    names = {line.partition(b":")[0].decode("latin-1").lower() for line in head.split(b"\r\n")}
    return names >= CARRIED and b"Four factors and MS" in body


# nginx waits for such a body before it closes.
SLOW = [pytest.param(name, marks=pytest.mark.long) for name in RAW if "large body" in name]


@pytest.mark.parametrize("name", [*(name for name in RAW if "large body" not in name), *SLOW])
def test_what_is_no_request_is_refused(proxy, name):
    got = proxy.raw(RAW[name])

    assert re.match(rb"HTTP/1.1 4\d\d|HTTP/1.1 50[15]|<html>|$", got), got[:80]
    assert b"Traceback" not in got
    assert proxy.ask("/")[0] == 200
    for said in (got, proxy.raw(RAW[name], is_plain=True)):
        assert not re.match(rb"HTTP/1.1 [45]", said) or says_the_sites_own(said), said[:600]


def test_who_names_no_host_is_told_so_by_any_version(proxy):
    for name in ("no host", "an old version without a host"):
        for is_plain in (False, True):
            assert says_the_sites_own(proxy.raw(RAW[name], is_plain=is_plain)), (name, is_plain)


FUZZED, AT_ONCE = (5_000 if os.environ.get("FAULTS") else 200), 20
WHOLE = [
    GET + END,
    GET.replace(b" /", b" /cases/used-to-smoke/?from=never-smoked") + END,
    GET.replace(b" /", b" /static/site/site.css") + END,
    POST + KIND + b"Content-Length: 18\r\n" + END + b"ebv=mono&smoking=x",
    POST + KIND + b"Transfer-Encoding: chunked\r\n" + END + b"8\r\nebv=mono\r\n0\r\n\r\n",
    POST.replace(b" /", b" /admin/login/")
    + KIND
    + b"Content-Length: 12\r\n"
    + END
    + b"username=abc",
    *RAW.values(),
]
SNIPPETS = (
    b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b"%", b"%00", b"%2e%2e/", b"../", b"//", b"?",
    b"#", b"\xff", b"\xc0\xae", b"Host: localhost\r\n", b"Content-Length: 7\r\n", b"HTTP/1.1",
    b"HTTP/2.0", b"Transfer-Encoding: identity\r\n", b"Transfer-Encoding : chunked\r\n",
    b"Upgrade: h2c\r\n", b"Expect: 100-continue\r\n", b"X-Forwarded-Proto: http\r\n",
    b"Range: bytes=9-1,-5\r\n", b"If-None-Match: *\r\n", b"Cookie: __Secure-session=x\r\n",
    b"HX-Request: true\r\n",
)  # fmt: skip


def garbled(dice):
    """A request with something put in, left out, changed or said twice, some times over."""
    sent = dice.choice(WHOLE)
    for _ in range(dice.choice((1, 1, 2, 5))):
        at = dice.randrange(len(sent) + 1)
        end = min(at + dice.choice((0, 0, 1, 4, 30)), len(sent))
        put = dice.choice((dice.choice(SNIPPETS), dice.randbytes(2), sent[at:end] * 2, b""))
        sent = sent[:at] + put + sent[end:]
    return sent


def test_garbled_bytes_break_nothing(apps, proxy):
    dice = random.Random(20_261_125)
    sent = [garbled(dice) for _ in range(FUZZED)]
    began = [app.workers for app in apps]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        got = list(pool.map(lambda one: proxy.raw(one, seconds=1), sent))

    # What names no version is answered as in the old days: a body alone.
    said = re.compile(rb"HTTP/1.1 [1-4]\d\d |HTTP/1.1 50[15] |<|$")
    assert [pair for pair in zip(sent, got, strict=True) if not said.match(pair[1])][:3] == []
    assert sum(one.startswith(b"HTTP/1.1 4") for one in got) > FUZZED // 10
    assert not any(b"Traceback" in one for one in got)
    # A control sign in a header is refused by the app's server, without a page.
    control = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
    readable = [said for one, said in zip(sent, got, strict=True) if not control.search(one)]
    refused = [one for one in readable if re.match(rb"HTTP/1.1 [45]", one)]
    assert len(refused) > FUZZED // 20
    assert [one[:300] for one in refused if not says_the_sites_own(one)][:3] == []
    assert [app.workers for app in apps] == began
    assert proxy.ask("/", "POST", ANSWERS, FORM)[0] == 200


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
    answers_in_words = {}
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
                answers_in_words[version.name] = sock.cipher()[0]
        except OSError:
            continue

    assert set(answers_in_words) == {"TLSv1_2", "TLSv1_3"}
    assert all("GCM" in cipher or "CHACHA20" in cipher for cipher in answers_in_words.values())


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
