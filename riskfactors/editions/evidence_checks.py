"""The gate's checks of studies, and of what pictures are drawn from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from riskfactors.editions.document import Document, Problem
from riskfactors.engine.estimates import FRAMED, ratios, reckon
from riskfactors.engine.evidence import Measure
from riskfactors.engine.reckonings import THOUSAND, read_number

DRAWN = ("studies", "panels", "bands", "pictures")
WHOLE = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
READER = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
LONGEST_LABEL = 32
ENDS = ("low", "value", "high")


def study_numbers(document: Document) -> Iterator[Problem]:
    """Numbers in digits, and the value inside its interval."""
    for kind in ("studies", "bands"):
        for key, row in document.get(kind, {}).items():
            read = {name: read_number(str(row[name])) for name in ENDS if row.get(name)}
            for name in (name for name, number in read.items() if number is None):
                yield Problem(
                    kind, key, name, "Write a number in digits, such as 32.4, above zero."
                )
            found = [number for number in read.values() if number is not None]
            if found != sorted(found):
                field = "value" if "value" in read else "low"
                yield Problem(
                    kind, key, field, "The numbers do not stand in order: low, value, high."
                )


def study_people(document: Document) -> Iterator[Problem]:
    """Whole people, no more with MS than there are, and a year."""
    for key, study in document.get("studies", {}).items():
        for name in ("n", "cases"):
            if study.get(name) and not WHOLE.fullmatch(str(study[name])):
                yield Problem("studies", key, name, "Write how many people, in digits only.")
        if not YEAR.fullmatch(str(study.get("year"))):
            yield Problem("studies", key, "year", "Write the year as in 2022.")
        counted = [str(study.get(name) or "") for name in ("cases", "n")]
        if all(map(WHOLE.fullmatch, counted)) and int(counted[0]) > int(counted[1]):
            yield Problem("studies", key, "cases", "These are more people than were counted.")


def study_measures(document: Document) -> Iterator[Problem]:
    """Each measure with what it takes to read it."""
    for key, study in document.get("studies", {}).items():
        measure = _measure(study)
        counts = measure is Measure.OF_1000
        wrong = {
            ("against", "A ratio needs whom it compares with."): _is_ratio(study)
            and not study.get("against"),
            ("low", "Give both ends of the interval, or neither."): bool(study.get("low"))
            != bool(study.get("high")),
            ("do", "Say what those who are counted do, or have."): counts and not study.get("do"),
            ("value", "Of every 1,000, no more than 1,000 can."): counts
            and any(_over(study.get(name)) for name in ENDS),
            ("source", "Name the source."): not study.get("source"),
            ("label", f"At most {LONGEST_LABEL} characters fit into a picture."): len(
                str(study.get("label", ""))
            )
            > LONGEST_LABEL,
        }
        for (field, message), is_wrong in wrong.items():
            if is_wrong:
                yield Problem("studies", key, field, message)


def panel_outcomes(document: Document) -> Iterator[Problem]:
    """One outcome in a frame, of its rows and of the claims beside them."""
    for key, panel in document.get("panels", {}).items():
        for field, kind in (("rows", "studies"), ("claims", "claims")):
            for name, one in _texts_named(document, kind, panel.get(field)):
                if one.get("outcome") != panel.get("outcome"):
                    message = f"“{name}” is about another outcome than this frame."
                    yield Problem("panels", key, field, message)


def panel_claims(document: Document) -> Iterator[Problem]:
    """A figure that stands beside rows can be drawn."""
    for key, panel in document.get("panels", {}).items():
        for name, claim in _texts_named(document, "claims", panel.get("claims")):
            if not ratios(claim.get("figure") or ""):
                message = f"The figure of “{name}” cannot be drawn: write it as “32 times”."
                yield Problem("panels", key, "claims", message)


def panel_rows(document: Document) -> Iterator[Problem]:
    """One measure and one kind of count in a frame: only like stands beside like."""
    for key, panel in document.get("panels", {}).items():
        rows = [row for _, row in _texts_named(document, "studies", panel.get("rows"))]
        picture = key.partition(".")[0]
        if picture not in FRAMED:
            yield Problem("panels", key, "", f"Begin the key with a picture: {', '.join(FRAMED)}.")
        if len({(_is_ratio(row), row.get("do")) for row in rows}) > 1:
            yield Problem("panels", key, "rows", "These rows do not count the same thing.")
        fitting = [_is_ratio(row) if picture == "ranges" else _counts(row) for row in rows]
        if not rows or not all(fitting):
            yield Problem("panels", key, "rows", "This picture cannot be drawn from these rows.")


def panel_counts(document: Document) -> Iterator[Problem]:
    """Counts of one frame share place and years, or the frame says why they differ."""
    for key, panel in document.get("panels", {}).items():
        rows = [row for _, row in _texts_named(document, "studies", panel.get("rows"))]
        counted = {(row.get("place"), row.get("years")) for row in rows if _counts(row)}
        if len(counted) > 1 and not panel.get("differ"):
            message = "These counts differ in place or years: say why they stand in one frame."
            yield Problem("panels", key, "differ", message)


def worked_values(document: Document) -> Iterator[Problem]:
    """A number that we worked out is what its counts give."""
    for key, study in document.get("studies", {}).items():
        value = read_number(str(study.get("value") or ""))
        given = reckon(str(study.get("worked_from") or ""))
        if value and given is not None and abs(given - value) > _last_place(value) / 2:
            message = f"{study['worked_from']} gives {given:.2f}, and not {value}."
            yield Problem("studies", key, "value", message)


def _last_place(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(value.as_tuple().exponent))


def every_match(document: Document) -> Iterator[Problem]:
    """Each claim stands beside research, and nothing else does."""
    claims, matches = document.get("claims", {}), document.get("matches", {})
    for key in sorted(claims.keys() - matches.keys()):
        yield Problem("matches", key, "", "Say how this claim and research agree.")
    for key in sorted(matches.keys() - claims.keys()):
        yield Problem("matches", key, "", "There is no claim of this key.")


def every_picture(document: Document) -> Iterator[Problem]:
    """A picture that is drawn from frames has one."""
    framed = {key.partition(".")[0] for key in document.get("panels", {})}
    for key in sorted(set(FRAMED) - framed):
        yield Problem("panels", key, "", "This picture has no frame to draw.")


def picture_words(document: Document) -> Iterator[Problem]:
    """Pictures are about groups, and their numbers come from rows."""
    for kind, key, name, said in _words_of(document):
        if found := READER.search(said):
            message = f"Pictures show groups, never the reader: take out “{found[0]}”."
            yield Problem(kind, key, name, message)
        if kind == "pictures" and re.search(r"\d", _without_sources(said)):
            message = "A number of a picture comes from a row: take it out of the words."
            yield Problem(kind, key, name, message)


def _words_of(document: Document) -> Iterator[tuple[str, str, str, str]]:
    for kind in DRAWN:
        for key, given in document.get(kind, {}).items():
            for name, value in given.items():
                said = value["markdown"] if isinstance(value, dict) else value
                if isinstance(said, str):
                    yield kind, key, name, said


def _texts_named(document: Document, kind: str, names: Any) -> list[tuple[str, Mapping[str, Any]]]:
    found = document.get(kind, {})
    return [(name, found[name]) for name in names or () if name in found]


def _without_sources(said: str) -> str:
    return re.sub(r"\[@[^\]]*\]|\b1,000\b", "", said)


def _measure(study: Mapping[str, Any]) -> Measure | None:
    return Measure.__members__.get(str(study.get("measure", "")).upper())


def _is_ratio(study: Mapping[str, Any]) -> bool:
    measure = _measure(study)
    return measure is not None and measure.is_ratio


def _counts(study: Mapping[str, Any]) -> bool:
    return _measure(study) is Measure.OF_1000


def _over(written: Any) -> bool:
    return bool(written) and (read_number(str(written)) or Decimal(0)) > THOUSAND


CHECKS = (
    study_numbers,
    study_people,
    study_measures,
    panel_outcomes,
    panel_claims,
    panel_rows,
    panel_counts,
    worked_values,
    every_match,
    every_picture,
    picture_words,
)
