"""The worked example and the frames for EBV: every number comes from the edition's rows."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest

from riskfactors.editions import content
from riskfactors.engine.fields import Outcome
from riskfactors.engine.reckonings import (
    FIGURES,
    FRAMES,
    TIMES,
    End,
    in_order,
    mix,
    product,
    read_number,
    reason,
)


@pytest.fixture(scope="module")
def edition():
    return content.edition()


def changed(edition, **values):
    """The edition with other numbers in some rows."""
    figures = {
        key: dataclasses.replace(figure, **values[key]) if key in values else figure
        for key, figure in edition.figures.items()
    }
    return dataclasses.replace(edition, figures=figures)


def test_32_times_1_6_times_2_is_about_102_and_307_of_every_1000(edition):
    found = product(edition, TIMES)

    assert found.terms == "32 × 1.6 × 2"
    assert (found.times, found.of_1000, found.added) == (102, 307, 34)


def test_the_rows_are_the_articles_own_figures(edition):
    for key, claim in (
        ("ebv", "ebv_32_times"),
        ("vitamin_d", "vitamin_d_60_percent"),
        ("smoking", "smoking_doubles_worsening"),
    ):
        said = {"32": "32 times", "1.6": "60 % higher", "2": "double"}
        assert said[edition.figures[key].value].replace(" ", "") == edition.claims[
            claim
        ].figure.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")


@pytest.mark.parametrize(
    ("ebv", "vitamin_d", "smoking", "living"), [("10", "2", "3", "5"), ("7.5", "1.2", "1.1", "1")]
)
def test_other_rows_give_other_sums(edition, ebv, vitamin_d, smoking, living):
    times = Fraction(ebv) * Fraction(vitamin_d) * Fraction(smoking)
    given = {"ebv": ebv, "vitamin_d": vitamin_d, "smoking": smoking, "living": living}
    plain = {key: {"value": value, "study": ()} for key, value in given.items()}

    made = changed(edition, **plain)
    found = product(made, TIMES)

    assert abs(found.times - times) <= Fraction(1, 2)
    assert abs(found.of_1000 - times * Fraction(living)) <= Fraction(1, 2)
    added = 1 + sum(Fraction(value) - 1 for value in (ebv, vitamin_d, smoking))
    assert abs(found.added - added) <= Fraction(1, 2)
    assert product(made, TIMES, End.LOWEST) == product(made, TIMES, End.HIGHEST) == found


@pytest.mark.parametrize("names", [("ebv",), ("ebv", "vitamin_d"), ("vitamin_d", "smoking"), TIMES])
@pytest.mark.parametrize("end", End)
def test_a_value_and_its_range_come_from_one_row(edition, names, end):
    """At an end each figure is that of its study; smoking's row has none and stays as printed."""
    rows = {"ebv": "caught_ebv", "vitamin_d": "low_vitamin_d"}
    wanted = [
        getattr(edition.studies[rows[name]], end)
        if end is not End.PRINTED and name in rows
        else edition.figures[name].value
        for name in names
    ]

    assert list(product(edition, names, end).figures) == [Decimal(one) for one in wanted]


@pytest.mark.parametrize(
    "names", [("ebv", "vitamin_d"), ("ebv", "smoking"), ("vitamin_d", "smoking"), TIMES]
)
def test_only_the_highest_with_ebv_asks_for_more_people_than_there_are(edition, names):
    found = [product(edition, names, end).is_more_than_all for end in End]

    assert found == [False, False, "ebv" in names]


def test_names_are_taken_once_in_order_and_others_not_at_all():
    assert in_order(["smoking", "age", "ebv", "smoking"]) == ("ebv", "smoking")


def test_the_reason_is_the_pairs_own():
    assert reason(("ebv", "vitamin_d"), End.PRINTED) == "baseline"
    assert reason(("ebv", "smoking"), End.PRINTED) == "outcomes"
    assert reason(("ebv", "vitamin_d"), End.HIGHEST) == "range"


def test_a_range_that_an_older_edition_typed_beside_its_value_still_counts(edition):
    older = changed(edition, ebv={"study": (), "low": "4", "high": "245"})

    found = [product(older, ["ebv"], end).figures[0] for end in (End.LOWEST, End.HIGHEST)]
    assert found == [4, 245]


def test_an_adult_who_had_ebv_is_about_the_average_adult_over_the_whole_range(edition):
    found = mix(edition)

    assert (found.infected, found.never) == (950, 50)
    assert found.shares.line == (32, 30)
    for shares in (found.shares, found.lowest, found.highest):
        assert 1 <= shares.ratio / shares.average < 1 / (found.infected / 1000)


def test_the_mix_adds_up_to_the_average_it_came_from(edition):
    found = mix(edition)

    for shares in (found.shares, found.lowest, found.highest):
        total = found.infected * shares.ratio + found.never
        assert total == shares.average * 1000


def test_every_number_is_in_digits_and_every_row_is_there(edition):
    assert set(edition.figures) >= set(FIGURES)
    for figure in edition.figures.values():
        assert read_number(figure.value)


@pytest.mark.parametrize("written", ["", "0", "0.00", "-1", "1,5", "1e3", "１", "32 x", "1.2345"])
def test_what_is_no_number_is_not_read(written):
    assert read_number(written) is None


def test_worsening_never_gets_a_frame_of_getting_ms(edition):
    for row in FRAMES:
        about = edition.claims[row.claim].outcome
        assert {frame.outcome for frame in row.frames(edition) if frame} <= {about}
    assert edition.claims["smoking_doubles_worsening"].outcome is Outcome.WORSENING
