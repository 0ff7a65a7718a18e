"""How much of the first page is in sight: words and heights, as agreed in docs/decisions."""

from __future__ import annotations

import pytest

from riskfactors.engine.answers import VALUES

# Pieces of visible text with nothing opened: no source marks, nothing that is only read out.
WORDS = """([selector, without]) => {
  const root = document.querySelector(selector);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let count = 0;
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.checkVisibility({ visibilityProperty: true })) continue;
    if (parent.closest(".visually-hidden, .go, sup, " + without)) continue;
    const closed = parent.closest("details:not([open])");
    if (closed && !parent.closest("summary")) continue;
    count += walker.currentNode.textContent.trim().split(/\\s+/).filter(Boolean).length;
  }
  return count;
}"""
FULLEST = ("positive_test", "below_50", "current", "first_degree")
CARDS = [(factor, value) for factor, values in VALUES.items() for value in values]


def answer(page, *values):
    for value in values:
        page.check(f"input[value={value}]")
        page.wait_for_selector(f"[data-card$='.{value}']")


def height(page):
    return page.evaluate("document.documentElement.scrollHeight")


def test_the_empty_page_is_read_in_a_minute(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/")

    assert page.evaluate(WORDS, ["main", ".nothing"]) <= 380
    assert page.locator("[data-factor=ebv] .option").last.bounding_box()["y"] <= 800
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator("[data-factor=ebv] legend").bounding_box()["y"] <= 844 * 1.05


def test_every_card_is_short(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/")
    for factor, value in CARDS:
        page.check(f"input[name={factor}][value={value}]")
        card = page.wait_for_selector(f"[data-card='{factor}.{value}']")
        place = f"#{factor}-place"
        assert page.evaluate(WORDS, [place, ".nothing"]) <= 150, (factor, value)
        assert card.bounding_box()["height"] <= 680 * 1.1, (factor, value)
    page.set_viewport_size({"width": 390, "height": 844})
    for factor, value in CARDS:
        page.check(f"input[name={factor}][value={value}]")
        card = page.wait_for_selector(f"[data-card='{factor}.{value}']")
        assert card.bounding_box()["height"] <= 760 * 1.1, (factor, value)


@pytest.mark.parametrize("size", [(1280, 800, 5), (390, 844, 8)], ids=str)
def test_four_answers_are_read_in_a_few_screens(page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/")
    answer(page, *FULLEST)

    assert page.evaluate(WORDS, ["main", ".question"]) <= 700
    # Letters differ from machine to machine; a card more does not fit into the tenth.
    assert height(page) <= size[1] * size[2] * 1.1


def test_a_picture_has_one_scale_on_the_whole_page(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/")
    answer(page, *FULLEST)

    widths = page.eval_on_selector_all(
        ".thousand",
        "all => all.map(one => one.getBoundingClientRect().width / one.viewBox.baseVal.width)",
    )
    assert len(widths) == 4
    assert max(widths) - min(widths) <= 0.8
    assert min(widths) >= 5
