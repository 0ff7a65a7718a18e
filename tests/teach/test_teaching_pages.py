"""The teaching pages that ask nothing: /teach/, compared with whom, why not multiply."""

from __future__ import annotations

import dataclasses
import re
from html import unescape

import pytest
from django.http import QueryDict

from riskfactors.editions import content, live
from riskfactors.engine.cases import in_use
from riskfactors.engine.reckonings import FRAMES, TIMES, End, mix, product
from riskfactors.teach.lessons import plans
from riskfactors.teach.multiply import STATES
from tests.reading import texts

EDITION = content.edition()
URL = "/why-not-multiply/"


@pytest.fixture
def with_figures(monkeypatch, packaged_edition):
    """Shows the packaged edition with other numbers in some rows."""

    def show(**values):
        figures = {
            key: dataclasses.replace(
                figure, value=values.get(key, figure.value), low=None, study=()
            )
            for key, figure in EDITION.figures.items()
        }
        edition = dataclasses.replace(EDITION, figures=figures)
        monkeypatch.setattr(live, "_edition", edition)
        return edition

    return show


def plain_of_html(html):
    """Words without tags and source marks, white space folded."""
    bare = re.sub(r"<[^>]+>", "", re.sub(r"<sup.*?</sup>", "", html, flags=re.DOTALL))
    return " ".join(unescape(bare).split())


def plain_of(prose):
    return plain_of_html(prose.html)


def sums(html):
    """Every number in bold: what the page has reckoned, or reckons with."""
    return re.findall(r"<b>([^<]+)</b>", html)


def test_teach_leads_to_every_case_and_every_way_of_teaching(client):
    html = client.get("/teach/").text

    for link, case in in_use(EDITION):
        assert f'href="/cases/{link}/"' in html
        assert case.purpose in html
    for path in ("cases", "compare", "interplay", "why-not-multiply"):
        assert f'href="/{path}/"' in html


def test_each_lesson_starts_by_one_click_and_has_its_notes_beside_it(client):
    html = client.get("/teach/").text

    assert len(EDITION.workshops) == 2
    for name, plan in plans(EDITION):
        assert plan.heading in html
        assert texts(plan.misread.html) <= texts(html)
        assert f'href="/teach/{name}/?projector=1"' in html
        assert f'href="/teach/{name}/notes/"' in html


def test_from_teach_one_click_opens_a_case_with_its_explanation(client):
    """Nothing to install, to sign in to or to set: a link, and the case stands there."""
    link, case = in_use(EDITION)[0]

    assert f'href="/cases/{link}/"' in client.get("/teach/").text
    html = client.get(f"/cases/{link}/").text
    assert html.count("data-card=") >= len(case.answers.passage_keys())


def test_a_set_of_texts_without_plans_says_so(client, monkeypatch, packaged_edition):
    empty = dataclasses.replace(EDITION, workshops={}, cases={})
    monkeypatch.setattr(live, "_edition", empty)

    assert "no lesson plan" in client.get("/teach/").text
    assert "no case" in client.get("/cases/").text


def shown(html):
    """What stands in sight beside the things to pick."""
    return html.partition('class="stage__shown"')[2].partition('class="stage__behind"')[0]


@pytest.mark.parametrize("row", FRAMES[:3])
@pytest.mark.parametrize("place", range(3))
def test_a_figure_alone_is_set_in_three_frames_or_not_enough_is_known(client, row, place):
    key, frame = row.keys[place], row.frames(EDITION)[place]
    against = key.partition(".")[2]
    page = shown(client.get(URL, {"pick": row.factor, "against": against}).text)

    assert ("Not enough is known for this frame." in page) is (frame is None)
    assert ("<svg" in page) is (frame is not None)
    if frame:
        assert plain_of(frame.short) in plain_of_html(page)


def test_ebv_has_all_three_frames(client):
    assert None not in FRAMES[0].frames(EDITION)


@pytest.mark.parametrize(("times", "infected"), [("10", "900"), ("3", "500"), ("100", "990")])
def test_the_average_is_reckoned_from_the_editions_rows(client, with_figures, times, infected):
    edition = with_figures(ebv=times, infected=infected)

    page = shown(client.get(URL, {"pick": "ebv", "against": "average"}).text)

    assert re.findall(r"<figcaption><b>([^<]+)<", page) == [
        times,
        f"against about {mix(edition).shares.line[1]}",
    ]


@pytest.mark.parametrize("query", [q for q in STATES if "." in q])
def test_a_sum_stands_struck_out_under_its_reason_and_is_nobodys(client, query):
    page = shown(client.get(f"{URL}?{query}").text)

    (struck,) = re.findall(r"<s>(.*?)</s>", page, re.DOTALL)
    given = QueryDict(query)
    end = {"": End.PRINTED, "low": End.LOWEST, "high": End.HIGHEST}[given.get("at", "")]
    found = product(EDITION, given["pick"].split("."), end)
    assert sums(struck) == [found.terms, str(found.times), str(found.of_1000)]
    assert page.index("<h2") < page.index("<svg") < page.index("<s>")
    assert sums(page)[len(sums(page)) - 3 :] == sums(struck)
    assert "nobody’s chance" in page
    assert ("people who do not exist" in page) is found.is_more_than_all


@pytest.mark.parametrize(
    ("ebv", "vitamin_d", "smoking", "living"), [("4", "2", "3", "1"), ("9", "1.5", "2", "7")]
)
def test_the_sum_is_reckoned_from_the_editions_rows(
    client, with_figures, ebv, vitamin_d, smoking, living
):
    edition = with_figures(ebv=ebv, vitamin_d=vitamin_d, smoking=smoking, living=living)

    html = client.get(URL, {"pick": "ebv.vitamin_d.smoking"}).text

    found = product(edition, TIMES)
    (struck,) = re.findall(r"<s>(.*?)</s>", shown(html), re.DOTALL)
    assert sums(struck)[0] == f"{ebv} × {vitamin_d} × {smoking}"
    assert sums(struck)[1:] == [str(found.times), str(found.of_1000)]


@pytest.mark.parametrize("query", ["", *STATES])
def test_at_most_forty_words_of_reasons_are_in_sight(client, query):
    why = re.search(r'stage__why">(.*?)</div>', client.get(f"{URL}?{query}").text, re.DOTALL)

    assert why is None or len(plain_of_html(why[1]).split()) <= 40


@pytest.mark.parametrize("query", ["", *STATES])
def test_every_thing_to_pick_is_a_link_to_the_state_it_makes(client, query):
    html = client.get(f"{URL}?{query}").text

    before = set(filter(None, QueryDict(query).get("pick", "").split(".")))
    for name in TIMES:
        link = unescape(re.search(rf'id="pick-{name}" class="pick" href="([^"]+)"', html)[1])
        after = set(filter(None, QueryDict(link.partition("?")[2]).get("pick", "").split(".")))
        assert after == before ^ {name}
        assert client.get(link).status_code == 200


def test_adding_and_what_can_be_said_instead_are_one_step_away(client):
    html = client.get(URL, {"pick": "ebv.vitamin_d"}).text

    behind = html.partition('class="stage__behind"')[2]
    assert re.findall(r"<summary>([^<]+)", behind)[-2:] == [
        EDITION.reasons["3-adding"].heading,
        "What can be said instead",
    ]
    for reason in ("3-adding", "4-together", "6-can-be-said"):
        assert plain_of(EDITION.reasons[reason].beyond) in plain_of_html(behind)


@pytest.mark.parametrize("query", ["pick=age", "pick=ebv&at=middle", "pick=ebv&against=you", "a=b"])
def test_what_cannot_be_read_is_said_and_the_page_is_there(client, query):
    response = client.get(f"{URL}?{query}")

    assert response.status_code == 400
    assert 'class="problems"' in response.text
    assert 'class="pick"' in response.text


@pytest.mark.parametrize("query", ["", "?edition=1", "?projector=1&step=2"])
def test_compared_with_whom_leads_on_for_good(client, query):
    response = client.get(f"/compared-with-whom/{query}")

    assert response.status_code == 301
    assert response["Location"] == f"{URL}{query}"


@pytest.mark.parametrize("path", ["/teach/", "/pictures/", "/self-check/"])
def test_a_page_without_parts_is_sent_whole_to_htmx_too(client, path):
    part = client.get(path, headers={"HX-Request": "true"})

    assert part.status_code == 200
    assert part.content == client.get(path).content
