from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskfactors.engine.answers import VitaminD
from riskfactors.engine.level import (
    LevelProblem,
    LevelRemark,
    Unit,
    UnreadableLevelError,
    read_level,
)

NMOL, NG = Unit.NMOL_L, Unit.NG_ML
BELOW, FROM = VitaminD.BELOW_50, VitaminD.FROM_50


def problem_of(text, unit):
    with pytest.raises(UnreadableLevelError) as refused:
        read_level(text, unit)
    return refused.value.problem


@pytest.mark.parametrize(
    ("text", "unit", "answer"),
    [
        ("49.99", NMOL, BELOW),
        ("49,6", NMOL, BELOW),
        ("50", NMOL, FROM),
        ("50.00", NMOL, FROM),
        ("50.01", NMOL, FROM),
        ("19.99", NG, BELOW),
        ("20", NG, FROM),
        ("20,0", NG, FROM),
        ("20.01", NG, FROM),
        ("<10", NMOL, BELOW),
        ("< 50", NMOL, BELOW),
        ("<20", NG, BELOW),
        (" 48 ", NMOL, BELOW),
        ("1000", NMOL, FROM),
        ("400", NG, FROM),
        ("0.01", NMOL, BELOW),
    ],
)
def test_a_level_is_compared_in_the_unit_it_was_typed_in(text, unit, answer):
    assert read_level(text, unit).answer is answer


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize(
    "text",
    [
        *("", "abc", "1_0", "1e3", "1.2.3", "1,2.3", "48.", ".5", "4 8", "1,000,000", "\u200b"),
        *("nan", "inf", "0x10", "<", "½", "48 or so", "4^8", "四十八", "Ⅳ"),
    ],
)
def test_what_is_not_a_plain_number_is_refused(text, unit):
    assert problem_of(text, unit) is LevelProblem.NOT_A_NUMBER


@pytest.mark.parametrize(
    "text",
    [
        *("\u200e48", "48\u200f", "4\u200b8", "\ufeff48", "\u206648\u2069", "48\u00ad", "\u00a048"),
        *("４８", "٤٨", "۴۸", "४८", "４８．０", "٤٨٫٥"),
    ],
)
def test_digits_of_any_script_are_read_and_invisible_marks_are_none(text):
    assert read_level(text, NMOL).number in (48, Decimal("48.5"))


@pytest.mark.parametrize("text", ["＜10", "<\u200e10", "< 10", "<１０"])
def test_less_than_is_read_from_any_keyboard(text):
    assert read_level(text, NMOL) == read_level("<10", NMOL)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        *(
            (text, LevelProblem.UNIT_TYPED)
            for text in ("48 nmol", "48nmol/L", "19.5 ng/mL", "<10 ng")
        ),
        *(
            (text, LevelProblem.UNIT_TYPED)
            for text in ("48 nmol per l", "48/L", "12 µg/l", "４８ nmol/l")
        ),
        *(
            (text, LevelProblem.SIGN)
            for text in ("+48", ">50", "≤50", "≥ 50", "≈48", "<<10", "~48", "=48")
        ),
        *((text, LevelProblem.SIGN) for text in ("＞50", "<=10", "±48")),
        *((text, LevelProblem.TOO_PRECISE) for text in ("48.123", "5,000", "<10.001", "48,1234")),
        *((text, LevelProblem.NOT_POSITIVE) for text in ("−5", "–5", "-0.1")),
    ],
)
def test_what_is_nearly_a_number_is_told_what_to_mend(text, problem):
    assert problem_of(text, NMOL) is problem


@pytest.mark.parametrize(
    ("text", "unit", "problem"),
    [
        ("0", NMOL, LevelProblem.NOT_POSITIVE),
        ("0,00", NG, LevelProblem.NOT_POSITIVE),
        ("-5", NMOL, LevelProblem.NOT_POSITIVE),
        ("<0", NMOL, LevelProblem.NOT_POSITIVE),
        ("1000.01", NMOL, LevelProblem.TOO_HIGH),
        ("400.01", NG, LevelProblem.TOO_HIGH),
        ("401", NG, LevelProblem.TOO_HIGH),
        ("<50.01", NMOL, LevelProblem.LIMIT_TOO_HIGH),
        ("<20.5", NG, LevelProblem.LIMIT_TOO_HIGH),
    ],
)
def test_a_number_out_of_range_is_refused(text, unit, problem):
    assert problem_of(text, unit) is problem


@pytest.mark.parametrize(
    ("text", "unit", "remark"),
    [
        ("9.99", NMOL, LevelRemark.CHECK),
        ("10", NMOL, None),
        ("<10", NMOL, None),
        ("250", NMOL, None),
        ("250.01", NMOL, LevelRemark.CHECK),
        ("374.99", NMOL, LevelRemark.CHECK),
        ("375", NMOL, LevelRemark.VERY_HIGH),
        ("3.99", NG, LevelRemark.CHECK),
        ("4", NG, None),
        ("100", NG, None),
        ("100.01", NG, LevelRemark.CHECK),
        ("150", NG, LevelRemark.VERY_HIGH),
    ],
)
def test_an_unusual_number_gets_a_remark_in_either_unit(text, unit, remark):
    assert read_level(text, unit).remark is remark


@given(st.text(), st.sampled_from(Unit))
def test_reading_is_total(text, unit):
    try:
        read_level(text, unit)
    except UnreadableLevelError as refused:
        assert refused.problem in LevelProblem


@given(st.decimals("0.01", "400", places=2), st.sampled_from(Unit), st.sampled_from([".", ","]))
def test_only_the_boundary_of_the_typed_unit_decides(number, unit, mark):
    boundary = Decimal(50) if unit is NMOL else Decimal(20)

    level = read_level(f"{number:f}".replace(".", mark), unit)

    assert (level.answer is BELOW) == (number < boundary)
