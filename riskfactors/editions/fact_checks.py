"""A fact-checker's link to one candidate, and what comes back through it.

The link itself is known to nobody but the checker: only its token's hash is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from riskfactors.editions.remarks import REOPEN, RESOLVE, reply
from riskfactors.models import COMMAND_LINE, AuditLine, Candidate, FactCheck, Live, Remark

MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link given to a checker: open, expired or revoked, and what came back."""

    check: FactCheck
    state: str
    remarks: int
    fine: int


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


@transaction.atomic
def answer(check: FactCheck, kind: str, key: str, words: str) -> None:
    """Keep a checker's word on one text in place of their earlier ones; none means “fine”.

    Other words than before reopen a remark that was resolved.
    """
    said = {"words": words, "is_open": bool(words)}
    by_whom = {"candidate": check.candidate, "who_text": check.checker}
    remark, is_new = Remark.objects.select_for_update().get_or_create(
        check_by=check, kind=kind, key=key, defaults={**said, **by_whom}
    )
    if not is_new and remark.words != words:
        if words and remark.words and not remark.is_open:
            reply(remark, who=check.checker, act=REOPEN)
        remark.words, remark.is_open = words, bool(words)
        remark.save()
    for earlier in Remark.objects.filter(_earlier(check), kind=kind, key=key):
        reply(earlier, who=check.checker, act=RESOLVE)


def remarks_of(check: FactCheck) -> list[Remark]:
    """What a checker said through this link, and what is open of what they said before."""
    found = Remark.objects.filter(Q(check_by=check) | _earlier(check))
    return list(found.select_related("candidate").prefetch_related("replies"))


def _earlier(check: FactCheck) -> Q:
    """The open remarks of the same checker on older candidates."""
    said = Q(check_by__checker=check.checker, candidate__lt=check.candidate_id, is_open=True)
    return said & ~Q(words="")


def _link(check: FactCheck, words: list[str]) -> Link:
    remarks = sum(map(bool, words))
    return Link(check=check, state=state_of(check), remarks=remarks, fine=len(words) - remarks)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
