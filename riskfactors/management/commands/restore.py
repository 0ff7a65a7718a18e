"""Fill an empty database from a backup: all of it, or nothing."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, transaction

from riskfactors.editions.document import digest
from riskfactors.models import AuditLine, Edition, Entry, Live


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        call_command("migrate", verbosity=0)
        for model in (Edition, Entry, AuditLine, User):
            if model.objects.exists():
                raise CommandError(
                    "This database is in use: a backup is restored into an empty one only. "
                    "Name a new one by DATABASE_URL or DATA_DIR. Nothing was changed."
                )
        try:
            with transaction.atomic():
                call_command("loaddata", str(file.absolute()), verbosity=0)
                self.stdout.write(_validate())
        except (DeserializationError, DatabaseError, OSError, EOFError, zlib.error) as error:
            raise CommandError(
                f"{file} cannot be restored: {error}. Nothing was changed."
            ) from error


def _validate() -> str:
    editions = 0
    for edition in Edition.objects.iterator():
        if digest(edition.document) != edition.digest:
            raise CommandError(
                f"{edition} was changed since it was published. Nothing was changed."
            )
        editions += 1
    live = Live.objects.edition()
    shown = f"{live} ({live.digest[:12]}) live" if live else "none live"
    return f"Restored {editions} editions, each with its digest; {shown}."
