"""The first edition, as shipped."""

from __future__ import annotations

import re
import tomllib

import pytest
from django.core.management import call_command

from riskfactors.editions import content
from riskfactors.editions.document import freeze
from riskfactors.editions.gate import problems
from riskfactors.editions.language import unused_sources
from riskfactors.editions.markdown import render, sentences
from riskfactors.editions.schema import field_specs
from riskfactors.engine.explain import card
from riskfactors.engine.fields import Outcome, SourceKind, Tier
from riskfactors.engine.readability import word_count
from riskfactors.engine.texts import KINDS

CLAIMS = {
    "ebv_32_times": (Outcome.GETTING, Tier.RAISES),
    "ebv_strongest": (Outcome.GETTING, Tier.RAISES),
    "vitamin_d_60_percent": (Outcome.GETTING, Tier.PART_OF_CAUSE),
    "smoking_doubles_worsening": (Outcome.WORSENING, Tier.LINKED),
    "not_smoking_as_medicine": (Outcome.WORSENING, Tier.NOT_FOUND),
    "relative_raises": (Outcome.GETTING, Tier.LINKED),
    "most_have_no_relative": (Outcome.HAVING, Tier.LINKED),
    "genes_200": (Outcome.GETTING, Tier.PART_OF_CAUSE),
    "genes_not_alone": (Outcome.NONE, Tier.PART_OF_CAUSE),
    "no_single_cause": (Outcome.NONE, Tier.PART_OF_CAUSE),
    "combination": (Outcome.GETTING, Tier.PART_OF_CAUSE),
    "low_sun_latitude": (Outcome.GETTING, Tier.LINKED),
    "women_2_to_3": (Outcome.HAVING, Tier.LINKED),
    "not_contagious": (Outcome.NONE, Tier.LINKED),
}
RELATIVES = ("first_degree", "identical_twin", "other_relative")
BEHIND_CARD, BEHIND_PAIR = 250, 120


def words(*proses):
    return sum(word_count(prose.markdown) for prose in proses if prose)


@pytest.fixture(scope="module")
def edition():
    return content.edition()


def test_it_passes_the_gate_without_exceptions():
    assert problems(freeze(content.texts())) == ()


def test_every_claim_of_the_article_is_there_with_its_outcome_and_tier(edition):
    found = {key: (claim.outcome, claim.tier) for key, claim in edition.claims.items()}

    assert found == CLAIMS


def test_no_card_about_worsening_shows_a_claim_about_getting_ms(edition):
    for key, passage in edition.passages.items():
        outcomes = {edition.claims[name].outcome for name in passage.claims}
        assert not key.startswith("smoking") or Outcome.GETTING not in outcomes


def test_no_card_and_no_pair_holds_more_than_agreed_behind_it(edition):
    for key in edition.passages:
        told = card(edition, key)
        notices = [notice.body for _, notice in told.common]
        claims = [prose for claim in told.told for prose in (claim.says, claim.comparison)]
        text = told.passage
        found = words(*claims, text.lead, text.article, text.unsaid, text.beyond, *notices)
        assert found <= BEHIND_CARD, key
    for key, pair in edition.interplay.items():
        in_sight = pair.short_beyond if pair.line else None
        found = words(in_sight, pair.article, pair.research, pair.unknown)
        assert found <= BEHIND_PAIR, key


def test_a_sentence_in_sight_is_not_said_again_behind(edition):
    for key, passage in edition.passages.items():
        in_sight = (passage.short_article, passage.short_beyond, passage.short_limits)
        behind = (passage.lead, passage.article, passage.unsaid, passage.beyond)
        said, again = (
            {sentence for prose in part if prose for sentence, _ in sentences(prose.markdown)}
            for part in (in_sight, behind)
        )
        assert not (said & again) - {""}, key


@pytest.mark.parametrize("relative", RELATIVES)
def test_a_relative_with_ms_opens_with_those_who_do_not_develop_it(edition, relative):
    passage = edition.passages[f"family_history.{relative}"]

    for opens in (passage.short_beyond, passage.lead):
        first = opens.markdown.partition(".")[0]
        assert "not" in first or "never" in first


def test_only_the_article_has_no_address(edition):
    without = {s.kind for s in edition.sources.values() if not s.address}

    assert without == {SourceKind.ARTICLE}


def test_every_source_is_cited_or_named_by_a_row():
    assert list(unused_sources(freeze(content.texts()))) == []


def test_a_key_that_stands_in_two_files_is_named(tmp_path):
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text('[claims.same]\nsays = "x"\n')

    with pytest.raises(ValueError, match="same"):
        content.texts(tmp_path)


def test_the_packaged_texts_are_as_easy_to_read_as_agreed(capsys):
    call_command("reading_grade")
    assert "median grade" in capsys.readouterr().out


def test_a_paragraph_of_a_file_is_one_line_of_a_text():
    """What readers see is the same; whoever writes finds no line ended by somebody's editor."""
    written = "One thing\nand more.\n\n- an item\n  goes on\n- another\n2. and\n3) so\n\nEnd."

    assert content.WRAPPED.sub(" ", written) == (
        "One thing and more.\n\n- an item goes on\n- another\n2. and\n3) so\n\nEnd."
    )


@pytest.mark.parametrize("path", sorted(content.CONTENT.glob("*.toml")), ids=lambda path: path.stem)
def test_unwrapping_changes_nothing_that_is_read(path):
    kinds = {k: v for k, v in tomllib.loads(path.read_text("utf-8")).items() if k in KINDS}
    texts = content.texts()
    for kind, entries in kinds.items():
        for key, fields in entries.items():
            for name in (shape.name for shape in field_specs(kind) if shape.is_prose):
                before, after = (one.get(name, "") for one in (fields, texts[kind][key]))
                assert words_of(before) == words_of(after)


def words_of(markdown):
    return re.sub(r"</sup>\s+", "</sup> ", render(markdown)["html"]).split()
