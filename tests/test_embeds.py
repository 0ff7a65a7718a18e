"""Pages inside somebody else's page: who may be framed, and what a frame holds."""

from __future__ import annotations

import gzip
import re
from html import unescape

import pytest

from riskfactors.editions import live, packaged
from riskfactors.engine.answers import answers_of
from riskfactors.engine.cases import in_use
from riskfactors.urls import LEAFLETS, TEACHING

EDITION = packaged.edition()
HTMX = {"HX-Request": "true"}
ZIPPED = {"Accept-Encoding": "gzip, deflate, br, zstd"}
GIVEN = {"ebv": "mono", "smoking": "past"}
OPEN = (
    "/embed/questions/",
    "/embed/cases/never-tested/",
    "/embed/cases/1.mono.-.now.-/",
    "/embed/compare/?a=never-tested&b=1.mono.-.now.-",
)
CLOSED = (
    *("/", *(f"/{name}/" for name in (*LEAFLETS, *TEACHING))),
    *("/compare/", "/interplay/", "/interplay.csv", "/cases/never-tested/", "/cases/1.mono.-.-.-/"),
    *("/handouts/self-check/", "/lesson-pack.html", "/embedding/", "/nowhere/", "/robots.txt"),
    *("/changes/", "/admin/login/", "/admin/"),
)


def policy(response):
    return {
        name: rest
        for name, _, rest in (
            part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";")
        )
    }


@pytest.mark.parametrize("path", OPEN)
def test_a_page_for_frames_may_be_framed_and_nothing_else_is_relaxed(client, path):
    framed, plain = client.get(path), client.get("/")

    assert "X-Frame-Options" not in framed
    assert framed["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert policy(framed) == {**policy(plain), "frame-ancestors": "*"}
    assert not framed.cookies


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("data", [GIVEN, {"ebv": "often"}])
def test_an_answer_given_in_a_frame_may_be_shown_there(client, headers, data):
    response = client.post("/embed/questions/", data, headers=headers)

    assert policy(response)["frame-ancestors"] == "*"
    assert "X-Frame-Options" not in response
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("path", CLOSED)
def test_every_other_page_refuses_to_be_framed(client, path):
    response = client.get(path)

    assert response["X-Frame-Options"] == "DENY"
    assert policy(response)["frame-ancestors"] == "'none'"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def plain(html):
    """The words and marks, without where links open."""
    bare = re.sub(r' (?:target|rel|href)="[^"]*"', "", html)
    return re.sub(r"<a\b[^>]*>", "<a>", bare)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_form_in_a_frame_gives_the_explanation_that_the_site_gives(client, headers):
    response = client.post("/embed/questions/", GIVEN, headers=headers)

    region = live.current().explanations[answers_of(GIVEN)]
    assert plain(region) in plain(response.text)
    assert response["Cache-Control"] == "no-store"
    assert 'href="/"' not in response.text.partition('id="explanation"')[2].partition("<footer")[0]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {"ebv": "often"}}, 422),
        ({"data": {"ebv": ["mono", "unsure"]}}, 400),
        ({"data": "x" * 9000, "content_type": "application/x-www-form-urlencoded"}, 413),
        ({"data": "{}", "content_type": "application/json"}, 415),
        ({"data": GIVEN, "headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ({"data": GIVEN, "headers": {"Origin": "https://course.example"}}, 403),
        ({"data": GIVEN, "headers": {"Origin": "null"}}, 403),
    ],
)
def test_the_form_in_a_frame_refuses_what_the_site_refuses(client, sent, status):
    assert client.post("/embed/questions/", **sent).status_code == status
    assert client.post("/", **sent).status_code == status


def test_the_form_in_a_frame_sends_to_itself_and_has_no_script_that_tells_the_page_around(client):
    html = client.get("/embed/questions/").text

    assert 'action="/embed/questions/"' in html
    assert 'data-hx-post="/embed/questions/"' in html
    assert "embed.js" not in html
    assert "<header" not in html


@pytest.mark.parametrize("path", OPEN)
def test_links_that_would_load_another_page_into_the_frame_open_beside_it(client, path):
    html = client.get(path).text

    for link in re.findall(r"<a\b[^>]*>", html):
        href = re.search(r'href="([^"]*)"', link)[1]
        assert href.startswith(("#", "/embed/")) or 'target="_blank"' in link, link


@pytest.mark.parametrize("path", OPEN)
def test_a_compressed_frame_holds_the_same(client, path):
    plain, zipped = client.get(path), client.get(path, headers=ZIPPED)

    assert "Content-Encoding" not in plain
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("data", [GIVEN, {"ebv": "often"}])
def test_a_compressed_explanation_in_a_frame_is_the_same(client, headers, data):
    plain = client.post("/embed/questions/", data, headers=headers)
    zipped = client.post("/embed/questions/", data, headers={**headers, **ZIPPED})

    assert gzip.decompress(zipped.content) == plain.content


@pytest.mark.parametrize("link", [link for link, _ in in_use(EDITION)])
def test_a_case_in_a_frame_is_the_case_without_the_page_around(client, link):
    framed, whole = client.get(f"/embed/cases/{link}/").text, client.get(f"/cases/{link}/").text

    cards = r'data-card="([^"]+)"'
    assert re.findall(cards, framed) == re.findall(cards, whole)
    assert f'href="/cases/{link}/" target="_blank"' in framed
    assert "<form" not in framed
    assert "For learning only" in framed


@pytest.mark.parametrize(
    "path", ["/embed/cases/nobody/", "/embed/cases/2.mono/", "/embed/cases/1.mono/"]
)
def test_what_is_no_case_says_so_in_the_frame(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", "/embed/questions/"),
        ("?case=never-tested", "/embed/cases/never-tested/"),
        ("?case=1.mono.-.-.-", "/embed/cases/1.mono.-.-.-/"),
        ("?a=never-tested&b=an-aunt", "/embed/compare/?a=never-tested&b=an-aunt"),
    ],
)
def test_the_snippet_frames_what_was_chosen(client, settings, query, address):
    settings.SITE_ADDRESS = "https://site.example"

    html = client.get(f"/embedding/{query}").text

    snippet = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1])
    source = unescape(re.search(r'src="([^"]+)"', snippet)[1])
    assert source == f"https://site.example{address}"
    assert re.search(r' title="[^"]+"', snippet)
    assert "allow-top-navigation" not in snippet
    assert "allow-same-origin" in re.search(r'sandbox="([^"]+)"', snippet)[1]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("query", "told"),
    [("?case=nobody", "nobody"), ("?a=<b>&b=2.x", "&lt;b&gt;"), ("?case=" + "x" * 8000, "xxx…")],
)
def test_what_cannot_be_embedded_is_told(client, query, told):
    response = client.get(f"/embedding/{query}")

    assert response.status_code == 400
    assert told in response.text


def test_the_script_of_a_frame_tells_a_height_and_nothing_else(pytestconfig):
    script = (pytestconfig.rootpath / "static/embed.js").read_text("utf-8")

    assert re.findall(r"postMessage\(\{ (\w+):", script) == ["height"]
    assert not re.search(r"location|cookie|Storage|querySelector|addEventListener|fetch", script)
