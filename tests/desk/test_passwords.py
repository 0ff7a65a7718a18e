"""Passwords that are long and easy to guess, and those that only look so."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from riskfactors.desk.passwords import GuessingValidator


@pytest.mark.parametrize(
    "password",
    [
        *("mononucleosis2024", "infectiousmononucleosis", "M0nonucleos1s2024", "glandularfeverMS"),
        *(
            "oneinthreehundred",
            "workingcopy candidate",
            "nerve fibre antibody",
            "20 nmol/L vitamin",
        ),
        *(
            "3.141592653589793238462643",
            "20262027202820292030",
            "aabbccddeeffgghh",
            "qqwweerrttyyuuii",
        ),
    ],
)
def test_words_of_the_site_and_rows_are_refused(password):
    with pytest.raises(ValidationError, match="easy to guess"):
        GuessingValidator().validate(password)


@pytest.mark.parametrize(
    "password",
    [
        *("plum trees walk home", "correct-horse-battery", "a long and lonely sentence"),
        *("9f86d081884c7d659a2f", "k3$9fJ2!xQ7pLm4z", "lamp river stone boat 1987"),
    ],
)
def test_words_that_have_nothing_to_do_with_the_site_pass(password):
    GuessingValidator().validate(password)
