"""Which texts of an edition fit a set of answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from riskfactors.engine.answers import VALUES, Answers
from riskfactors.engine.estimates import Estimate, estimates
from riskfactors.engine.evidence import Match
from riskfactors.engine.fields import Prose, References, SourceKind
from riskfactors.engine.interplay import interplay_keys
from riskfactors.engine.pair_map import PairMap, map_of
from riskfactors.engine.texts import Claim, Edition, Interplay, Notice, Passage, Question, Source

OPENING, TOGETHER, CLOSING = "opening", "together", "closing"
Keyed = tuple[tuple[str, Source], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The sources of one card or note, the article's apart from all others."""

    article: Keyed
    beyond: Keyed


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A claim with the research beside it."""

    key: str
    claim: Claim
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class InSight:
    """What of a card or note is read without opening anything, as HTML; "" where it has none."""

    article: str
    beyond: str
    limits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One answered factor: its passage with the claims and notices it names.

    `told` are the claims to tell in full behind it: none where a short form says them in sight.
    Whom a claim compares then stands on its own page, with its studies.
    """

    key: str
    passage: Passage
    claims: tuple[Claim, ...]
    told: tuple[Claim, ...]
    common: tuple[tuple[str, Notice], ...]
    sources: Sources
    beside: tuple[Beside, ...]
    counts: tuple[Estimate, ...]

    @property
    def in_sight(self) -> InSight:
        """Its short forms; without them the first sentence of each voice.

        Where there is a figure, all of whom it compares stands in place of the latter.
        """
        passage = self.passage
        says = self.claims[0].says if self.claims else passage.article
        compared = next((one.comparison for one in self.claims if one.figure), None)
        return InSight(
            article=html_of(passage.short_article, says),
            beyond=html_of(passage.short_beyond or compared, passage.lead or passage.beyond),
            limits=html_of(passage.short_limits, passage.unsaid),
        )

    @property
    def has_figure(self) -> bool:
        """Whether the article gives a figure for this answer."""
        return any(claim.figure for claim in self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the article and research say about factors together."""

    key: str
    text: Interplay
    sources: Sources
    beside: tuple[Beside, ...]

    @property
    def in_sight(self) -> InSight:
        """Its short forms. A pair of today has none for the article, and an older note no forms."""
        text = self.text
        article = None if text.short_beyond else text.article
        return InSight(
            article=html_of(text.short_article, article),
            beyond=html_of(text.short_beyond, text.research),
            limits="",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of an explanation: where it stands, its name, and what it holds.

    A place is a factor, TOGETHER, or where it stands around those.
    """

    place: str
    name: str
    holds: Card | Question | PairMap | Note | Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Every block that fits a set of answers, in the order in which they are read."""

    answers: Answers
    blocks: tuple[Block, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards alone."""
        return tuple(one.holds for one in self.blocks if isinstance(one.holds, Card))

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes on factors together alone."""
        return tuple(one.holds for one in self.blocks if isinstance(one.holds, Note))


def explain(edition: Edition, answers: Answers) -> Explanation:
    """The explanation of a set of answers: chosen from the edition, never composed."""
    cards = {key.partition(".")[0]: key for key in answers.passage_keys()}
    return Explanation(
        answers=answers,
        blocks=(
            *_notice(edition, OPENING, "opening"),
            *(block for factor in VALUES for block in _at_question(edition, factor, cards)),
            *_together(edition, interplay_keys(answers)),
            *_notice(edition, CLOSING, "where_to_turn"),
        ),
    )


def _at_question(edition: Edition, factor: str, cards: Mapping[str, str]) -> Iterator[Block]:
    """The card of its answer, else the question itself."""
    if key := cards.get(factor):
        yield Block(place=factor, name=key, holds=card(edition, key))
    elif factor in edition.questions:
        yield Block(place=factor, name=f"questions.{factor}", holds=edition.questions[factor])


def _together(edition: Edition, keys: tuple[str, ...]) -> Iterator[Block]:
    if keys:
        yield Block(place=TOGETHER, name="map", holds=map_of(edition, keys))
        for key in keys:
            yield Block(place=TOGETHER, name=key, holds=note(edition, key))
        yield from _notice(edition, TOGETHER, "not_combined")


def _notice(edition: Edition, place: str, key: str) -> Iterator[Block]:
    """A notice; an edition from before there was one has none."""
    if key in edition.notices:
        yield Block(place=place, name=key, holds=edition.notices[key])


@lru_cache(maxsize=64)
def card(edition: Edition, key: str) -> Card:
    """The card for one passage key."""
    passage = edition.passages[key]
    claims = tuple(edition.claims[name] for name in passage.claims)
    common = tuple((name, edition.notices[name]) for name in passage.common)
    told = () if passage.short_article else claims
    cited = (
        passage.short_article,
        passage.short_beyond,
        passage.short_limits,
        passage.lead,
        *(prose for claim in told for prose in (claim.says, claim.comparison)),
        passage.article,
        passage.unsaid,
        passage.beyond,
        *(notice.body for _, notice in common),
    )
    counted = (edition.studies[name].source for name in passage.counts)
    return Card(
        key=key,
        passage=passage,
        claims=claims,
        told=told,
        common=common,
        sources=sources_of(edition, cited, *counted),
        beside=beside(edition, passage.claims),
        counts=estimates(edition, passage.counts),
    )


@lru_cache(maxsize=32)
def note(edition: Edition, key: str) -> Note:
    """The note for one interplay key."""
    text = edition.interplay[key]
    cited = (text.short_article, text.short_beyond, text.article, text.research, text.unknown)
    return Note(
        key=key,
        text=text,
        sources=sources_of(edition, cited),
        beside=beside(edition, text.claims),
    )


def html_of(short: Prose | None, long: Prose | None) -> str:
    """A short form, or the first sentence of the text that it is missing for."""
    return short.html if short else long.opening if long else ""


def beside(edition: Edition, claims: Iterable[str]) -> tuple[Beside, ...]:
    """These claims, each with the research beside it; an edition older than that has none."""
    return tuple(
        Beside(key=key, claim=edition.claims[key], match=edition.matches[key])
        for key in claims
        if key in edition.matches
    )


def sources_of(edition: Edition, cited: Iterable[Prose | None], *more: References) -> Sources:
    """The sources that texts cite, and `more`, each once, in the order they are first cited."""
    cites = (*(prose.cites for prose in cited if prose), *more)
    keys = dict.fromkeys(key for keys in cites for key in keys)
    named = [(key, edition.sources[key]) for key in keys]
    return Sources(
        article=tuple(pair for pair in named if pair[1].kind is SourceKind.ARTICLE),
        beyond=tuple(pair for pair in named if pair[1].kind is not SourceKind.ARTICLE),
    )


def all_passage_keys() -> tuple[str, ...]:
    """Every passage key that a set of answers can ask for, in order."""
    return tuple(f"{factor}.{value}" for factor, values in VALUES.items() for value in values)


def answer_labels(edition: Edition, answers: Answers) -> list[tuple[str, str, str | None]]:
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
