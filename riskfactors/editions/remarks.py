"""What people say of texts: remarks by editors and checkers, the answers, and how they end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from riskfactors.engine.naming import name_of
from riskfactors.models import AuditLine, Candidate, Entry, Live, Remark, Reply, account

RESOLVE, REOPEN = "resolve", "reopen"


@dataclass(frozen=True, slots=True)
class RemarkOnText:
    """A remark with the text of the working copy it is about, if that still exists."""

    remark: Remark
    entry: Entry | None

    @property
    def place(self) -> str:
        """The text it is about, or the whole."""
        if not self.remark.key:
            return "All texts"
        return str(self.entry or name_of(self.remark.kind, self.remark.key, {}))

    @property
    def is_older_than_text(self) -> bool:
        """Whether somebody saved the text after the remark was made."""
        return self.entry is not None and self.entry.changed_at > self.remark.made_at

    @property
    def is_answered(self) -> bool:
        """Whether the last word on it, as it stands, is somebody else's."""
        remark, last = self.remark, _last_word(self.remark)
        if last is None or last.act == REOPEN or last.at < remark.made_at:
            return False
        return (last.who_id, last.who_text) != (remark.who_id, remark.who_text)


def say(
    candidate: Candidate | None, *, who: Any, words: str, kind: str = "", key: str = ""
) -> Remark:
    """Keep what an editor says of one text, or of the whole."""
    return Remark.objects.create(
        candidate=candidate, who=account(who), who_text=str(who), kind=kind, key=key, words=words
    )


def may_resolve(remark: Remark, who: Any) -> bool:
    """Whether this account may end it: a request for changes ends with whoever made it, or else
    with an administrator.
    """
    return not remark.is_request or remark.who_id == who.pk or who.is_superuser


@transaction.atomic
def reply(remark: Remark, *, who: Any, words: str = "", act: str = "") -> Reply | None:
    """Answer a remark, resolve or reopen it; None where that would say and change nothing.

    Who is an account, or the name of the checker whose remark it is.
    """
    row = Remark.objects.filter(pk=remark.pk, is_open=act == RESOLVE)
    is_moved = bool(act) and row.update(is_open=act == REOPEN)
    if not is_moved and not words:
        return None
    if is_moved and account(who):
        _audit(act, remark, who)
    return remark.replies.create(
        who=account(who), who_text=str(who), words=words, act=act if is_moved else ""
    )


def _audit(act: str, remark: Remark, who: Any) -> None:
    AuditLine.objects.write(
        f"{act} remark",
        who=who,
        edition=Live.objects.edition(),
        after=remark.candidate.digest if remark.candidate else "",
        note=f"{remark.who_text}: {remark.words}",
    )


def remarks_on(kind: str, key: str) -> list[RemarkOnText]:
    """What is open on a text, whichever candidate it was said of."""
    return _with_texts(_said(kind=kind, key=key, is_open=True))


def resolved_on(kind: str, key: str) -> list[RemarkOnText]:
    """What was said of a text and is resolved, the newest first."""
    return _with_texts(_said(kind=kind, key=key, is_open=False).order_by("-id"))


def all_remarks() -> list[RemarkOnText]:
    """Every remark, the open ones first, then the newest."""
    return _with_texts(_said().order_by("-is_open", "-id"))


def open_remarks() -> list[RemarkOnText]:
    """What nobody has resolved yet."""
    return _with_texts(_said(is_open=True))


def unanswered() -> list[RemarkOnText]:
    """Of these, what nobody has answered."""
    return [one for one in open_remarks() if not one.is_answered]


def changes_asked_for() -> list[Remark]:
    """What is open on the whole: until it is resolved, no approval counts."""
    return list(_said(key="", is_open=True))


def waits_for_its_author(remark: Remark, candidate: Candidate) -> bool:
    """Whether the next word on it is that of whoever made it: since their last one, somebody
    answered or sent this candidate.
    """
    if RemarkOnText(remark, None).is_answered:
        return True
    last = _last_word(remark)
    return candidate.sent_at > max(remark.made_at, last.at if last else remark.made_at)


def _last_word(remark: Remark) -> Reply | None:
    return next(reversed(remark.replies.all()), None)


def _said(**found: Any) -> Any:
    remarks = Remark.objects.filter(**found).exclude(words="")
    whole = remarks.select_related("candidate").defer("candidate__document")
    return whole.prefetch_related("replies")


def _with_texts(remarks: Iterable[Remark]) -> list[RemarkOnText]:
    found = list(remarks)
    entries = Entry.objects.filter(key__in={remark.key for remark in found})
    texts = {(entry.kind, entry.key): entry for entry in entries}
    return [RemarkOnText(remark, texts.get((remark.kind, remark.key))) for remark in found]
