"""Each claim of the article beside the closest research: a table, a page each, and as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import path

from riskfactors.editions import live
from riskfactors.editions.resting import plain
from riskfactors.editions.terms import first_only
from riskfactors.engine.answers import VALUES
from riskfactors.engine.estimates import Estimate, estimates
from riskfactors.engine.evidence import Match
from riskfactors.engine.explain import Sources, sources_of
from riskfactors.engine.fields import Outcome
from riskfactors.engine.texts import Claim, Edition
from riskfactors.pictures.drawn import ranges_of
from riskfactors.views.educators.frame import site_of, teachable
from riskfactors.views.guards import only
from riskfactors.views.leaflets import Page, answer, everywhere, page_of
from riskfactors.views.pictures import drawn, told
from riskfactors.views.spreadsheet import table

NONE_OF_FOUR = "none"
SORTS = ("article", "factor", "outcome", "agreement")
HEADINGS = (
    *("claim", "the article says", "where", "figure", "what the figure is of", "outcome"),
    *("how far our words go", "factors", "how they agree", "in one sentence", "how sure"),
    *("closest study", "design", "who", "measure", "value", "low", "high", "address"),
    *("checked on", "edition", "digest"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
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
class Chosen:
    """Which claims a table shows, and in which order; empty for all."""

    factor: str = ""
    outcome: str = ""
    sort: str = ""


def rows(edition: Edition) -> tuple[Row, ...]:
    """Every claim, those on the four factors first and in their order."""
    found = [_row(edition, key) for key in edition.claims]
    return tuple(sorted(found, key=lambda row: (_place(row), row.key)))


def _row(edition: Edition, key: str) -> Row:
    claim, match = edition.claims[key], edition.matches[key]
    studies = estimates(edition, match.studies)
    cited = (claim.says, claim.comparison, match.sentence, match.research)
    return Row(
        key=key,
        claim=claim,
        match=match,
        factors=tuple(edition.questions[factor].name for factor in match.about),
        studies=studies,
        sources=sources_of(edition, cited),
    )


def _place(row: Row) -> int:
    places = [list(VALUES).index(factor) for factor in row.match.about]
    return min(places, default=len(VALUES))


ORDERS: Mapping[str, Callable[[Row], Any]] = {
    "factor": _place,
    "outcome": lambda row: list(Outcome).index(row.claim.outcome),
    "agreement": lambda row: row.match.agreement,
}


def chosen(edition: Edition, choice: Chosen) -> list[Row]:
    """The claims asked for, in the order asked for."""
    found = [
        row
        for row in rows(edition)
        if choice.factor in ("", *(row.match.about or (NONE_OF_FOUR,)))
        and choice.outcome in ("", row.claim.outcome.name.lower())
    ]
    return sorted(found, key=ORDERS[choice.sort]) if choice.sort in ORDERS else found


def _shown() -> live.Shown:
    """What is shown; an edition older than these pages gives way to the packaged one."""
    return teachable(live.current(), "claims")


@only("GET", "HEAD")
def claims(request: HttpRequest) -> HttpResponse:
    """The table of all claims, or of those asked for."""
    known = {
        "factor": {"", NONE_OF_FOUR, *VALUES},
        "outcome": {"", *(outcome.name.lower() for outcome in Outcome)},
        "sort": {"", *SORTS},
    }
    given = {name: request.GET.get(name, "") for name in known}
    unread = tuple(name for name, value in given.items() if value not in known[name])
    choice = Chosen(**{name: "" if name in unread else value for name, value in given.items()})
    return answer(request, _table(_shown(), choice, unread))


@lru_cache(maxsize=32)
def _table(shown: live.Shown, choice: Chosen, unread: tuple[str, ...]) -> Page:
    edition = shown.edition
    context = {
        **everywhere(edition),
        "name": "claims",
        "notice": edition.notices["claims"],
        "rows": chosen(edition, choice),
        "common": [(name, edition.notices[name]) for name in _common(edition)],
        "choice": choice,
        "unread": unread,
        "factors": [(factor, edition.questions[factor].name) for factor in VALUES],
        "outcomes": [(outcome.name.lower(), outcome.value) for outcome in Outcome],
    }
    return page_of(first_only(render_to_string("claims.html", context)))


def _common(edition: Edition) -> list[str]:
    """How common each outcome is that has a figure in the table, each once."""
    with_figure = (row.match for row in rows(edition) if row.claim.figure)
    return list(dict.fromkeys(name for match in with_figure for name in match.common))


@only("GET", "HEAD")
def claim(request: HttpRequest, key: str) -> HttpResponse:
    """One claim, to be understood alone."""
    shown = _shown()
    if key not in shown.edition.claims:
        raise Http404
    return answer(request, _one(shown, key, site_of(request)))


@lru_cache(maxsize=64)
def _one(shown: live.Shown, key: str, site: str) -> Page:
    edition = shown.edition
    row = _row(edition, key)
    found = ranges_of(edition, key, row.match.studies)
    context = {
        **everywhere(edition),
        "name": "claim",
        "row": row,
        "common": [(name, edition.notices[name]) for name in row.match.common],
        "ranges": drawn("ranges", found, row.match.heading),
        "pictures": [
            told(edition, name) for name, one in edition.pictures.items() if key in one.claims
        ],
        "cards": [
            passage.heading for passage in edition.passages.values() if key in passage.claims
        ],
        "here": f"{site}/claims/{key}/",
        "as_it_stood": f"{site}/editions/{edition.number}/#claim-{key}",
    }
    return page_of(first_only(render_to_string("claim.html", context)))


@only("GET", "HEAD")
def claims_csv(request: HttpRequest) -> HttpResponse:
    """A line for each claim, with its closest study."""
    edition = _shown().edition
    name = f"claims-edition-{edition.number}.csv"
    return table(name, HEADINGS, (_line(edition, row) for row in rows(edition)))


def _line(edition: Edition, row: Row) -> tuple[str, ...]:
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
                edition.sources[study.source[0]].address or "",
            )
            if study
            else ("",) * 8
        ),
        *(row.claim.checked or "", str(edition.number), edition.digest),
    )


@only("GET", "HEAD")
def claims_json(request: HttpRequest) -> HttpResponse:
    """All claims with every study beside them."""
    edition = _shown().edition
    return JsonResponse(
        {
            "edition": edition.number,
            "date": edition.date.isoformat(),
            "digest": edition.digest,
            "claims": [_data(edition, row) for row in rows(edition)],
        }
    )


def _data(edition: Edition, row: Row) -> dict[str, Any]:
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


PATHS = [
    path("claims/", claims, name="claims"),
    path("claims.csv", claims_csv, name="claims_csv"),
    path("claims.json", claims_json, name="claims_json"),
    path("claims/<str:key>/", claim, name="claim"),
]
