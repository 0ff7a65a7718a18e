"""Which of the 600 explanations a change reaches, held against the joined pages themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from riskfactors.editions.document import canonical, digest, edition_of, freeze
from riskfactors.editions.effect import effect
from riskfactors.editions.explanations import notice, places
from riskfactors.editions.glossary import first_only
from riskfactors.engine.answers import Answers, Ebv, Smoking, all_answers
from tests.factories import make_texts

GROUPS = ("ebv", "vitamin_d", "smoking", "family_history", "interplay", "everywhere")


def texts_before():
    texts = make_texts()
    for kind in texts.keys() - {"claims"}:
        texts[kind] = {key: uncited(fields) for key, fields in texts[kind].items()}
    texts["passages"]["ebv.mono"]["claims"] = ["plain"]
    texts["passages"]["smoking.past"]["common"] = ["rare"]
    texts["passages"]["smoking.never"]["beyond"] = "Lesions and relapses, then more lesions."
    texts["passages"]["ebv.unsure"].update(lead="Lesions and relapses.", beyond="Plaques.")
    texts["notices"]["rare"] = {"heading": "Rare", "body": "Rare."}
    texts["notices"]["where_to_turn"]["body"] = "A helpline for plaques. [@S1]"
    texts["notices"]["empty"]["body"] = "Nothing yet. [@S1]"
    texts["interplay"]["ebv+smoking"]["research"] = "Lesions. [@S1]"
    texts["glossary"] = {
        "lesion": {"term": "lesion", "forms": "lesions, plaques", "meaning": "A spot."},
        "relapse": {"term": "relapse", "forms": "relapses", "meaning": "An attack."},
    }
    return texts


def uncited(fields):
    """Without the study: each test cites it where it wants to see it."""
    return {
        name: value.replace(" [@S1]", "") if isinstance(value, str) else value
        for name, value in fields.items()
    }


def edition(texts, number):
    document = freeze(texts)
    return edition_of(
        document,
        number=number,
        digest=digest(canonical(document)),
        date=dt.date(2026, 1, number),
    )


def pages(edition):
    """The joined pages as if they were of one edition: its number and date stand in each."""
    same = replace(edition, number=1, digest="", date=dt.date(2026, 1, 1))
    around = first_only(notice(edition, "opening") + notice(edition, "where_to_turn"))
    return {answers: around + "".join(places(same, answers).values()) for answers in all_answers()}


@pytest.fixture(scope="module")
def before():
    return edition(texts_before(), 1)


@pytest.fixture(scope="module")
def pages_before(before):
    return pages(before)


def changed_at(kind, key, *fields):
    """A mutation: other words in these fields."""

    def change(texts):
        texts[kind][key].update(dict.fromkeys(fields, "x"))

    return change


def change_what_no_explanation_shows(texts):
    texts["claims"]["plain"].update(figure_of="x", says="x")
    texts["questions"]["ebv"].update(legend="x", hint="x")
    texts["options"]["ebv.mono"].update(label="x", hint="x")
    texts["glossary"]["lesion"]["meaning"] = "x"
    for key in texts["notices"].keys() - {
        "rare",
        "common.getting",
        "opening",
        "empty",
        "not_combined",
        "where_to_turn",
    }:
        texts["notices"][key] = {"heading": "x", "body": "x"}
    texts["passages"]["ebv.mono"]["unsaid"] += "\n\n"


def swap_a_spelling(texts):
    """“plaques” links to another word: no change where a page has linked both before."""
    texts["glossary"]["lesion"]["forms"] = "lesions"
    texts["glossary"]["relapse"]["forms"] = "relapses, plaques"


def drop_the_glossary(texts):
    texts["glossary"] = {}


# Of the 600, 120 have a given answer to EBV or smoking, 100 one to family history.
MUTATIONS = {
    "what no explanation shows": (change_what_no_explanation_shows, {}),
    "a word of another meaning": (swap_a_spelling, {"everywhere": 600}),
    "all words": (
        drop_the_glossary,
        {"ebv": 120, "smoking": 120, "interplay": 96, "everywhere": 600},
    ),
    "a passage": (changed_at("passages", "ebv.mono", "beyond"), {"ebv": 120}),
    "what a claim of two cards is about": (
        lambda texts: texts["claims"]["plain"].update(outcome="having"),
        {},
    ),
    "how far our words on a claim go": (
        lambda texts: texts["claims"]["plain"].update(tier="raises"),
        {},
    ),
    "a notice within a card": (changed_at("notices", "rare", "body"), {"smoking": 120}),
    "what closes factors together": (
        changed_at("notices", "not_combined", "body"),
        {"everywhere": 303},
    ),
    "where to turn": (changed_at("notices", "where_to_turn", "body"), {"everywhere": 600}),
    "what stands at an unanswered question": (
        changed_at("notices", "empty", "body"),
        {"ebv": 120, "vitamin_d": 150, "smoking": 120, "family_history": 100},
    ),
    "an interplay note": (changed_at("interplay", "ebv+smoking", "unknown"), {"interplay": 96}),
    "a factor's name": (
        changed_at("questions", "smoking", "name"),
        {"smoking": 120, "interplay": 303},
    ),
    "a source": (
        changed_at("sources", "S1", "short"),
        {"everywhere": 600, "interplay": 96},
    ),
}


@pytest.mark.parametrize("change", MUTATIONS, ids=list(MUTATIONS))
def test_the_effect_is_what_the_joined_pages_show(change, before, pages_before):
    mutate, counts = MUTATIONS[change]
    texts = texts_before()
    mutate(texts)
    after = edition(texts, 2)

    found = effect(before, after)

    joined = pages(after)
    differ = tuple(answers for answers in all_answers() if joined[answers] != pages_before[answers])
    assert found.changed == differ
    assert found.total == 600
    assert found.by_factor == {**dict.fromkeys(GROUPS, 0), **counts}
    assert all(bool(found.why(answers)) == (answers in differ) for answers in all_answers())


def test_two_changes_are_named_in_the_order_they_are_read(before):
    texts = texts_before()
    texts["sources"]["S1"]["short"] = "Somebody else"
    texts["notices"]["opening"]["heading"] = "Another"
    for key in ("smoking.past", "ebv.mono"):
        texts["passages"][key]["heading"] = "Another"

    found = effect(before, edition(texts, 2))

    why = found.why
    assert (found.by_factor["smoking"], found.by_factor["everywhere"]) == (120, 600)
    assert why(Answers(ebv=Ebv.MONO, smoking=Smoking.PAST)) == (
        "opening",
        "ebv.mono",
        "smoking.past",
        "ebv+smoking",
        "where_to_turn",
    )
    assert why(Answers(ebv=Ebv.MONO)) == (
        "opening",
        "ebv.mono",
        "where_to_turn",
    )
    assert why(Answers()) == ("opening", "where_to_turn")


def test_an_edition_that_lacks_a_text_is_no_edition_to_compare(before):
    texts = texts_before()
    del texts["passages"]["ebv.mono"]

    with pytest.raises(KeyError):
        effect(before, edition(texts, 2))
