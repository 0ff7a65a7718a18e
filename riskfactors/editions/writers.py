"""Whose words a candidate holds, and who is left to approve it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby, takewhile
from typing import Any

from django.contrib.auth import get_user_model

from riskfactors.editions.diff import changes
from riskfactors.editions.document import Texts, digest, thaw, tidy
from riskfactors.models import Candidate, Live, TextVersion

APPROVE = "riskfactors.approve_candidate"
BACKEND = "django.contrib.auth.backends.ModelBackend"
Place = tuple[str, str]


def writers(candidate: Candidate) -> frozenset[int]:
    """The accounts that sent it, or saved any of its words since the live edition."""
    live, own = _live_texts(), thaw(json.loads(candidate.document))
    places = {(change.kind, change.key) for change in changes(live, own)}
    versions = TextVersion.objects.filter(key__in={key for _, key in places})
    found = set[int | None]({candidate.sent_by_id})
    for place, of_text in groupby(versions, key=lambda one: (one.kind, one.key)):
        if place in places:
            found |= set(_savers(of_text, tidy(live.get(place[0], {}).get(place[1], {}))))
    return frozenset(found - {None})  # type: ignore[arg-type]


def others(candidate: Candidate) -> Any:
    """The active accounts that may approve this candidate."""
    able = get_user_model().objects.with_perm(APPROVE, backend=BACKEND)
    return able.filter(is_staff=True).exclude(pk__in=writers(candidate))


def _savers(versions: Iterator[TextVersion], live: Any) -> Iterator[int | None]:
    """Who saved, from the newest version back to the one that readers have, and before that whose
    words were brought back since.
    """
    recent = list(takewhile(lambda one: one.fields != live, versions))
    words = {word for one in recent for word in _words(one, live)}
    yield from (one.who_id for one in recent)
    yield from (one.who_id for one in versions if words & _words(one, live))


def _words(version: TextVersion, live: Any) -> set[tuple[str, str]]:
    """The fields that differ from what readers have."""
    fields = version.fields.items()
    return {(name, repr(value)) for name, value in fields if value != live.get(name)}


def _live_texts() -> Texts:
    """The texts of the live edition; none if it is missing or broken."""
    live = Live.objects.edition()
    if live is None or digest(live.document) != live.digest:
        return {}
    return thaw(json.loads(live.document))
