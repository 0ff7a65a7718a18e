"""Every problem of a document's structure and numbers, with the place to mend it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from riskfactors.editions import evidence_checks, number_checks, teaching_checks
from riskfactors.editions.document import Document, Problem
from riskfactors.editions.markdown import sentences
from riskfactors.editions.schema import FieldSpec, field_specs
from riskfactors.editions.text_checks import LONGEST_LINE, address_fault, unseen
from riskfactors.engine.answers import VALUES
from riskfactors.engine.cases import slug
from riskfactors.engine.estimates import BASELINE, PICTURES
from riskfactors.engine.explain import all_passage_keys
from riskfactors.engine.fields import Voice
from riskfactors.engine.interplay import COMBINATION, PAIRS, all_interplay_keys
from riskfactors.engine.readability import reading, word_count
from riskfactors.engine.reckonings import FIGURES, FRAMES
from riskfactors.engine.texts import KINDS

NOTICES = frozenset(
    {
        *("intro", "empty", "opening", "not_combined", "where_to_turn", "not_advice"),
        *("learn", "glossary", "sources", "about", "privacy", "accessibility"),
        *("teach", "cases", "compose", "compare", "interplay"),
        *("why-not-multiply", "self-check", "headlines"),
        *("embedding", "claims", "pictures"),
    }
)
REQUIRED: dict[str, frozenset[str]] = {
    "questions": frozenset(VALUES),
    "options": frozenset({*all_passage_keys(), "vitamin_d.measured"}),
    "passages": frozenset(all_passage_keys()),
    "interplay": frozenset(all_interplay_keys()),
    "notices": NOTICES,
    "figures": frozenset(FIGURES),
    "pictures": frozenset(PICTURES),
}
# Fields that only some keys need, and that editions from before there were short forms lack.
SHORT_FORMS: dict[tuple[str, str], frozenset[str]] = {
    ("passages", "short_article"): REQUIRED["passages"],
    ("passages", "short_beyond"): REQUIRED["passages"],
    ("passages", "short_limits"): REQUIRED["passages"],
    ("interplay", "line"): frozenset(PAIRS),
    ("interplay", "short_article"): frozenset({COMBINATION}),
    ("interplay", "short_beyond"): REQUIRED["interplay"],
}
# In US school years, of whatever a visitor reads first.
HARDEST_SHORT = 6
EXAMPLE = "https://doi.org/10.1000/182"
DAYS = (("claims", "checked"), ("sources", "seen"))
# What a page of the site cannot be drawn without, beside what an edition must have.
DRAWN: dict[str, frozenset[str]] = {
    "claims": frozenset(row.claim for row in FRAMES),
    "frames": frozenset(key for row in FRAMES for key in row.keys),
    "reasons": frozenset({"outcomes", "baseline", "range"}),
    "studies": frozenset(
        {BASELINE, "living_after_ebv", "clinic_now", "clinic_never"}
        | {"caught_ebv", "low_vitamin_d", "ever_smoked"}
    ),
}
CLOSED = frozenset({"questions", "options", "passages", "interplay", "pictures"})


def is_needed(kind: str, key: str) -> bool:
    """Whether the site cannot do without a text."""
    required = REQUIRED.get(kind, frozenset()) | DRAWN.get(kind, frozenset())
    return kind in CLOSED or bool({key, slug(key)} & required)


def problems(document: Document) -> tuple[Problem, ...]:
    """Every problem of a document; an empty answer means that it may go live."""
    return tuple(problem for check in CHECKS for problem in check(document))


def unknown_kinds(document: Document) -> Iterator[Problem]:
    for kind in document.keys() - KINDS.keys() - {"format"}:
        yield Problem(kind, "", "", "This kind of text is not known.")


def keys(document: Document) -> Iterator[Problem]:
    for kind in KINDS:
        present = document.get(kind, {}).keys()
        for key in sorted(REQUIRED.get(kind, frozenset()) - present):
            yield Problem(kind, key, "", "This text is missing.")
        for key in sorted(present - _known(kind, document)):
            yield Problem(kind, key, "", "Nothing uses this key: remove it or mend its name.")


def _known(kind: str, document: Document) -> frozenset[str]:
    if kind in CLOSED:
        return REQUIRED[kind]
    if kind == "frames":
        return frozenset(frame for row in FRAMES for frame in row.keys)
    if kind == "notices":
        return NOTICES | _referred("notices", document)
    return frozenset(document.get(kind, {}))


def _referred(kind: str, document: Document) -> set[str]:
    return {key for *_, shape, value in _fields(document) if shape.refers == kind for key in value}


def fields(document: Document) -> Iterator[Problem]:
    for kind, key, given in _entries(document):
        known = {shape.name: shape for shape in field_specs(kind)}
        for name in sorted(given.keys() - known.keys()):
            yield Problem(kind, key, name, "This field is not known.")
        for shape in known.values():
            if message := _wrong(shape, given.get(shape.name)):
                yield Problem(kind, key, shape.name, message)


def short_forms(document: Document) -> Iterator[Problem]:
    """What is published from now on has its short forms."""
    for (kind, name), keys in SHORT_FORMS.items():
        entries = document.get(kind, {})
        for key in sorted(keys & entries.keys()):
            if not entries[key].get(name):
                yield Problem(kind, key, name, "This short form is missing: write its text.")


def lengths(document: Document) -> Iterator[Problem]:
    """A short form is short, and easy to read."""
    for kind, key, shape, value in _fields(document):
        if shape.words is None:
            continue
        words, grade = word_count(value["markdown"]), reading(value["markdown"]).grade
        if words > shape.words:
            told = f"This short form has {words} words: at most {shape.words} fit."
            yield Problem(kind, key, shape.name, told)
        if grade > HARDEST_SHORT:
            told = f"Its reading grade is {grade:.1f}, and {HARDEST_SHORT} at most is easy."
            yield Problem(kind, key, shape.name, f"{told} Shorten its sentences and words.")


def _wrong(shape: FieldSpec, value: Any) -> str:
    if value is None or value == "" or (shape.is_prose and value["markdown"].strip() == ""):
        return "" if shape.optional else "This field is empty: write its text."
    if shape.choices and value not in shape.choices:
        return f"Choose one of: {', '.join(shape.choices)}."
    if shape.refers and not isinstance(value, list):
        return "List keys, one a line."
    return ""


def pointers(document: Document) -> Iterator[Problem]:
    for kind, key, shape, value in _fields(document):
        target = shape.refers or ("sources" if shape.is_prose else "")
        named = value if shape.refers else value["cites"] if shape.is_prose else ()
        for name in named:
            if name not in document.get(target, {}):
                yield Problem(kind, key, shape.name, f"“{name}” is not among the {target}.")


def voices(document: Document) -> Iterator[Problem]:
    kinds = {key: given.get("kind") for key, given in document.get("sources", {}).items()}
    for kind, key, shape, value in _fields(document):
        cited = {kinds.get(name) == "article" for name in value["cites"]} if shape.is_prose else {}
        if shape.voice is Voice.ARTICLE and False in cited:
            yield Problem(kind, key, shape.name, "Only the article may be cited here.")
        if shape.voice is Voice.BEYOND and True in cited:
            yield Problem(kind, key, shape.name, "The article may not be cited here.")


def figures(document: Document) -> Iterator[Problem]:
    for kind, key, shape, value in _fields(document):
        if shape.is_prose and shape.voice is not Voice.SITE:
            for sentence, cites in sentences(value["markdown"]):
                if not cites and re.search(r"\d", sentence):
                    message = f"Name the source right after “{sentence.strip()}”."
                    yield Problem(kind, key, shape.name, message)


def addresses(document: Document) -> Iterator[Problem]:
    for key, source in document.get("sources", {}).items():
        address = str(source.get("address") or "")
        is_due = address or source.get("kind") != "article"
        if is_due and (message := _wrong_address(address)):
            yield Problem("sources", key, "address", message)


def _wrong_address(address: str) -> str:
    if not address.startswith("https://"):
        return f"Write it as in {EXAMPLE}, with https:// in small letters."
    if re.search(r"[\s<>\"\\^`{|}]", address) or unseen(address):
        return f"Take out spaces, brackets and the like: an address is written as in {EXAMPLE}."
    if len(address) > LONGEST_LINE:
        return f"This address has {len(address)} characters: at most {LONGEST_LINE} fit."
    return address_fault(address)


def outcomes(document: Document) -> Iterator[Problem]:
    for key, claim in document.get("claims", {}).items():
        for needed in ("figure_of", "comparison"):
            if claim.get("figure") and not claim.get(needed):
                yield Problem("claims", key, needed, "A figure never stands alone: fill this in.")


def days(document: Document) -> Iterator[Problem]:
    for kind, name in DAYS:
        for key, given in document.get(kind, {}).items():
            if given.get(name) and not is_day(given[name]):
                yield Problem(kind, key, name, "Write a day as in 2026-11-23, or leave it empty.")


def is_day(written: Any) -> bool:
    """Whether this is a day as in 2026-11-23."""
    try:
        # Python also reads other ways to write a day.
        return bool(dt.date.fromisoformat(written).isoformat() == written)
    except (TypeError, ValueError):
        return False


def _entries(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind in KINDS:
        for key, given in document.get(kind, {}).items():
            yield kind, key, given


def _fields(document: Document) -> Iterator[tuple[str, str, FieldSpec, Any]]:
    for kind, key, given in _entries(document):
        for shape in field_specs(kind):
            if given.get(shape.name):
                yield kind, key, shape, given[shape.name]


CHECKS: tuple[Callable[[Document], Iterator[Problem]], ...] = (
    unknown_kinds,
    keys,
    fields,
    short_forms,
    lengths,
    pointers,
    voices,
    figures,
    addresses,
    outcomes,
    days,
    teaching_checks.numbers,
    teaching_checks.frame_outcomes,
    teaching_checks.case_links,
    teaching_checks.slides,
    *evidence_checks.CHECKS,
    number_checks.every_number,
)
