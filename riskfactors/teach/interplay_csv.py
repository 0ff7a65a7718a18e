"""The combinations of the interplay explorer for a spreadsheet, with every text that fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from riskfactors.editions import live
from riskfactors.editions.citations import plain
from riskfactors.engine.answers import VALUES
from riskfactors.engine.codes import code_of
from riskfactors.engine.combinations import Combination
from riskfactors.engine.explain import Explanation, explain
from riskfactors.engine.fields import Prose
from riskfactors.engine.texts import Edition
from riskfactors.sending import KEPT, NEVER_KEPT, body_of, saved
from riskfactors.spreadsheet import CSV, written
from riskfactors.teach.interplay import BY, PICK, STATES, chosen_by
from riskfactors.teach.page import of_shown, site_of, teachable
from riskfactors.teach.query import asked

HEADINGS = (
    *("claims", "the article says", "research observed", "not known"),
    *("link", "edition", "digest"),
)


@of_shown
def interplay_csv(request: HttpRequest, shown: live.Shown) -> HttpResponse:
    """A line for each combination asked for; what cannot be read is told on the page."""
    edition = teachable(shown, "interplay").edition
    query = asked(request, BY, PICK, *VALUES)
    chosen = chosen_by(query)
    if query.unread or chosen.wrong:
        return redirect(f"{reverse('interplay')}?{request.GET.urlencode()}")
    rows = (_texts(edition, one, site_of(request)) for one in chosen.combinations)
    return saved(
        request,
        body_of(written((*VALUES, *HEADINGS), rows), edition, once=bool(request.GET)),
        name=f"factors-together-edition-{edition.number}.csv",
        kind=CSV,
        cache=NEVER_KEPT if request.GET else KEPT,
    )


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
