"""The texts of one published edition, read from its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.template.loader import render_to_string

from riskfactors.editions import archive
from riskfactors.editions.glossary import first_only
from riskfactors.editions.links import relinked
from riskfactors.engine.answers import VALUES
from riskfactors.engine.cases import in_order, slides_of, slug
from riskfactors.engine.explain import all_passage_keys, answer_labels, card, note, sources_of
from riskfactors.engine.interplay import all_interplay_keys
from riskfactors.engine.texts import Edition
from riskfactors.site.leaflets import CONTEXTS, lessons

ROWS = ("studies", "pictures", "panels", "bands", "figures")
Kept = TypeVar("Kept")


def texts_html(read: Edition) -> str:
    """All texts of an edition as HTML; its words link to its own glossary."""

    def to(address: str) -> str:
        page, _, key = address.partition("#")
        return f"#term-{key}" if page == "/glossary/" and key in read.glossary else address

    try:
        return first_only(render_to_string("site/edition.html#texts", _context(relinked(read, to))))
    except archive.UNREADABLE as error:
        raise archive.BrokenEditionError(read.number) from error


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
        "cases": [
            (case, answer_labels(read, case.answers)) for _, case in sorted(read.cases.items())
        ],
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
