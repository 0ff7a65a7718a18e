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

# The same for the teaching pages.
TEACHING = frozenset(
    {
        ":",
        (
            "A grid with a square for each combination. A dot stands for a factor: filled for "
            "present, hollow for absent, dotted for not known. A line between two dots stands for"
            " a note to read on that pair. The table below has the same in words."
        ),
        "A sum that is wrong",
        "Adding gives",
        "Aim",
        "All cases",
        "All combinations of the four factors",
        "All of it",
        "All other texts stay as they were.",
        "An invented person",
        "At the high end of the range",
        "At the low end of the range",
        "Back to",
        "Before:",
        "Both read",
        "Cases",
        "Cases to show",
        "Change one answer",
        "Changes",
        "Choose a person",
        "Choose two people to see what they read.",
        "Chosen answers",
        "Combinations, and the texts that fit each",
        "Common misunderstandings",
        "Compare the two",
        "Compare with",
        "Compose another",
        (
            "Filled: present. Hollow: absent. Dotted: not known. A line: there is a note to read "
            "on that pair. More lines mean more to read, and nothing else."
        ),
        "First person",
        "For whoever teaches",
        "Group by",
        "Had EBV, against the average adult",
        "In class",
        "Lesson plans",
        "Link to share:",
        "Make the link",
        "Multiplying gives",
        (
            "No question is answered, so there is nothing to explain. Choose an answer to see "
            "what it brings."
        ),
        "Not enough is known for this frame.",
        "Nothing that only this person reads.",
        "Now:",
        "Of every 1,000",
        "One factor at a time",
        "Only what both read",
        "Only what differs",
        "Open as a case",
        (
            "Part of this link could not be read. What could be read is shown below; the rest "
            "counts as not answered."
        ),
        "Part of this link could not be read:",
        "People without it",
        "Questions",
        "Questions for learners",
        "Save this table for a spreadsheet (CSV)",
        "Second person",
        "Show",
        "Show these",
        "Show what changes",
        "Steps",
        "Texts that fit",
        (
            "The link may be mistyped, or the case may have been withdrawn after it was shared. "
            "Texts of earlier editions can be read under"
        ),
        "The reckoning, in two lines",
        "The same sum, at the high end of the range",
        "The same sum, at the low end of the range",
        "The texts",
        "Their answers",
        "There is no case of this name",
        "There is no text that both read.",
        "This could not be updated. Check the connection and choose again.",
        (
            "This link is damaged, or of a kind that this site does not know. None of its answers"
            " could be read."
        ),
        "This number is nobody’s chance. It means nothing, and here is why.",
        "What changes",
        "What could be read is shown below.",
        "What somebody with these answers reads",
        "Which answer stands for each word",
        "about",
        "absent",
        "against about",
        "any",
        "gone",
        "is about",
        "more people than there are",
        "new",
        "not known",
        "of every 1,000",
        "present",
        "the person before",
        "times",
        "would be more than",
        "·",
    }
)
