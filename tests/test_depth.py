"""Short, standard and classroom: one explanation, of which more or less is in sight."""

from __future__ import annotations

import re

import pytest

GIVEN = {"ebv": "mono", "smoking": "current"}
CHOSEN = re.compile(r'name="depth" value="(\w+)"[^>]* checked')


def region(html):
    return html[html.index('<section id="explanation"') : html.index('<a id="jump"')]


@pytest.mark.parametrize("depth", ["short", "standard", "classroom"])
def test_the_choice_stays_and_changes_no_byte_of_the_explanation(client, depth):
    response = client.post("/", {**GIVEN, "depth": depth})

    assert CHOSEN.findall(response.text) == [depth]
    assert region(response.text) == region(client.post("/", GIVEN).text)
    assert not response.cookies


@pytest.mark.parametrize("depth", ["", "deepest", "<b>", "short\u202e"])
def test_anything_else_is_the_standard(client, depth):
    response = client.post("/", {**GIVEN, "depth": depth})

    assert response.status_code == 200
    assert CHOSEN.findall(response.text) == ["standard"]


def test_a_fragment_is_the_same_for_every_depth(client):
    htmx = {"HX-Request": "true"}
    plain = client.post("/", GIVEN, headers=htmx).content

    assert client.post("/", {**GIVEN, "depth": "short"}, headers=htmx).content == plain


def test_a_case_has_the_choice_and_sends_nothing_for_it(client):
    html = client.get("/cases/never-tested/").text

    assert CHOSEN.findall(html) == ["standard"]
    assert "form=" not in html[html.index('<fieldset class="depth"') : html.index("</fieldset>")]
