"""From the working copy to a live edition, whole or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from riskfactors.editions import live, packaged, snapshot
from riskfactors.editions.document import Document, Texts, canonical, digest, freeze
from riskfactors.editions.gate import Problem, problems
from riskfactors.models import AuditLine, Edition, Entry, Live


class RefusedError(Exception):
    """The gate found problems; nothing has changed."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, found)))
        self.problems = found


def working_copy() -> Texts:
    """The texts as editors have them now."""
    texts: dict[str, dict[str, Any]] = {}
    for entry in Entry.objects.order_by("kind", "key"):
        texts.setdefault(entry.kind, {})[entry.key] = entry.fields
    return texts


@transaction.atomic
def load_packaged() -> Edition | None:
    """Fill an empty working copy and publish it as edition 1; None if already done."""
    if Entry.objects.exists() or Edition.objects.exists():
        return None
    Entry.objects.bulk_create(
        Entry(kind=kind, key=key, fields=fields)
        for kind, entries in packaged.texts().items()
        for key, fields in entries.items()
    )
    date, note = packaged.about()
    return publish(who=None, note=note, date=date)


@transaction.atomic
def publish(*, who: Any, note: str, date: dt.date | None = None) -> Edition:
    """Freeze the working copy, check it and make it live; raises RefusedError.

    One transaction stores the edition, moves the pointer and writes the audit line; the
    snapshot file follows the commit.
    """
    document = checked(working_copy())
    before = Live.objects.select_for_update().select_related("edition").first()
    last = Edition.objects.order_by("number").last()
    written = canonical(document)
    edition = Edition.objects.create(
        number=last.number + 1 if last else 1,
        digest=digest(written),
        date=date or timezone.localdate(),
        document=written,
        note=note,
    )
    Live.objects.update_or_create(id=1, defaults={"edition": edition})
    AuditLine.objects.create(
        who=who,
        who_text=str(who or "the command line"),
        act="publish",
        edition=edition.number,
        digest_before=before.edition.digest if before else "",
        digest_after=edition.digest,
        note=note,
    )
    transaction.on_commit(lambda: _show(edition))
    return edition


def checked(texts: Texts) -> Document:
    """The frozen document of these texts; raises RefusedError."""
    document = freeze(texts)
    if found := problems(document):
        raise RefusedError(found)
    return document


def _show(edition: Edition) -> None:
    snapshot.write(
        settings.SNAPSHOT,
        number=edition.number,
        date=edition.date,
        written=edition.document,
    )
    live.refresh()
