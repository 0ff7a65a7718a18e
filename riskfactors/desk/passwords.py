"""Which passwords are too easy to guess for somebody who can change what readers read."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError

# What somebody who knows the site tries first.
OWN_WORDS = (
    *("fourfactors", "four", "factors", "factor", "mscalc", "multiple", "sclerosis"),
    *("epstein", "barr", "virus", "vitamin", "smoking", "family", "history", "calculator"),
    *("health", "article", "edition", "editor", "author", "reviewer", "publisher", "admin"),
)
# The estimate takes no more characters, and so many make a password strong, if any do.
LONGEST = 72
STRONG = 4


class GuessingValidator:
    """Refuses what guessing finds soon: rows, repeats, known passwords, the site's own words."""

    def validate(self, password: str, user: Any = None) -> None:
        # Here, as its lists of words take a quarter of a second and 12 MB.
        from zxcvbn import zxcvbn

        own = [*OWN_WORDS, *filter(None, [user and user.get_username()])]
        any_own = "|".join(map(re.escape, sorted(own, key=len, reverse=True)))
        # Words of one's own add nothing, however many there are.
        without = re.sub(any_own, "", password, flags=re.IGNORECASE)
        for part in (password, without):
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


class ToldBesideIt:
    """Of a form that sets a password: what is wrong with it is not said at its repetition."""

    fields: dict[str, Any]

    def validate_password_for_user(self, user: Any, *place: Any) -> None:
        """Check the password, and say at its own field what is wrong."""
        name = next(name for name in self.fields if name.endswith("password1"))
        super().validate_password_for_user(user, name)  # type: ignore[misc]
