"""Texts in the two voices, each with its sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from riskfactors.engine.explain import sources_of
from riskfactors.engine.texts import Edition, Lesson


def lessons(edition: Edition, texts: Mapping[str, Lesson]) -> list[dict[str, Any]]:
    """Lessons in order; the part of a key after its number is the place on the page."""
    return [
        {
            "key": key.partition("-")[2],
            "text": text,
            "sources": sources_of(edition, (text.short, text.checked, text.unchecked, text.beyond)),
        }
        for key, text in sorted(texts.items())
    ]
