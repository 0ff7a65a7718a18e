"""The first page: every kind of input, both ways of asking."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskfactors.editions import live
from riskfactors.editions.explanations import places
from riskfactors.engine.answers import VALUES, Answers, answers_of
from riskfactors.site import forms
from riskfactors.site.forms import AnswersForm
from tests.inputs import FORM, UNREADABLE

HTMX = {"HX-Request": "true"}
ALL = {
    "ebv": "mono",
    "vitamin_d": "below_50",
    "smoking": "past",
    "family_history": "identical_twin",
}


def measured(number, unit):
    return {"vitamin_d": "measured", "vitamin_d_value": number, "vitamin_d_unit": unit}


def explains(response, **given_answers):
    """Whether a response holds every block of these answers' explanation, and no card more."""
    blocks = places(live.current(), answers_of(given_answers)).values()
    cards = "".join(blocks).count("data-card=")
    return all(block in response.text for block in blocks) and (
        response.text.count("data-card=") == cards
    )


@pytest.fixture(params=[{}, HTMX], ids=["page", "fragment"])
def post(request, client):
    return lambda data, **more: client.post("/", data, headers=request.param, **more)


def test_the_first_page_shows_the_form_and_no_verdict(client):
    response = client.get("/")

    assert response.status_code == 200
    assert explains(response)
    assert response.text.count('<fieldset class="question"') == 4
    assert "data-card" not in response.text


@pytest.mark.parametrize("data", [{}, dict.fromkeys(ALL, ""), {"unheard_of": "x"}])
def test_missing_and_empty_are_unanswered(post, data):
    response = post(data)

    assert response.status_code == 200
    assert explains(response)


def test_answers_get_their_explanation(post):
    response = post(ALL)

    assert response.status_code == 200
    assert explains(response, **ALL)


def test_the_page_contains_the_fragment_byte_for_byte(client):
    page = client.post("/", ALL).text
    fragment = client.post("/", ALL, headers=HTMX).text

    blocks = places(live.current(), answers_of(ALL))
    assert fragment.startswith("".join(blocks.values()))
    assert all(page.count(block) == 1 for block in blocks.values())
    assert "<html" not in fragment


@pytest.mark.parametrize("factor", VALUES)
def test_an_unknown_value_is_refused_at_its_field(post, factor):
    response = post({**ALL, factor: "<b>none</b>"})

    assert response.status_code == 422
    at = response.text.partition(f'<div id="{factor}-message"')[2].partition("</div>")[0]
    assert forms.NOT_OFFERED in at
    is_page = "<html" in response.text
    assert (f'<a href="#{factor}">{forms.NOT_OFFERED}</a>' in response.text) == is_page
    assert "<b>none" not in response.text


@pytest.mark.parametrize("factor", VALUES)
def test_an_answer_that_cannot_be_read_says_so_in_its_place_and_the_others_stay(post, factor):
    response = post({**ALL, factor: "often"})

    assert response.text.count("This answer cannot be read yet") == 1
    others = {f: value for f, value in ALL.items() if f != factor}
    blocks = places(live.current(), answers_of(others))
    assert f'id="{factor}-place"' in response.text
    assert all(block in response.text for name, block in blocks.items() if name != factor)


@pytest.mark.parametrize("value", ["MONO", " mono", "mono ", "mono\u200b", "1"])
def test_a_value_is_taken_as_it_is_or_not_at_all(post, value):
    assert post({"ebv": value}).status_code == 422


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        (measured("", "nmol/L"), "vitamin_d_value", forms.NO_NUMBER),
        (measured("48", ""), "vitamin_d_unit", forms.NO_UNIT),
        ({"vitamin_d_value": "48"}, "vitamin_d_unit", forms.NO_UNIT),
        (measured("48", "mg"), "vitamin_d_unit", forms.NOT_OFFERED),
        (measured("5,000", "nmol/L"), "vitamin_d_value", forms.LEVEL_PROBLEMS["too_precise"]),
        (measured("0", "nmol/L"), "vitamin_d_value", forms.LEVEL_PROBLEMS["not_positive"]),
        (measured("401", "ng/mL"), "vitamin_d_value", forms.LEVEL_PROBLEMS["too_high"]),
        (measured("<60", "nmol/L"), "vitamin_d_value", forms.LEVEL_PROBLEMS["limit_too_high"]),
    ],
)
def test_a_number_that_cannot_be_read_says_what_to_do(client, data, field, sentence):
    response = client.post("/", {**data, "smoking": "past"})

    assert response.status_code == 422
    assert "<title>Error: " in response.text
    escaped = sentence.replace("<", "&lt;")
    assert f'<a href="#{field}">{escaped}</a>' in response.text
    assert response.text.count(escaped) == 2
    assert 'value="past" checked' in response.text


def test_what_was_typed_stays_in_the_form_and_out_of_the_explanation(client):
    response = client.post("/", measured("47,31", "nmol/L"))

    assert response.status_code == 200
    assert response.text.count("47,31") == 1
    assert explains(response, vitamin_d="below_50")


@pytest.mark.parametrize(
    ("number", "unit", "answer"),
    [("20", "ng/mL", "from_50"), ("19.9", "ng/mL", "below_50"), ("50", "nmol/L", "from_50")],
)
def test_a_number_is_compared_in_its_own_unit(post, number, unit, answer):
    assert explains(post(measured(number, unit)), vitamin_d=answer)


@pytest.mark.parametrize(
    ("data", "remark"),
    [
        (measured("9", "nmol/L"), forms.REMARKS["check"]),
        (measured("101", "ng/mL"), forms.REMARKS["check"]),
        (measured("375", "nmol/L"), forms.REMARKS["very_high"]),
        (measured("", ""), forms.UNFINISHED),
    ],
)
def test_an_unusual_number_is_remarked_in_the_form_only(post, data, remark):
    response = post(data)

    assert response.status_code == 200
    assert remark in response.text
    for answer in ("from_50", "below_50"):
        assert remark not in "".join(
            places(live.current(), answers_of({"vitamin_d": answer})).values()
        )


def test_a_number_left_behind_does_not_count_once_another_answer_is_chosen(post):
    response = post({**measured("garbage", "nmol/L"), "vitamin_d": "unknown"})

    assert explains(response, vitamin_d="unknown")


def test_a_number_typed_alone_chooses_its_answer_and_blanks_choose_nothing(client):
    for typed, chosen in [("48", ["measured"]), ("  ", [])]:
        html = client.post("/", {"vitamin_d_value": typed}).text

        assert re.findall(r'value="([^"]*)"[^>]* checked', html) == chosen


@pytest.mark.parametrize("body", UNREADABLE)
def test_doubled_or_undecodable_input_is_refused(client, body):
    assert client.post("/", body, content_type=FORM).status_code == 400


def test_another_alphabet_is_refused(client):
    body = client.post("/", b"ebv=mono", content_type=f"{FORM}; charset=utf-16")

    assert body.status_code == 400


def test_broken_multipart_is_refused(client):
    response = client.post("/", b"junk", content_type="multipart/form-data")

    assert response.status_code == 400


@pytest.mark.parametrize(("size", "status"), [(8192, 200), (8193, 413), (1_000_000, 413)])
def test_no_more_than_8_kilobytes_are_read(client, size, status):
    body = b"x=" + b"a" * (size - 2)

    assert client.post("/", body, content_type=FORM).status_code == status


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "image/png", "garbage"])
def test_what_is_not_a_form_is_refused(client, kind):
    assert client.post("/", b"{}", content_type=kind).status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"])
def test_other_methods_are_told_which_ones_there_are(client, method):
    response = client.generic(method, "/")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
    ],
)
def test_a_post_from_another_site_is_refused(client, headers, status):
    assert client.post("/", ALL, headers=headers).status_code == status


def test_only_pages_without_answers_may_be_kept(client):
    assert "public" in client.get("/")["Cache-Control"]
    assert client.post("/", ALL)["Cache-Control"] == "no-store"
    assert client.post("/", ALL, headers=HTMX)["Cache-Control"] == "no-store"
    assert "HX-Request" in client.get("/")["Vary"]
    assert "HX-Request" in client.post("/", ALL)["Vary"]


def test_a_page_asked_for_by_htmx_is_still_a_whole_page(client):
    assert "<html" in client.get("/", headers=HTMX).text


def test_an_explanation_costs_no_query_and_sets_no_cookie(post):
    # No database fixture: a query would fail here.
    response = post(ALL)

    assert not response.cookies
    assert "Cookie" not in response["Vary"]


@given(st.dictionaries(st.sampled_from([*ALL, "vitamin_d_value", "vitamin_d_unit"]), st.text()))
def test_reading_a_form_is_total(data):
    form = AnswersForm(data)

    if form.is_valid():
        assert isinstance(form.answers(), Answers)
    else:
        assert all(sentence for errors in form.errors.values() for sentence in errors)


@settings(max_examples=200, deadline=None)
@given(st.text(), st.sampled_from(["nmol/L", "ng/mL"]))
def test_any_number_text_gets_an_answer_or_a_sentence(text, unit):
    form = AnswersForm(measured(text, unit))

    assert form.is_valid() or set(form.errors) <= {"vitamin_d_value"}


@given(st.permutations(list(ALL.items())))
def test_the_order_of_fields_does_not_matter(items):
    form = AnswersForm(dict(items))

    assert form.is_valid()
    assert form.answers() == answers_of(ALL)


def test_a_page_holds_what_was_sent_with_it_and_nothing_sent_before(client):
    first = client.post("/", ALL | measured("48", "nmol/L")).text
    second = client.post("/", {"smoking": "never"}).text

    assert 'value="48"' in first
    assert 'value="48"' not in second
    assert re.findall(r'value="([^"]*)"[^>]* checked', second) == ["never"]
    assert 'class="problems"' in client.post("/", measured("x", "nmol/L")).text
    assert 'class="problems"' not in client.post("/", ALL).text
