"""Load the packaged texts and publish them as edition 1; does nothing a second time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riskfactors.editions.publish import RefusedError, load_packaged


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = load_packaged()
        except RefusedError as refused:
            raise CommandError(f"The packaged texts have problems:\n{refused}") from refused
        told = f"{edition} is live." if edition else "The texts are loaded already."
        self.stdout.write(told)
