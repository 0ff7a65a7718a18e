"""States, appearances and what must hold in each: shared by the short and the full matrix."""

from __future__ import annotations

import os
from itertools import cycle, product

from axe_playwright_python.sync_playwright import Axe

MATRIX = bool(os.environ.get("MATRIX"))
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
    "forced": {"forced_colors": "active"},
    "contrast": {"contrast": "more"},
    "dark phone": {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}},
    "enlarged": {"viewport": {"width": 320, "height": 256}},
}
AXE = {
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
    ],
    # Nothing is told of what is well.
    "resultTypes": ["violations"],
    "rules": {
        # Whatever has the contrast of the second has that of the first.
        "color-contrast": {"enabled": False},
        "color-contrast-enhanced": {"enabled": True},
        "target-size": {"enabled": True},
    },
}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CLIPPED = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(one => {
  const style = getComputedStyle(one);
  return style.overflow !== "visible"
    && !one.closest(".visually-hidden, .stepping h1, .scrolls, .claims thead")
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map(one => one.outerHTML.slice(0, 80))"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets.push(sheet);
}"""
GIVEN = {"ebv": "positive_test", "family_history": "first_degree"}


def go(page):
    """Press the button of the last question, which only shows where no script runs."""
    button = page.locator(".go button").last
    if button.is_visible():
        button.click()


def first(page):
    page.goto("/")


def answered(page):
    page.goto("/")
    for name, value in GIVEN.items():
        page.check(f"[name={name}][value={value}]")
    go(page)
    page.wait_for_selector("[data-card='family_history.first_degree']")
    page.wait_for_selector("[data-card='ebv.positive_test']")
    for details in page.locator("summary").all():
        details.click()


def wrong(page):
    page.goto("/")
    page.check("input[value=measured]")
    page.fill("#vitamin_d_value", "5,000")
    page.check("input[value='nmol/L']")
    go(page)
    page.wait_for_selector(".message__error")


def at(path):
    def state(page):
        page.goto(path)

    state.__name__ = path
    return state


def pictured(page):
    page.goto("/pictures/")
    for details in page.locator("main summary").all():
        details.click()


# What fades in is looked at once it is there.
SETTLED = "Promise.allSettled(document.getAnimations().map(one => one.finished)).then(() => {})"


def sampled(*each):
    """Every state in every look for `make matrix`; else every state, in one look after another."""
    return [*product(*each)] if MATRIX else [*zip(each[0], cycle(each[1]))]


# One of each template.
TEMPLATES = (
    *(first, answered, wrong),
    *map(at, ("/learn/", "/glossary/", "/about/", "/sources/", "/changes/", "/nowhere/")),
    *map(at, ("/claims/?factor=ebv", "/claims/ebv_32_times/", "/teach/", "/cases/")),
    *map(at, ("/cases/compose/", "/cases/1.mono.-.often/", "/compare/?a=identical-twin&b=1.mono")),
    *map(at, ("/why-not-multiply/?pick=ebv.vitamin_d", "/self-check/", "/headlines/")),
    at("/interplay/?pair=ebv%2Bsmoking"),
)
STATES = (
    first,
    answered,
    wrong,
    *map(at, ("/learn/", "/glossary/", "/about/", "/sources/", "/privacy/", "/accessibility/")),
    *map(at, ("/changes/", "/nowhere/")),
    *map(
        at, ("/claims/?factor=ebv", "/claims/ebv_32_times/", "/claims/smoking_doubles_worsening/")
    ),
    *map(at, ("/teach/", "/cases/", "/cases/compose/", "/cases/never-tested/", "/cases/nobody/")),
    *map(at, ("/why-not-multiply/", "/why-not-multiply/?pick=ebv.vitamin_d&at=high", "/compare/")),
    *map(at, ("/self-check/", "/headlines/")),
    at("/cases/1.mono.-.now.close/?from=identical-twin"),
    at("/cases/1.mono.-.often/?utm=x"),
    at("/compare/?a=identical-twin&b=1.mono.-.now.close"),
    at("/interplay/?pair=ebv%2Bsmoking"),
)
# Every text on one page: axe takes its time.
LONG_STATES = (at("/editions/1/"), at("/interplay/"), pictured)


def examine(page) -> None:
    """Axe with its strictest rules, nothing wider than the screen, nothing cut off."""
    page.evaluate(SETTLED)
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(TOO_WIDE) == 0
    page.evaluate(SPACED)
    assert page.evaluate(TOO_WIDE) == 0, "with wider text spacing"
    assert page.evaluate(CLIPPED) == []
