"""Checks of one text that a list of words cannot make. Each yields what an editor should read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from riskfactors.editions.markdown import CITATION, NAMED, PARSER
from riskfactors.editions.wording import DIGITS, TIMES, Finding, TextToCheck, factors_in, short
from riskfactors.engine.fields import Voice
from riskfactors.engine.readability import LONGEST, PLAIN, reading

HARDEST = 12
# A grade is made for a hundred words; in a sentence or two one long word would decide.
FEW_WORDS, HARDEST_OF_FEW = 25, 18
HTML = re.compile(r"<[a-z/!][^>]*>?|&#?\w+;", re.IGNORECASE)
LINK = re.compile(
    r"\]\((?!https://|/(?!/)|#)[^)\n]*\)|\b(?:http|ftp)://\S*|\b(?:javascript|mailto|data):\S*"
    r"|(?<!//)\bwww\.\S+",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https://([^\s)]*)")
HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?")
TAG, ESCAPED, IMAGE = re.compile(r"<[^>]+>"), re.compile(r"\\[!-/:-@\[-`{-~]"), re.compile(r"!\[")
# Half a pair of marks, a link or source that is not whole, and what this Markdown does not know:
# headings, quotes, tables, rules, other bullets, pictures.
MARKS = re.compile(
    r"[*`\[\]]+|~~|(?<!\w)_+|_+(?!\w)|[•‣◦▪]|!\[|^[ ]*(?:#{1,6}(?= )|>|\||[-=+]{2,}[ ]*$)",
)
# The first sign of a mark that stands in pairs.
PAIRS = "*`_~"
MENDED = {
    True: "close it, take it out, or write a backslash before it.",
    False: "take it out, or write a backslash before it.",
}
LINKS_MENDED = "write a link as [words](https://…), a source as [@E4], or a backslash before it."
SOURCES_MENDED = "name sources as in [@E4; @E5], with both brackets and a semicolon between."
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
HEADINGS, LONGEST_HEADING = frozenset({"heading", "question", "purpose", "legend"}), 120
COMPARED = re.compile(
    r"\bcompar|\bthan\b|\bas in\b"
    r"|\bas (?:other|people|adults|those|wom[ae]n|m[ae]n|anyone|someone)",
    re.IGNORECASE,
)
OUTCOME = re.compile(r"\bMS\b|multiple sclerosis|getting worse", re.IGNORECASE)
REPORTED = re.compile(r"\barticle\b|\bit (?:also )?(?:says|names|calls|gives)\b", re.IGNORECASE)
OTHER_SIDE = re.compile(r"\b(?:not|never|none|no|without|fewer|were negative)\b", re.IGNORECASE)
SPELLED = {
    "doubl": "2",
    "twice": "2",
    "two": "2",
    "thrice": "3",
    "tripl": "3",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
}


def lone_figure(text: TextToCheck) -> Iterator[Finding]:
    """A “times” figure needs, in its paragraph, whom it compares and for which outcome."""
    for paragraph in text.paragraphs if text.voice is Voice.BEYOND else ():
        found = TIMES.search(paragraph)
        if found and not (COMPARED.search(paragraph) and OUTCOME.search(paragraph)):
            message = f"Say next to “{found[0]}” who is compared with whom, and for what."
            yield message, short(paragraph)


def figure_of_two_factors(text: TextToCheck) -> Iterator[Finding]:
    """A “times” figure in a sentence on two factors is one figure for both."""
    for sentence, _ in text.sentences:
        found = TIMES.search(sentence)
        if found and len(factors_in(sentence)) > 1:
            message = f"Figures are not combined: “{found[0]}” stands for two factors."
            yield message, short(sentence)


def article_figures(text: TextToCheck) -> Iterator[Finding]:
    """In the article's voice only figures of the article's claims may stand."""
    for sentence, _ in text.sentences if text.figures is not None else ():
        if "does not say" not in sentence:
            for figure in sorted(figures(sentence) - (text.figures or frozenset())):
                yield f"“{figure}” is in no claim of the article on this card.", short(sentence)


def article_unnamed(text: TextToCheck) -> Iterator[Finding]:
    """A text in the article's voice opens by naming the article."""
    opening = text.sentences[0][0] if text.sentences else ""
    if text.voice is Voice.ARTICLE and opening and not REPORTED.search(opening):
        yield "Open with the article, such as “The article says that …”.", short(opening)


def too_hard(text: TextToCheck) -> Iterator[Finding]:
    """No text may ask for more than twelve years of school."""
    grade, limit = _grade(text)
    if grade > limit:
        yield f"Use shorter words and sentences: reading grade {grade:.1f}, at most {limit}.", ""


def html(text: TextToCheck) -> Iterator[Finding]:
    """Texts are Markdown; HTML would be shown as it was typed."""
    for found in HTML.finditer(text.markdown):
        yield f"Write Markdown and no HTML: take out “{found[0]}”.", ""


def links(text: TextToCheck) -> Iterator[Finding]:
    """A link leads to a page of this site or to an https address."""
    for found in LINK.finditer(text.markdown):
        yield f"Link to an https address or a page of this site, not “{found[0]}”.", ""


def nowhere(text: TextToCheck) -> Iterator[Finding]:
    """An address names its host, and nobody's password."""
    for found in ADDRESS.finditer(text.markdown):
        host = found[1].partition("/")[0]
        if "@" in host:
            yield f"Take the name or password out of this address: “{found[0]}”.", ""
        elif not HOST.fullmatch(host):
            yield f"This address leads nowhere: “{found[0]}”. Copy it from the browser.", ""


def unread_marks(text: TextToCheck) -> Iterator[Finding]:
    """Marks that Markdown left as they were, which readers would see: of each kind one a line."""
    shown = _as_read(text.markdown) if text.is_prose else text.markdown
    for line in shown.splitlines():
        kinds = {_kind_of_mark(found[0]): found for found in reversed([*MARKS.finditer(line)])}
        for kind, found in sorted(kinds.items(), key=lambda pair: pair[1].start()):
            mended = MENDED[kind in PAIRS]
            if kind == "[":
                mended = SOURCES_MENDED if NAMED.search(line) else LINKS_MENDED
            yield f"“{found[0]}” would be shown as it is: {mended}", short(line, found.start())


def _kind_of_mark(mark: str) -> str:
    """Brackets are of one kind, open or closed; any other mark is of its own."""
    return "[" if set(mark.strip()) & {"[", "]"} else mark.strip()[:1]


def invisible(text: TextToCheck) -> Iterator[Finding]:
    """Characters that nobody sees, some of which turn the words around them."""
    for found in sorted(set(INVISIBLE.findall(text.markdown))):
        name = unicodedata.name(found, "").lower()
        yield f"Take out an invisible character: {name} (U+{ord(found):04X}).", ""


def long_heading(text: TextToCheck) -> Iterator[Finding]:
    """A heading is read at a glance."""
    if text.field in HEADINGS and len(text.markdown) > LONGEST_HEADING:
        yield f"A heading of {len(text.markdown)} characters: at most {LONGEST_HEADING} fit.", ""


@lru_cache(maxsize=4096)
def _as_read(markdown: str) -> str:
    """The words of a text as readers see them, a line for each block; marks meant as such and
    sources left out.
    """
    meant = CITATION.sub("", ESCAPED.sub("", markdown))
    return unescape(TAG.sub("", PARSER.render(IMAGE.sub("", meant)))) + "\n".join(
        IMAGE.findall(meant)
    )


def hard(text: TextToCheck) -> Iterator[Finding]:
    """Aim at a reading age of 11 to 14."""
    grade, limit = _grade(text)
    if PLAIN < grade <= limit:
        yield f"Reading grade {grade:.1f}: {PLAIN} or below reads with ease.", ""


def _grade(text: TextToCheck) -> tuple[float, int]:
    is_short = sum(len(sentence.split()) for sentence, _ in text.sentences) < FEW_WORDS
    limit = HARDEST_OF_FEW if is_short else HARDEST
    return (reading(text.markdown).grade if text.is_prose else 0), limit


def long_sentence(text: TextToCheck) -> Iterator[Finding]:
    """A long sentence is hard to hold."""
    for sentence, _ in text.sentences:
        if (words := reading(sentence).longest) > LONGEST:
            yield (
                f"A sentence of {words} words: {LONGEST} or fewer are easy to follow.",
                short(sentence),
            )


def one_sided(text: TextToCheck) -> Iterator[Finding]:
    """Say how many do, and how many do not."""
    for paragraph in text.paragraphs:
        if "of every 1,000" in paragraph.lower() and not OTHER_SIDE.search(paragraph):
            yield "Say how many do not, next to how many do.", short(paragraph)


@lru_cache(maxsize=256)
def figures(words: str) -> frozenset[str]:
    """The figures in some words, such as “50”, “60 %” and “32 times”; “twice” is “2 times”."""
    compared = (figure for found in TIMES.finditer(words) for figure in _compared(found[0].lower()))
    return frozenset({*DIGITS.findall(TIMES.sub(" ", words)), *compared})


def _compared(found: str) -> list[str]:
    unit = "%" if found.endswith(("%", "cent")) else "times"
    spelled = (digits for word, digits in SPELLED.items() if found.startswith(word))
    return [f"{digits} {unit}" for digits in DIGITS.findall(found) or [next(spelled, found)]]
