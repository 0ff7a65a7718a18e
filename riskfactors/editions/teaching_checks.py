"""The gate's checks of what the teaching pages reckon with and link to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from riskfactors.editions.document import Document, Problem
from riskfactors.engine.cases import NAME, slug, slugs
from riskfactors.engine.reckonings import FRAMES, read_number


def numbers(document: Document) -> Iterator[Problem]:
    """A number in digits, inside its range."""
    for key, figure in document.get("figures", {}).items():
        read: dict[str, Any] = {}
        for name in ("low", "value", "high"):
            if written := figure.get(name):
                read[name] = read_number(written)
                if read[name] is None:
                    message = "Write a number in digits, such as 32 or 1.6, above zero."
                    yield Problem("figures", key, name, message)
        inside = [number for number in read.values() if number is not None]
        if inside != sorted(inside):
            yield Problem("figures", key, "value", "The number lies outside its range.")


def frame_outcomes(document: Document) -> Iterator[Problem]:
    """A frame is about what its claim is about: worsening never gets a frame of getting MS."""
    claims = document.get("claims", {})
    for row in FRAMES:
        about = claims.get(row.claim, {}).get("outcome")
        for key in row.keys:
            frame = document.get("frames", {}).get(key)
            if frame and about and frame.get("outcome") != about:
                message = f"Its claim, {row.claim}, is about “{about}”: so must the frame be."
                yield Problem("frames", key, "outcome", message)


def case_links(document: Document) -> Iterator[Problem]:
    """Each link leads to one case, by its name now or by a name it had."""
    cases = sorted(document.get("cases", {}).items())
    now = [(slug(key), key, "") for key, _ in cases]
    before = [
        (name, key, "formerly") for key, c in cases for name in slugs(c.get("formerly") or "")
    ]
    taken: dict[str, str] = {}
    for name, key, field in (*now, *before):
        if not NAME.fullmatch(name):
            message = f"A link’s name has small letters, digits and dashes, not “{name}”."
            yield Problem("cases", key, field, message)
        if name in taken:
            message = f"The link “{name}” leads to {taken[name]} already."
            yield Problem("cases", key, field, message)
        taken[name] = key


def slides(document: Document) -> Iterator[Problem]:
    """A slide belongs to a lesson, takes whole minutes, and asks one question at most."""
    lessons = {slug(key) for key in document.get("workshops", {})}
    for key, slide in document.get("slides", {}).items():
        lesson = key.partition(".")[0]
        if lesson not in lessons:
            yield Problem("slides", key, "", f"There is no lesson called “{lesson}”.")
        minutes = slide.get("minutes") or ""
        if minutes and not (minutes.isascii() and minutes.isdecimal() and int(minutes)):
            yield Problem("slides", key, "minutes", "Write whole minutes in digits, such as 3.")
        if len(slide.get("guess") or ()) > 1:
            yield Problem("slides", key, "guess", "One slide asks one question.")
