"""Try to multiply, in a real browser: one screen in each state, with JavaScript and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from riskfactors.teach.multiply import STATES

URL = "/why-not-multiply/"
WALL = {"viewport": {"width": 1280, "height": 720}}
IN_SIGHT = """() => [...document.querySelectorAll(".stage__picks, .stage__shown > *")]
    .filter((one) => one.getClientRects().length)
    .map((one) => one.getBoundingClientRect().bottom + scrollY)"""


@pytest.fixture(params=[True, False], ids=["js", "no-js"])
def wall(browser, base_url, request):
    context = browser.new_context(base_url=base_url, java_script_enabled=request.param, **WALL)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("way", ["", "&projector=1"])
def test_every_state_is_one_screen_and_at_most_300_words(browser, base_url, way):
    context = browser.new_context(base_url=base_url, **WALL)
    page = context.new_page()
    for query in ("", *STATES):
        page.goto(f"{URL}?{query}{way}")
        bar = page.locator(".bar")
        floor = bar.bounding_box()["y"] if way else WALL["viewport"]["height"]
        assert max(page.evaluate(IN_SIGHT)) <= floor, query
        assert len(page.locator("main").inner_text().split()) <= 300, query
    context.close()


def test_figures_are_picked_and_put_back_and_the_address_follows(wall):
    wall.goto(URL)
    wall.locator("#pick-ebv").click()
    expect(wall.locator("#tab-without")).to_have_attribute("aria-current", "true")
    wall.locator("#pick-vitamin_d").click()
    expect(wall.locator(".sum s")).to_be_visible()
    assert wall.url.endswith("?pick=ebv.vitamin_d")

    wall.locator("#tab-high").click()
    expect(wall.locator(".icons--nobody")).to_be_visible()
    wall.locator("#pick-vitamin_d").click()
    expect(wall.locator(".sum")).to_have_count(0)
    assert wall.url.endswith("?pick=ebv")


def test_a_pick_keeps_the_focus_and_is_said_once(page, console):
    page.goto(f"{URL}?pick=ebv")
    page.locator("#pick-smoking").press("Enter")

    expect(page.locator(".sum")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "pick-smoking"
    expect(page.locator("#said")).to_have_text(page.locator(".stage__headline").inner_text())
    assert console == []
