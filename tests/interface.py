"""Every word of an explanation that is code and not an editor's: promise 1."""

from __future__ import annotations

STRINGS = frozenset(
    {
        "What this means",
        "Your answers",
        "Not answered",
        "Change",
        "Answer",
        "Clear all answers",
        "Print",
        "Copy as text",
        "This handout leaves out the longer texts and the list of sources. The page has both.",
        "Links open in a new tab, so your answers stay here.",
        "What the article says",
        "The article gives no figure for this.",
        "Checked on",
        "What this does not tell you",
        "Beyond the article",
        "What is not known",
        "How factors play together",
        "Sources",
        "The article",
        "Edition",
        ",",
        "digest",
        "What the article says looks like this.",
        "What lies beyond the article looks like this.",
    }
)
