"""Make the texts of a file, or of an edition, the working copy.

Without --write it only says what would change. Readers see nothing of it before it is published,
and each text that changes or goes keeps its versions.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.http import Http404

from riskfactors.editions.archive import BrokenEditionError, row_of, texts_of
from riskfactors.editions.differences import KindChanges, differences
from riskfactors.editions.document import Texts, canonical, digest, freeze, tidy
from riskfactors.editions.exchange import UnreadableError, read
from riskfactors.editions.readiness import blocking
from riskfactors.editions.working_copy import replace, working_copy
from riskfactors.models import COMMAND_LINE, AuditLine, Live


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="TOML or JSON, as exported; - reads the input")
        parser.add_argument("--edition", type=int, help="an edition's number in place of a file")
        parser.add_argument("--write", action="store_true", help="do it")

    def handle(self, *args: Any, **options: Any) -> None:
        name, texts = _offer(options["file"], options["edition"])
        if not any(texts.values()):
            raise CommandError(f"{name} holds no texts. Nothing was changed.")
        with transaction.atomic():
            kinds = differences(before := working_copy(), texts)
            if options["write"] and kinds:
                replace(texts, who=COMMAND_LINE)
                _audit(name, before)
        self.report(kinds, freeze(texts), wrote=options["write"])

    def report(self, kinds: tuple[KindChanges, ...], document: Any, *, wrote: bool) -> None:
        """Say what differs, what is to be mended, and whether anything was written."""
        counts = Counter(text.state for kind in kinds for text in kind.texts)
        if not kinds:
            self.stdout.write("The working copy has these texts already. Nothing was changed.")
            return
        for kind in kinds:
            for text in kind.texts:
                fields = ", ".join(field.name for field in text.fields)
                self.stdout.write(f"{text.state}: {kind.name} / {text.key}: {fields}")
        told = (f"{counts[state]} {state}" for state in ("changed", "new", "gone"))
        self.stdout.write(f"{', '.join(told)}.")
        for problem in blocking(document):
            self.stdout.write(f"To mend before publishing: {problem}")
        self.stdout.write(
            "These texts are the working copy now."
            if wrote
            else "Nothing was changed yet: --write."
        )


def _offer(file: str | None, edition: int | None) -> tuple[str, Texts]:
    """The texts that may become the working copy, and where they come from."""
    if (file is None) == (edition is None):
        raise CommandError("Name a file or --edition, and not both.")
    try:
        if edition is not None:
            return f"Edition {edition}", texts_of(row_of(edition))
        return f"The file {file}", _read(str(file))
    except (UnreadableError, BrokenEditionError) as error:
        raise CommandError(f"{error} Nothing was changed.") from error
    except Http404 as error:
        raise CommandError(f"There is no edition {edition}.") from error
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}.") from error


def _read(file: str) -> Texts:
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return {
        kind: {key: tidied for key, fields in entries.items() if (tidied := tidy(fields))}
        for kind, entries in read(content).items()
    }


def _audit(name: str, before: Texts) -> None:
    AuditLine.objects.write(
        "import",
        who=None,
        edition=Live.objects.edition(),
        before=digest(canonical(freeze(before))),
        after=digest(canonical(freeze(working_copy()))),
        note=f"From {name}.",
    )
