"""Lessons that play: slides on one page, the teacher's notes on another."""

from __future__ import annotations

import copy
import dataclasses
import re

import pytest

from riskfactors.editions import content, gate, live
from riskfactors.editions.document import freeze
from riskfactors.engine.cases import slides_of
from riskfactors.engine.teaching import Wall
from riskfactors.teach.lessons import STATES, plans, screens
from riskfactors.teach.multiply import STATES as TRIED
from tests.reading import texts

EDITION = content.edition()
LESSONS = dict(plans(EDITION))
MINUTES = {"twenty": 20, "forty-five": 45}
ID = re.compile(r' id="([^"]+)"')


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_about_ten_slides_whose_minutes_are_those_of_its_name(name):
    slides = slides_of(EDITION, name)

    assert 9 <= len(slides) <= 12
    assert sum(int(one.minutes) for one in slides) == MINUTES[name]


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_its_pauses_its_pictures_and_a_question_asked_twice(name):
    made = screens(EDITION, name)
    asked = [one.guess.question for one in made if one.guess]

    assert sum(bool(one.views) for one in made) >= 3
    assert len(asked) > len(set(asked))
    assert any(not one.views and not one.guess for one in made)


@pytest.mark.parametrize("name", LESSONS)
def test_a_question_asked_twice_is_revealed_where_it_is_asked_last(name):
    revealed = [
        one.guess.question for one in screens(EDITION, name) if one.guess and one.is_revealed
    ]

    assert sorted(revealed) == sorted(
        {one.guess.question for one in screens(EDITION, name) if one.guess}
    )


@pytest.mark.parametrize("name", LESSONS)
def test_every_slide_stands_on_the_page_without_a_script(client, name):
    page = client.get(f"/teach/{name}/")
    said = texts(page.text)

    for one in screens(EDITION, name):
        assert one.text.heading in said
        if one.guess:
            assert one.guess.labels[0] in said
    found = ID.findall(page.text)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("name", LESSONS)
def test_what_the_teacher_says_is_on_no_slide_and_all_of_it_in_the_notes(client, name):
    pages = (client.get(f"/teach/{name}/{part}").text for part in ("", "notes/"))
    slides, notes = map(texts, pages)

    for one in slides_of(EDITION, name):
        assert texts(one.notes.html) <= notes
        assert not texts(one.notes.html) <= slides
    assert texts(LESSONS[name].misread.html) <= notes


@pytest.mark.parametrize("name", LESSONS)
def test_the_handout_of_a_plan_leads_to_its_notes(client, name):
    response = client.get(f"/handouts/plans/{name}/?edition=1")

    assert (response.status_code, response["Location"]) == (301, f"/teach/{name}/notes/?edition=1")


@pytest.mark.parametrize("path", ["/teach/nothing/", "/teach/nothing/notes/", "/teach/<b>/"])
def test_what_is_no_lesson_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_an_edition_from_before_there_were_slides_plays_the_packaged_ones(client, monkeypatch):
    older = dataclasses.replace(EDITION, slides={})
    monkeypatch.setattr(live, "_edition", older)

    assert slides_of(EDITION, "twenty")[0].heading in client.get("/teach/twenty/").text


def test_each_picture_of_a_slide_is_one_of_try_to_multiply():
    assert set(STATES) == set(Wall)
    assert set(STATES.values()) - {""} <= set(TRIED)


@pytest.mark.parametrize(
    ("key", "changed", "field"),
    [
        ("nothing.01-x", {}, ""),
        ("twenty.99-x", {"minutes": "two"}, "minutes"),
        ("twenty.99-x", {"minutes": "0"}, "minutes"),
        ("twenty.99-x", {"minutes": "1.5"}, "minutes"),
        ("twenty.99-x", {"guess": ["1-thirty-two", "3-smoking"]}, "guess"),
        ("twenty.99-x", {"guess": ["nothing"]}, "guess"),
        ("twenty.99-x", {"picture": "no_picture"}, "picture"),
        ("twenty.99-x", {"body": "word " * 29}, "body"),
    ],
)
def test_the_gate_names_what_is_wrong_with_a_slide(key, changed, field):
    given = copy.deepcopy(dict(content.texts()))
    slides = dict(given["slides"])
    slides[key] = {**slides["twenty.06-pause"], **changed}
    found = gate.problems(freeze({**given, "slides": slides}))

    assert [(one.kind, one.key, one.field) for one in found][:1] == [("slides", key, field)]
