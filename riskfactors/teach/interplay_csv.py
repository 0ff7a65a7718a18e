"""The combinations of the interplay explorer for a spreadsheet, with every text that fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from riskfactors.editions.citations import plain
from riskfactors.engine.answers import VALUES
from riskfactors.engine.codes import code_of
from riskfactors.engine.combinations import Combination
from riskfactors.engine.explain import Explanation, explain
from riskfactors.engine.fields import Prose
from riskfactors.engine.texts import Edition
from riskfactors.pages import able, download, site_of
from riskfactors.spreadsheet import CSV, csv_text
from riskfactors.teach.interplay import BY, PICK, STATES, combination_filter
from riskfactors.teach.query import read_query

HEADINGS = (
    *("claims", "the article says", "research observed", "not known"),
    *("link", "edition", "digest"),
)


@require_safe
def interplay_csv(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A line for each combination asked for; what cannot be read is told on the page."""
    edition = able(edition, "interplay")
    query = read_query(request, BY, PICK, *VALUES)
    chosen = combination_filter(query)
    if query.unread or chosen.wrong:
        return redirect(f"{reverse('interplay')}?{request.GET.urlencode()}")
    rows = (_texts(edition, one, site_of(request)) for one in chosen.combinations)
    table = csv_text((*VALUES, *HEADINGS), rows)
    return download(table, f"factors-together-edition-{edition.number}.csv", CSV)


def _texts(edition: Edition, one: Combination, site: str) -> tuple[str, ...]:
    """A line of the spreadsheet: states, and what the edition says of them together."""
    said = explain(edition, one.answers)
    return (
        *(STATES[one.states[factor]] for factor in VALUES),
        " ".join(name for card in said.cards for name in card.passage.claims),
        _joined(_article(said)),
        _joined(_research(said)),
        _joined(note.text.unknown for note in said.notes),
        f"{site}{reverse('case', args=[code_of(one.answers)])}",
        str(edition.number),
        edition.digest,
    )


def _article(said: Explanation) -> Iterator[Prose | None]:
    for card in said.cards:
        yield from (claim.says for claim in card.claims)
        yield card.passage.short_article
        yield card.passage.article
    for note in said.notes:
        yield note.text.short_article
        yield note.text.article


def _research(said: Explanation) -> Iterator[Prose | None]:
    for card in said.cards:
        yield from (claim.comparison for claim in card.claims)
        yield card.passage.short_beyond
    for note in said.notes:
        yield note.text.short_beyond
        yield note.text.research


def _joined(proses: Iterable[Prose | None]) -> str:
    return " ".join(plain(prose.markdown) for prose in proses if prose)
