"""Texts as files: nothing is lost, nothing but texts is read."""

from __future__ import annotations

import json
import tomllib

import pytest
import tomli_w
from hypothesis import example, given
from hypothesis import strategies as st

from riskfactors.editions import content
from riskfactors.editions.document import freeze, thaw
from riskfactors.editions.exchange import (
    MOST_BYTES,
    MOST_TEXTS,
    UnreadableError,
    from_json,
    from_toml,
    read,
    to_json,
    to_toml,
)
from riskfactors.editions.schema import field_specs
from tests.factories import make_texts

FORMATS = pytest.mark.parametrize(
    ("write", "read_back"), [(to_toml, from_toml), (to_json, from_json)], ids=["TOML", "JSON"]
)
WORDS = st.text(
    st.one_of(
        st.sampled_from("\"'\\\n\r\t #=[]{}🙂é\u2028"),
        st.characters(exclude_categories=["Cc", "Cs"]),
    )
)
KEYS = st.text(st.characters(), min_size=1, max_size=60).filter(str.isprintable)


def made(kind):
    fields = {shape.name: st.lists(WORDS) if shape.refers else WORDS for shape in field_specs(kind)}
    return st.dictionaries(
        KEYS, st.fixed_dictionaries({}, optional=fields).filter(len), min_size=1, max_size=3
    )


TEXTS = st.fixed_dictionaries({}, optional={kind: made(kind) for kind in ("passages", "sources")})


def notice(body):
    return {"notices": {"intro": {"heading": "Intro", "body": body}}}


@FORMATS
@pytest.mark.parametrize("give", [content.texts, make_texts], ids=["packaged", "made"])
def test_what_is_exported_is_imported_as_it_was(write, read_back, give):
    texts = give()

    assert read_back(write(texts)) == texts
    assert write(read_back(write(texts))) == write(texts)


@FORMATS
@given(texts=TEXTS)
@example(texts=notice('"""\n\\\n\r\n🙂\r'))
@example(texts=notice("\n"))
def test_any_texts_come_back_to_the_byte(write, read_back, texts):
    written = write(texts)

    assert read_back(written) == texts
    assert read_back(written.encode()) == texts
    assert write(read_back(written)) == written


@FORMATS
def test_the_same_texts_in_any_order_make_the_same_file(write, read_back):
    texts = make_texts()
    turned = {
        kind: {key: dict(reversed(entries[key].items())) for key in reversed(entries)}
        for kind, entries in reversed(texts.items())
    }

    assert write(turned) == write(texts)


@FORMATS
def test_an_edition_is_exported_like_the_working_copy_it_was_made_of(write, read_back):
    assert write(thaw(freeze(make_texts()))) == write(make_texts())


@FORMATS
def test_what_holds_nothing_is_left_out(write, read_back):
    empty = {"faq": {}, "learn": {"x": {}}, "notices": {"x": {"heading": "H", "body": None}}}

    assert read_back(write(empty)) == {"notices": {"x": {"heading": "H"}}}


def test_what_people_wrote_stays_readable():
    texts = notice("One.\n\n“Two.”\n")

    assert to_toml(texts) == (
        '[notices.intro]\nbody = """\nOne.\n\n“Two.”\n"""\nheading = "Intro"\n'
    )
    assert '"body": "One.\\n\\n“Two.”\\n"' in to_json(texts)


def test_what_is_exported_is_ordinary_toml_and_json():
    texts = make_texts()

    assert tomllib.loads(to_toml(texts)) == json.loads(to_json(texts)) == texts


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("write", [to_toml, to_json])
def test_read_finds_the_format_out_by_itself(write, mark):
    assert read((mark + "\n" + write(make_texts())).encode()) == make_texts()


def test_a_file_saved_on_windows_gives_the_same_texts():
    written = to_toml(content.texts()).replace("\n", "\r\n")

    assert from_toml(written.encode()) == content.texts()


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"jokes": {}}, "jokes: This kind of text is not known."),
        ({"notices": "x"}, "notices: This should be a table of texts."),
        ({"notices": {"n": "x"}}, "notices / n: This should be a table of fields."),
        ({"notices": {"n": {"hedaing": "x"}}}, "notices / n / hedaing: This field is not known."),
        ({"notices": {"n": {"body": 1}}}, "notices / n / body: This should be text in quotes."),
        ({"notices": {"n": {"body": ["x"]}}}, "notices / n / body: This should be text in quotes."),
        (
            {"passages": {"p": {"claims": "x"}}},
            "passages / p / claims: This should be a list of keys.",
        ),
        (
            {"passages": {"p": {"claims": [True]}}},
            "passages / p / claims: This should be text in quotes.",
        ),
        (
            {"passages": {"p": {"claims": ["\x7f"]}}},
            "passages / p / claims: The character U+007F cannot be shown: remove it.",
        ),
        (
            notice("\x00"),
            "notices / intro / body: The character U+0000 cannot be shown: remove it.",
        ),
        (
            notice("\x85"),
            "notices / intro / body: The character U+0085 cannot be shown: remove it.",
        ),
        ({"faq": {"": {}}}, "faq: A key has 1 to 60 characters that can be seen."),
        ({"faq": {"k" * 61: {}}}, f"faq / {'k' * 60}: A key has 1 to 60 characters"),
        ({"faq": {"a\nb": {}}}, "faq / a\nb: A key has 1 to 60 characters that can be seen."),
    ],
)
@pytest.mark.parametrize("write", [tomli_w.dumps, json.dumps])
def test_what_is_not_a_text_is_refused_with_its_place(found, told, write):
    with pytest.raises(UnreadableError) as refused:
        read(write(found))

    assert str(refused.value).startswith(told)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[faq.x]\nheading = '\xff'", "Line 2: Not UTF-8. Save the file as UTF-8."),
        ("\ud800", "Line 1: Not UTF-8. Save the file as UTF-8."),
        ("[faq.x]\n\nheading 'x'", "Line 3: Expected '=' after a key in a key/value pair."),
        ("[faq.x]\nheading='x'\nheading='y'", "Line 3: This key stands twice."),
        ("[faq.x]\n[faq.x]\n", "Line 2: Cannot declare ('faq', 'x') twice."),
        ('[faq.x]\nheading = "x', "Line 2: A closing quote is missing."),
        ("[faq.x]\nheading = 'x\nterm = 'x'", "Line 2: A closing quote is missing."),
        ('[faq.x]\nheading = """', "Unterminated string (at end of document)."),
        ('{"faq":\n{"x" {}}}', "Line 2: Expecting ':' delimiter."),
        ('{"faq": {"x": {"heading": "a", "heading": "b"}}}', "“heading” stands twice"),
        ('{"faq": {"x": {"heading": "\\ud800"}}}', "faq / x / heading: The character U+D800"),
        ('{"faq": {"x": {"heading": "\n', "Line 1: Invalid control character."),
        ('{"faq": NaN}', "faq: This should be a table of texts."),
        ('{"faq": ' + "9" * 5_000 + "}", "faq: This should be a table of texts."),
        ('{"faq": ' + "[" * 100_000, "The file is nested too deep"),
        ("faq = " + "[" * 100_000, "The file is nested too deep"),
        ("a." * 900_000 + "a = 1", "The file is nested too deep"),
        ("[ " + '"\\"" . ' * 200_000 + "a]", "The file is nested too deep"),
        ("[faq.x]\nheading = 2026-01-01", "faq / x / heading: This should be text in quotes."),
        ("[[faq.x]]\nheading = 'x'", "faq / x: This should be a table of fields."),
    ],
    ids=range(20),
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content, told):
    with pytest.raises(UnreadableError) as refused:
        read(content)

    assert str(refused.value).startswith(told)


@pytest.mark.parametrize("content", ["[]", '"x"', "1", "null"])
def test_json_that_is_no_table_is_refused(content):
    with pytest.raises(UnreadableError, match=r"^the file: This should be a table of kinds\.$"):
        from_json(content)


def test_a_file_may_have_2_mb_and_not_a_byte_more():
    assert read(b"#" * MOST_BYTES) == {}
    with pytest.raises(UnreadableError, match=r"^The file is larger than 2 MB\.$"):
        read(b"#" * (MOST_BYTES + 1))


def test_a_file_may_have_2000_texts_and_not_one_more():
    texts = {"faq": {f"k{n}": {"heading": "x"} for n in range(MOST_TEXTS)}}

    assert read(to_json(texts)) == texts
    with pytest.raises(UnreadableError, match=r"^The file holds more than 2,000 texts\.$"):
        read(to_json({**texts, "pages": {"k": {"heading": "x"}}}))


@given(st.binary())
def test_any_bytes_are_read_or_refused_in_words(content):
    try:
        read(content)
    except UnreadableError as refused:
        assert str(refused)
