"""Run in a site's settings: fills its database, or tells what a worker's start is made of."""

from __future__ import annotations

import json
import sys
import time

STARTED = time.perf_counter()
import django  # noqa: E402  (its import is part of what is told)

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.test import Client  # noqa: E402

from mscalc.response_cache import cache_of  # noqa: E402
from riskfactors.editions import live  # noqa: E402
from riskfactors.editions.publish import publish  # noqa: E402
from riskfactors.models import AuditLine, Edition, Entry  # noqa: E402

AT_ONCE = 500


def fill(editions: int, lines: int) -> dict[str, str]:
    """Add editions before the live one's number is reached again, audit lines, and an editor."""
    first = Edition.objects.get(number=1)
    Edition.objects.bulk_create(
        (
            Edition(number=n, date=first.date, document=first.document, digest=first.digest)
            for n in range(2, editions + 1)
        ),
        batch_size=AT_ONCE,
    )
    AuditLine.objects.bulk_create(
        (
            AuditLine(who_text="somebody", act="save", edition=1, digest_after=first.digest)
            for _ in range(lines)
        ),
        batch_size=AT_ONCE,
    )
    editor, _ = User.objects.get_or_create(username="editor", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(editor)
    return {"cookie": "; ".join(f"{one.key}={one.value}" for one in client.cookies.values())}


def start() -> dict[str, float]:
    """Seconds that each part of a start takes."""
    ready = time.perf_counter()
    edition = live.refresh()
    loaded = time.perf_counter()
    cache_of(edition)
    cached = time.perf_counter()
    return {
        "imports and settings": ready - STARTED,
        "edition read": loaded - ready,
        "600 explanations made and compressed": cached - loaded,
    }


def table() -> dict[str, float]:
    """MiB that the ready explanations hold, as text and compressed."""
    held = cache_of(live.refresh()).explanations.values()
    return {
        "in blocks": sum(map(len, {b for one in held for b in one.blocks})) / 2**20,
        "compressed": sum(len(one.compressed) for one in held) / 2**20,
    }


def release() -> dict[str, float]:
    """Seconds that publishing takes: checked and stored, with one heading changed."""
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    entry.fields["heading"] += "."
    entry.save()
    live.refresh()
    started = time.perf_counter()
    publish(who=None, note="A benchmark's edition.")
    return {"checked, stored and shown here": time.perf_counter() - started}


if __name__ == "__main__":
    acts = {"fill": fill, "start": start, "table": table, "release": release}
    print(json.dumps(acts[sys.argv[1]](*map(int, sys.argv[2:]))))
