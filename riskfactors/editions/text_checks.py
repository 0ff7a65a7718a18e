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
from riskfactors.engine.naming import TITLES
from riskfactors.engine.readability import LONGEST, PLAIN, reading

HARDEST = 12
# A grade is made for a hundred words; in a sentence or two one long word would decide.
FEW_WORDS, HARDEST_OF_FEW = 25, 18
# An address in angle brackets, which this Markdown does not make a link of.
POINTED = r"<(?:https?:|ftp:|mailto:|www\.|[\w.+-]+@)[^>\s]*>?"
HTML = re.compile(rf"(?!{POINTED})<[a-z/!][^>]*>?|&#?\w+;", re.IGNORECASE)
LINK = re.compile(
    r"(?:\[[^\[\]\n]*)?\]\((?!https://|/(?!/)|#)[^)\n]*\)"
    rf"|{POINTED}|\b(?:http|ftp)://\S*|\b(?:javascript|mailto|data):\S*|(?<!//)\bwww\.\S+",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"(?<!<)https://(?:[^\s)>]*[^\s)>.,;:!?])?", re.IGNORECASE)
HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?")
TAG, ESCAPED = re.compile(r"<[^>]+>"), re.compile(r"\\[!-/:-@\[-`{-~]")
PICTURE = r"!\[[^\]\n]*(?:\](?:\([^)\n]*\))?)?"
IMAGE = re.compile(PICTURE)
# A line of signs alone: a rule, what stands below a heading or a table's head, an empty bullet.
SIGNS = r"(?m:^[ \t]*[-=+|:_*~#][-=+|:_*~# \t]*$)"
# What the parser could take for a list or half a link.
LITERAL = re.compile(f"{PICTURE}|{SIGNS}")
# What this Markdown does not know, half a pair of marks, a link or source that is not whole.
MARKS = re.compile(
    "|".join(
        (
            *(PICTURE, SIGNS, r"[\[\]]+", "`+", r"\*\*+|(?<!\w)\*|\*(?!\w)"),
            *(r"(?<!\w)_+|_+(?!\w)", "~~+", "==+", r"\+\+(?=\w)", r"\|\|+", ":::+"),
            *(
                r"(?<![\w@])@[A-Z]+\d(?:[\w.-]*\w)?",
                r"\\\S?",
                r"\$\$|\$(?=\S)[^$\n]*[^\s$]\$(?!\d)",
            ),
            *(r"\{[{%#.:]", r"(?<![\w:]):[a-z_]{2,}:(?![\w:])", "[•‣◦▪]"),
            r"^[ \t]*(?:#{1,6}(?!\d)|>|\||:(?=\s))",
            r"^[ \t]*[-–—+·⁃∙→\u25a0-\u25ff\u2610-\u2612\u2713-\u2718\u2794-\u27be](?![\d.,])",
        )
    )
)
# The number of an item that does not begin a list.
ITEM = re.compile(r"^[ \t]*(?:\d{1,2}[.)](?=\s|[^\W\d])|(?:[a-z]|[ivx]{2,5})[.)]\s)")
# The first sign of a mark that stands in pairs.
PAIRS = "*`_~="
# A translated title stands in brackets.
TRANSLATED = re.compile(r"(?<!!)\[\w[^\[\]]*\](?![(\[])")
IN_LINE = "take it out."
MENDED = {
    True: "close it, take it out, or write a backslash before it.",
    False: "take it out, or write a backslash before it.",
}
LINKS_MENDED = "write a link as [words](https://…), a source as [@E4], or a backslash before it."
SOURCES_MENDED = "name sources as in [@E4; @E5], with both brackets and a semicolon between."
# Signs by which one emoji is made of others.
IN_EMOJI = re.compile(
    "(?<=[\u2100-\u2bff\U0001f000-\U0001faff])[\ufe0e\ufe0f]?(?:\u200d(?=[\u2100-\U0001faff]))?"
)
UNSEEN = re.compile("FILLER|VARIATION SELECTOR|JOINER|PATTERN BLANK")
# What names a thing is read at a glance; any other line holds some sentences at most.
NAMES = frozenset({*TITLES, "purpose", "legend", "body"})
LONGEST_NAME, LONGEST_LINE = 120, 500
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
    for found in LINK.finditer(IMAGE.sub("", text.markdown)):
        told = "Link to an https address or a page of this site, as in [words](https://…)"
        yield f"{told}, not “{found[0]}”.", ""


def nowhere(text: TextToCheck) -> Iterator[Finding]:
    """An address names its host, and nobody's password."""
    for found in ADDRESS.finditer(IMAGE.sub("", text.markdown)):
        if fault := address_fault(found[0]):
            yield fault, ""


def address_fault(address: str) -> str:
    """How to mend an address that begins with https://; "" where it is sound."""
    host = re.split(r"[/?#]", address[len("https://") :])[0]
    if "@" in host:
        return f"Take the name or password out of this address: “{address}”."
    if not HOST.fullmatch(host):
        return f"This address leads nowhere: “{address}”. Copy it from the browser."
    return ""


def unread_marks(text: TextToCheck) -> Iterator[Finding]:
    """Marks that Markdown left as they were, which readers would see: of each kind one a line."""
    shown = _as_read(text.markdown) if text.is_prose else LINK.sub("", text.markdown)
    if text.kind == "sources":
        shown = TRANSLATED.sub("", shown)
    for line in shown.splitlines():
        marks = [*MARKS.finditer(line), *(ITEM.finditer(line) if text.is_prose else ())]
        kinds = {_kind_of_mark(found[0]): found for found in reversed(marks)}
        for kind, found in sorted(kinds.items(), key=lambda pair: pair[1].start()):
            mended = _mended(kind, line) if text.is_prose else IN_LINE
            mark = found[0].strip()
            yield f"“{mark}” would be shown as it is: {mended}", short(line, found.start())


def _mended(kind: str, line: str) -> str:
    if kind == "[":
        return SOURCES_MENDED if NAMED.search(line) else LINKS_MENDED
    return MENDED[kind in PAIRS]


def _kind_of_mark(mark: str) -> str:
    """What stands around a link or a source is of one kind; any other mark is of its own."""
    first = mark.strip()[:1]
    return "[" if first in "[]@" else first


def invisible(text: TextToCheck) -> Iterator[Finding]:
    """Characters that nobody sees, some of which turn the words around them."""
    for found in unseen(text.markdown):
        name = unicodedata.name(found, "no name").lower()
        yield f"Take out an invisible character: {name} (U+{ord(found):04X}).", ""


def unseen(written: str) -> list[str]:
    """The characters in some words that nobody sees, each once; an emoji may need them."""
    return sorted(found for found in set(IN_EMOJI.sub("", written)) if _is_unseen(found))


def _is_unseen(sign: str) -> bool:
    if sign in "\n\r\t":
        return False
    is_control = unicodedata.category(sign)[0] == "C" or sign in "\u2028\u2029"
    return is_control or bool(UNSEEN.search(unicodedata.name(sign, "")))


def long_line(text: TextToCheck) -> Iterator[Finding]:
    """A name is read at a glance, and no line is a page. A study's label has its own limit."""
    is_name = text.field in NAMES and text.kind != "studies"
    limit = LONGEST_NAME if is_name else LONGEST_LINE
    if not text.is_prose and len(text.markdown) > limit:
        yield f"This has {len(text.markdown)} characters: at most {limit} fit.", ""


@lru_cache(maxsize=4096)
def _as_read(markdown: str) -> str:
    """The words of a text as readers see them, a line for each block; marks meant as such,
    sources, and links that are a finding of their own left out.
    """
    meant = CITATION.sub("", ESCAPED.sub("", markdown))
    literal = LITERAL.sub(lambda found: re.sub(r"([^\w\s])", r"\\\1", found[0]), meant)
    return unescape(TAG.sub("", PARSER.render(LINK.sub("", literal))))


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
