"""Pages inside somebody else's page: who may be framed, and what a frame holds."""

from __future__ import annotations

import gzip
import re
from html import unescape

import pytest
from django.urls import reverse

from riskfactors.editions import content
from riskfactors.engine.cases import in_use
from riskfactors.site.leaflets import LEAFLETS
from riskfactors.teach.urls import PAGES as TEACHING

EDITION = content.edition()
# Links of a page in a frame open beside it, but for those that say so.
BESIDE = '<base target="_blank">'
ZIPPED = {"Accept-Encoding": "gzip, deflate, br, zstd"}
OPEN = (
    "/embed/questions/",
    "/embed/cases/never-tested/",
    "/embed/cases/1.mono.-.now.-/",
    "/embed/compare/?a=never-tested&b=1.mono.-.now.-",
    "/embed/toys/why-not-multiply/?pick=ebv.smoking",
    "/embed/toys/interplay/?smoking=absent",
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


@pytest.mark.django_db
@pytest.mark.parametrize("path", CLOSED)
def test_every_other_page_refuses_to_be_framed(client, path):
    response = client.get(path)

    assert response["X-Frame-Options"] == "DENY"
    assert policy(response)["frame-ancestors"] == "'none'"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_where_the_form_stood_in_a_frame_there_is_a_link_to_it(client):
    page = client.get("/embed/questions/")

    assert 'href="/" target="_blank"' in page.text
    assert "<form" not in page.text
    assert page["X-Robots-Tag"] == "noindex"
    assert client.post("/embed/questions/", {"ebv": "mono"}).status_code == 405


@pytest.mark.parametrize("path", OPEN)
def test_links_that_would_load_another_page_into_the_frame_open_beside_it(client, path):
    html = client.get(path).text

    for link in re.findall(r"<a\b[^>]*>", html):
        href = re.search(r'href="([^"]*)"', link)[1]
        is_beside = 'target="_blank"' in link or ("target=" not in link and BESIDE in html)
        assert href.startswith(("#", "/embed/")) or is_beside, link
        assert is_beside != href.startswith(("#", "/embed/")), link


@pytest.mark.parametrize("path", OPEN)
def test_a_compressed_frame_holds_the_same(client, path):
    plain, zipped = client.get(path), client.get(path, headers=ZIPPED)

    assert "Content-Encoding" not in plain
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content


@pytest.mark.parametrize("link", [link for link, _ in in_use(EDITION)])
def test_a_case_in_a_frame_is_the_case_without_the_page_around(client, link):
    framed, whole = client.get(f"/embed/cases/{link}/").text, client.get(f"/cases/{link}/").text

    cards = r'data-card="([^"]+)"'
    assert re.findall(cards, framed) == re.findall(cards, whole)
    assert f'href="/cases/{link}/" target="_blank"' in framed
    assert f'action="{reverse("embed_compose")}"' in framed
    assert "data-hx-" not in framed
    assert "For learning only" in framed


@pytest.mark.parametrize(
    "path", ["/embed/cases/nobody/", "/embed/cases/2.mono/", "/embed/cases/1.mono/"]
)
def test_what_is_no_case_says_so_in_the_frame(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", f"/embed/cases/{in_use(EDITION)[0][0]}/"),
        ("?case=never-tested", "/embed/cases/never-tested/"),
        ("?case=1.mono.-.-.-", "/embed/cases/1.mono.-.-.-/"),
        ("?a=never-tested&b=an-aunt", "/embed/compare/?a=never-tested&b=an-aunt"),
        ("?toy=interplay", "/embed/toys/interplay/"),
        ("?toy=why-not-multiply", "/embed/toys/why-not-multiply/"),
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
    [
        ("?toy=gauge", "gauge"),
        ("?case=nobody", "nobody"),
        ("?a=<b>&b=2.x", "&lt;b&gt;"),
        ("?case=" + "x" * 8000, "xxx…"),
    ],
)
def test_what_cannot_be_embedded_is_told(client, query, told):
    response = client.get(f"/embedding/{query}")

    assert response.status_code == 400
    assert told in response.text


def test_a_person_is_switched_within_the_frame(client):
    chosen = {"ebv": "mono", "smoking": "never", "from": "never-tested"}
    response = client.get("/embed/compose/", chosen)

    assert response["Location"] == "/embed/cases/1.mono.-.never.-/?from=never-tested"
    html = client.get(response["Location"]).text
    assert "What changes" in html
    assert "X-Frame-Options" not in response


@pytest.mark.parametrize("name", ["why-not-multiply", "interplay"])
def test_a_toy_is_played_with_within_the_frame(client, name):
    html = client.get(f"/embed/toys/{name}/").text
    stage = html.partition('id="stage"')[2].partition("stage__behind")[0]
    links = re.findall(r'href="(/(?!glossary)[^"#]*)', stage)

    assert len(links) > 2
    assert {link.partition("?")[0] for link in links} == {f"/embed/toys/{name}/"}
    assert client.get(f"/embed/toys/{name}/?pick=x&pair=x").status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/embed/toys/gauge/", 404), ("POST", "/embed/questions/", 405)],
)
def test_a_refusal_within_a_frame_is_read_there_and_leads_out_of_it(client, method, path, status):
    refused = client.generic(method, path)

    assert refused.status_code == status
    assert "X-Frame-Options" not in refused
    assert policy(refused)["frame-ancestors"] == "*"
    assert BESIDE in refused.text


def test_where_a_frame_may_open_nothing_the_address_stands_in_words(client, settings):
    settings.SITE_ADDRESS = "https://site.example"
    framed = client.get("/embed/cases/used-to-smoke/")
    refused = client.post("/", {"ebv": "mono"}, headers={"Origin": "null"})

    assert ">https://site.example/cases/used-to-smoke/<" in framed.text
    assert refused.status_code == 403
    assert "http://testserver/" in refused.text
    assert 'href="/" target="_blank"' in refused.text


def test_the_script_of_a_frame_tells_a_height_and_nothing_else(pytestconfig):
    script = (pytestconfig.rootpath / "static/teach/embed.js").read_text("utf-8")

    assert re.findall(r"postMessage\(\{ (\w+):", script) == ["height"]
    assert not re.search(r"location|cookie|Storage|querySelector|addEventListener|fetch", script)
