"""The texts of one published edition, read from its row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.http import Http404
from django.template.loader import render_to_string

from riskfactors import models
from riskfactors.editions import archive
from riskfactors.editions.document import Document, Texts, digest, edition_of, thaw
from riskfactors.editions.explanations import answered
from riskfactors.editions.glossary import first_only
from riskfactors.engine.answers import VALUES
from riskfactors.engine.cases import in_order, slides_of, slug
from riskfactors.engine.explain import all_passage_keys, card, note, sources_of
from riskfactors.engine.interplay import all_interplay_keys
from riskfactors.engine.texts import Edition
from riskfactors.lessons import lessons
from riskfactors.site.leaflets import CONTEXTS

TERM = re.compile(r'href="/glossary/#([^"]+)"')
ROWS = ("studies", "pictures", "panels", "bands", "figures")
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
Kept = TypeVar("Kept")


class BrokenEditionError(ValueError):
    """An edition's row is not what was published."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Edition {number} cannot be read.")
        self.number = number


def row_of(number: int) -> models.Edition:
    """The row of an edition; 404 if there is none."""
    row = archive.edition(number)
    if row is None:
        raise Http404
    return row


def texts_of(row: models.Edition) -> Texts:
    """An edition's texts as editors wrote them; raises BrokenEditionError."""
    try:
        return thaw(_document(row))
    except UNREADABLE as error:
        raise BrokenEditionError(row.number) from error


def typed(row: models.Edition) -> Edition:
    """An edition as readers had it; raises BrokenEditionError."""
    try:
        return edition_of(_document(row), number=row.number, digest=row.digest, date=row.date)
    except UNREADABLE as error:
        raise BrokenEditionError(row.number) from error


def body(read: Edition) -> str:
    """All texts of an edition as HTML; its words link to its own glossary."""
    try:
        html = first_only(render_to_string("site/edition.html#texts", _context(read)))
    except UNREADABLE as error:
        raise BrokenEditionError(read.number) from error
    return TERM.sub(
        lambda found: f'href="#term-{found[1]}"' if found[1] in read.glossary else found[0], html
    )


def _document(row: models.Edition) -> Document:
    if digest(row.document) != row.digest:
        raise ValueError("The digest does not fit the document.")
    document: Document = json.loads(row.document)
    return document


def _context(read: Edition) -> dict[str, Any]:
    return {
        "questions": [
            (asked, [text for key, text in read.options.items() if key.startswith(f"{factor}.")])
            for factor, asked in _ordered(read.questions, VALUES)
        ],
        "cards": [card(read, key) for key, _ in _ordered(read.passages, all_passage_keys())],
        "notes": [note(read, key) for key, _ in _ordered(read.interplay, all_interplay_keys())],
        "notices": [
            (key, notice, sources_of(read, [notice.body]))
            for key, notice in sorted(read.notices.items())
        ],
        "claims": [
            (key, claim, sources_of(read, (claim.says, claim.comparison)))
            for key, claim in sorted(read.claims.items())
        ],
        "matches": [
            (key, match, sources_of(read, (match.sentence, match.research)))
            for key, match in sorted(read.matches.items())
        ],
        **{kind: sorted(getattr(read, kind).items()) for kind in ROWS},
        "cases": [(case, answered(read, case.answers)) for _, case in sorted(read.cases.items())],
        "workshops": [(plan, slides_of(read, slug(key))) for key, plan in in_order(read.workshops)],
        "exercises": [one for _, one in sorted(read.exercises.items())],
        "headlines": [line for _, line in sorted(read.headlines.items())],
        "frames": [
            (key, frame, sources_of(read, [frame.short, frame.body]))
            for key, frame in sorted(read.frames.items())
        ],
        "reasons": lessons(read, read.reasons),
        "pages": [leaf for _, leaf in sorted(read.pages.items())],
        **CONTEXTS["learn"](read),
        **CONTEXTS["glossary"](read),
        **CONTEXTS["sources"](read),
    }


def _ordered(texts: Mapping[str, Kept], known: Iterable[str]) -> list[tuple[str, Kept]]:
    """The texts in the order of the keys we know; any others after them."""
    first = [key for key in known if key in texts]
    return [(key, texts[key]) for key in (*first, *sorted(texts.keys() - set(first)))]
