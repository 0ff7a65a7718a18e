"""All combinations of present, absent and not known."""

from __future__ import annotations

import pytest

from riskfactors.engine.answers import VALUES
from riskfactors.engine.interplay import FITS, STANDS_FOR, State, combinations, order_by


def test_there_are_81_and_no_two_have_the_same_answers():
    found = combinations(only={}, order=order_by("smoking"))

    assert len(found) == 81
    assert len({one.answers for one in found}) == 81


@pytest.mark.parametrize("factor", VALUES)
def test_the_factor_put_first_is_sorted_first(factor):
    found = combinations(only={}, order=order_by(factor))

    states = [one.states[factor] for one in found]
    assert states == sorted(states, key=list(State).index)


@pytest.mark.parametrize("factor", VALUES)
@pytest.mark.parametrize("state", State)
def test_a_filter_keeps_the_27_with_that_state(factor, state):
    found = combinations(only={factor: state}, order=order_by("ebv"))

    assert len(found) == 27
    assert {one.states[factor] for one in found} == {state}


def test_present_fits_the_notes_and_nothing_else_does():
    for factor, kept in STANDS_FOR.items():
        assert set(kept) == set(State)
        fitting = {state for state, value in kept.items() if value in FITS[factor]}
        assert fitting == {State.PRESENT}
