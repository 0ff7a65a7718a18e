"""What readers can look up: every edition, what it changed, and its texts as they were."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from functools import cache
from html import unescape
from itertools import pairwise

import pytest
from django.db import OperationalError, connection
from django.utils.timezone import localdate

from mscalc.response_cache import PUBLIC
from riskfactors.editions import content, live
from riskfactors.editions.document import canonical, digest, edition_of, freeze
from riskfactors.editions.publish import publish, roll_back
from riskfactors.engine.fields import Prose
from riskfactors.engine.texts import KINDS
from riskfactors.models import Edition, Entry
from tests.factories import AuditLineFactory, EditionFactory
from tests.reading import text_nodes
from tests.tampering import rewrite
from tests.wsgi import sent, told

PAGES = [
    "/changes/",
    "/editions/1/",
    "/editions/2/",
    "/editions/1/changes/",
    "/editions/2/changes/",
]
NOINDEX = '<meta name="robots" content="noindex">'


@pytest.fixture(scope="module")
def texts():
    """Two sets of texts that differ in one heading."""
    first = content.texts()
    mono = {**first["passages"]["ebv.mono"], "heading": "Another heading"}
    return first, {**first, "passages": {**first["passages"], "ebv.mono": mono}}


@pytest.fixture(scope="module")
def written(texts):
    return [canonical(freeze(of_one)) for of_one in texts]


@pytest.fixture(scope="module")
def second(written):
    """What is shown once edition 2 is live."""
    date = dt.date(2026, 12, 1)
    return edition_of(json.loads(written[1]), number=2, digest=digest(written[1]), date=date)


@pytest.fixture
def editions(db, texts, written, second, monkeypatch):
    """Edition 1, and edition 2 that changed one heading and is live."""
    date, note = content.about()
    told = [(1, date, note), (2, second.date, "One <heading>\n\nis clearer.")]
    rows = [
        EditionFactory(number=n, date=day, note=why, document=text, live=n == 2)
        for (n, day, why), text in zip(told, written, strict=True)
    ]
    for row in rows:
        AuditLineFactory(edition=row.number, digest_after=row.digest)
    monkeypatch.setattr(live, "_edition", second)
    return rows


@pytest.fixture
def publishing(editions, texts, django_capture_on_commit_callbacks):
    """Publish the texts of edition 2, one kind with longer headings."""
    Entry.objects.bulk_create(
        Entry(kind=kind, key=key, fields=fields)
        for kind, entries in texts[1].items()
        for key, fields in entries.items()
    )

    def _publish(kind, more):
        for entry in Entry.objects.filter(kind=kind):
            entry.fields["heading"] += more
            entry.save()
        with django_capture_on_commit_callbacks(execute=True):
            return publish(who=None, note="")

    return _publish


@pytest.fixture
def rolling_back(editions, django_capture_on_commit_callbacks):
    def _roll_back(edition):
        with django_capture_on_commit_callbacks(execute=True):
            roll_back(edition, who=None, note="")

    return _roll_back


def section(html, number):
    return re.search(rf'<section id="edition-{number}">.*?</section>', html, re.DOTALL)[0]


def test_the_change_log_tells_every_edition_the_newest_first(client, editions):
    html = client.get("/changes/").text

    assert re.findall(r'<section id="edition-(\d+)"', html) == ["2", "1"]
    for edition in editions:
        told = section(html, edition.number)
        assert f'datetime="{edition.date.isoformat()}"' in told
        assert edition.digest in told
        assert f'href="/editions/{edition.number}/"' in told
    assert "<p>One &lt;heading&gt;</p>\n\n<p>is clearer.</p>" in section(html, 2)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", range(120, 70, -1)),
        ("?page=2", range(70, 20, -1)),
        ("?page=3", range(20, 0, -1)),
        ("?page=4", range(20, 0, -1)),
        ("?page=99999999999", range(120, 70, -1)),
        ("?page=-1", range(120, 70, -1)),
        ("?page=<b>", range(120, 70, -1)),
    ],
)
def test_many_editions_stand_on_pages(client, editions, query, numbers):
    first = editions[0]
    Edition.objects.bulk_create(
        Edition(number=n, date=first.date, document=first.document, digest=first.digest)
        for n in range(3, 121)
    )

    html = client.get(f"/changes/{query}").text

    assert re.findall(r'<section id="edition-(\d+)"', html) == [str(n) for n in numbers]
    shown = re.search(r"Page (\d) of 3", html)[1]
    assert ('href="?page=2">Older' in html) == (shown == "1")
    assert ('href="?page=2">Newer' in html) == (shown == "3")
    assert ("/editions/1/changes/" in html) is False


def test_few_editions_need_no_pages(client, editions):
    assert "More editions" not in client.get("/changes/").text


def test_the_change_log_tells_which_edition_is_live(client, editions):
    html = client.get("/changes/").text

    assert '<span class="mark">live</span>' in section(html, 2)
    assert '<span class="mark">live</span>' not in section(html, 1)


def test_an_edition_that_was_rolled_back_is_told_plainly(client, editions, rolling_back):
    first, _ = editions
    client.get("/changes/")

    rolling_back(first)

    html = client.get("/changes/").text
    assert '<span class="mark">live</span>' in section(html, 1)
    assert "Taken back on" in section(html, 2)
    assert "Edition 1 went live again." in section(html, 2)
    assert "Taken back on" not in section(html, 1)


def test_a_roll_back_stays_told_after_the_next_edition(client, editions, rolling_back, publishing):
    first, second = editions
    rolling_back(first)
    rolling_back(second)
    publishing("learn", " now")

    html = client.get("/changes/").text

    assert "Edition 1 went live again." in section(html, 2)
    assert "Edition 2 went live again." in section(html, 1)
    assert '<span class="mark">live</span>' in section(html, 3)


def test_an_edition_that_is_live_again_says_since_when(client, editions, rolling_back, publishing):
    first, second = editions
    rolling_back(first)
    rolling_back(second)

    words = " ".join(re.sub("<[^>]+>", "", section(client.get("/changes/").text, 2)).split())
    today = f"{localdate():%-d %B %Y}"
    again = f"Taken back on {today}, when edition 1 went live again; live again since {today}."
    assert again in words

    publishing("learn", " now")
    assert "live again since" not in client.get("/changes/").text


def test_the_trail_of_other_acts_is_no_roll_back(client, editions):
    AuditLineFactory(act="import", note="secret")

    html = client.get("/changes/").text

    assert "Taken back" not in html
    assert "secret" not in html


def test_what_an_edition_changed_is_told_to_the_word(client, editions):
    before = json.loads(editions[0].document)["passages"]["ebv.mono"]["heading"]

    html = client.get("/editions/2/changes/").text

    shown = "".join(re.findall(r"<ins>([^<]*)</ins>", html.partition('class="diff"')[2]))
    assert shown.split() == ["Another", "heading"]
    gone = "".join(re.findall(r"<del>([^<]*)</del>", html.partition('class="diff"')[2]))
    assert gone.split() == before.split()
    assert html.count("<h3>") == 1


def test_the_first_edition_is_compared_with_none(client, editions):
    html = client.get("/editions/1/changes/").text

    assert "This is the first edition." in html
    assert "<details" not in html
    assert "/editions/1/changes/" not in client.get("/changes/").text


def test_many_changes_are_folded(client, publishing):
    publishing("interplay", " now")

    few, many = client.get("/editions/2/changes/").text, client.get("/editions/3/changes/").text

    assert '<details class="differences" open>' in few
    assert re.findall('<details class="differences"( open)?>', many) == [""]


def test_an_edition_shows_all_its_texts(client, editions):
    edition = content.edition()

    html = " ".join(client.get("/editions/1/").text.split())

    for kind in KINDS:
        for key, entry in getattr(edition, kind).items():
            for name in entry.__slots__:
                value = getattr(entry, name)
                if isinstance(value, Prose):
                    assert is_shown(value.html, html), f"{kind} {key} {name}"


def is_shown(prose, html):
    """Whether each run of words stands in the page; links differ."""
    return all(node.text.replace("&", "&amp;") in html for node in text_nodes(prose)[:1])


def test_an_older_edition_shows_its_own_words(client, editions):
    old = json.loads(editions[0].document)["passages"]["ebv.mono"]["heading"]

    assert f">{old}</h3>" in client.get("/editions/1/").text
    assert ">Another heading</h3>" in client.get("/editions/2/").text
    assert ">Another heading</h3>" not in client.get("/editions/1/").text


def test_an_edition_says_its_date_and_which_one_is_live(client, editions):
    for edition in editions:
        html = client.get(f"/editions/{edition.number}/").text

        told = re.search(r'<p class="live">(.*?)</p>', html)[1]
        assert f'Edition {edition.number} of <time datetime="{edition.date.isoformat()}"' in told
        assert "Edition 2 is live." in told
        assert f"<code>{edition.digest[:12]}</code>" in html


def test_search_engines_keep_only_what_is_live(client, editions):
    assert NOINDEX in client.get("/editions/1/").text
    assert NOINDEX not in client.get("/editions/2/").text
    assert NOINDEX not in client.get("/changes/").text


def test_the_two_voices_never_share_a_block(client, editions):
    for path in PAGES:
        for node in text_nodes(client.get(path).text):
            assert not (node.within("article") and node.within("beyond")), path


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_its_ids_once_and_headings_in_order(client, editions, path):
    html = client.get(path).text

    assert html.count("<h1") == 1
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_inside_the_site_leads_somewhere(client, editions):
    get = cache(client.get)
    for path in PAGES:
        for href in set(re.findall(r'href="(/[^"]*|#[^"]*)"', client.get(path).text)):
            page, _, anchor = href.partition("#")
            if not page.startswith("/static/"):
                target = get(unescape(page) or path)
                assert target.status_code == 200, href
                assert not anchor or f'id="{anchor}"' in target.text, href


def test_words_are_linked_to_the_glossary_of_their_own_edition(client, editions):
    html = client.get("/editions/1/").text

    assert 'href="#term-' in html
    assert 'href="/glossary/#' not in html.partition("<footer")[0]


@pytest.mark.parametrize("path", ["/changes/", "/editions/1/", "/editions/2/changes/"])
def test_a_page_may_be_kept_is_compressed_and_asks_the_database_once(
    front, editions, path, django_assert_num_queries
):
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path}
    first = sent(front, told(**asked, HTTP_ACCEPT_ENCODING="gzip"))

    with django_assert_num_queries(0):
        again = sent(front, told(**asked, HTTP_ACCEPT_ENCODING="gzip"))

    assert first == again
    assert gzip.decompress(first[2]) == sent(front, told(**asked))[2]
    assert dict(first[1])["Cache-Control"] == PUBLIC
    assert "Set-Cookie" not in dict(first[1])


def test_the_footer_leads_to_the_change_log_and_says_where_one_is(client, editions):
    assert 'href="/changes/"' in client.get("/").text
    assert 'href="/changes/" aria-current="page"' in client.get("/changes/").text
    assert 'aria-current="page"' not in client.get("/editions/1/").text


def test_an_edition_that_is_none_is_not_found(client, editions):
    for number in ("3", "0", "9" * 30, "-1", "one", "9" * 5_000):
        for more in ("", "changes/"):
            assert client.get(f"/editions/{number}/{more}").status_code == 404, number


def test_other_methods_are_refused(client, editions):
    assert {client.post(path).status_code for path in PAGES} == {405}


BROKEN = ["", "[]", '{"passages": {"x": {}}}', '{"passages": []}']


@pytest.mark.parametrize("text", ["{}", *BROKEN])
def test_a_row_whose_digest_does_not_fit_gets_a_clear_page(client, editions, text):
    rewrite(1, document=text)

    assert_only_the_first_is_broken(client)


@pytest.mark.parametrize("text", BROKEN)
def test_a_row_that_is_no_edition_gets_a_clear_page(client, editions, text):
    rewrite(1, document=text, digest=digest(text))

    assert client.get("/editions/1/").status_code == 404
    assert client.get("/editions/2/changes/").status_code in {200, 404}


def assert_only_the_first_is_broken(client):
    statuses = [client.get(path).status_code for path in PAGES]
    assert statuses == [200, 404, 200, 200, 404]
    for path in ("/editions/1/", "/editions/2/changes/"):
        assert "Edition 1 cannot be read" in client.get(path).text


def test_an_edition_of_an_older_format_can_still_be_read(client, editions):
    document = json.loads(editions[0].document)
    for kind in ("interplay", "pages", "faq", "glossary"):
        del document[kind]
    for claim in document["claims"].values():
        claim.pop("checked")
    written = canonical(document)
    rewrite(1, document=written, digest=digest(written))

    html = client.get("/editions/1/").text

    assert "part-cards" in html
    assert "part-interplay" not in html
    assert client.get("/editions/2/changes/").status_code == 200


def test_what_is_live_can_be_read_without_any_stored_edition(client, db):
    number = live.current().number

    assert f"Edition {number}" in client.get("/changes/").text
    assert client.get(f"/editions/{number}/").status_code == 200


def test_without_a_database_what_is_not_in_memory_is_told_to_be_away(front, editions):
    first, log = (
        {"REQUEST_METHOD": "GET", "PATH_INFO": path} for path in ("/editions/1/", "/changes/")
    )
    sent(front, told(**first))
    with connection.execute_wrapper(_away):
        kept, other = sent(front, told(**first)), sent(front, told(**log))

    assert (kept[0][:3], other[0][:3]) == ("200", "503")
    assert sent(front, told(**log))[0][:3] == "200"


def _away(*args):
    raise OperationalError("away")
