"""Axe, with its strictest rules, on a page of each template: the others, and all looks, by make
test-all.
"""

from __future__ import annotations

import pytest

from tests.browser.looks import TEMPLATES, examine

# Of these, each is made of templates of its own; the others share most of theirs.
AT_ONCE = 3


@pytest.mark.parametrize(
    "state",
    [
        *(pytest.param(one, marks=pytest.mark.journey) for one in TEMPLATES[:AT_ONCE]),
        *TEMPLATES[AT_ONCE:],
    ],
    ids=lambda state: state.__name__,
)
def test_axe_finds_nothing(page, console, state):
    state(page)

    examine(page)
    assert console == []
