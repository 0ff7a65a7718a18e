"""Days that editors wrote as text, for a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django import template

from riskfactors.engine.texts import Claim

register = template.Library()


@register.filter
def last_checked(claims: Iterable[Claim]) -> dt.date | None:
    """The earliest of the days these claims were checked; None if one has no such day."""
    found = [day(claim.checked) for claim in claims]
    known = [checked for checked in found if checked]
    return min(known) if known and len(known) == len(found) else None


@register.filter
def day(written: str | None) -> dt.date | None:
    """A day written such as 2026-11-23; None if there is none or it is no day."""
    try:
        return dt.date.fromisoformat(written or "")
    except ValueError:
        return None
