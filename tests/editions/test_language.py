"""The language gate against planted texts: bad ones it must refuse, near misses it must pass."""

from __future__ import annotations

import copy
import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest

from riskfactors.editions import content, gate
from riskfactors.editions.document import freeze
from riskfactors.editions.language import ADVISORY, BLOCKING, advice, blocking, of_text, texts
from riskfactors.editions.markdown import render
from riskfactors.editions.text_checks import figures
from riskfactors.editions.wording import TextToCheck
from riskfactors.engine.fields import Tier

PLANTED = Path(__file__).parent / "planted"
BAD = tomllib.loads((PLANTED / "bad.toml").read_text("utf-8"))["bad"]
GOOD = tomllib.loads((PLANTED / "good.toml").read_text("utf-8"))["good"]
# What no check of its rule sees. Each is asserted to be missed, so the lists can only shrink.
MISSED = frozenset(
    {
        "A double burden for you",
        "MS is far more common in the north than in the south.",
        "Never smoked: a plus point",
        "A recent review came to the same view.",
        "A healthy diet and plenty of sun may still lower the chance.",
        "By stopping you have made up for your mistake.",
    }
)
FALSE_ALARMS: frozenset[str] = frozenset()
ADVISED = {
    "risk": ("The risk is small.", "EBV is a risk factor."),
    "prove": ("A trial proved it.", "A trial found it."),
    "calm": ("The immune system attacks nerves.", "The immune system harms nerves."),
    "hard": (
        "A laboratory in another country may use a different unit.",
        "A lab uses one of two units. Look next to the number.",
    ),
    "long sentence": ("one " * 26 + "end.", "one " * 20 + "end."),
    "one-sided": (
        "Of every 1,000 people, about 3 have it.",
        "Of every 1,000 people, about 3 have it and about 997 do not.",
    ),
}


# Each planted text is read once, however many checks look at it.
pytestmark = pytest.mark.xdist_group("language")
READ: dict[tuple[str, ...], TextToCheck] = {}


@pytest.fixture(scope="module")
def edition():
    return freeze(content.texts())


def rules_broken(edition, planted):
    return {check.rule for check, _ in found(BLOCKING, edition, planted)}


def found(checks, edition, planted):
    place = tuple(planted[name] for name in ("kind", "key", "field", "text"))
    if place not in READ:
        READ[place] = text_of(edition, *place)
    return [(check, finding) for check in checks for finding in check.run(READ[place])]


def text_of(edition, kind, key, field, text):
    given = {**edition.get(kind, {}).get(key, {}), field: render(text)}
    alone = {"claims": edition["claims"], kind: {key: given}}
    return next(one for one in texts(alone) if (one.kind, one.field) == (kind, field))


@pytest.mark.parametrize("planted", BAD, ids=lambda planted: planted["rule"])
def test_a_bad_text_is_caught_by_its_rule(edition, planted):
    rule, _, _ = planted["rule"].partition(" ")

    is_missed = rule not in rules_broken(edition, planted)

    assert is_missed == (planted["text"] in MISSED), planted["text"]


@pytest.mark.parametrize("planted", GOOD, ids=lambda planted: planted["near"])
def test_a_near_miss_passes(edition, planted):
    alarms = found(BLOCKING, edition, planted)

    assert bool(alarms) == (planted["text"] in FALSE_ALARMS), (planted["text"], alarms)


def test_the_lists_name_only_planted_texts():
    assert MISSED.issubset(planted["text"] for planted in BAD)
    assert FALSE_ALARMS.issubset(planted["text"] for planted in GOOD)


@pytest.mark.parametrize("check", BLOCKING, ids=lambda check: check.name)
def test_each_check_sees_a_bad_text_and_lets_a_good_one_pass(edition, check):
    assert any(found([check], edition, planted) for planted in BAD)
    assert not all(found([check], edition, planted) for planted in GOOD)


@pytest.mark.parametrize("check", ADVISORY, ids=lambda check: check.name)
def test_each_advice_is_given_and_withheld(edition, check):
    given, withheld = ADVISED[check.name]
    place = {"kind": "questions", "key": "ebv", "field": "hint"}

    assert found([check], edition, {**place, "text": given})
    assert not found([check], edition, {**place, "text": withheld})


def test_the_packaged_edition_breaks_no_rule(edition):
    assert [str(problem) for problem in blocking(edition)] == []


def test_a_problem_tells_where_and_which_words(edition):
    (problem,) = of_text("questions", "ebv", "hint", "About 1 in 320 of them.", edition)

    assert (problem.kind, problem.key, problem.field) == ("questions", "ebv", "hint")
    assert "“1 in 320”" in problem.message


def test_a_text_can_be_judged_without_its_edition():
    assert of_text("passages", "ebv.mono", "article", "The article says so. [@A1]") == []


def test_sources_and_fields_that_hold_no_words_are_exempt():
    assert of_text("sources", "E3", "reference", "Levin LI. High risk of MS in smokers.") == []
    assert of_text("claims", "ebv_32_times", "figure", "32 times") == []
    assert of_text("claims", "ebv_32_times", "tier", "raises") == []


def test_the_same_figure_may_stand_only_on_the_card_of_its_claim(edition):
    words = "The article says that the chance is 32 times as high. [@A1]"

    assert of_text("passages", "ebv.positive_test", "article", words, edition) == []
    assert of_text("passages", "ebv.mono", "article", words, edition) != []


def test_a_card_with_a_figure_says_how_common_the_outcome_is(edition):
    without = copy.deepcopy(edition)
    without["passages"]["smoking.current"]["common"] = ["common.getting"]

    places = {(problem.key, problem.field) for problem in blocking(without)}

    assert ("smoking.current", "common") in places


def test_a_source_that_no_text_cites_is_named(edition):
    more = {**edition, "sources": {**edition["sources"], "X1": {"kind": "study"}}}

    assert [problem.key for problem in advice(more) if "cites" in problem.message] == ["X1"]


@pytest.mark.parametrize(("seen", "is_stale"), [("2024-11-22", True), ("2024-11-24", False)])
def test_a_source_not_looked_at_for_two_years_is_named(seen, is_stale):
    document = {"sources": {"E1": {"seen": seen}}}

    fields = {problem.field for problem in advice(document, dt.date(2026, 11, 23))}

    assert ("seen" in fields) is is_stale
    assert "seen" not in {problem.field for problem in advice(document)}


@pytest.mark.parametrize("typed", ["[@E4, @E5]", "[@E4", "[@E4;]"])
def test_sources_that_cannot_be_read_are_told_how_to_be_written(typed):
    found = of_text("notices", "opening", "body", f"Take your time. {typed}")

    assert any("[@E4; @E5]" in problem.message for problem in found)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        *(("0.3 %", {"0.3 %"}), ("0.3", {"0.3"}), ("3 %", {"3 %"}), ("60 per cent", {"60 %"})),
        *(("1,000.5", {"1,000.5"}), (".5", {".5"}), (".5 times", {".5 times"})),
        *(("3–5", {"3", "5"}), ("3–5 times", {"3 times", "5 times"}), ("twice", {"2 times"})),
    ],
)
def test_figures_are_read_whole(words, read):
    assert figures(f"It was {words} in them.") == read


@pytest.mark.parametrize("typed", ["[@E4, @E5]", "[@E4 @E5]", "[E4]", "[@E4", "[@E4;]"])
def test_a_source_named_amiss_is_found_once(typed):
    given = freeze({"notices": {}, "passages": {"ebv.mono": {"beyond": f"It is so. {typed}"}}})

    found = [*gate.figures(given), *blocking(given)]

    assert len(found) == 1
    assert "[@E4; @E5]" in found[0].message


@pytest.mark.parametrize("fault", ["[the page](", "**half", "[@E4, @E5]"])
@pytest.mark.parametrize("before", ["", "One thing. ", "A word here and there. " * 9])
@pytest.mark.parametrize("after", ["", " And so on. " * 9])
def test_a_finding_quotes_the_words_that_it_is_about(fault, before, after):
    found = of_text("passages", "ebv.mono", "unsaid", f"{before}{fault}{after}")

    (quoted,) = [one.message for one in found if "would be shown" in one.message]
    assert fault in quoted.partition("In “")[2]


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ("Half **bold and [the page]( of it.", ["**", "["]),
        ("So [the page]( and [more](", ["["]),
        ("[@E4, @E5] and `code", ["[", "`"]),
        ("> So it is", [">"]),
    ],
)
def test_each_kind_of_mark_is_found_beside_others(typed, marks):
    found = [one.message for one in of_text("notices", "opening", "body", typed)]

    seen = [one for one in found if "would be shown" in one]
    assert [one.partition("“")[2].partition("”")[0] for one in seen] == marks
    assert [("close it" in one) for one in seen] == [mark in {"**", "`"} for mark in marks]


@pytest.mark.parametrize(
    ("address", "is_told"), [("https://me:word@x.org/a", True), ("https://x.org/@me", False)]
)
def test_an_address_with_a_password_in_it_is_told_as_that(address, is_told):
    found = [one.message for one in of_text("notices", "opening", "body", f"[So]({address})")]

    assert any("password" in one for one in found) is is_told


def test_nothing_is_said_twice_of_a_sentence():
    words = "Studies found that most people with MS get it 3 times as often."

    given = freeze({"passages": {"ebv.mono": {"beyond": words}}})
    found = [problem.message for problem in (*gate.figures(given), *blocking(given))]

    assert sum(message.startswith("Name the source") for message in found) == 1


def test_how_far_our_words_go_fits_a_claim_about_any_outcome():
    """A claim about MS getting worse was told as people who more often have MS."""
    for tier in Tier:
        assert not re.search(r"\bMS\b|\bworse\b|\bget", tier), tier


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        *(("Age | Chance\n--- | ---", "--- | ---"), ("a\n\n* * *\n\nb", "* * *")),
        *(("- - -", "- - -"), ("_ _ _", "_ _ _"), ("- a\n-", "-"), ("#So it is", "#")),
        *((f"{bullet} x", bullet) for bullet in "●·‣▪–—→☐"),
        *(("*x", "*"), ("-x", "-"), ("==x==", "=="), ("x\n\n: y", ":"), ("[^1]: x", "[")),
        *(("So @E4.", "@E4"), ("So (@E4, @E5).", "@E4"), ("- [ ] x", "["), ("{{x}}", "{{")),
        *(("Do:\n2. x", "2."), ("2)x", "2)"), ("a. x", "a."), ("iv) x", "iv)")),
        *(("$x$", "$x$"), ("$$", "$$"), ("\\pi", "\\p"), (":tada: x", ":tada:")),
        *(("So ![a](b.png) it is", "![a](b.png)"), ("![a", "![a")),
        ("[![a](b.png)](https://x.org)", "![a](b.png)"),
        ("![a](https://x.org/b.png)", "![a](https://x.org/b.png)"),
    ],
)
def test_a_mark_that_readers_would_see_is_found_once(typed, mark):
    (found,) = of_text("notices", "opening", "body", typed)

    assert found.message.startswith(f"“{mark}")
    assert "would be shown as it is" in found.message


@pytest.mark.parametrize(
    "typed",
    [
        *("1. a\n2. b", "- a\n  - b", "__x__", "US$5 and US$6.", "–5 or +5.", "#1", "x\\\ny"),
        *("See https://example.org.", "Write\nto ann@e4.org.", "\\(x\\)", "5\u00a0cm"),
        "It is ☀️ or 👩\u200d⚕️.",
    ],
)
def test_what_readers_see_as_it_is_meant_passes(typed):
    assert of_text("notices", "opening", "body", typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "<https://example.org>",
            "<http://example.org>",
            "<ann@example.org>",
            "[x](<https://x.org>)",
        ),
        *(
            "[x](javascript:go)",
            "[x](HTTPS://)",
            "[x](HTTPS://ann:secret@example.org/)",
            "https://?x",
        ),
    ],
)
def test_an_address_that_leads_nowhere_is_found_once(typed):
    assert len(of_text("notices", "opening", "body", typed)) == 1


@pytest.mark.parametrize(
    "sign",
    "\u061c\u180e\u034f\u206a\u206f\u3164\u115f\u1160\uffa0\ufe0f\u00ad\u2028\u2800\x07\ue000"
    "\U000e0000\U000e0041\U000e007f\U000e0100",
)
def test_what_nobody_sees_is_found(sign):
    (found,) = of_text("notices", "opening", "heading", f"Take{sign}your time")

    assert f"(U+{ord(sign):04X})" in found.message


@pytest.mark.parametrize(
    ("kind", "field"),
    [("glossary", "term"), ("cases", "name"), ("studies", "population"), ("bands", "body")],
)
def test_a_line_that_is_too_long_blocks(kind, field):
    long = "x" * (501 if field == "population" else 121)

    assert [one for one in blocking({kind: {"x": {field: long}}}) if "characters" in one.message]
    assert not [one for one in blocking({kind: {"x": {field: long[1:]}}}) if "char" in one.message]


@pytest.mark.parametrize(
    ("kind", "field"), [("sources", "reference"), ("sources", "short"), ("glossary", "forms")]
)
@pytest.mark.parametrize("typed", ["**x", "a\u200bb", "<b>x", "[x](http://x.org)", "x" * 501])
def test_what_is_quoted_is_judged_by_its_signs(kind, field, typed):
    assert len(of_text(kind, "X1", field, typed)) == 1


@pytest.mark.parametrize("typed", ["[Smokers in Denmark.] Ugeskr", "HLA-DRB1*1501 causes MS!"])
def test_a_title_is_quoted_as_it_is(typed):
    assert of_text("sources", "X1", "reference", typed) == []


def test_a_source_named_without_brackets_is_found_once():
    given = freeze({"notices": {}, "passages": {"ebv.mono": {"beyond": "It was 3 @E4. So."}}})

    assert len([*gate.figures(given), *blocking(given)]) == 1
