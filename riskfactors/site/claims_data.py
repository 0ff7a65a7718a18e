"""The claims and the studies beside them, as data to take along."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from riskfactors.editions.citations import plain
from riskfactors.engine.texts import Edition
from riskfactors.pages import able, download
from riskfactors.site.claims import ClaimRow, rows
from riskfactors.spreadsheet import CSV, csv_text

HEADINGS = (
    *("claim", "the article says", "where", "figure", "what the figure is of", "outcome"),
    *("how far our words go", "factors", "how they agree", "in one sentence", "how sure"),
    *("closest study", "design", "who", "measure", "value", "low", "high"),
    *("people", "with MS", "place", "years", "worked out from", "address"),
    *("checked on", "edition", "digest"),
)


@require_safe
def claims_csv(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A line for each claim, with its closest study."""
    edition = able(edition, "claims")
    table = csv_text(HEADINGS, (_line(edition, row) for row in rows(edition)))
    return download(table, f"claims-edition-{edition.number}.csv", CSV)


def _line(edition: Edition, row: ClaimRow) -> tuple[str, ...]:
    study = row.closest.study if row.closest else None
    said = plain(row.claim.says.markdown)
    where = "; ".join(source.short for _, source in row.sources.article)
    return (
        *(row.key, said, where, row.claim.figure or "", row.claim.figure_of or ""),
        *(row.claim.outcome, row.claim.tier, "; ".join(row.factors), row.match.agreement),
        *(plain(row.match.sentence.markdown), row.match.sure),
        *(
            (
                *(edition.sources[study.source[0]].short, study.design, study.population),
                *(study.measure, study.value, study.low or "", study.high or ""),
                *(study.n or "", study.cases or "", study.place or "", study.years or ""),
                study.worked_from or "",
                edition.sources[study.source[0]].address or "",
            )
            if study
            else ("",) * 13
        ),
        *(row.claim.checked or "", str(edition.number), edition.digest),
    )


@require_safe
def claims_json(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All claims with every study beside them."""
    edition = able(edition, "claims")
    return JsonResponse(
        {
            "edition": edition.number,
            "date": edition.date.isoformat(),
            "digest": edition.digest,
            "claims": [_data(edition, row) for row in rows(edition)],
        }
    )


def _data(edition: Edition, row: ClaimRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "article_says": plain(row.claim.says.markdown),
        "figure": row.claim.figure,
        "figure_of": row.claim.figure_of,
        "outcome": row.claim.outcome,
        "tier": row.claim.tier,
        "about": list(row.match.about),
        "agreement": row.match.agreement,
        "sentence": plain(row.match.sentence.markdown),
        "research": plain(row.match.research.markdown) if row.match.research else None,
        "sure": row.match.sure,
        "checked": row.claim.checked,
        "studies": [
            {
                **asdict(one.study),
                "source": [
                    {"key": key, **asdict(edition.sources[key])} for key in one.study.source
                ],
            }
            for one in row.studies
        ],
    }
