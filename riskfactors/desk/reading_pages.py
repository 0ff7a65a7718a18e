"""The page of the site on which readers see a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from riskfactors.engine.cases import SPELLED, by_number, slug
from riskfactors.engine.naming import FACTORS
from riskfactors.engine.texts import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage:
    """A page, or a part of one; its `address` has no first slash. `kinds` can be added to it."""

    name: str
    title: str
    address: str
    kinds: tuple[str, ...] = ()


def _page(name: str, title: str, address: str, *kinds: str) -> ReadingPage:
    return ReadingPage(name=name, title=title, address=address, kinds=kinds)


FIRST, LESSON = "first", "lesson-"
PAGES = {
    page.name: page
    for page in (
        _page(FIRST, "First page", "", "notices"),
        *(_page(name, f"First page: {factor}", "") for name, factor in FACTORS.items()),
        _page("together", "Factors together", "interplay/"),
        _page("learn", "Learn", "learn/", "learn", "faq"),
        _page("claims", "Evidence: the article’s claims", "claims/", "claims", "matches"),
        _page("studies", "Evidence: studies", "claims/", "studies"),
        _page("pictures", "Evidence: pictures", "pictures/", "panels", "bands"),
        _page("sources", "Sources", "sources/", "sources"),
        _page("glossary", "Glossary", "glossary/", "glossary"),
        _page("teach", "Teach", "teach/", "workshops"),
        _page("cases", "Teach: people", "cases/", "cases"),
        _page("self-check", "Teach: check", "self-check/", "exercises"),
        _page("headlines", "Teach: headlines", "headlines/", "headlines"),
        _page(
            *("why-not-multiply", "Try to multiply", "why-not-multiply/"),
            *("frames", "figures", "reasons"),
        ),
        _page("about", "About", "about/", "pages"),
        _page("privacy", "Privacy", "privacy/", "pages"),
        _page("accessibility", "Accessibility", "accessibility/", "pages"),
    )
}
OF_KIND = {
    **{kind: page.name for page in PAGES.values() for kind in page.kinds},
    "interplay": "together",
    "pictures": "pictures",
}
# Notices that stand on a page which is not called as they are.
NOTICES = {
    "compose": "cases",
    "compare": "cases",
    "embedding": "teach",
    "interplay": "together",
}
PLACES = [*PAGES]
ORDER = [*KINDS]


def page_name(kind: str, key: str) -> str:
    """The name of the page on which readers see a text."""
    first = key.partition(".")[0]
    if kind in {"questions", "options", "passages", "pages"} and first in PAGES:
        return first
    if kind == "slides":
        return f"{LESSON}{first}"
    if kind == "workshops":
        return f"{LESSON}{slug(key)}"
    if kind == "notices":
        return NOTICES.get(key, key if key in PAGES else FIRST)
    return OF_KIND.get(kind, FIRST)


def page_of(name: str) -> ReadingPage:
    """The page of this name; every lesson has one."""
    if name in PAGES:
        return PAGES[name]
    lesson = name.removeprefix(LESSON)
    title = f"Lesson: {lesson}"
    return _page(name, title, f"teach/{lesson}/", "slides")


def address_of(kind: str, key: str) -> str:
    """The address at which readers see a text, as exactly as there is one, without its slash."""
    page, part = page_of(page_name(kind, key)), key.partition("-")[2]
    if kind == "passages":
        return f"cases/{_code(key)}/"
    if kind in {"claims", "matches"}:
        return f"claims/{key}/"
    if kind == "cases":
        return f"cases/{slug(key)}/"
    if kind in {"learn", "faq", "pages", "headlines"}:
        return f"{page.address}#{part}"
    if kind in {"glossary", "sources"}:
        return f"{page.address}#{key}"
    return page.address


def _code(key: str) -> str:
    """An invented person's code that has this one answer."""
    factor, _, value = key.partition(".")
    words = (SPELLED[one][value] if one == factor else "-" for one in SPELLED)
    return ".".join(("1", *words))


def place(
    kind: str, key: str, lessons: Sequence[str]
) -> tuple[int, int, str, int, tuple[str, int, str]]:
    """What texts are sorted by to stand as readers meet them, lessons in this order."""
    name = page_name(kind, key)
    at, lesson = place_of_page(name)
    number = lessons.index(lesson) + 1 if lesson in lessons else len(lessons) + 1
    row = _counted(key) if kind == "sources" else by_number(key)
    return (at, number if lesson else 0, lesson, ORDER.index(kind), row)


def place_of_page(name: str) -> tuple[int, str]:
    """What pages are sorted by; a lesson's slides stand after its page."""
    lesson = name.removeprefix(LESSON) if name.startswith(LESSON) else ""
    return PLACES.index("teach" if lesson else name), lesson


def _counted(key: str) -> tuple[str, int, str]:
    """Sorts A2 before A10."""
    letters = key.rstrip("0123456789abcdefghijklmnopqrstuvwxyz")
    return (letters, int("0" + re.sub(r"\D", "", key)), key)
