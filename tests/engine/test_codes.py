"""The codes of invented people's answers: each has one, and nothing else breaks reading."""

from __future__ import annotations

import random

import pytest

from riskfactors.engine.answers import VALUES, Answers, all_answers
from riskfactors.engine.cases import LONGEST, SPELLED, WORDS, code_of, decode

ANY = [*map(chr, range(0x20, 0x7F)), "é", "１", "\0", "\ud800", "🙂", "‮", "."]


def test_each_set_of_answers_has_a_short_code_of_its_own():
    codes = {code_of(answers): answers for answers in all_answers()}

    assert len(codes) == 600
    assert max(map(len, codes)) < 40
    assert all(code.replace(".", "").replace("-", "").isalnum() for code in codes)


def test_ten_thousand_random_codes_come_back():
    chance = random.Random(5)
    everyone = all_answers()

    for answers in chance.choices(everyone, k=10_000):
        read = decode(code_of(answers))
        assert read.is_whole
        assert read.answers == answers


def test_each_word_stands_for_one_answer():
    for factor, values in VALUES.items():
        assert set(SPELLED[factor]) == set(values)
        assert len(WORDS[factor]) == len(values)


def mutated(code, chance):
    characters = list(code)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(characters) + 1)
        act = chance.choice(("put", "take", "swap", "repeat"))
        if act == "put" or place == len(characters):
            characters.insert(place, chance.choice(ANY))
        elif act == "take":
            characters.pop(place)
        elif act == "swap":
            characters[place] = chance.choice(ANY)
        else:
            characters[place:place] = characters * chance.randint(1, 3)
    return "".join(characters)


def test_ten_thousand_mutated_codes_are_read_as_far_as_they_can_be():
    """Whatever is read is what stands there; only a code that `code_of` gives is whole."""
    chance = random.Random(5)
    codes = [code_of(answers) for answers in all_answers()]

    for code in chance.choices(codes, k=10_000):
        written = mutated(code, chance)
        read = decode(written)
        assert read.is_whole == (written in set(codes)), written
        for factor in read.unread:
            assert getattr(read.answers, factor) is None


@pytest.mark.parametrize(
    ("written", "unread"),
    [
        ("1.mono.below.past", ("family_history",)),
        ("1.mono.below.often.close", ("smoking",)),
        ("1.MONO.-.-.-", ("ebv",)),
        ("1.below.mono.-.-", ("ebv", "vitamin_d")),
        ("1", tuple(VALUES)),
        ("1....", tuple(VALUES)),
    ],
)
def test_a_word_that_is_not_known_is_named_and_the_others_are_kept(written, unread):
    read = decode(written)

    assert read.unread == unread
    assert not read.is_whole


@pytest.mark.parametrize(
    "written", ["", "2.mono.-.-.-", "mono.-.-.-", "١.mono.-.-.-", " 1.-.-.-.-"]
)
def test_of_another_version_nothing_is_guessed(written):
    read = decode(written)

    assert not read.is_known_version
    assert read.answers == Answers()


@pytest.mark.parametrize("junk", ["x" * 8192, "." * 8192, "1.mono." + "-." * 4096, "\0" * 8192])
def test_junk_is_not_read_far(junk):
    read = decode(junk)

    assert read.is_too_long or not read.is_known_version
    assert not read.is_whole


def test_a_code_that_goes_on_is_not_whole():
    assert not decode("1.mono.-.-.-.-").is_whole
    assert not decode("1.mono.-.-.-" + " " * LONGEST).is_whole
