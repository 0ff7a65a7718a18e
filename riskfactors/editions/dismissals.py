"""Advice that somebody decided not to follow. The very same words are not said again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from riskfactors.editions.document import Problem
from riskfactors.models import AuditLine, Dismissal, Live, account

LONGEST_REASON = 500


@transaction.atomic
def dismiss(problem: Problem, *, reason: str, who: Any) -> None:
    """Say this no more, for a reason."""
    Dismissal.objects.create(
        kind=problem.kind,
        key=problem.key,
        field=problem.field,
        message=problem.message,
        reason=reason[:LONGEST_REASON],
        who=account(who),
        who_text=str(who),
    )
    _audit("dismiss advice", f"{problem} Reason: {reason[:LONGEST_REASON]}", who)


@transaction.atomic
def take_back(dismissal: Dismissal, *, who: Any) -> None:
    """Say it again."""
    _audit("take back dismissal", str(dismissal), who)
    dismissal.delete()


def parted(advice: Iterable[Problem]) -> tuple[list[Problem], list[Dismissal]]:
    """The advice to give, and the dismissals of what would be given else."""
    rows = {(one.kind, one.key, one.field, one.message): one for one in Dismissal.objects.all()}
    given: list[Problem] = []
    dismissed: list[Dismissal] = []
    for problem in advice:
        row = rows.get((problem.kind, problem.key, problem.field, problem.message))
        if row is None:
            given.append(problem)
        else:
            dismissed.append(row)
    return given, dismissed


def _audit(act: str, note: str, who: Any) -> None:
    AuditLine.objects.write(act, who=who, edition=Live.objects.edition(), after="", note=note)
