"""The 600 explanations of an edition, joined from cards rendered once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.template.loader import get_template
from django.utils.safestring import SafeString

from riskfactors.editions.body import Body
from riskfactors.editions.terms import first_only
from riskfactors.engine.answers import VALUES, Answers, all_answers
from riskfactors.engine.explain import all_passage_keys, card, note, sources_of
from riskfactors.engine.interplay import all_interplay_keys, interplay_keys
from riskfactors.engine.texts import Edition

PAGE = "calculator.html"
CLOSING = ("not_combined", "where_to_turn")


class Explanations(Mapping[Answers, SafeString]):
    """Each explanation as HTML, by the answers it is for.

    Kept as the bytes that htmx is sent: the explanation, then four messages that say nothing.
    """

    def __init__(self, fragments: Mapping[Answers, Body], silence: str) -> None:
        self._fragments = fragments
        self._behind = -len(silence.encode())

    def __getitem__(self, answers: Answers) -> SafeString:
        return SafeString(self._fragments[answers].plain[: self._behind].decode())

    def __iter__(self) -> Iterator[Answers]:
        return iter(self._fragments)

    def __len__(self) -> int:
        return len(self._fragments)

    def fragment(self, answers: Answers) -> Body:
        """What htmx is sent for these answers where no question needs a message."""
        return self._fragments[answers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What explanations are joined from, as HTML: cards and notes by key, and what closes all."""

    cards: Mapping[str, SafeString]
    notes: Mapping[str, SafeString]
    closing: tuple[SafeString, ...]


def parts(edition: Edition) -> Parts:
    """Every part of an edition's explanations."""
    notices = [(key, edition.notices[key]) for key in CLOSING]
    return Parts(
        cards={key: _render("card", card=card(edition, key)) for key in all_passage_keys()},
        notes={key: _render("note", note=note(edition, key)) for key in all_interplay_keys()},
        closing=tuple(
            _render("notice", key=key, notice=notice, sources=sources_of(edition, [notice.body]))
            for key, notice in notices
        ),
    )


def join(edition: Edition) -> Explanations:
    """Every explanation there is, keyed by the answers it is for."""
    made = parts(edition)
    frame = get_template(f"{PAGE}#explanation")
    silence = "".join(_render("message", message={"factor": factor}) for factor in VALUES)
    fragments = {}
    for answers in all_answers():
        context = {
            "edition": edition,
            "answered": answered(edition, answers),
            "cards": [made.cards[key] for key in answers.passage_keys()],
            "notes": [made.notes[key] for key in interplay_keys(answers)],
            "closing": made.closing,
        }
        html = first_only(frame.render(context), new_tab=True)
        fragments[answers] = body = Body((html + silence).encode(), edition.digest)
        # Now, and for all: a body compressed when first asked for would tell that somebody asked.
        _ = body.zipped
    return Explanations(fragments, silence)


def answered(edition: Edition, answers: Answers) -> list[tuple[str, str, str | None]]:
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


def _render(partial: str, **context: object) -> SafeString:
    return SafeString(get_template(f"{PAGE}#{partial}").render(context))
