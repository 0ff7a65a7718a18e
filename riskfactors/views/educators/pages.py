"""What the teaching pages that ask nothing are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from riskfactors.engine.cases import in_use
from riskfactors.engine.explain import sources_of
from riskfactors.engine.frames import FRAMES, mix
from riskfactors.engine.product import worked
from riskfactors.engine.texts import Edition
from riskfactors.views.lessons import lessons


def _teach(edition: Edition) -> dict[str, Any]:
    plans = sorted(edition.workshops.items())
    return {
        "cases": in_use(edition),
        "workshops": [
            (key.partition("-")[2], plan, sources_of(edition, (plan.aim, plan.steps, plan.misread)))
            for key, plan in plans
        ],
    }


def _cases(edition: Edition) -> dict[str, Any]:
    return {"cases": in_use(edition)}


def _compared(edition: Edition) -> dict[str, Any]:
    rows = []
    for row in FRAMES:
        claim = edition.claims.get(row.claim)
        frames = row.frames(edition)
        bodies = [frame.body for frame in frames if frame]
        cited = [*bodies, claim.says, claim.comparison] if claim else bodies
        rows.append(
            {
                "factor": row.factor,
                "name": edition.questions[row.factor].name,
                "claim": claim,
                "frames": frames,
                "sources": sources_of(edition, cited),
            }
        )
    return {"rows": rows, "mix": mix(edition)}


def _why(edition: Edition) -> dict[str, Any]:
    return {"worked": worked(edition), "reasons": lessons(edition, edition.reasons)}


CONTEXTS: dict[str, Callable[[Edition], dict[str, Any]]] = {
    "teach": _teach,
    "cases": _cases,
    "compared-with-whom": _compared,
    "why-not-multiply": _why,
}
