"""The pages around the explanation: the same for everybody, nothing stored."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from functools import cache
from html import unescape

import pytest
from django.urls import reverse

from mscalc.response_cache import PUBLIC
from riskfactors.editions import content, live
from riskfactors.editions.glossary import linker
from riskfactors.engine.fields import SourceKind
from riskfactors.site.leaflets import LEAFLETS
from riskfactors.teach.urls import PAGES as TEACHING
from tests.reading import text_nodes

PAGES = [
    *("/", *(f"/{name}/" for name in (*LEAFLETS, *TEACHING))),
    *("/compare/", "/interplay/", "/cases/compose/", "/cases/never-tested/"),
]
CLAIMS = ["/claims/", "/claims/?sort=agreement", "/claims/ebv_32_times/"]
FILES = [
    *("/claims.csv", "/claims.json", "/interplay.csv", "/lesson-pack.html"),
    "/pictures/ranges-1.svg",
]


# Pages that are part of another place, which the way around names for them.
WITHIN = {
    "/cases/never-tested/": "/cases/",
    "/cases/compose/": "/cases/",
    "/compare/": "/cases/",
    "/headlines/": "/self-check/",
}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_of_its_own_and_the_way_around(client, path):
    html = client.get(path).text

    assert html.count("<h1") == 1
    assert re.search(r"<title>.+ – Four factors and MS</title>", html)
    for name in {"claims", "teach", *LEAFLETS} - {"sources"}:
        assert f'href="/{name}/"' in html
    place = WITHIN.get(path, path)
    current = "true" if path in WITHIN else "page"
    if place != "/":
        assert html.count(f'href="{place}" aria-current="{current}"') == 1


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_no_query_and_sets_no_cookie_and_may_be_kept(client, path):
    response = client.get(path)

    assert not response.cookies
    assert response["Cache-Control"] == PUBLIC


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sent_compressed_to_who_takes_it(client, path):
    plain = client.get(path)
    zipped = client.get(path, headers={"Accept-Encoding": "gzip, br"})

    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped["Vary"]


@pytest.mark.parametrize("refused", ["gzip;q=0", "br, gzip; q=0.0", "identity"])
def test_who_does_not_take_it_compressed_gets_it_plain(client, refused):
    page = client.get("/about/", headers={"Accept-Encoding": refused})

    assert "Content-Encoding" not in page
    assert page.content.startswith(b"<!doctype html>")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("accepted", ["", "gzip"], ids=["plain", "zipped"])
@pytest.mark.parametrize("path", [*PAGES, *CLAIMS, *FILES, "/changes/", "/editions/1/"])
def test_whoever_kept_a_page_is_told_that_it_is_still_the_same(client, path, accepted):
    headers = {"Accept-Encoding": accepted}
    first = client.get(path, headers=headers)

    again = client.get(path, headers={**headers, "If-None-Match": first["ETag"]})
    other = client.get(path, headers={**headers, "If-None-Match": f'"x{first["ETag"][1:]}'})

    assert first["ETag"].startswith(f'"{live.current().digest[:12]}-')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"] == PUBLIC
    assert (other.status_code, other.content) == (200, first.content)


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_a_page_in_another_dress_or_edition_has_another_name(client, path, monkeypatch):
    tags = {
        client.get(path, headers={"Accept-Encoding": coding})["ETag"] for coding in ("", "gzip")
    }
    shown = live.current()
    other = replace(shown, number=9, digest="nine" * 16)
    monkeypatch.setattr(live, "_edition", other)

    assert len({*tags, client.get(path)["ETag"]}) == 3


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.django_db
def test_every_link_inside_the_site_leads_somewhere(client, path):
    html, get = client.get(path).text, cache(client.get)

    for href in set(re.findall(r'href="(/[^"]*|#[^"]*)"', html)):
        if href.startswith("/static/"):
            continue
        page, _, anchor = href.partition("#")
        target = get(unescape(page) or path)
        assert target.status_code == 200, href
        assert not anchor or f'id="{anchor}"' in target.text, href


@pytest.mark.parametrize("path", PAGES)
def test_an_id_stands_once(client, path):
    ids = re.findall(r' id="([^"]+)"', client.get(path).text)

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_a_glossary_word_is_linked_where_it_first_appears_and_only_there(client, path):
    html = client.get(path).text.partition("<main")[2]
    around = re.sub(r'<div id="\w+-place".*?</details>', "", html, flags=re.DOTALL)

    for part in (around, *re.findall(r'<div id="\w+-place".*?</details>', html, re.DOTALL)):
        linked = re.findall(r'href="/glossary/#([^"]+)"', part)
        assert len(linked) == len(set(linked))


@pytest.mark.parametrize("path", PAGES)
def test_the_two_voices_never_share_a_block(client, path):
    for node in text_nodes(client.get(path).text):
        assert not (node.within("article") and node.within("beyond"))


def test_learn_tells_what_has_not_been_checked(client):
    edition = content.edition()
    unchecked = [lesson for lesson in edition.learn.values() if lesson.unchecked]

    html = client.get("/learn/").text

    label = "The article reports this; we have not checked it"
    asked = [lesson for lesson in edition.faq.values() if lesson.unchecked]
    assert html.count(label) == len(unchecked) + len(asked) > 0


def test_every_source_stands_with_what_rests_on_it(client):
    edition = content.edition()
    html = client.get("/sources/").text

    for key, source in edition.sources.items():
        assert f'id="{key}"' in html
        assert source.kind is SourceKind.ARTICLE or source.address in html
    assert html.count("<li>", html.index("<dl")) >= len(edition.sources)


def test_every_sentence_on_the_privacy_receipt_names_a_test_that_exists(client, pytestconfig):
    proofs = [leaf.proof for key, leaf in content.edition().pages.items() if "privacy" in key]

    assert all(proofs)
    for proof in proofs:
        path, _, name = proof.partition("::")
        function = name.rpartition("::")[2].partition("[")[0]
        assert f"def {function}(" in (pytestconfig.rootpath / path).read_text("utf-8")


@pytest.mark.parametrize("address", ["", "mailto:mistakes@example.org"])
def test_a_way_to_report_a_mistake_where_there_is_one(client, settings, address):
    settings.REPORT_ADDRESS = address

    html = client.get("/about/").text

    assert ("Report a mistake" in html) == bool(address)
    assert not address or f'href="{address}"' in html


def test_a_new_edition_is_shown_at_once(client, monkeypatch):
    before = client.get("/about/").text
    other = content.edition_of(
        content.freeze(content.texts()), number=9, digest="nine" * 16, date=content.about()[0]
    )
    monkeypatch.setattr(live, "_edition", other)

    assert "ninenine" not in before
    assert "ninenine" in client.get("/about/").text


def test_link_previews_give_no_figure(client):
    told = re.findall(r'(?:description|og:\w+)" content="([^"]+)"', client.get("/").text)

    assert told
    assert not any(re.search(r"\d|%", words) for words in told)


def test_robots_may_read_all_but_the_admin(client):
    response = client.get(reverse("robots"))

    assert response["Content-Type"] == "text/plain"
    assert response.text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", PAGES[1:])
def test_a_page_can_only_be_read(client, path, method):
    response = client.generic(method, path)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "<h1>This page cannot be used that way</h1>" in response.text


def test_what_the_article_says_names_its_section():
    edition = content.edition()
    lessons = (*edition.learn.values(), *edition.faq.values())

    for prose in (said for one in lessons for said in (one.checked, one.unchecked) if said):
        assert prose.cites, prose.markdown
        assert {edition.sources[key].kind for key in prose.cites} == {SourceKind.ARTICLE}


def test_about_says_how_to_cite_this_very_edition(client, settings):
    settings.SITE_ADDRESS = "https://example.org"
    edition = live.current()

    html = client.get("/about/").text

    assert f"Edition {edition.number}, " in html
    assert edition.digest[:12] in html
    assert "https://example.org" in html
    assert f"Version {settings.VERSION} of the program." in html


def test_a_glossary_word_broken_over_a_line_is_linked_too():
    link = linker({"nerve": {"term": "optic nerve"}})

    linked = link("<p>the optic\nnerve</p>")

    assert linked == '<p>the <a class="term" href="/glossary/#nerve">optic\nnerve</a></p>'
