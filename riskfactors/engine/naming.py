"""What people call a text. Nobody has to know its key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NOUNS = {
    "sources": "Source",
    "questions": "Question",
    "options": "Answer",
    "claims": "Claim",
    "matches": "Claim beside research",
    "studies": "Study result",
    "passages": "Card",
    "interplay": "Factors together",
    "notices": "Notice",
    "learn": "Learn section",
    "faq": "Question the article answers",
    "cases": "Person",
    "workshops": "Lesson",
    "slides": "Slide",
    "exercises": "Self-check question",
    "headlines": "Headline",
    "frames": "Comparison",
    "figures": "Number",
    "reasons": "Reason not to multiply",
    "pictures": "Picture",
    "panels": "Part of a picture",
    "bands": "Vitamin D range",
    "glossary": "Word",
    "pages": "Section",
}
FACTORS = {
    "ebv": "EBV",
    "vitamin_d": "Vitamin D",
    "smoking": "Smoking",
    "family_history": "Family history",
}
OF_FACTORS = frozenset({"questions", "options", "passages", "frames"})
FIELDS = {
    "article": "What the article says",
    "says": "What the article says",
    "unsaid": "What this does not tell you",
    "beyond": "Beyond the article",
    "research": "Beyond the article",
    "unknown": "What is not known",
    "comparison": "Compared with whom",
    "against": "Compared with whom",
    "figure_of": "What the figure is of",
    "common": "How common it is",
    "why": "Why we ask",
    "legend": "Question",
    "checked": "Checked",
    "unchecked": "Not checked",
    "lead": "Before any figure",
    "short": "In short",
    "short_article": "What the article says, in short",
    "short_beyond": "Beyond the article, in short",
    "short_limits": "What this does not tell you, in short",
    "counts": "Counts in its picture",
    "counts_of": "Whom two pictures count",
    "note": "For whoever teaches",
    "notes": "For whoever teaches",
    "ask": "Questions for learners",
    "misread": "Common misunderstandings",
    "formerly": "Former names of its link",
    "withdrawn": "Why it is no longer used",
    "beside": "Cases to compare it with",
    "worked_from": "Worked out from",
    "also": "What else it reports",
    "do": "What some of them do",
    "n": "How many it counted",
    "right": "Which answer fits",
    "differ": "Why its counts differ",
    "line": "How far it was studied",
    "sure": "How sure we are",
    "instead": "How it could be put instead",
    "proof": "The test that shows it",
    "mark": "Words at the article’s mark",
    "picture": "Picture",
    "guess": "Question to guess",
    "first": "First answer",
    "first_why": "To whoever chose the first",
    "second": "Second answer",
    "second_why": "To whoever chose the second",
    "third": "Third answer",
    "third_why": "To whoever chose the third",
    "whom": "Compared with whom?",
    "many": "Of how many?",
    "time": "Over what time?",
    "link": "Link or cause?",
    "low": "Lower end",
    "high": "Upper end",
    "tier": "How far our own voice may go",
    **FACTORS,
}
FIELDS_OF = {
    ("sources", "short"): "Short name",
    ("sources", "kind"): "Kind of source",
    ("sources", "seen"): "Last looked at",
    ("glossary", "forms"): "Other spellings",
    ("studies", "cases"): "How many have MS",
    ("studies", "year"): "Published",
    ("bands", "body"): "Official body",
    ("headlines", "outcome"): "Getting MS, or MS getting worse?",
}
# Where a kind has a title, in this order; any kind without one is named by its first words.
TITLES = ("heading", "name", "term", "label", "short", "question", "says")
MOST_WORDS = 9
MARKS = re.compile(r"\s*\[@[^\]]*\]|\*\*|^[-*] |\[([^\]]+)\]\([^)]+\)", re.MULTILINE)


def kind_in_words(kind: str, key: str) -> str:
    """What a text is: “EBV card”, “Slide”."""
    noun, factor = NOUNS.get(kind, "Text"), FACTORS.get(key.partition(".")[0])
    if kind not in OF_FACTORS or factor is None:
        return noun
    return f"{factor} {noun.lower()}"


def title_of(kind: str, key: str, fields: Mapping[str, Any]) -> str:
    """What a text is called among others of its kind; of one that is missing, words of its key."""
    if kind == "bands" and fields.get("body"):
        return f"{fields['body']}, {fields.get('name', '')}"
    found = next((str(fields[name]) for name in TITLES if fields.get(name)), "")
    words = MARKS.sub(r"\1", found).split()
    if not words:
        return re.sub(r"\W+|_", " ", key.rpartition(".")[2]).strip()
    return " ".join(words[:MOST_WORDS]) + ("…" if len(words) > MOST_WORDS else "")


def name_of(kind: str, key: str, fields: Mapping[str, Any]) -> str:
    """What people call a text anywhere: “EBV card: Glandular fever (mono)”."""
    return f"{kind_in_words(kind, key)}: {title_of(kind, key, fields)}"


def beside_title(kind: str, key: str) -> str:
    """What tells a text from others of its title: a source's mark, the factor of a card."""
    if kind == "sources":
        return key
    return kind_in_words(kind, key) if kind in OF_FACTORS else ""


def field_in_words(kind: str, field: str) -> str:
    """What a field is called wherever people meet it."""
    plain = field.replace("_", " ").capitalize()
    return FIELDS_OF.get((kind, field)) or FIELDS.get(field, plain)
