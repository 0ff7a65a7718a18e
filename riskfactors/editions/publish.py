"""From the working copy to a live edition, whole or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from riskfactors.editions import content, live
from riskfactors.editions.document import Document, Problem, Texts, canonical, digest, freeze
from riskfactors.editions.readiness import blocking
from riskfactors.editions.remarks import RESOLVE, changes_asked_for, reply, say, unanswered
from riskfactors.editions.working_copy import working_copy
from riskfactors.editions.writers import writers
from riskfactors.models import Approval, AuditLine, Candidate, Edition, Entry, Live, Remark


class RefusedError(Exception):
    """The gate found problems; nothing has changed."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, found)))
        self.problems = found


class NotNowError(Exception):
    """Something else stands in the way; the sentence says what to do. Nothing has changed."""


STALE = "A text was changed since this was sent for review. Send it again."
MOVED = "These texts are not what this page showed. Look at what differs, then decide again."
OVERTAKEN = "{} went live meanwhile. Look at what it changed, then decide again."
UNCHANGED = "These texts are live already. There is nothing to publish."
NOT_APPROVED = "Somebody else must approve these texts first."
BROKEN = "{} cannot be read. Choose another, or restore its row from a backup."
OWN = "Who sent a candidate cannot approve it. Ask somebody else."
WROTE = "You saved words in it since the live edition. Somebody else must approve it."
UNANSWERED = "Remarks are open that nobody answered. Answer them, or say why they can wait."
TAKEN_BACK = "These texts are those of {}, which was taken back. Say why they go live again."
MOVES = ("publish", "publish urgently", "roll back")


@transaction.atomic
def load_packaged() -> Edition | None:
    """Fill an empty working copy and publish it as edition 1; None if already done."""
    if Entry.objects.exists() or Edition.objects.exists():
        return None
    Entry.objects.bulk_create(
        Entry(kind=kind, key=key, fields=fields)
        for kind, entries in content.texts().items()
        for key, fields in entries.items()
    )
    date, note = content.about()
    return publish(who=None, note=note, date=date)


# Who acts names the digests of the texts that were `shown`, and of the edition that was live
# then (`over`); None stands for nobody who looked at a page.


@transaction.atomic
def send_for_review(*, who: Any, note: str, shown: str | None = None) -> Candidate:
    """Freeze the working copy as a candidate; raises RefusedError or NotNowError."""
    written = canonical(check(working_copy()))
    if shown not in (None, digest(written)):
        raise NotNowError(MOVED)
    candidate = Candidate.objects.create(
        document=written, digest=digest(written), note=note, sent_by=who, sent_by_text=str(who)
    )
    AuditLine.objects.write(
        "send for review", who=who, edition=_live(), after=candidate.digest, note=note
    )
    return candidate


@transaction.atomic
def approve(
    candidate: Candidate, *, who: Any, shown: str | None = None, over: str | None = None
) -> None:
    """Say yes to a candidate's digest; raises NotNowError where `why_not_approve` says why.

    It resolves the changes that the same person asked for.
    """
    if why := _what_moved(_live(), candidate.digest, shown, over):
        raise NotNowError(why)
    if why := why_not_approve(candidate, who):
        raise NotNowError(why)
    _, is_new = Approval.objects.get_or_create(
        candidate=candidate,
        given_by=who,
        defaults={"digest": candidate.digest, "given_by_text": str(who)},
    )
    if is_new:
        AuditLine.objects.write("approve", who=who, edition=_live(), after=candidate.digest)
    for remark in changes_asked_for():
        if remark.who_id == who.pk:
            reply(remark, who=who, act=RESOLVE)


def why_not_approve(candidate: Candidate, who: Any) -> str:
    """What keeps this person from approving a candidate; empty if nothing does."""
    live = Live.objects.edition()
    if live and live.digest == candidate.digest:
        return UNCHANGED
    if not is_current(candidate):
        return STALE
    if candidate.sent_by_id == who.pk:
        return OWN
    return WROTE if who.pk in writers(candidate) else ""


@transaction.atomic
def ask_for_changes(candidate: Candidate, *, who: Any, words: str) -> Remark:
    """Say what should change first: no approval counts until that is resolved."""
    candidate.approvals.filter(given_by=who).delete()
    AuditLine.objects.write(
        "ask for changes", who=who, edition=_live(), after=candidate.digest, note=words
    )
    return say(candidate, who=who, words=words)


def is_current(candidate: Candidate) -> bool:
    """Whether the working copy is still, to the byte, what was sent for review."""
    return candidate.digest == digest(canonical(freeze(working_copy())))


def is_approved(candidate: Candidate) -> bool:
    """Whether somebody who wrote none of it approved this very digest, and no change is asked for.

    A roll back may bring words of who approved into it, so that is looked at anew.
    """
    yes = candidate.approvals.filter(digest=candidate.digest)
    if not yes.exists() or changes_asked_for():
        return False
    return yes.exclude(given_by__in=writers(candidate)).exists()


@transaction.atomic
def publish(
    *,
    who: Any,
    note: str,
    candidate: Candidate | None = None,
    shown: str | None = None,
    over: str | None = None,
    urgent: str = "",
    again: str = "",
    waiting: str = "",
    date: dt.date | None = None,
) -> Edition:
    """Check the working copy and make it live; raises RefusedError or NotNowError.

    One transaction stores the edition, moves the pointer and writes the audit line; the
    snapshot file follows the commit. Reasons, for the trail: `urgent` for doing without a second
    person's approval, `again` for texts that were taken back, `waiting` for remarks that nobody
    answered.
    """
    before = _live()
    written = canonical(check(working_copy()))
    why = _what_moved(before, digest(written), shown, over)
    why = why or _why_not(before, digest(written), candidate, urgent)
    if why := why or _without_reason(digest(written), again, waiting):
        raise NotNowError(why)
    edition = _stored(written, note, date or timezone.localdate())
    act = "publish urgently" if urgent else "publish"
    reasons = {
        "Urgent because": urgent,
        "Live again because": again,
        "Remarks wait because": waiting,
    }
    told = [note, *(f"{name}: {reason}" for name, reason in reasons.items() if reason)]
    _went_live(act, edition, who=who, before=before, note="\n".join(told))
    return edition


def _what_moved(before: Edition | None, after: str, shown: str | None, over: str | None) -> str:
    """What is no longer as it was shown; empty if nothing is."""
    if before and over not in (None, before.digest):
        return OVERTAKEN.format(before)
    return MOVED if shown not in (None, after) else ""


def _why_not(before: Edition | None, after: str, candidate: Candidate | None, urgent: str) -> str:
    """What stands in the way of publishing a digest; empty if nothing does."""
    if candidate and candidate.digest != after:
        return STALE
    if before and before.digest == after:
        return UNCHANGED
    needs_review = settings.REQUIRE_REVIEW and before and not urgent
    return NOT_APPROVED if needs_review and not _reviewed(candidate) else ""


def _without_reason(after: str, again: str, waiting: str) -> str:
    """What has to be said first; empty if nothing has."""
    if not again and (edition := taken_back(after)):
        return TAKEN_BACK.format(edition.lower())
    return UNANSWERED if not waiting and unanswered() else ""


def taken_back(after: str) -> str:
    """The edition of this digest, if a roll back went behind it since it was last live."""
    live = Live.objects.edition()
    edition = Edition.objects.filter(digest=after).first()
    if edition is None or (live and live.digest == after):
        return ""
    moves = AuditLine.objects.filter(act__in=MOVES).order_by("-id")
    last = moves.filter(digest_after=after).first()
    back = moves.filter(act="roll back", edition__lt=edition.number, id__gt=last.pk if last else 0)
    return str(edition) if back.exists() else ""


def _stored(written: str, note: str, date: dt.date) -> Edition:
    last = Edition.objects.order_by("number").last()
    return Edition.objects.create(
        number=last.number + 1 if last else 1,
        digest=digest(written),
        date=date,
        document=written,
        note=note,
    )


@transaction.atomic
def roll_back(
    edition: Edition, *, who: Any, note: str, shown: str | None = None, over: str | None = None
) -> None:
    """Make an older edition live again, to the byte; the working copy stays as it is."""
    before = _live()
    if why := _what_moved(before, edition.digest, shown, over):
        raise NotNowError(why)
    if before == edition:
        raise NotNowError(UNCHANGED)
    if digest(edition.document) != edition.digest:
        raise NotNowError(BROKEN.format(edition))
    _went_live("roll back", edition, who=who, before=before, note=note)


def check(texts: Texts) -> Document:
    """The frozen document of these texts; raises RefusedError."""
    document = freeze(texts)
    if found := blocking(document):
        raise RefusedError(found)
    return document


def _reviewed(candidate: Candidate | None) -> bool:
    return candidate is not None and is_approved(candidate)


def _live() -> Edition | None:
    return Live.objects.select_for_update().edition()


def _went_live(act: str, edition: Edition, *, who: Any, before: Edition | None, note: str) -> None:
    """Point to the edition, and write down who did it."""
    Live.objects.update_or_create(id=1, defaults={"edition": edition})
    transaction.on_commit(live.refresh, robust=True)
    was = before.digest if before else ""
    AuditLine.objects.write(
        act, who=who, edition=edition, before=was, after=edition.digest, note=note
    )
