"""The 600 explanations of an edition, joined from cards rendered once."""

from __future__ import annotations

from collections.abc import Mapping

from django.template.loader import get_template
from django.utils.safestring import SafeString

from riskfactors.editions.terms import first_only
from riskfactors.engine.answers import VALUES, Answers, all_answers
from riskfactors.engine.explain import all_passage_keys, card, note, sources_of
from riskfactors.engine.interplay import all_interplay_keys, interplay_keys
from riskfactors.engine.texts import Edition

PAGE = "calculator.html"
CLOSING = ("not_combined", "where_to_turn")
Explanations = Mapping[Answers, SafeString]


def join(edition: Edition) -> Explanations:
    """Every explanation there is, keyed by the answers it is for."""
    cards = {key: _render("card", card=card(edition, key)) for key in all_passage_keys()}
    notes = {key: _render("note", note=note(edition, key)) for key in all_interplay_keys()}
    closing = [
        _render("notice", key=key, notice=notice, sources=sources_of(edition, [notice.body]))
        for key, notice in ((key, edition.notices[key]) for key in CLOSING)
    ]
    frame = get_template(f"{PAGE}#explanation")
    explanations = {}
    for answers in all_answers():
        context = {
            "edition": edition,
            "answered": _answered(edition, answers),
            "cards": [cards[key] for key in answers.passage_keys()],
            "notes": [notes[key] for key in interplay_keys(answers)],
            "closing": closing,
        }
        explanations[answers] = SafeString(first_only(frame.render(context), new_tab=True))
    return explanations


def _render(partial: str, **context: object) -> SafeString:
    return SafeString(get_template(f"{PAGE}#{partial}").render(context))


def _answered(edition: Edition, answers: Answers) -> list[tuple[str, str, str | None]]:
    """Each factor with its name and, if answered, the chosen answer's label."""
    chosen = dict(key.split(".") for key in answers.passage_keys())
    return [
        (
            factor,
            edition.questions[factor].name,
            edition.options[f"{factor}.{chosen[factor]}"].label if factor in chosen else None,
        )
        for factor in VALUES
    ]
