"""The gate on numbers, with planted sentences both ways, and the rows it reads them against."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from riskfactors.editions import content
from riskfactors.editions.document import freeze
from riskfactors.editions.number_checks import every_number
from riskfactors.engine.amounts import Amount, Hedge, Sort, amounts

PLANTED = tomllib.loads((Path(__file__).parent / "planted" / "numbers.toml").read_text("utf-8"))
ROWS = ("studies", "figures", "bands", "claims")


@pytest.fixture(scope="module")
def texts():
    return content.texts()


def found(texts, sentence, **rows):
    """What the gate says of one text, against the packaged rows or others."""
    kept = {kind: texts[kind] for kind in ROWS} | rows
    document = freeze({**kept, "notices": {"planted": {"heading": "Planted", "body": sentence}}})
    return [problem.message for problem in every_number(document) if problem.kind == "notices"]


@pytest.mark.parametrize("planted", PLANTED["bad"], ids=lambda planted: planted["number"])
def test_a_number_that_no_row_holds_is_named_with_its_sentence(texts, planted):
    said = found(texts, planted["text"])

    assert any(planted["number"] in message and "In “" in message for message in said), said


@pytest.mark.parametrize("planted", PLANTED["good"], ids=lambda planted: planted["text"][:40])
def test_a_number_that_a_row_holds_passes(texts, planted):
    assert found(texts, planted["text"]) == []


def test_it_tells_the_nearest_row(texts):
    (message,) = found(texts, "It found about 23 times the chance. [@E1]")

    assert "caught_ebv with 32.4 (4.3 to 245.3)" in message
    assert "“It found about 23 times the chance.”" in message


def test_another_row_makes_another_number_right(texts):
    row = texts["studies"]["caught_ebv"] | {"value": "23", "low": "4", "high": "245"}
    rows = {**texts["studies"], "caught_ebv": row}

    assert found(texts, "It found 23 times the chance. [@E1]", studies=rows) == []
    assert found(texts, "It found 32 times the chance. [@E1]", studies=rows) != []


def test_a_sentence_whose_source_has_no_row_is_named(texts):
    rows = {key: row for key, row in texts["studies"].items() if "E3" not in row["source"]}

    (message,) = found(texts, "All 10 caught it first. [@E3]", studies=rows)

    assert "No row names E3" in message


@pytest.mark.parametrize(
    ("words", "value", "sort", "hedge"),
    [
        ("about 32 times", "32", Sort.TIMES, Hedge.ABOUT),
        ("twice as often", "2", Sort.TIMES, Hedge.EXACT),
        ("a 54% higher chance", "54", Sort.MORE, Hedge.EXACT),
        ("one and a half times", "1.5", Sort.TIMES, Hedge.EXACT),
        ("a little under two and a half times", "2.5", Sort.TIMES, Hedge.JUST_UNDER),
        ("nearly three", "3", Sort.PLAIN, Hedge.NEARLY),
        ("fewer than 10 of every 1,000", "10", Sort.OF_1000, Hedge.UNDER),
        ("990 or more of every 1,000", "990", Sort.OF_1000, Hedge.AT_LEAST),
        ("a quarter of them", "0.25", Sort.PART, Hedge.EXACT),
        ("more than two million people", "2000000", Sort.PLAIN, Hedge.OVER),
        ("twenty-two years", "22", Sort.PLAIN, Hedge.EXACT),
        ("about a decade", "10", Sort.PLAIN, Hedge.ABOUT),
        ("below 50 nmol/L", "50", Sort.LEVEL, Hedge.UNDER),
        ("in 2010", "2010", Sort.YEAR, Hedge.EXACT),
        ("2,492,980 people", "2492980", Sort.PLAIN, Hedge.EXACT),
        *(("0.3 %", "0.3", Sort.PERCENT, Hedge.EXACT), ("3 %", "3", Sort.PERCENT, Hedge.EXACT)),
        ("1,000.5 times", "1000.5", Sort.TIMES, Hedge.EXACT),
        (".5 of them", "0.5", Sort.PLAIN, Hedge.EXACT),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(words, value, sort, hedge):
    (read,) = amounts(f"It was {words}")

    assert isinstance(read, Amount)
    assert (read.value, read.sort, read.hedge) == (Decimal(value), sort, hedge)


@pytest.mark.parametrize(
    "words",
    [
        *("one study", "no one", "one of them", "a third study", "the two", "all four", "once"),
        *("EBNA-1", "HLA-DRB1*15:01", "25(OH)D", "vitamin B12", "half-brothers", "a second look"),
    ],
)
def test_articles_pronouns_and_names_are_no_numbers(words):
    assert amounts(f"It was {words} that counted") == ()
