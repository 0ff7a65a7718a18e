"""Write everything that editors have made into one file, as it was at one moment."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from riskfactors.models import Edition, Live

ENDING = ".json.gz"
# Made by migrations, or worth nothing a day later.
LEFT_OUT = ("contenttypes", "auth.permission", "sessions", "axes")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=f"a new file, ending in {ENDING}")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.name.endswith(ENDING):
            raise CommandError(f"The file's name must end in {ENDING}.")
        if file.exists():
            raise CommandError(f"{file} exists already. Nothing was written.")
        part = file.with_name(f"part-{file.name}")
        try:
            told = _write(part)
            part.rename(file)
        except (OSError, CommandError) as error:
            raise CommandError(f"The backup could not be written: {error}") from error
        finally:
            part.unlink(missing_ok=True)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        self.stdout.write(f"{file}: {told}, sha256 {digest}")


def _write(file: Path) -> str:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        call_command(
            "dumpdata",
            exclude=LEFT_OUT,
            natural_foreign=True,
            natural_primary=True,
            output=str(file),
            verbosity=0,
        )
        live = Live.objects.edition()
        shown = f"{live} ({live.digest[:12]}) live" if live else "none live"
        return f"{Edition.objects.count()} editions, {shown}"
