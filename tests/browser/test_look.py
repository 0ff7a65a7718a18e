"""Every page and state, in a choice of appearances that meets each one.

All of them: make matrix.
"""

from __future__ import annotations

import pytest

from tests.browser.conftest import listen
from tests.browser.looks import LONG_STATES, LOOKS, MATRIX, STATES, examine

EVERY = [
    (state, look, js) for state in (*STATES, *LONG_STATES) for look in LOOKS for js in (True, False)
]
# Each state meets each sixth look, each look some sixth of the states; scripts on and off.
SOME = [
    (state, look, s % 2 == 0)
    for s, state in enumerate(STATES)
    for k, look in enumerate(LOOKS)
    if (s + k) % 6 == 0
]
CHOSEN = EVERY if MATRIX else SOME


@pytest.mark.parametrize(
    ("state", "look", "js"),
    [pytest.param(*one, id=f"{one[0].__name__}-{one[1]}-{'js' * one[2]}") for one in CHOSEN],
)
def test_it_can_be_read(browser, base_url, state, look, js):
    context = browser.new_context(base_url=base_url, reduced_motion="reduce", **LOOKS[look])
    if not js:
        # Axe needs a promise, which a browser with JavaScript off never keeps.
        context.route("**/*.js", lambda route: route.abort())
    page = context.new_page()
    heard = listen(page)

    state(page)

    examine(page)
    assert heard == []
    context.close()
