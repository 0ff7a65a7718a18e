"""Paper for a class: every case, workshop and self-check, the key on a sheet of its own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from riskfactors.editions import content
from riskfactors.engine.cases import in_use

EDITION = content.edition()
CASES = dict(in_use(EDITION))


def sheets(html):
    """The learners' sheet and the key."""
    learners, _, rest = html.partition('<article class="sheet sheet--key')
    return learners.partition('<article class="sheet ')[2], rest.partition("</article>")[0]


@pytest.mark.parametrize("link", CASES)
def test_a_case_has_a_sheet_for_learners_and_a_key_of_its_own(client, link):
    case = CASES[link]

    learners, key = sheets(client.get(f"/handouts/cases/{link}/").text)

    assert case.purpose in learners
    assert "An invented person" in learners
    assert "For whoever teaches" not in learners
    assert "For whoever teaches" in key
    for passage in case.answers.passage_keys():
        heading = EDITION.passages[passage].heading
        assert f"<h4>{heading}</h4>" in key
        assert f"<h4>{heading}</h4>" not in learners
    for sheet in (learners, key):
        assert f"/cases/{link}/" in sheet
        assert "Edition" in sheet


@pytest.mark.parametrize("link", CASES)
def test_a_case_brings_a_picture_of_a_thousand(client, link):
    learners, _ = sheets(client.get(f"/handouts/cases/{link}/").text)

    assert 'class="thousand' in learners


def test_a_composed_person_has_a_handout_too(client):
    response = client.get("/handouts/cases/1.mono.-.now.-/")

    _, key = sheets(response.text)
    assert EDITION.passages["ebv.mono"].heading in key
    assert response["X-Robots-Tag"] == "noindex"


def test_the_self_check_has_no_answers_on_the_learners_sheet(client):
    learners, key = sheets(client.get("/handouts/self-check/").text)

    assert "This fits" not in learners
    assert key.count("This fits") == len(EDITION.exercises) == 10
    for one in EDITION.exercises.values():
        assert one.question in learners
        assert one.question in key
        for answer, _, fits in one.answers:
            assert answer in learners
            assert (f"<strong>{answer}</strong>" in key) == fits


def test_the_headlines_have_room_to_write_and_model_answers_in_the_key(client):
    learners, key = sheets(client.get("/handouts/headlines/").text)

    count = len(EDITION.headlines)
    for sheet in (learners, key):
        assert sheet.count("Compared with whom?") == count
        assert sheet.count("Link or cause?") == count
    assert learners.count("Over what time?") == count
    assert "the article does not say" in key
    assert 'class="beyond"' not in learners
    assert key.count('class="beyond"') == count


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/handouts/cases/nobody/", 404),
        ("/handouts/cases/1.mono/", 404),
        ("/handouts/cases/2.mono.-.-.-/", 404),
        ("/handouts/plans/<b>/", 404),
        ("/handouts/cases/" + "x" * 8000 + "/", 404),
    ],
)
def test_what_has_no_handout_says_so(client, path, status):
    assert client.get(path).status_code == status


@pytest.mark.parametrize("path", ["/cases/never-tested/", "/self-check/", "/headlines/"])
def test_each_page_leads_to_its_handout(client, path):
    html = client.get(path).text

    wanted = {
        "/cases/never-tested/": [reverse("handout_case", args=["never-tested"])],
        "/self-check/": [reverse("handout_self_check")],
        "/headlines/": [reverse("handout_headlines")],
    }
    for href in wanted[path]:
        assert f'href="{href}"' in html
        assert client.get(href).status_code == 200
