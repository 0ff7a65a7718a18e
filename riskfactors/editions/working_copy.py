"""The working copy: the texts as editors have them now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from riskfactors.editions.document import Texts, tidy
from riskfactors.editions.gate import REQUIRED
from riskfactors.models import Entry

# What texts lean on: a release may need any of them.
ROWS = frozenset({"sources", "studies", "figures"})
# Who is said to have changed a text that no editor did.
RELEASE = "a new release"


def working_copy() -> Texts:
    """The texts as editors have them now."""
    texts: dict[str, dict[str, Any]] = {}
    for entry in Entry.objects.order_by("kind", "key"):
        texts.setdefault(entry.kind, {})[entry.key] = entry.fields
    return texts


@transaction.atomic
def replace(texts: Texts, *, who: Any) -> int:
    """Make these texts the working copy; the number of texts that changed, came or went."""
    given = {(kind, key): tidy(f) for kind, keys in texts.items() for key, f in keys.items()}
    count = 0
    for entry in Entry.objects.select_for_update():
        fields = given.pop((entry.kind, entry.key), None)
        if fields == entry.fields:
            continue
        count += 1
        if fields is None:
            entry.delete()
        else:
            save(entry, fields, who=who)
    Entry.objects.bulk_create(
        Entry(kind=kind, key=key, fields=fields, changed_by=str(who))
        for (kind, key), fields in given.items()
    )
    return count + len(given)


@transaction.atomic
def add_missing(packaged: Texts) -> int:
    """Add what a new release needs and an older working copy lacks; how many texts that is.

    Required texts, every source and row, and kinds of which it has none. Nothing that is there
    changes.
    """
    copy = working_copy()
    added = [
        Entry(kind=kind, key=key, fields=fields)
        for kind, entries in packaged.items()
        for key, fields in entries.items()
        if key not in copy.get(kind, {})
        and (kind in ROWS or kind not in copy or key in REQUIRED.get(kind, ()))
    ]
    Entry.objects.bulk_create(added)
    return len(added)


@transaction.atomic
def renew(packaged: Texts) -> int:
    """Bring texts that no editor ever touched to those of a new release; how many that is."""
    count = 0
    for entry in Entry.objects.select_for_update().filter(changed_by__in=("", RELEASE)):
        fields = packaged.get(entry.kind, {}).get(entry.key)
        if fields and fields != entry.fields:
            save(entry, fields, who=RELEASE)
            count += 1
    return count


def save(entry: Entry, fields: Mapping[str, Any], *, who: Any) -> None:
    """Give a text new fields; its version tells later savers that it moved on."""
    entry.fields = tidy(fields)
    entry.version += 1
    entry.changed_by = str(who)
    entry.save()
