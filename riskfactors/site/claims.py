"""Each claim of the article beside the closest research: a table, and a page each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from riskfactors.editions.citations import plain
from riskfactors.engine.answers import VALUES
from riskfactors.engine.estimates import Estimate, estimates
from riskfactors.engine.evidence import Match
from riskfactors.engine.explain import Sources, sources_of
from riskfactors.engine.fields import Outcome
from riskfactors.engine.pictures.charts import ranges_of
from riskfactors.engine.texts import Claim, Edition
from riskfactors.illustrations import chart_svgs, illustration
from riskfactors.pages import able, download, render, site_of
from riskfactors.spreadsheet import CSV, csv_text

NONE_OF_FOUR = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim with all that stands beside it."""

    key: str
    claim: Claim
    match: Match
    factors: tuple[str, ...]
    studies: tuple[Estimate, ...]
    sources: Sources

    @property
    def closest(self) -> Estimate | None:
        """The study that fits the claim best."""
        return self.studies[0] if self.studies else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """Which claims a table shows, and in which order; empty for all."""

    factor: str = ""
    outcome: str = ""
    sort: str = ""


def rows(edition: Edition) -> tuple[ClaimRow, ...]:
    """Every claim, those on the four factors first and in their order."""
    found = [_row(edition, key) for key in edition.claims]
    return tuple(sorted(found, key=lambda row: (_place(row), len(row.factors), row.key)))


def _row(edition: Edition, key: str) -> ClaimRow:
    claim, match = edition.claims[key], edition.matches[key]
    studies = estimates(edition, match.studies)
    cited = (claim.says, claim.comparison, match.sentence, match.research)
    return ClaimRow(
        key=key,
        claim=claim,
        match=match,
        factors=tuple(edition.questions[factor].name for factor in match.about),
        studies=studies,
        sources=sources_of(edition, cited),
    )


def _place(row: ClaimRow) -> int:
    places = [list(VALUES).index(factor) for factor in row.match.about]
    return min(places, default=len(VALUES))


ORDERS: Mapping[str, Callable[[ClaimRow], Any]] = {
    "factor": _place,
    "outcome": lambda row: list(Outcome).index(row.claim.outcome),
    "agreement": lambda row: row.match.agreement,
}


def select_claims(edition: Edition, choice: ClaimFilter) -> list[ClaimRow]:
    """The claims asked for, in the order asked for."""
    found = [
        row
        for row in rows(edition)
        if choice.factor in ("", *(row.match.about or (NONE_OF_FOUR,)))
        and choice.outcome in ("", row.claim.outcome.name.lower())
    ]
    return sorted(found, key=ORDERS[choice.sort]) if choice.sort in ORDERS else found


@require_safe
def claims(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The table of all claims, or of those asked for."""
    edition = able(edition, "claims")
    known = {
        "factor": {"", NONE_OF_FOUR, *VALUES},
        "outcome": {"", *(outcome.name.lower() for outcome in Outcome)},
        "sort": {"", *ORDERS},
    }
    given = {name: request.GET.get(name, "") for name in known}
    unread = tuple(name for name, value in given.items() if value not in known[name])
    choice = ClaimFilter(**{name: "" if name in unread else value for name, value in given.items()})
    context = {
        "edition": edition,
        "name": "claims",
        "notice": edition.notices["claims"],
        "rows": select_claims(edition, choice),
        "common": [(name, edition.notices[name]) for name in _common(edition)],
        "choice": choice,
        "unread": unread,
        "factors": [(factor, edition.questions[factor].name) for factor in VALUES],
        "outcomes": [(outcome.name.lower(), outcome.value) for outcome in Outcome],
    }
    return render(request, "site/claims.html", context)


def _common(edition: Edition) -> list[str]:
    """How common each outcome is that has a figure in the table, each once."""
    with_figure = (row.match for row in rows(edition) if row.claim.figure)
    return list(dict.fromkeys(name for match in with_figure for name in match.common))


@require_safe
def claim(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """One claim, to be understood alone."""
    edition = able(edition, "claims")
    if key not in edition.claims:
        raise Http404
    row, site = _row(edition, key), site_of(request)
    found = ranges_of(edition, key, row.match.studies)
    context = {
        "edition": edition,
        "name": "claim",
        "row": row,
        "common": [(name, edition.notices[name]) for name in row.match.common],
        "ranges": chart_svgs("ranges", found, row.match.heading),
        "pictures": [
            illustration(edition, name)
            for name, one in edition.pictures.items()
            if key in one.claims
        ],
        "cards": [
            passage.heading for passage in edition.passages.values() if key in passage.claims
        ],
        "here": f"{site}/claims/{key}/",
        "as_it_stood": f"{site}/editions/{edition.number}/#claim-{key}",
    }
    return render(request, "site/claim.html", context)


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
                edition.sources[study.source[0]].link,
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
