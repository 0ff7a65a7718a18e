"""Axe, reflow and the content security policy, over states and appearances."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import listen

AXE_RULES = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
]
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
    "forced": {"forced_colors": "active"},
}
GIVEN = {"ebv": "positive_test", "family_history": "first_degree"}


def empty(page):
    page.goto("/")


def answered(page):
    page.goto("/")
    for name, value in GIVEN.items():
        page.check(f"[name={name}][value={value}]")
        page.wait_for_selector(f"[data-card='{name}.{value}']")
    for details in page.locator("summary").all():
        details.click()


def wrong(page):
    page.goto("/")
    page.check("input[value=measured]")
    page.check("input[value='nmol/L']")
    page.fill("#vitamin_d_value", "5,000")
    page.keyboard.press("Tab")
    page.wait_for_selector(".problems")


def lost(page):
    page.goto("/nowhere/")


STATES = (empty, answered, wrong, lost)


@pytest.fixture(params=LOOKS)
def looked_at(request, browser, base_url):
    context = browser.new_context(
        base_url=base_url, reduced_motion="reduce", **LOOKS[request.param]
    )
    page = context.new_page()
    heard = listen(page)
    yield page
    assert heard == []
    context.close()


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(looked_at, state):
    state(looked_at)
    found = Axe().run(looked_at, options={"runOnly": AXE_RULES})

    assert found.violations_count == 0, found.generate_report()
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert looked_at.evaluate(width) == 0
