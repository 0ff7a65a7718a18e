"""Which passwords are too easy to guess for somebody who can change what readers read."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError

from riskfactors.editions.content import CONTENT

# What somebody who knows the site tries first, beside the longer words of its texts.
OWN_WORDS = (
    *("four", "mscalc", "barr", "ebv", "mono", "gene", "nmol", "working", "copy", "candidate"),
    *("mononucleosis", "infectious", "admin", "editor", "author", "reviewer", "publisher"),
)
WORD = re.compile(r"[a-z]{5,}")
# Years, rows of digits and letters typed twice add nothing either.
DIGITS, TWICE = re.compile(r"\d{4,}"), re.compile(r"(.)\1+", re.DOTALL)
# The estimate takes no more characters, and so many make a password strong, if any do.
LONGEST = 72
STRONG = 4


class GuessingValidator:
    """Refuses what guessing finds soon: rows, repeats, known passwords, the site's own words."""

    def validate(self, password: str, user: Any = None) -> None:
        # Here, as its lists of words take a quarter of a second and 12 MB.
        from zxcvbn import zxcvbn

        name = user.get_username() if user else ""
        own = [*filter(None, [name]), *_own_words()]
        # Words of one's own add nothing, however many there are.
        without = _own_pattern().sub("", re.sub(re.escape(name), "", password, flags=re.I))
        rest = TWICE.sub(r"\1", DIGITS.sub("", without))
        for part in (password, rest):
            if not part or zxcvbn(part[:LONGEST], user_inputs=own)["score"] < STRONG:
                raise ValidationError(
                    "This password is easy to guess. Take some words that have nothing to do "
                    "with each other or with this site.",
                    code="password_easy_to_guess",
                )

    def get_help_text(self) -> str:
        return (
            "Your password must be hard to guess: some words that have nothing to do with each "
            "other or with this site."
        )


@cache
def _own_words() -> tuple[str, ...]:
    """Those above, and each longer word of the texts that the site comes with."""
    texts = (path.read_text("utf-8").lower() for path in CONTENT.glob("*.toml"))
    found = {word for text in texts for word in WORD.findall(text)}
    return tuple(sorted(found.union(OWN_WORDS), key=lambda word: (-len(word), word)))


@cache
def _own_pattern() -> re.Pattern[str]:
    return re.compile("|".join(_own_words()), re.IGNORECASE)


class ToldBesideIt:
    """Of a form that sets a password: what is wrong with it is not said at its repetition."""

    fields: dict[str, Any]

    def validate_password_for_user(self, user: Any, *place: Any) -> None:
        """Check the password, and say at its own field what is wrong."""
        name = next(name for name in self.fields if name.endswith("password1"))
        super().validate_password_for_user(user, name)  # type: ignore[misc]
