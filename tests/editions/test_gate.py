"""Each check of the gate, tried on a set of texts that is sound but for one thing."""

from __future__ import annotations

import datetime as dt

import pytest

from riskfactors.editions.document import edition_of, freeze
from riskfactors.editions.gate import SHORT_FORMS, problems
from riskfactors.editions.language import blocking
from riskfactors.editions.schema import field_specs
from riskfactors.engine.fields import Voice
from tests.factories import make_fields, make_texts

MONO = ("passages", "ebv.mono")


def found(texts):
    return [(p.kind, p.key, p.field) for p in problems(freeze(texts))]


def teaching():
    """A sound set of texts with two cases and a frame."""
    texts = make_texts()
    texts["cases"] = {key: make_fields("cases", key) for key in ("1-one", "2-two")}
    texts["frames"] = {"ebv.without": make_fields("frames", "ebv.without")}
    texts["claims"]["ebv_32_times"] = dict(texts["claims"]["large"])
    texts["matches"]["ebv_32_times"] = make_fields("matches", "ebv_32_times")
    return texts


def broken(kind, key, field, value):
    texts = teaching()
    texts[kind][key][field] = value
    return texts


def test_a_sound_set_of_texts_has_no_problem():
    assert found(make_texts()) == []
    assert found(teaching()) == []


@pytest.mark.parametrize("kind", ["questions", "options", "passages", "interplay", "notices"])
def test_a_missing_text_is_named(kind):
    texts = make_texts()
    key = sorted(texts[kind])[0]
    del texts[kind][key]

    assert found(texts)[0] == (kind, key, "")


@pytest.mark.parametrize("kind", ["questions", "options", "passages", "interplay", "notices"])
def test_a_text_that_nothing_uses_is_named(kind):
    texts = make_texts()
    texts[kind]["ebv.unheard_of"] = next(iter(texts[kind].values()))

    assert found(texts) == [(kind, "ebv.unheard_of", "")]


def test_a_notice_that_a_passage_names_is_known():
    texts = broken(*MONO, "common", ["extra"])
    texts["notices"]["extra"] = {"heading": "Extra", "body": "Extra."}

    assert found(texts) == []


def test_an_unknown_kind_is_named():
    assert found({**make_texts(), "horoscopes": {}}) == [("horoscopes", "", "")]


@pytest.mark.parametrize(
    ("kind", "key", "field", "value"),
    [
        (*MONO, "heading", ""),
        (*MONO, "unsaid", "  \n"),
        (*MONO, "unheard_of", "x"),
        ("claims", "plain", "outcome", "dying"),
        ("claims", "plain", "tier", "certain"),
        (*MONO, "claims", ["unheard_of"]),
        (*MONO, "claims", "plain"),
        (*MONO, "common", ["unheard_of"]),
        (*MONO, "beyond", "A finding. [@unheard_of]"),
        (*MONO, "beyond", "The article has a say here. [@A]"),
        (*MONO, "article", "A study has a say here. [@S1]"),
        (*MONO, "beyond", "It was 3 times. And more. [@S1]"),
        (*MONO, "beyond", "It is known. [@S1] It was 3 times."),
        (*MONO, "beyond", "Of many:\n\n- 3 did\n- 4 did not. [@S1]"),
        ("sources", "S1", "address", "http://example.org/"),
        ("sources", "S1", "address", ""),
        ("claims", "large", "comparison", None),
        ("claims", "large", "figure_of", ""),
        ("claims", "large", "checked", "23 November 2026"),
        ("claims", "plain", "checked", "2026-02-30"),
        ("claims", "plain", "checked", "20261123"),
        ("claims", "plain", "checked", 20261123),
        ("sources", "S1", "seen", "soon"),
        ("figures", "ebv", "value", "many"),
        ("figures", "ebv", "value", "0"),
        ("figures", "ebv", "low", "1,5"),
        ("figures", "ebv", "sources", ["unheard_of"]),
        ("frames", "ebv.without", "outcome", "worsening"),
        ("cases", "1-one", "smoking", "often"),
        ("cases", "1-one", "beside", ["9-nobody"]),
        ("cases", "1-one", "formerly", "An Old Name"),
        ("cases", "1-one", "formerly", "older, two"),
    ],
)
def test_a_broken_field_is_named(kind, key, field, value):
    assert set(found(broken(kind, key, field, value))) == {(kind, key, field)}


@pytest.mark.parametrize(
    "text",
    [
        "It was 2 times. [@S1] It was about 2 times. [@S1]",
        "Of every 1,000:\n\n- 3 did. [@S1]\n- 997 did not. [@S1]",
        "Nobody counted.",
        "A sentence. Another with 35 people. [@S1]",
    ],
)
def test_a_figure_with_its_source_passes(text):
    assert found(broken(*MONO, "beyond", text)) == []


@pytest.mark.parametrize(
    ("kind", "key", "field"), [("claims", "plain", "checked"), ("sources", "S1", "seen")]
)
@pytest.mark.parametrize("day", ["2026-11-23", "2024-02-29", "", None])
def test_a_day_or_none_passes(kind, key, field, day):
    assert found(broken(kind, key, field, day)) == []


@pytest.mark.parametrize(("low", "high"), [("3", None), (None, "1.5"), ("4", "1")])
def test_a_number_outside_its_range_is_named(low, high):
    texts = broken("figures", "ebv", "low", low)
    texts["figures"]["ebv"]["high"] = high

    assert ("figures", "ebv", "value") in found(texts)


@pytest.mark.parametrize("key", ["2-one", "one", "1-Upper", "1-", "1-a b"])
def test_a_case_has_a_link_of_its_own_that_can_be_typed(key):
    texts = teaching()
    texts["cases"][key] = dict(texts["cases"]["1-one"])

    assert [place for place in found(texts) if place[0] == "cases"]


def test_a_frame_that_no_page_has_is_named():
    texts = teaching()
    texts["frames"]["ebv.everywhere"] = dict(texts["frames"]["ebv.without"])

    assert ("frames", "ebv.everywhere", "") in found(texts)


def test_a_problem_tells_its_place_and_what_to_do():
    problem = problems(freeze(broken(*MONO, "heading", "")))[0]

    assert str(problem) == "passages / ebv.mono / heading: This field is empty: write its text."


@pytest.mark.parametrize(("kind", "field"), sorted(SHORT_FORMS))
def test_a_missing_short_form_is_named_and_an_edition_without_it_is_read(kind, field):
    texts = make_texts()
    key = sorted(SHORT_FORMS[kind, field])[0]
    del texts[kind][key][field]
    document = freeze(texts)

    edition = edition_of(document, number=1, digest="", date=dt.date.min)

    assert found(texts) == [(kind, key, field)]
    assert getattr(getattr(edition, kind)[key], field) is None


SHORT = [
    (kind, {"questions": "ebv", "passages": "ebv.mono"}.get(kind, "combination"), shape)
    for kind in ("questions", "passages", "interplay")
    for shape in field_specs(kind)
    if shape.words
]
CITED = {Voice.ARTICLE: " [@A]", Voice.BEYOND: " [@S1]", Voice.SITE: ""}


@pytest.mark.parametrize(("kind", "key", "shape"), SHORT, ids=lambda one: getattr(one, "name", one))
def test_a_short_form_holds_so_many_words_and_no_more(kind, key, shape):
    full = "It is so. " * (shape.words // 3) + "So. " * (shape.words % 3)

    assert found(broken(kind, key, shape.name, full + CITED[shape.voice])) == []
    over = problems(freeze(broken(kind, key, shape.name, f"{full} Yes.{CITED[shape.voice]}")))
    assert [(one.kind, one.key, one.field) for one in over] == [(kind, key, shape.name)]
    assert f"{shape.words + 1} words: at most {shape.words}" in str(over[0])


@pytest.mark.parametrize(("kind", "key", "shape"), SHORT, ids=lambda one: getattr(one, "name", one))
def test_a_short_form_is_easy_to_read(kind, key, shape):
    hard = "Immunological predisposition necessitates interpretation" + CITED[shape.voice]

    assert found(broken(kind, key, shape.name, hard)) == [(kind, key, shape.name)]


def test_what_no_visitor_reads_first_may_be_long():
    texts = broken("passages", "ebv.mono", "beyond", "It is so, and so it is. [@S1] " * 60)

    assert found(texts) == []


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        *(("HTTPS://example.org/x", "small letters"), ("10.1000/182", "https://doi.org/10.")),
        *(("https://me:word@example.org/x", "password"), ("https://", "Copy it from the browser")),
        *(("https://exa mple.org/x", "spaces"), ("https://example.org/\u200bx", "spaces")),
        *(("https:///x", "Copy it"), ("https://example.org/" + "x" * 481, "501 characters")),
    ],
)
@pytest.mark.parametrize("source", ["S1", "A"])
def test_an_address_that_leads_nowhere_is_told_how_to_be_written(source, address, advice):
    texts = broken("sources", source, "address", address)

    (problem,) = [*problems(freeze(texts)), *of_sources(texts)]

    assert (problem.key, problem.field) == (source, "address")
    assert advice in problem.message


def of_sources(texts):
    return [one for one in blocking(freeze({"sources": texts["sources"]})) if one.key != ""]
