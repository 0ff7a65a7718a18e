"""Axe, with its strictest rules, on a page of each template: all looks by make test-all."""

from __future__ import annotations

import pytest

from tests.browser.looks import TEMPLATES, examine

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("state", TEMPLATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(page, console, state):
    state(page)

    examine(page)
    assert console == []
