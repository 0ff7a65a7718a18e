"""Numbers as English writes them: in digits, “twice”, “a third”, “one and a half”."""

from __future__ import annotations

import re
from decimal import Decimal

ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {
    **{word: Decimal(n) for n, word in enumerate(ONES)},
    **{word: Decimal(10 * n) for n, word in enumerate(TENS, 2)},
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(1_000_000),
    "dozen": Decimal(12),
    "decade": Decimal(10),
}
PARTS = {"half": Decimal(2), "third": Decimal(3), "quarter": Decimal(4), "fifth": Decimal(5)}
TIMES = {"twice": Decimal(2), "doubl": Decimal(2), "thrice": Decimal(3), "tripl": Decimal(3)}
WORD = "|".join(sorted(WORDS, key=len, reverse=True))
NUMBER = re.compile(
    rf"""
    (?P<digits>(?<![\w.,])(?:\d+(?:,\d{{3}})*(?:\.\d+)?|\.\d+)(?!\d))
    (?P<scale>\ (?:hundred|thousand|million))?
    | \b(?P<many>twice|thrice|doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing))\b
    | \b(?P<part>(?:two|three|four)\ (?:third|quarter|fifth)s\b
      |(?:(?:an?|one)\ )?(?:half|third|quarter|fifth)
      (?=\ (?:of|as|more|less|fewer|higher|lower|the)\b|[.,;:]|$)(?!-))
    | \b(?P<word>(?:a\ )?(?:{WORD})(?:[-\ ](?:{WORD}))*)(?:-?fold)?\b
      (?P<more>\ and\ an?\ (?:half|third|quarter))?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def number(found: re.Match[str]) -> tuple[Decimal, Decimal]:
    """What a match of `NUMBER` says, and to what it was rounded."""
    if digits := found["digits"]:
        read = Decimal(digits.replace(",", ""))
        scale = WORDS[(found["scale"] or " ").strip().lower()] if found["scale"] else Decimal(1)
        return read * scale, Decimal(1).scaleb(min(0, int(read.as_tuple().exponent))) * scale
    if many := found["many"]:
        return TIMES[many.lower()[:5]], Decimal(1)
    if part := found["part"]:
        return _part(part.lower()), Decimal("0.1")
    whole = _whole(found["word"].lower())
    if more := found["more"]:
        extra = 1 / PARTS[more.split()[-1].lower()]
        return whole + extra, extra
    return whole, Decimal(1)


def _part(written: str) -> Decimal:
    *count, unit = written.split()
    times = WORDS.get(count[0], Decimal(1)) if count else Decimal(1)
    return times / PARTS[unit.rstrip("s")]


def _whole(written: str) -> Decimal:
    total = Decimal(0)
    for word in re.split(r"[-\s]", written.removeprefix("a ")):
        value = WORDS[word]
        total = (total or 1) * value if value >= 100 else total + value
    return total
