"""The teaching pages that ask nothing: /teach/, compared with whom, why not multiply."""

from __future__ import annotations

import dataclasses
import re

import pytest

from riskfactors.editions import live, packaged
from riskfactors.engine.cases import in_use
from riskfactors.engine.frames import FRAMES, mix
from riskfactors.engine.product import worked
from riskfactors.views import leaflets

EDITION = packaged.edition()


@pytest.fixture(autouse=True)
def _fresh():
    leaflets.rendered.cache_clear()


@pytest.fixture
def with_figures(monkeypatch, packaged_shown):
    """Shows the packaged edition with other numbers in some rows."""

    def show(**values):
        figures = {
            key: dataclasses.replace(figure, value=values.get(key, figure.value), low=None)
            for key, figure in EDITION.figures.items()
        }
        edition = dataclasses.replace(EDITION, figures=figures)
        monkeypatch.setattr(live, "_shown", live.Shown(edition, packaged_shown.explanations))
        return edition

    return show


def sums(html):
    """Every number in bold: what the page has reckoned, or reckons with."""
    return re.findall(r"<b>([^<]+)</b>", html)


def test_teach_leads_to_every_case_and_every_way_of_teaching(client):
    html = client.get("/teach/").text

    for link, case in in_use(EDITION):
        assert f'href="/cases/{link}/"' in html
        assert case.purpose in html
    for path in ("cases", "compare", "interplay", "compared-with-whom", "why-not-multiply"):
        assert f'href="/{path}/"' in html


def test_a_lesson_plan_has_aim_steps_misunderstandings_and_questions(client):
    html = client.get("/teach/").text

    assert len(EDITION.workshops) == 2
    for plan in EDITION.workshops.values():
        assert plan.heading in html
        assert plan.steps.html.startswith("<ol>")
    for label in ("Aim", "Steps", "Common misunderstandings", "Questions"):
        assert html.count(f"<h4>{label}</h4>") == 2


def test_from_teach_one_click_opens_a_case_with_its_explanation(client):
    """Nothing to install, to sign in to or to set: a link, and the case stands there."""
    link, case = in_use(EDITION)[0]

    assert f'href="/cases/{link}/"' in client.get("/teach/").text
    html = client.get(f"/cases/{link}/").text
    assert html.count("data-card=") >= len(case.answers.passage_keys())


def test_a_set_of_texts_without_plans_says_so(client, monkeypatch, packaged_shown):
    empty = dataclasses.replace(EDITION, workshops={}, cases={})
    monkeypatch.setattr(live, "_shown", live.Shown(empty, packaged_shown.explanations))

    assert "no lesson plan" in client.get("/teach/").text
    assert "no case" in client.get("/cases/").text


def test_each_factor_has_three_frames_or_says_that_not_enough_is_known(client):
    html = client.get("/compared-with-whom/").text

    for row in FRAMES:
        block = html.partition(f'<section class="framed" id="{row.factor}"')[2]
        block = block.partition('<section class="framed"')[0]
        assert block.count('<li class="frame" data-step>') == 3
        missing = sum(frame is None for frame in row.frames(EDITION))
        assert block.count("Not enough is known for this frame.") == missing
        for frame in filter(None, row.frames(EDITION)):
            assert frame.heading in block


def test_ebv_has_all_three_frames(client):
    assert None not in FRAMES[0].frames(EDITION)


def test_the_reckoning_stands_with_ebv_alone(client):
    html = client.get("/compared-with-whom/").text

    assert html.count('class="reckoning"') == 1
    assert sums(html) == sums(html.partition('id="vitamin_d"')[0])


@pytest.mark.parametrize(("times", "infected"), [("10", "900"), ("3", "500"), ("100", "990")])
def test_the_frames_are_reckoned_from_the_editions_rows(client, with_figures, times, infected):
    edition = with_figures(ebv=times, infected=infected)

    found = sums(client.get("/compared-with-whom/").text)

    average = mix(edition).shares.line[1]
    never = 1000 - int(infected)
    assert found[:2] == [f"({infected} × {times} + {never} × 1) ÷ 1,000", str(average)]
    assert found[2:4] == [times, str(average)]


def test_the_worked_example_stands_once_and_ends_with_what_can_be_said(client):
    html = client.get("/why-not-multiply/").text

    assert html.count("32 × 1.6 × 2") == 1
    assert html.count(">102<") == 2
    reasons = re.findall(r'<section class="lesson" id="([^"]+)"', html)
    assert reasons == ["outcomes", "baseline", "adding", "together", "range", "can-be-said"]


@pytest.mark.parametrize(
    ("ebv", "vitamin_d", "smoking", "living"), [("4", "2", "3", "1"), ("9", "1.5", "2", "7")]
)
def test_the_worked_example_is_reckoned_from_the_editions_rows(
    client, with_figures, ebv, vitamin_d, smoking, living
):
    edition = with_figures(ebv=ebv, vitamin_d=vitamin_d, smoking=smoking, living=living)

    html = client.get("/why-not-multiply/").text

    example = worked(edition)
    found = sums(html.partition('id="outcomes"')[0])
    assert found[:4] == [ebv, vitamin_d, smoking, living]
    times = str(example.product.times)
    assert found[4:6] == [f"{ebv} × {vitamin_d} × {smoking}", times]
    assert found[6:] == [f"{times} × {living}", str(example.hundreds)]


def test_the_two_ends_of_the_range_and_adding_stand_with_their_reasons(client):
    html = client.get("/why-not-multiply/").text
    example = worked(EDITION)

    adding = html.partition('id="adding"')[2].partition('id="together"')[0]
    ends = html.partition('id="range"')[2].partition('id="can-be-said"')[0]
    assert sums(adding) == [str(example.product.times), str(example.added)]
    assert sums(ends) == [f"{n.of_1000:,}" for n in (example.lowest, example.highest)]
    assert "more people than there are" in ends


def test_the_wrong_result_is_struck_out_and_said_to_be_nobodys(client):
    html = client.get("/why-not-multiply/").text

    struck = re.findall(r"<s>(.*?)</s>", html, re.DOTALL)
    assert [sums(piece) for piece in struck] == [["102"], ["300"]]
    assert html.index("nobody’s chance") < html.index('id="outcomes"')


@pytest.mark.parametrize("path", ["/teach/", "/pictures/", "/self-check/", "/why-not-multiply/"])
def test_a_page_without_parts_is_sent_whole_to_htmx_too(client, path):
    part = client.get(path, headers={"HX-Request": "true"})

    assert part.status_code == 200
    assert part.content == client.get(path).content
