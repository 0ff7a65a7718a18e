"""The 600 explanations of an edition, joined from blocks rendered once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.template.loader import get_template
from django.utils.safestring import SafeString

from riskfactors.editions.body import Body
from riskfactors.editions.glossary import first_only
from riskfactors.engine.answers import VALUES, Answers, all_answers
from riskfactors.engine.explain import all_passage_keys, card, note, sources_of
from riskfactors.engine.interplay import all_interplay_keys, interplay_keys
from riskfactors.engine.pair_map import map_of
from riskfactors.engine.texts import Edition

PAGE = "site/calculator.html"
CLOSING = ("not_combined", "where_to_turn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """What explanations are made of, as HTML.

    `places` holds what stands at a question, by passage key, or by factor where it is unanswered;
    `together` what follows, by the keys of the notes that fit.
    """

    places: Mapping[str, SafeString]
    together: Mapping[tuple[str, ...], SafeString]
    edition: SafeString

    def of(self, answers: Answers) -> dict[str, SafeString]:
        """The blocks that fit these answers, by the place where each stands, in order."""
        chosen = {key.partition(".")[0]: key for key in answers.passage_keys()}
        places = {factor: self.places[chosen.get(factor, factor)] for factor in VALUES}
        together = self.together[interplay_keys(answers)]
        return {**places, "together": together, "edition": self.edition}


class Explanations(Mapping[Answers, SafeString]):
    """Each explanation as HTML, by the answers it is for.

    Kept as the bytes that htmx is sent: its blocks, then four messages that say nothing.
    """

    def __init__(self, fragments: Mapping[Answers, Body], blocks: Blocks | None) -> None:
        self._fragments = fragments
        self._blocks = blocks

    def __getitem__(self, answers: Answers) -> SafeString:
        return SafeString("".join(self.blocks(answers).values()))

    def __iter__(self) -> Iterator[Answers]:
        return iter(self._fragments)

    def __len__(self) -> int:
        return len(self._fragments)

    def blocks(self, answers: Answers) -> dict[str, SafeString]:
        """The same in its blocks, by the place where each stands."""
        if self._blocks is None:
            raise KeyError(answers)
        return self._blocks.of(answers)

    def fragment(self, answers: Answers) -> Body:
        """What htmx is sent for these answers where no question needs a message."""
        return self._fragments[answers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an invented person's page shows of explanations: cards and notes by key, and the end."""

    cards: Mapping[str, SafeString]
    notes: Mapping[str, SafeString]
    closing: tuple[SafeString, ...]


def parts(edition: Edition) -> Parts:
    """Every part of an edition's explanations, each with all its links."""
    return Parts(
        cards={key: _raw("card", card=card(edition, key)) for key in all_passage_keys()},
        notes={key: _raw("note", note=note(edition, key)) for key in all_interplay_keys()},
        closing=tuple(notice(edition, key) for key in CLOSING),
    )


def notice(edition: Edition, key: str) -> SafeString:
    """A notice with all its links; an edition from before there was one has none."""
    if key not in edition.notices:
        return SafeString()
    text = edition.notices[key]
    return _raw("notice", key=key, notice=text, sources=sources_of(edition, [text.body]))


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


def blocks(edition: Edition) -> Blocks:
    """Every block of an edition's explanations."""
    return Blocks(
        places={
            **{factor: place(edition, factor) for factor in VALUES},
            **{key: place(edition, key) for key in all_passage_keys()},
        },
        together={
            keys: _together(edition, keys) for keys in set(map(interplay_keys, all_answers()))
        },
        edition=_render("edition", edition=edition),
    )


def _all_notes() -> set[tuple[str, ...]]:
    return {interplay_keys(answers) for answers in all_answers()}


def join(edition: Edition) -> Explanations:
    """Every explanation there is, keyed by the answers it is for."""
    made = blocks(edition)
    silence = "".join(_render("message", message={"factor": factor}) for factor in VALUES)
    fragments = {}
    for answers in all_answers():
        html = "".join(made.of(answers).values())
        fragments[answers] = body = Body((html + silence).encode(), edition.digest)
        # Now, and for all: a body compressed when first asked for would tell that somebody asked.
        _ = body.zipped
    return Explanations(fragments, made)


def place(edition: Edition, key: str) -> SafeString:
    """What stands at a question: the card of its answer, or what will open there."""
    factor, _, value = key.partition(".")
    if value:
        return _render("place", factor=factor, card=card(edition, key))
    question = edition.questions[factor]
    sources = sources_of(edition, [question.why])
    return _render("place", factor=factor, edition=edition, question=question, sources=sources)


def _together(edition: Edition, keys: tuple[str, ...]) -> SafeString:
    notes = [note(edition, key) for key in keys]
    text = edition.notices["not_combined"]
    context = {
        "notes": notes,
        "map": map_of(edition, notes),
        "notice": text,
        "sources": sources_of(edition, [text.body]),
    }
    return _render("together", **context)


def _render(partial: str, **context: object) -> SafeString:
    return SafeString(first_only(_raw(partial, **context), new_tab=True))


def _raw(partial: str, **context: object) -> SafeString:
    return SafeString(get_template(f"{PAGE}#{partial}").render(context))
