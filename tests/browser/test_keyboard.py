"""Focus follows reading order and can be seen wherever it is."""

from __future__ import annotations

import pytest

from tests.browser.looks import MATRIX, STATES, TEMPLATES, sampled

WALK = """() => {
  const shown = document.activeElement.closest(".option") || document.activeElement;
  const style = getComputedStyle(shown);
  const all = [...document.querySelectorAll("*")];
  return {
    place: all.indexOf(document.activeElement),
    name: document.activeElement.outerHTML.slice(0, 90),
    width: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    colour: style.outlineColor,
    paper: getComputedStyle(document.documentElement).backgroundColor,
    covered: (() => {
      const box = shown.getBoundingClientRect();
      return box.bottom <= 0 || box.top >= innerHeight;
    })(),
  };
}"""


def luminance(colour):
    channels = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("state", "scheme"),
    sampled(STATES if MATRIX else TEMPLATES, ("light", "dark")),
    ids=lambda one: getattr(one, "__name__", one),
)
def test_tab_goes_down_the_page_and_every_stop_is_seen(browser, base_url, state, scheme):
    context = browser.new_context(base_url=base_url, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    state(page)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.evaluate("getSelection().setPosition(document.body, 0)")

    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(WALK)
        if stops and stop["place"] <= stops[-1]["place"]:
            break
        stops.append(stop)

    assert len(stops) > 1
    for stop in stops:
        assert stop["width"] >= 2, stop
        assert contrast(stop["colour"], stop["paper"]) >= 3, stop
        assert not stop["covered"], stop
    context.close()
