"""What differs between two sets of texts, and between two texts word by word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskfactors.editions.diff import Change, Piece, changes, words
from riskfactors.editions.schema import field_specs
from tests.factories import make_texts

PROSE = st.text(st.sampled_from("ab ,.\n\r\t-\u2009\x1c’é"), max_size=60)


def drawn(pieces):
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(marks[piece.act].format(piece.text) for piece in pieces)


def test_the_same_texts_have_no_change_whatever_their_order():
    texts = make_texts()
    turned = {kind: dict(reversed(texts[kind].items())) for kind in reversed(texts)}

    assert changes(texts, turned) == ()


def test_a_changed_field_is_named_with_both_its_values():
    before, after = make_texts(), make_texts()
    after["passages"]["ebv.mono"]["claims"] = ["plain"]

    assert changes(before, after) == (
        Change(kind="passages", key="ebv.mono", field="claims", before=None, after=["plain"]),
    )


@pytest.mark.parametrize("absent", [{}, {"notices": {}}, {"notices": {"n": {"body": None}}}])
def test_a_text_that_only_one_side_has_is_a_change_of_each_field(absent):
    present = {"notices": {"n": {"body": "B", "heading": "H"}}}

    gone, come = changes(present, absent), changes(absent, present)

    assert [(change.field, change.before, change.after) for change in gone] == [
        ("heading", "H", None),
        ("body", "B", None),
    ]
    assert [(change.before, change.after) for change in come] == [(None, "H"), (None, "B")]


def test_changes_stand_in_the_order_of_kinds_keys_and_fields():
    before, after = make_texts(), make_texts()
    for kind, key in [("notices", "opening"), ("notices", "empty"), ("claims", "plain")]:
        after[kind][key] = dict.fromkeys(reversed(after[kind][key]), "x")
    before["notices"] = dict(reversed(before["notices"].items()))
    after["notices"] = dict(reversed(after["notices"].items()))
    after["sources"]["A"]["unheard_of"] = after["sources"]["A"]["short"] = "x"

    found = [(change.kind, change.key, change.field) for change in changes(before, after)]

    assert found == [
        ("sources", "A", "short"),
        ("sources", "A", "unheard_of"),
        *(("claims", "plain", shape.name) for shape in field_specs("claims")[:3]),
        ("notices", "empty", "heading"),
        ("notices", "empty", "body"),
        ("notices", "opening", "heading"),
        ("notices", "opening", "body"),
    ]


def test_a_kind_nobody_knows_is_still_a_change_and_comes_last():
    found = changes({}, {"unheard_of": {"k": {"b": 1, "a": 2}}, "pages": {"p": {"body": "x"}}})

    assert [(change.kind, change.field) for change in found] == [
        ("pages", "body"),
        ("unheard_of", "a"),
        ("unheard_of", "b"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("", "new", "[+new+]"),
        ("gone", "", "[-gone-]"),
        ("as it was", "as it was", "as it was"),
        ("a big dog", "a small dog", "a [-big -][+small +]dog"),
        ("a dog", "a big dog", "a [+big +]dog"),
        ("It is safe.", "It is not safe at all.", "It is [+not +]safe[+ at all+]."),
        ("30.5 nmol/L", "32.5 nmol/L", "[-30.5 -][+32.5 +]nmol/L"),
        ("One.\n\nTwo.\n", "One.\n\nTwo!\n", "One.\n\nTwo[-.\n-][+!\n+]"),
        ("one\r\ntwo", "one\ntwo", "one[-\r\n-][+\n+]two"),
        ("is old of us all", "was new of them all", "[-is old of us -][+was new of them +]all"),
    ],
)
def test_a_word_diff_reads_well(before, after, expected):
    assert drawn(words(before, after)) == expected


def test_a_paragraph_that_was_added_leaves_the_others_alone():
    one, two, three = (f"The {name} paragraph.\n\n" for name in ("first", "second", "third"))

    pieces = words(one + three, one + two + three)

    assert pieces == (Piece("same", one), Piece("new", two), Piece("same", three))


@given(PROSE, PROSE)
def test_the_pieces_give_both_texts_back_to_the_byte(before, after):
    pieces = words(before, after)

    assert "".join(piece.text for piece in pieces if piece.act != "new") == before
    assert "".join(piece.text for piece in pieces if piece.act != "gone") == after


@given(PROSE, PROSE)
def test_neighbouring_pieces_are_joined_and_none_is_empty(before, after):
    pieces = words(before, after)

    assert all(piece.text for piece in pieces)
    for first, second in pairwise(piece.act for piece in pieces):
        assert (first, second) == ("gone", "new") or (first == "same") != (second == "same")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("word " * 10_000, "word " * 9_000 + "end"),
        ("a\nb\n" * 12_500, "b\na\n" * 12_500),
    ],
    ids=["one word", "two lines"],
)
def test_a_long_text_of_few_words_is_compared_as_a_whole(before, after):
    assert [piece.act for piece in words(before, after)] == ["gone", "new"]
