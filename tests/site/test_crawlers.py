"""What search engines, feed readers and link previews are told."""

from __future__ import annotations

import dataclasses
import io
import re
from collections import Counter
from html import unescape
from xml.etree.ElementTree import fromstring

import pytest
from django.urls import reverse
from PIL import Image

from riskfactors.editions import archive, live
from riskfactors.engine.cases import in_use
from tests.factories import EditionFactory

pytestmark = pytest.mark.django_db
SITE = "https://example.org"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
LINK = re.compile(r'href="(/(?!admin/|cases/1[.])(?:[^"?#]*/)?)[?#"]')
NOINDEX = '<meta name="robots" content="noindex">'
TITLE = re.compile(r"<title>(.*?)</title>")
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')
GRAPH = re.compile(r'<meta property="og:(title|description|url)" content="([^"]*)">')
PICTURE = re.compile(r'<meta property="og:image" content="([^"]*)">')


@pytest.fixture
def known_site(settings, monkeypatch, packaged_edition):
    """A site that knows its address, and nothing rendered before or after it."""
    settings.SITE_ADDRESS = SITE
    edition = dataclasses.replace(packaged_edition, number=77)
    monkeypatch.setattr(live, "_edition", edition)
    return SITE


def places(client, **more):
    """Every address of the site map."""
    found = fromstring(client.get(reverse("sitemap"), **more).content)  # noqa: S314
    return [one.text for one in found.iter(f"{MAP}loc")]


@pytest.fixture
def mapped(client, known_site):
    """The path of every page of the site map."""
    return [one.removeprefix(known_site) for one in places(client)]


def test_every_page_of_the_map_is_there_and_says_that_this_is_its_address(
    client, mapped, known_site
):
    assert len(mapped) > 40
    for path in mapped:
        response = client.get(path)
        assert response.status_code == 200, path
        assert "X-Robots-Tag" not in response, path
        assert CANONICAL.findall(response.text) == [f"{known_site}{path}"], path
        preview = dict(GRAPH.findall(response.text))
        assert preview["url"] == f"{known_site}{path}"
        assert f"{preview['title']} – Four factors and MS" == TITLE.search(response.text)[1], path
        assert preview["description"] == DESCRIPTION.search(response.text)[1], path


def test_what_a_visitor_can_come_to_and_search_engines_may_keep_is_on_the_map(
    client, mapped, known_site
):
    waiting, seen, lost = ["/"], {"/"}, set()
    while waiting:
        response = client.get(waiting.pop())
        html = response.text
        if "noindex" not in response.get("X-Robots-Tag", "") and NOINDEX not in html:
            lost |= {one.removeprefix(known_site) for one in CANONICAL.findall(html)} - {*mapped}
        waiting += {*LINK.findall(html)} - seen
        seen.update(waiting)

    assert lost == set()
    assert set(mapped) - seen == set()


def test_of_the_editions_the_live_one_is_on_the_map_with_what_it_changed(client, db):
    rows = [EditionFactory(number=number) for number in (1, 2, 3)]
    live._edition = archive.edition_of_row(rows[1])

    found = [path for path in places(client) if "/editions/" in path]

    assert found == [f"http://testserver/editions/2/{more}" for more in ("", "changes/")]
    for path in found:
        response = client.get(path.removeprefix("http://testserver"))
        assert response.status_code == 200
        assert NOINDEX not in response.text


def test_every_page_has_a_title_and_a_description_of_its_own(client, mapped):
    pages = [client.get(path).text for path in mapped]
    titles = Counter(TITLE.search(page)[1] for page in pages)
    told = Counter(unescape(DESCRIPTION.search(page)[1]) for page in pages)

    assert {title for title, count in titles.items() if count > 1} == set()
    assert {words for words, count in told.items() if count > 1} == set()
    assert [words for words in told if not 25 <= len(words) <= 300] == []


def test_paper_frames_and_notes_say_what_they_are_themselves(client, packaged_edition):
    people = [link for link, _ in in_use(packaged_edition)]
    pages = (
        *("/", "/embed/questions/", "/teach/twenty/", "/teach/twenty/notes/", "/cases/"),
        *("/embed/toys/interplay/", "/embed/compare/"),
        *("/handouts/self-check/", "/handouts/headlines/", "/self-check/", "/headlines/"),
        *(f"/{way}/cases/{link}/" for way in ("handouts", "embed") for link in people),
    )
    htmls = [client.get(path).text for path in pages]

    for said in (TITLE, DESCRIPTION):
        told = Counter(said.search(html)[1] for html in htmls)
        assert {words for words, count in told.items() if count > 1} == set()
        assert [words for words in told if not 25 <= len(unescape(words)) <= 300] == []


@pytest.mark.parametrize("form", [{"ebv": "mono"}, {"vitamin_d": "measured"}], ids=str)
def test_a_page_with_answers_has_no_preview(client, known_site, form):
    html = client.post("/", form).text

    assert "og:" not in html
    assert not CANONICAL.findall(html)


@pytest.mark.slow
def test_every_preview_has_a_picture_of_the_size_it_names(client, mapped, known_site):
    pictures = {PICTURE.search(client.get(path).text)[1] for path in mapped}

    assert len(pictures) > 2
    for address in pictures:
        picture = Image.open(io.BytesIO(client.get(address.removeprefix(known_site)).content))
        assert picture.size == (1920, 1080)


@pytest.mark.parametrize(
    "path", ["/", "/teach/", "/cases/1.mono.below.past.close/", "/cases/?projector=1"]
)
def test_a_site_that_does_not_know_its_address_names_none(client, settings, path):
    settings.SITE_ADDRESS = ""
    html = client.get(path).text

    assert not CANONICAL.findall(html)
    assert not PICTURE.findall(html)


SHARED = (
    *("/cases/1.mono.below.past.close/", "/cases/1.mono.below.past.close/?from=never-tested"),
    *("/cases/?projector=1", "/teach/twenty/?projector=1", "/why-not-multiply/?pick=ebv"),
    "/compare/?a=identical-twin&b=never-tested",
)


@pytest.mark.parametrize("path", SHARED)
def test_a_shared_link_has_a_preview_and_no_search_engine_keeps_it(client, known_site, path):
    response = client.get(path)
    plain = known_site + path.partition("?")[0]

    assert response["X-Robots-Tag"] == "noindex"
    assert CANONICAL.findall(response.text) == [plain]
    assert dict(GRAPH.findall(response.text))["url"] == plain


@pytest.mark.parametrize("path", ["/cases/nobody/", "/cases/1.mono.-.often/", "/compare/?a=nobody"])
def test_what_cannot_be_read_in_full_has_no_address(client, known_site, path):
    response = client.get(path)

    assert response.status_code in {400, 404}
    assert not CANONICAL.findall(response.text)


@pytest.mark.parametrize("path", ["/?utm_source=x", "/claims/?factor=ebv", "/changes/?page=2"])
def test_a_query_leads_to_the_same_address(client, known_site, db, path):
    assert CANONICAL.findall(client.get(path).text) == [known_site + path.partition("?")[0]]


def test_two_composed_people_have_two_titles_and_descriptions(client):
    codes = ("1.mono.below.past.close", "1.mono.below.never.close", "1.-.-.-.twin")
    for way in ("/cases/{}/", "/handouts/cases/{}/"):
        htmls = [client.get(way.format(code)).text for code in codes]
        titles = {TITLE.search(html)[1] for html in htmls}
        assert len(titles) == len(codes)
        assert len({DESCRIPTION.search(html)[1] for html in htmls}) == len(codes)


@pytest.mark.parametrize("path", ["/handouts/self-check/", "/handouts/headlines/"])
def test_a_handout_says_in_its_title_what_it_is_of(client, path):
    assert TITLE.search(client.get(path).text)[1].startswith("Handout: ")


def test_with_its_code_shown_a_page_still_begins_with_its_heading(client):
    html = client.get("/cases/never-tested/?qr=1").text

    assert re.search(r"<h(\d)", html)[1] == "1"


def test_the_feed_tells_each_edition_with_what_its_editors_wrote(client, db):
    response = client.get(reverse("changes_feed"))
    items = list(fromstring(response.content).iter("item"))  # noqa: S314

    assert response["Content-Type"].startswith("application/rss+xml")
    assert items
    link = items[0].find("link").text.removeprefix("http://testserver")
    assert client.get(link).status_code == 200
    assert reverse("changes_feed") in client.get("/changes/").text


def test_what_crawlers_read_names_the_site_and_not_the_host_they_asked(client, known_site, db):
    asked = {"HTTP_HOST": "localhost"}
    feed = fromstring(client.get(reverse("changes_feed"), **asked).content)  # noqa: S314
    links = [one.text for one in feed.iter("link")]
    links += [one.get("href") for one in feed.iter(f"{ATOM}link")]

    assert len(links) == 3
    assert [one for one in (*links, *places(client, **asked)) if not one.startswith(SITE)] == []


@pytest.mark.parametrize("name", ["robots", "sitemap", "changes_feed"])
def test_they_are_only_read(client, name):
    assert client.post(reverse(name)).status_code == 405
