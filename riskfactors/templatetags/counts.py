"""Counts of every 1,000 as a frame of a thousand marks."""

from __future__ import annotations

from django import template

ACROSS = 50
register = template.Library()


@register.filter
def marks(count: int, across: int = ACROSS) -> str:
    """The first of a thousand marks as a path: a line for each row of `across`, to be dashed."""
    rows, left = divmod(count, across)
    lengths = [across] * rows + [left] * bool(left)
    return "".join(f"M0 {row}.5h{length}" for row, length in enumerate(lengths))
