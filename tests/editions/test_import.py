"""Texts back in from a file: what would change is said first, and it is whole or not at all."""

from __future__ import annotations

import copy
import io
import sys

import pytest
from django.core.management import CommandError, call_command

from riskfactors.editions import content
from riskfactors.editions.document import canonical, digest, freeze
from riskfactors.editions.exchange import to_json, to_toml
from riskfactors.editions.publish import publish
from riskfactors.editions.working_copy import replace, working_copy
from riskfactors.models import AuditLine, Edition, Entry, TextVersion
from tests.factories import DraftFactory, EditionFactory, EditorFactory, make_texts
from tests.tampering import rewrite

TEXTS = make_texts()
NOTHING = "Nothing was changed"
FORMATS = pytest.mark.parametrize("write", [to_toml, to_json])


@pytest.fixture(autouse=True)
def _desk(db):
    replace(TEXTS, who="Grace")
    EditionFactory(number=1, document=canonical(freeze(TEXTS)), live=True)


@pytest.fixture
def file(tmp_path):
    def put(written):
        path = tmp_path / "texts"
        path.write_bytes(written if isinstance(written, bytes) else written.encode())
        return path

    return put


def other_texts():
    texts = copy.deepcopy(TEXTS)
    texts["passages"]["ebv.mono"]["heading"] = "From a file"
    return texts


def run(*args, **options):
    out = io.StringIO()
    call_command("import_texts", *map(str, args), stdout=out, **options)
    return out.getvalue()


def state():
    rows = Entry.objects.values_list("kind", "key", "fields", "version", "changed_by")
    return list(rows), AuditLine.objects.count(), Edition.objects.count()


def test_a_dry_run_says_the_difference_and_stores_nothing(file):
    texts = copy.deepcopy(TEXTS)
    texts["passages"]["ebv.mono"]["heading"] = "Quite different"
    texts["faq"] = {"99-new": {"heading": "A question"}}
    del texts["notices"]["intro"]
    before = state()

    said = run(file(to_json(texts)))

    assert "1 changed, 1 new, 1 gone." in said
    assert "ebv.mono: Heading" in said
    assert "To mend before publishing: notices / intro: This text is missing." in said
    assert f"{NOTHING} yet" in said
    assert state() == before


@pytest.mark.slow
@pytest.mark.parametrize("write", [to_toml, to_json])
def test_the_packaged_texts_come_back_to_the_byte(file, write):
    replace(content.texts(), who="Grace")
    publish(who=None, note="")
    first = working_copy()
    replace(TEXTS, who="Grace")

    run(file(write(first)), write=True)

    assert working_copy() == first
    assert digest(canonical(freeze(working_copy()))) == Edition.objects.first().digest


def test_an_import_is_audited_with_the_digests_of_the_working_copy(file):
    before = working_copy()

    run(file(to_json(other_texts())), write=True)

    line = AuditLine.objects.filter(act="import").get()
    assert (line.edition, line.who_text) == (1, "the command line")
    assert line.digest_before == digest(canonical(freeze(before)))
    assert line.digest_after == digest(canonical(freeze(other_texts())))


def test_an_older_edition_becomes_the_working_copy():
    first = working_copy()
    replace(other_texts(), who="Grace")

    assert "1 changed, 0 new, 0 gone." in run(edition=1, write=True)
    assert working_copy() == first


def test_texts_that_are_there_already_change_nothing(file):
    before = state()

    assert NOTHING in run(file(to_toml(TEXTS)), write=True)
    assert state() == before


def test_texts_that_the_gate_refuses_can_be_imported_but_not_published(file):
    texts = {"faq": {"99-x": {"heading": "Only this"}}}

    run(file(to_toml(texts)), write=True)

    assert working_copy() == texts
    assert Edition.objects.count() == 1


def test_what_somebody_had_typed_in_a_text_that_goes_stays_a_version(file):
    entry = Entry.objects.get(kind="notices", key="intro")
    DraftFactory(entry=entry, editor=EditorFactory(), fields={"heading": "Half a though"})
    texts = copy.deepcopy(TEXTS)
    del texts["notices"]["intro"]

    run(file(to_json(texts)), write=True)

    kept = TextVersion.objects.filter(kind="notices", key="intro")
    assert {"heading": "Half a though"} in [version.fields for version in kept]


def test_each_text_that_an_import_changes_brings_or_takes_has_a_version_and_a_line(file):
    texts = other_texts()
    texts["faq"] = {"99-new": {"heading": "A question"}}
    del texts["notices"]["intro"]

    run(file(to_json(texts)), write=True)

    places = {("passages", "ebv.mono"), ("faq", "99-new"), ("notices", "intro")}
    assert {*TextVersion.objects.values_list("kind", "key")} == places
    assert TextVersion.objects.get(kind="faq").fields == {"heading": "A question"}
    acts = AuditLine.objects.exclude(act="import").values_list("act", flat=True)
    assert sorted(acts) == ["add", "save", "withdraw"]


def test_the_first_texts_are_as_they_came():
    assert Entry.objects.exists()
    assert not TextVersion.objects.exists()
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "holds no texts."),
        (b"\n# nothing\n", "holds no texts."),
        ("{}", "holds no texts."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Line 1: Not UTF-8."),
        ('[faq.x]\nheading = "a\\u0000b"', "The character U+0000 cannot be shown: remove it."),
        (b"[faq.x]\nheading = 'a\0b'", "Line 2:"),
        ("[faq.x]\nheading = 'a'\nheading = 'b'", "Line 3: This key stands twice."),
        ('{"faq": {"x": {"heading": "a", "heading": "b"}}}', "stands twice"),
        ("[jokes.x]\nheading = 'a'", "jokes: This kind of text is not known."),
        ("[faq.x]\nheading = 1", "faq / x / heading: This should be text in quotes."),
        ("[faq.x]\nbody = 'a'", "faq / x / body: This field is not known."),
        ('{"faq": ' + "[" * 100_000, "nested too deep"),
        (b"#" * 3_000_000, "The file is larger than 2 MB."),
    ],
    ids=range(13),
)
def test_a_file_that_is_no_texts_is_refused_in_words(file, written, said):
    before = state()

    with pytest.raises(CommandError, match="Nothing was changed") as refused:
        run(file(written), write=True)

    assert said in str(refused.value)
    assert state() == before


def test_a_broken_edition_is_not_imported_and_it_is_said():
    rewrite(1, document="{}")

    with pytest.raises(CommandError, match=r"Edition 1 cannot be read\."):
        run(edition=1, write=True)


@pytest.mark.parametrize(
    ("args", "options", "said"),
    [
        ((), {}, "Name a file or --edition"),
        (("x.toml",), {"edition": 1}, "Name a file or --edition"),
        ((), {"edition": 7}, "There is no edition 7."),
        (("/no/such/file",), {}, "No such file or directory."),
    ],
)
def test_what_cannot_be_read_is_said(args, options, said):
    with pytest.raises(CommandError, match=said):
        run(*args, **options)


def test_the_input_can_be_piped(monkeypatch):
    piped = io.TextIOWrapper(io.BytesIO(to_json(other_texts()).encode()))
    monkeypatch.setattr(sys, "stdin", piped)

    run("-", write=True)

    assert working_copy() == other_texts()


@FORMATS
@pytest.mark.parametrize(
    "saved",
    [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")],
    ids=["byte order mark", "Windows"],
)
def test_how_an_editor_saved_the_file_makes_no_difference(file, write, saved):
    texts = copy.deepcopy(TEXTS)
    texts["notices"]["intro"]["body"] = "Ünïcode 🙂\n\n“Two” lines."

    run(file(saved(write(texts))), write=True)

    assert working_copy() == texts
