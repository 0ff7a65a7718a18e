"""Tell how hard each text of the live edition is to read; fails above the agreed grades."""

from __future__ import annotations

from dataclasses import fields
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riskfactors.editions import live
from riskfactors.engine.fields import Prose
from riskfactors.engine.readability import Reading, reading
from riskfactors.engine.texts import KINDS, Edition

MEDIAN, MOST = 6.0, 8.0


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        found = sorted(readings(live.current()), key=lambda told: told[1].grade)
        self.stdout.write("grade   LIX  longest sentence")
        for place, told in found:
            self.stdout.write(f"{told.grade:5.1f}  {told.lix:4.0f}  {told.longest:3}  {place}")
        middle, top = median(told.grade for _, told in found), found[-1][1].grade
        self.stdout.write(f"{len(found)} texts: median grade {middle:.1f}, highest {top:.1f}")
        if middle > MEDIAN or top > MOST:
            raise CommandError(f"Agreed: median up to {MEDIAN:.0f}, none over {MOST:.0f}.")


def readings(edition: Edition) -> list[tuple[str, Reading]]:
    """Every text of an edition with its place and how hard it is to read."""
    return [
        (f"{kind} / {key} / {field.name}", reading(prose.markdown))
        for kind in KINDS
        for key, entry in getattr(edition, kind).items()
        for field in fields(entry)
        if isinstance(prose := getattr(entry, field.name), Prose)
    ]
