"""How an edition speaks: the rules of docs/words.md, checked text by text.

What a list of words can tell stands in `wording.toml`; what it cannot is a function in
`text_checks.py`. A check that blocks keeps an edition from going live; one that advises only
speaks to its editor. A title of a source is quoted as it is: there only its signs are judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from riskfactors.editions import text_checks
from riskfactors.editions.document import Document, Problem
from riskfactors.editions.gate import is_day
from riskfactors.editions.schema import field_specs
from riskfactors.editions.wording import WORDINGS, Check, TextToCheck
from riskfactors.engine.fields import Voice
from riskfactors.engine.texts import KINDS

TWO_YEARS = dt.timedelta(days=730)
# Names of things, and a claim's figure, which stands right above its comparison.
NOT_PROSE = frozenset({"figure", "figure_of", "proof", "forms", "worked_from", "also"})
# Numbers, days and addresses: the gate says how they are written.
NOT_WORDS = frozenset(
    {
        *("value", "low", "high", "n", "cases", "year", "formerly"),
        *("seen", "address"),
    }
)
SOURCE_MISSING = "Name the source right after"
SAYS_HOW_COMMON = {
    "getting": {"common.getting", "common.lifetime"},
    "having": {"common.getting", "common.lifetime"},
    "worsening": {"common.worsening"},
}


def blocking(document: Document) -> Iterator[Problem]:
    """What keeps an edition from going live."""
    for text in texts(document):
        yield from _problems(_checks(BLOCKING, text), text)
    yield from how_common(document)


def advice(document: Document, today: dt.date | None = None) -> Iterator[Problem]:
    """What an editor may want to mend; without `today` no source is too old."""
    for text in texts(document):
        yield from _problems(_checks(ADVISORY, text), text)
    yield from unused_sources(document)
    if today:
        yield from stale_sources(document, today)


def of_text(
    kind: str, key: str, field: str, markdown: str, document: Document | None = None
) -> list[Problem]:
    """What blocks and what is advised for one text, for hints while its editor types.

    `document` tells which figures the article's claims have.
    """
    text = _text(kind, key, field, markdown, document or {})
    if text is None:
        return []
    return [one for some in (BLOCKING, ADVISORY) for one in _problems(_checks(some, text), text)]


def texts(document: Document) -> Iterator[TextToCheck]:
    """Every text of a document that an editor types."""
    for kind in KINDS:
        for key, given in document.get(kind, {}).items():
            for field, value in given.items():
                markdown = value["markdown"] if isinstance(value, dict) else value
                if text := _text(kind, key, field, markdown, document):
                    yield text


def _text(kind: str, key: str, field: str, markdown: Any, document: Document) -> TextToCheck | None:
    shape = next((shape for shape in field_specs(kind) if shape.name == field), None)
    if shape is None or field in NOT_WORDS:
        return None
    if shape.choices or shape.refers or not isinstance(markdown, str):
        return None
    figures = _figures(document, kind, key) if shape.voice is Voice.ARTICLE else None
    return TextToCheck(kind, key, field, markdown, shape.voice, shape.is_prose, figures)


def _checks(checks: tuple[Check, ...], text: TextToCheck) -> tuple[Check, ...]:
    """Those for a text: what is quoted is judged by its signs and length, not by its words."""
    is_quoted = text.kind == "sources" or text.field in NOT_PROSE
    if not is_quoted:
        return checks
    return OF_SIGNS if checks is BLOCKING else ()


def _figures(document: Document, kind: str, key: str) -> frozenset[str] | None:
    """The figures that a passage or a note may name for the article: any number of a claim, but
    only such “times” and “%” as stand on the same card, next to their comparison.
    """
    claims = document.get("claims", {})
    if kind not in {"passages", "interplay"} or not claims:
        return None
    said = {name: text_checks.figures(_claim_words(claim)) for name, claim in claims.items()}
    on_card = document.get(kind, {}).get(key, {}).get("claims") or ()
    own = claims.keys() if kind == "interplay" else claims.keys() & set(on_card)
    return frozenset(
        figure
        for name, found in said.items()
        for figure in found
        if name in own or not figure.endswith((" times", " %"))
    )


def _claim_words(claim: dict[str, Any]) -> str:
    return f"{claim.get('figure') or ''}. {(claim.get('says') or {}).get('markdown', '')}"


@lru_cache(maxsize=16_384)
def _problems(checks: tuple[Check, ...], text: TextToCheck) -> tuple[Problem, ...]:
    """Kept for each text: while one is edited, hundreds stay as they are. Nothing is said twice
    of one sentence.
    """
    found = {
        (SOURCE_MISSING if message.startswith(SOURCE_MISSING) else message, sentence): message
        for check in reversed(checks)
        for message, sentence in reversed([*check.run(text)])
    }
    return tuple(
        Problem(
            text.kind, text.key, text.field, f"{message} In “{sentence}”" if sentence else message
        )
        for (_, sentence), message in reversed(found.items())
    )


def how_common(document: Document) -> Iterator[Problem]:
    """A card with a figure says how common that outcome is."""
    claims = document.get("claims", {})
    for key, passage in document.get("passages", {}).items():
        for claim in (claims[name] for name in passage.get("claims") or () if name in claims):
            fits = SAYS_HOW_COMMON.get(claim.get("outcome"), set())
            if claim.get("figure") and fits and not fits & set(passage.get("common") or ()):
                message = f"Say how common it is, next to “{claim['figure']}”: {sorted(fits)[0]}."
                yield Problem("passages", key, "common", message)


def unused_sources(document: Document) -> Iterator[Problem]:
    """A source that no text cites and no row names."""
    given = [one for kind in KINDS for one in document.get(kind, {}).values()]
    proses = (value for one in given for value in one.values() if isinstance(value, dict))
    named = (key for one in given for key in one.get("source") or ())
    cited = {key for prose in proses for key in prose["cites"]}.union(named)
    for key in sorted(document.get("sources", {}).keys() - cited):
        yield Problem("sources", key, "", "No text cites this source, and no row names it.")


def stale_sources(document: Document, today: dt.date) -> Iterator[Problem]:
    """A source that nobody has looked at for two years, where the day is known."""
    for key, source in document.get("sources", {}).items():
        seen = str(source.get("seen") or "")
        if is_day(seen) and today - dt.date.fromisoformat(seen) > TWO_YEARS:
            yield Problem("sources", key, "seen", f"Last looked at on {seen}: look again.")


def _of_words(*, advice: bool) -> Iterator[Check]:
    for wording in WORDINGS:
        if wording.advice is advice:
            yield Check(wording.name, wording.rule, wording.look)


OF_SIGNS: tuple[Check, ...] = (
    Check("HTML", "HTML", text_checks.html),
    Check("links", "links", text_checks.links),
    Check("nowhere", "links", text_checks.nowhere),
    Check("unread marks", "marks", text_checks.unread_marks),
    Check("invisible", "marks", text_checks.invisible),
    Check("long line", "heading", text_checks.long_line),
)
BLOCKING: tuple[Check, ...] = (
    *_of_words(advice=False),
    Check("figure of two factors", "B2", text_checks.figure_of_two_factors),
    Check("lone figure", "B3", text_checks.lone_figure),
    Check("article figures", "B4", text_checks.article_figures),
    Check("article unnamed", "B4", text_checks.article_unnamed),
    Check("too hard", "B14", text_checks.too_hard),
    *OF_SIGNS,
)
ADVISORY: tuple[Check, ...] = (
    *_of_words(advice=True),
    Check("hard", "14", text_checks.hard),
    Check("long sentence", "14", text_checks.long_sentence),
    Check("one-sided", "10", text_checks.one_sided),
)
