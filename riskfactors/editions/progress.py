"""Where the working copy stands on its way to readers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from riskfactors.editions import language, live, readiness
from riskfactors.editions.document import Problem, Texts, digest
from riskfactors.editions.publish import is_approved
from riskfactors.editions.remarks import changes_asked_for, waits_for_its_author
from riskfactors.editions.versions import Version
from riskfactors.models import AuditLine, Candidate, Edition, Live, Remark

ONE_YEAR = dt.timedelta(days=365)


class Stage(StrEnum):
    """How far the working copy is."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    VOID = "void"
    SENT = "sent"
    ASKED = "asked"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is live, what waits, and what keeps visitors from reading the live edition."""

    state: Stage
    live: Edition | None
    newest: int
    candidate: Candidate | None
    asked: tuple[Remark, ...]
    trouble: str

    @property
    def look_again(self) -> tuple[str, ...]:
        """Who asked for changes and has the next word; nobody while an author has to answer."""
        here = self.candidate
        if here is None or not all(waits_for_its_author(one, here) for one in self.asked):
            return ()
        return tuple(dict.fromkeys(one.who_text for one in self.asked))

    @property
    def is_rolled_back(self) -> bool:
        """Whether visitors read an older edition than the newest."""
        return self.live is not None and self.live.number < self.newest


def progress_of(working: Version) -> Progress:
    """Where the working copy stands now."""
    edition = Live.objects.edition()
    candidate, asked = _pending(), tuple(changes_asked_for())
    return Progress(
        state=_state(digest(working.written), edition, candidate, asked),
        live=edition,
        newest=working.number - 1,
        candidate=candidate,
        asked=asked,
        trouble=live.trouble(),
    )


@lru_cache(maxsize=4)
def findings(written: str) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What blocks a document and what is advised for it; takes a second, so it is kept."""
    document = json.loads(written)
    return readiness.blocking(document), tuple(language.advice(document))


def to_check_again(texts: Texts, today: dt.date) -> Iterator[Problem]:
    """Claims not checked for a year, or never, and sources not looked at for two."""
    for key, claim in texts.get("claims", {}).items():
        checked = _day(claim.get("checked"))
        if checked is None:
            yield Problem("claims", key, "checked", "No day says when it was last checked.")
        elif today - checked > ONE_YEAR:
            yield Problem("claims", key, "checked", f"Last checked on {checked}: check again.")
    for key, source in texts.get("sources", {}).items():
        seen = _day(source.get("seen"))
        if seen and today - seen > language.TWO_YEARS:
            yield Problem("sources", key, "seen", f"Last looked at on {seen}: look again.")


def _pending() -> Candidate | None:
    """The latest candidate, unless something was published after it was sent."""
    candidate = Candidate.objects.first()
    if candidate is None:
        return None
    after = AuditLine.objects.filter(act__startswith="publish", at__gte=candidate.sent_at)
    return None if after.exists() else candidate


def earlier_candidate(candidate: Candidate) -> Candidate | None:
    """The one that was sent before it, since the last edition was published."""
    published = AuditLine.objects.filter(
        act__startswith="publish", at__lte=candidate.sent_at
    ).order_by("-at")
    last = published.first()
    earlier = Candidate.objects.filter(pk__lt=candidate.pk)
    return (earlier.filter(sent_at__gt=last.at) if last else earlier).first()


def _state(
    working: str, edition: Edition | None, candidate: Candidate | None, asked: tuple[Remark, ...]
) -> Stage:
    if edition and edition.digest == working:
        return Stage.UNCHANGED
    if candidate is None:
        return Stage.CHANGED
    if candidate.digest != working:
        return Stage.VOID
    if asked:
        return Stage.ASKED
    return Stage.APPROVED if is_approved(candidate) else Stage.SENT


def _day(written: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written or "")
    except ValueError:
        return None
