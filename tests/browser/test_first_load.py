"""What a first visit costs, as the browser counts it."""

from __future__ import annotations

import pytest

SHIFTS = """() => new Promise(told => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) moved += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => told(moved), 300);
})"""


@pytest.mark.journey
def test_a_first_visit_is_four_small_files(page):
    asked = []
    page.on("requestfinished", lambda request: asked.append(request))

    page.goto("/", wait_until="networkidle")

    sizes = {request.resource_type: 0 for request in asked}
    for request in asked:
        told = request.sizes()
        sizes[request.resource_type] += told["responseBodySize"] + told["responseHeadersSize"]
    assert len(asked) <= 4
    assert sizes["document"] + sizes["stylesheet"] <= 14_000
    assert sum(sizes.values()) <= 35_000


def test_nothing_waits_for_a_script_before_it_is_painted(page):
    page.goto("/")

    assert page.eval_on_selector_all("script", "all => all.every(one => one.defer)")


def test_nothing_jumps(page):
    page.goto("/")
    assert page.evaluate(SHIFTS) == 0


ABOVE = """(value) => {
  const answer = document.querySelector(`input[value=${value}]`);
  const all = [...document.querySelectorAll("main h1, main legend, main .option")];
  return all.filter((one) => one.getClientRects().length)
    .filter((one) => !(answer.compareDocumentPosition(one) & 4))
    .map((one) => one.getBoundingClientRect().top);
}"""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (320, 640)], ids=str)
def test_nothing_above_an_answer_moves_when_its_card_opens(page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/")
    for value in ("first_degree", "past", "below_50", "mono", "never", "positive_test"):
        page.locator(f"input[value={value}]").scroll_into_view_if_needed()
        before, at = page.evaluate(ABOVE, value), page.evaluate("scrollY")
        page.check(f"input[value={value}]")
        page.wait_for_selector(f"[data-card$='.{value}']")

        scrolled = page.evaluate("scrollY") - at
        moved = [old - scrolled for old in before]
        assert page.evaluate(ABOVE, value) == pytest.approx(moved, abs=1)


@pytest.mark.parametrize("top", [150, 420])
def test_what_is_opened_stays_where_it_is(page, top):
    """The browser holds on to what it finds below what grows, and would push this out of sight."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    for value in ("mono", "unknown", "current", "other_relative"):
        page.check(f"input[value={value}]")
        page.wait_for_selector(f"[data-card$='.{value}']")
    page.wait_for_selector("#together .card")
    for summary in page.locator("main summary:visible").all():
        box = summary.bounding_box()
        page.evaluate("by => scrollBy(0, by)", box["y"] - top)
        before = summary.bounding_box()
        page.mouse.click(before["x"] + 30, before["y"] + before["height"] / 2)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        assert abs(summary.bounding_box()["y"] - before["y"]) <= 2, summary.inner_text()
        summary.evaluate("one => one.click()")
