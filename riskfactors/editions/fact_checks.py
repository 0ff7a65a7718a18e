"""A fact-checker's link to one candidate, and what comes back through it.

The link itself is known to nobody but the checker: only its token's hash is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from riskfactors.models import (
    COMMAND_LINE,
    AuditLine,
    Candidate,
    Entry,
    FactCheck,
    Live,
    Remark,
)

MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link given to a checker: open, expired or revoked, and what came back."""

    check: FactCheck
    state: str
    remarks: int
    fine: int


@dataclass(frozen=True, slots=True)
class RemarkOnText:
    """A remark with the text of the working copy it is about, if that still exists."""

    remark: Remark
    entry: Entry | None

    @property
    def is_older_than_text(self) -> bool:
        """Whether somebody saved the text after the remark was made."""
        return self.entry is not None and self.entry.changed_at > self.remark.made_at


@transaction.atomic
def invite(candidate: Candidate, *, who: Any, checker: str, days: int) -> str:
    """Make a link for a checker; its token, which cannot be had again."""
    token = secrets.token_urlsafe(32)
    FactCheck.objects.create(
        candidate=candidate,
        token_hash=_hash(token),
        checker=checker,
        made_by_text=str(who or COMMAND_LINE),
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    _audit("invite checker", candidate, who=who, note=checker)
    return token


@transaction.atomic
def revoke(check: FactCheck, *, who: Any) -> None:
    """Make a link dead at once; what came back through it stays."""
    dead = FactCheck.objects.filter(pk=check.pk, revoked_at=None)
    if dead.update(revoked_at=timezone.now()):
        _audit("revoke link", check.candidate, who=who, note=check.checker)


def _audit(act: str, candidate: Candidate, *, who: Any, note: str) -> None:
    """Write down who did what about a candidate, under the edition that is live."""
    live = Live.objects.edition()
    AuditLine.objects.write(act, who=who, edition=live, after=candidate.digest, note=note)


def check_of(token: str) -> FactCheck | None:
    """The open link with this token; None for one unknown, expired or revoked alike."""
    found = FactCheck.objects.filter(token_hash=_hash(token)).select_related("candidate").first()
    return found if found and state_of(found) == "open" else None


def state_of(check: FactCheck) -> str:
    """Open, expired or revoked."""
    if check.revoked_at:
        return "revoked"
    return "open" if timezone.now() < check.expires_at else "expired"


def checks_of(candidate: Candidate) -> list[Link]:
    """Every link to a candidate, the newest first."""
    return [
        _link(check, [remark.words for remark in check.remarks.all()])
        for check in candidate.checks.prefetch_related("remarks")
    ]


def answer(check: FactCheck, kind: str, key: str, words: str) -> None:
    """Keep a checker's word on one text in place of an earlier one; none means “fine”."""
    Remark.objects.update_or_create(
        check_by=check,
        kind=kind,
        key=key,
        defaults={"words": words, "is_open": bool(words)},
        create_defaults={
            "words": words,
            "is_open": bool(words),
            "candidate": check.candidate,
            "who_text": check.checker,
        },
    )


def remarks_on(kind: str, key: str) -> list[RemarkOnText]:
    """What checkers want changed in a text, from the newest candidate they answered on it.

    “Fine” is an answer too: said of a newer candidate, it closes what was said of older ones.
    """
    return _newest(Remark.objects.filter(kind=kind, key=key))


def all_remarks() -> list[RemarkOnText]:
    """What checkers want changed in the newest candidate that any of them answered on."""
    return _newest(Remark.objects.all())


def _newest(remarks: Any) -> list[RemarkOnText]:
    candidates = remarks.values_list("check_by__candidate", flat=True)
    newest = candidates.order_by("-check_by__candidate").first()
    of_newest = remarks.filter(check_by__candidate=newest).exclude(words="")
    whole = of_newest.select_related("check_by__candidate")
    return _with_texts(whole.defer("check_by__candidate__document"))


def _with_texts(remarks: Iterable[Remark]) -> list[RemarkOnText]:
    found = list(remarks)
    entries = Entry.objects.filter(key__in={remark.key for remark in found})
    texts = {(entry.kind, entry.key): entry for entry in entries}
    return [RemarkOnText(remark, texts.get((remark.kind, remark.key))) for remark in found]


def _link(check: FactCheck, words: list[str]) -> Link:
    remarks = sum(map(bool, words))
    return Link(check=check, state=state_of(check), remarks=remarks, fine=len(words) - remarks)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
