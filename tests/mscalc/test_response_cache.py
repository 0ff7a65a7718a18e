"""What is sent without Django equals what Django sends, and is made for nobody in particular."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from mscalc import response_cache
from mscalc.response_cache import ResponseCache, cache_of
from riskfactors.editions import live
from riskfactors.engine.answers import VALUES, all_answers
from tests.inputs import BODIES, FORM, TOLD
from tests.wsgi import sent, told

MONO = b"ebv=mono&vitamin_d_value="
ZIPPED = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


class Counted:
    """Django, and how often it was asked."""

    def __init__(self):
        self.handler = WSGIHandler()
        self.asked = 0

    def __call__(self, environ, start):
        self.asked += 1
        return self.handler(environ, start)


@pytest.fixture(autouse=True)
def _no_database():
    """A connection that another test left open is not Django's to look at here."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def django():
    return Counted()


@pytest.fixture
def site(django):
    cache_of(live.current()).pages.clear()
    made = ResponseCache(django)
    django.asked = 0
    return made


def posted(body, **more):
    asked = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "HTTP_HX_REQUEST": "true"}
    return told(body=body, **{**asked, **more})


def page(path, **more):
    return told(**{"REQUEST_METHOD": "GET", "PATH_INFO": path, **more})


def body_of(answers):
    given = {factor: getattr(answers, factor) for factor in VALUES}
    return urlencode({k: v for k, v in given.items() if v} | {"vitamin_d_value": ""}).encode()


@pytest.mark.parametrize("accepted", [{}, ZIPPED], ids=["plain", "zipped"])
def test_all_600_explanations_are_what_django_says_and_come_without_it(site, django, accepted):
    for answers in all_answers():
        body = body_of(answers)
        mine = sent(site, posted(body, **accepted))

        assert django.asked == 0
        assert mine == sent(django.handler, posted(body, **accepted))
        assert mine[0] == "200 OK"


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:40]))
@pytest.mark.parametrize("accepted", [{}, ZIPPED], ids=["plain", "zipped"])
def test_any_body_gets_what_django_says(site, django, body, accepted):
    headers = {"CONTENT_TYPE": FORM, **accepted}

    assert sent(site, posted(body, **headers)) == sent(django.handler, posted(body, **headers))


@pytest.mark.parametrize("more", TOLD, ids=str)
@pytest.mark.parametrize("body", [MONO, b"ebv=?"], ids=["good", "bad"])
def test_whatever_is_told_beside_it_gets_what_django_says(site, django, more, body):
    assert sent(site, posted(body, **more)) == sent(django.handler, posted(body, **more))


@pytest.mark.parametrize("tls", [True, False])
@pytest.mark.parametrize("scheme", [None, "https", "http", "https, http"])
def test_the_same_where_the_site_is_encrypted(settings, tls, scheme):
    settings.TLS = settings.SECURE_SSL_REDIRECT = tls
    settings.SECURE_HSTS_SECONDS = 60 if tls else 0
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if tls else None
    django = WSGIHandler()

    mine = sent(ResponseCache(django), posted(MONO, HTTP_X_FORWARDED_PROTO=scheme))

    assert mine == sent(django, posted(MONO, HTTP_X_FORWARDED_PROTO=scheme))
    assert ("Strict-Transport-Security" in dict(mine[1])) == (tls and "https" in (scheme or ""))


@pytest.mark.parametrize("cookie", ["session=x", "csrf=y", "session=x; csrf=y; other=z"])
@pytest.mark.parametrize("environ", [posted(MONO), page("/")], ids=["answers", "page"])
def test_an_editor_who_brings_a_cookie_is_djangos_and_nobody_else_gets_it(site, environ, cookie):
    with_cookie = sent(site, {**environ, "HTTP_COOKIE": cookie, "wsgi.input": BytesIO(MONO)})
    without = sent(site, {**environ, "wsgi.input": BytesIO(MONO)})

    assert with_cookie[2] == without[2]
    assert "Set-Cookie" in dict(with_cookie[1])
    assert "Set-Cookie" not in dict(without[1])


def test_a_cookie_of_somebody_elses_changes_nothing(site, django):
    assert sent(site, posted(MONO, HTTP_COOKIE="other=z")) == sent(django.handler, posted(MONO))
    assert django.asked == 0


def test_an_error_in_an_answer_still_costs_nothing_of_it(site, django):
    assert sent(site, posted(b"ebv=mono&smoking=?"))[0].startswith("422 ")
    assert sent(site, posted(b"ebv=mono&smoking=?" + b" " * 9000))[0].startswith("413")


@pytest.mark.parametrize("hosts", [["*"], [".example.org"], ["example.org", "testserver"]])
def test_whatever_names_the_site_has_it_can_ask_itself(settings, hosts):
    settings.ALLOWED_HOSTS = hosts

    assert "Content-Security-Policy" in dict(ResponseCache(WSGIHandler()).headers[True])


def test_it_leaves_the_line_that_django_would_leave(site, django, caplog):
    lines = []
    for application in (site, django.handler):
        for environ in (posted(MONO), page("/claims/ebv_32_times/"), page("/claims/ebv_32_times/")):
            caplog.clear()
            sent(application, environ)
            lines += [re.sub(r"[\d.]+ ms", "", record.getMessage()) for record in caplog.records]

    assert lines == [*["POST / 200 ", *["GET /claims/<str:key>/ 200 "] * 2] * 2]


def test_explanations_are_made_before_anybody_asks_and_asking_leaves_nothing(site):
    cache = cache_of(live.current())
    before = len(cache.explanations), len(cache.by_digest), len(cache.pages)
    for answers in all_answers()[:50]:
        sent(site, posted(body_of(answers), **ZIPPED))

    assert before == (600, 600, 0)
    assert all(one.compressed for one in cache.explanations.values())
    assert before == (len(cache.explanations), len(cache.by_digest), len(cache.pages))


def test_they_fit_into_32_mebibytes(packaged_edition):
    cache = cache_of(packaged_edition)

    plain = {block for one in cache.explanations.values() for block in one.blocks}
    compressed = [one.compressed for one in cache.explanations.values()]
    assert sum(map(len, (*plain, *compressed))) < 32 * 2**20


@pytest.mark.parametrize("accepted", [{}, ZIPPED], ids=["plain", "zipped"])
@pytest.mark.parametrize("path", ["/", "/learn/", "/claims/", "/compare/", "/claims.csv"])
def test_a_page_is_kept_as_django_said_it(site, django, path, accepted):
    first = sent(site, page(path, **accepted))
    again = sent(site, page(path, **accepted))

    assert django.asked == 1
    assert first == again == sent(django.handler, page(path, **accepted))


def test_so_is_the_word_that_a_page_is_still_the_same(site, django):
    tag = dict(sent(site, page("/"))[1])["ETag"]

    found = [sent(site, page("/", HTTP_IF_NONE_MATCH=tag)) for _ in range(2)]

    assert django.asked == 2
    assert found[0] == found[1] == sent(django.handler, page("/", HTTP_IF_NONE_MATCH=tag))
    assert found[0][0] == "304 Not Modified"
    assert found[0][2] == b""


@pytest.mark.parametrize(
    "environ",
    [
        {"QUERY_STRING": "a=1"},
        {"HTTP_HX_REQUEST": "true"},
        {"HTTP_IF_NONE_MATCH": '"of old"'},
        {"HTTP_IF_MATCH": '"of old"'},
        {"PATH_INFO": "/nowhere/"},
        {"PATH_INFO": "/robots.txt"},
        {"PATH_INFO": "/static/site/site.css"},
        {"PATH_INFO": "/embed/questions/"},
        {"PATH_INFO": "/cases/compose/", "QUERY_STRING": "ebv=mono"},
        {"REQUEST_METHOD": "HEAD"},
        {"HTTP_HOST": "elsewhere.example"},
    ],
    ids=str,
)
def test_what_is_not_the_same_for_everybody_is_asked_each_time(site, django, environ):
    environ = {"PATH_INFO": "/", "REQUEST_METHOD": "GET", **environ}
    sent(site, told(**environ))

    assert sent(site, told(**environ)) == sent(django.handler, told(**environ))
    assert django.asked == 2


def test_one_host_is_not_told_what_another_was(site, settings):
    settings.ALLOWED_HOSTS = ["testserver", "example.org"]

    first, second = (
        sent(site, page("/claims/genes_200/", HTTP_HOST=h)) for h in settings.ALLOWED_HOSTS
    )

    assert b"http://testserver/claims/" in first[2]
    assert b"http://example.org/claims/" in second[2]


def test_another_edition_is_another_page_at_once(site, django, monkeypatch):
    before = sent(site, page("/"))
    now = live.current()
    intro = replace(now.notices["intro"], heading="Another heading")
    notices = {**now.notices, "intro": intro}
    edition = replace(now, notices=notices, number=2, digest="2" * 64)
    monkeypatch.setattr(live, "_edition", edition)

    after = sent(site, page("/"))

    assert after == sent(django.handler, page("/"))
    assert dict(after[1])["ETag"] != dict(before[1])["ETag"]
    assert sent(site, posted(MONO)) == sent(django.handler, posted(MONO))


def test_no_more_than_so_many_pages_are_kept(site, monkeypatch):
    monkeypatch.setattr(response_cache, "MOST_PAGES", 2)
    for path in ("/", "/learn/", "/about/", "/claims/"):
        sent(site, page(path))

    assert len(cache_of(live.current()).pages) <= 2
