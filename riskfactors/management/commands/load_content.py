"""Load the packaged texts and publish them as edition 1.

Later it adds texts that a new release needs to the working copy, and renews those that no editor
ever touched; what an editor wrote stays.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riskfactors.editions import content
from riskfactors.editions.publish import RefusedError, load_packaged
from riskfactors.editions.working_copy import add_missing, renew


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = load_packaged()
        except RefusedError as refused:
            raise CommandError(f"The packaged texts have problems:\n{refused}") from refused
        if edition:
            self.stdout.write(f"{edition} is live.")
        elif count := renew(content.texts()) + add_missing(content.texts()):
            self.stdout.write(f"{count} texts that are new in this release wait to be published.")
        else:
            self.stdout.write("The texts are loaded already.")
