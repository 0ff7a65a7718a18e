"""Freeze, publish, the live edition, and life without a database."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from riskfactors.editions import content, live, snapshot
from riskfactors.editions import working_copy as working
from riskfactors.editions.document import canonical, digest, edition_of, freeze, thaw
from riskfactors.editions.markdown import render
from riskfactors.editions.publish import RefusedError, load_packaged, publish
from riskfactors.editions.working_copy import working_copy as texts_now
from riskfactors.models import AuditLine, Edition, Entry, Live, TextVersion
from riskfactors.site.leaflets import LEAFLETS
from tests.factories import make_texts
from tests.tampering import rewrite


@pytest.fixture
def working_copy(db):
    Entry.objects.bulk_create(
        Entry(kind=kind, key=key, fields=fields)
        for kind, entries in make_texts().items()
        for key, fields in entries.items()
    )


@pytest.fixture
def publishing(working_copy, django_capture_on_commit_callbacks):
    def _publish(**given):
        with django_capture_on_commit_callbacks(execute=True):
            return publish(**{"who": None, "note": "", **given})

    return _publish


def test_the_same_texts_in_any_order_have_one_digest():
    texts = make_texts()
    turned = {kind: dict(reversed(texts[kind].items())) for kind in reversed(texts)}

    assert digest(canonical(freeze(texts))) == digest(canonical(freeze(turned)))


def test_an_edition_gives_its_texts_back():
    given = {kind: entries for kind, entries in thaw(freeze(make_texts())).items() if entries}

    assert given == make_texts()


def test_citations_become_keys_and_are_listed_once():
    prose = render("One. [@E1; @E6]\n\nTwo. [@E1]")

    assert prose["cites"] == ["E1", "E6"]
    assert "<sup><cite>E1</cite> <cite>E6</cite></sup>" in prose["html"]


@given(st.text())
def test_markdown_yields_only_the_few_tags_a_text_needs(text):
    html = render(f"{text}<script>x</script> [x](javascript:x) <p onclick=x>{text}")["html"]

    tags = {tag.strip("</>").split()[0] for tag in re.findall(r"<[^>]*>", html)}
    assert tags <= {"p", "ul", "ol", "li", "em", "strong", "a", "br", "sup", "cite"}
    assert re.findall(r"<(?!a )\w+ [^>]*>", html) == []
    assert 'href="javascript' not in html


ELSEWHERE = [
    "//a.example",
    "&#x2f;/a.example",
    "/\\\\a.example",
    "http://a.example",
    "a.example",
    "x:y",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_link_leads_to_another_site_by_https_only(address):
    found = re.findall(r'href="([^"]*)"', render(f"[x]({address})")["html"])

    assert all(re.match(r"/[^/\\]", one) for one in found), found
    kept = '<a href="https://a.example/?b=c#d" rel="noopener noreferrer">x</a>'
    assert kept in render("[x](https://a.example/?b=c#d)")["html"]
    assert '<a href="HTTPS://a.example"' in render("[x](HTTPS://a.example)")["html"]
    assert '<a href="/learn/#so"' in render("[x](/learn/#so)")["html"]


def test_publish_makes_the_edition_live_with_an_audit_line_and_a_snapshot(publishing, settings):
    edition = publishing(note="A first try.")

    assert Live.objects.get().edition == edition
    assert live.current().digest == edition.digest
    assert snapshot.read(settings.SNAPSHOT).digest == edition.digest
    line = AuditLine.objects.get()
    assert (line.act, line.edition, line.note) == ("publish", 1, "A first try.")
    assert (line.digest_before, line.digest_after) == ("", edition.digest)


def test_the_next_edition_has_the_next_number_and_names_the_one_before(publishing):
    first = publishing()
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    entry.fields["heading"] = "Another heading"
    entry.save()

    second = publishing()

    assert second.number == 2
    assert AuditLine.objects.first().digest_before == first.digest
    assert live.current().passages["ebv.mono"].heading == "Another heading"


def test_a_broken_set_is_refused_and_nothing_changes(publishing):
    first = publishing()
    Entry.objects.get(kind="passages", key="ebv.mono").delete()

    with pytest.raises(RefusedError) as refused:
        publishing()

    assert [problem.key for problem in refused.value.problems] == ["ebv.mono"]
    assert Live.objects.get().edition == first
    assert AuditLine.objects.count() == 1


@pytest.mark.parametrize("model", [Edition, AuditLine])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET note = 'changed'"])
def test_the_database_itself_refuses_to_change_what_was_published(publishing, model, act):
    publishing()

    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute(act.format(model._meta.db_table))


def test_only_one_row_can_be_live(publishing):
    edition = publishing()

    with pytest.raises(DatabaseError), transaction.atomic():
        Live.objects.create(id=2, edition=edition)


@pytest.mark.django_db
def test_loading_the_content_twice_changes_nothing(capsys):
    call_command("load_content")
    before = list(Entry.objects.values_list("kind", "key", "fields", "changed_at"))

    call_command("load_content")

    assert "loaded already" in capsys.readouterr().out
    assert list(Entry.objects.values_list("kind", "key", "fields", "changed_at")) == before
    assert (Edition.objects.count(), AuditLine.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_the_loaded_edition_equals_the_packaged_one():
    loaded, shipped = load_packaged(), content.edition()

    assert (loaded.number, loaded.digest, loaded.date) == (1, shipped.digest, shipped.date)


def test_another_process_notices_a_new_edition(publishing, monkeypatch):
    edition = publishing()
    monkeypatch.setattr(live, "_edition", None)

    assert live.refresh().digest == edition.digest


def test_looking_again_costs_one_query_and_changes_nothing(publishing, django_assert_num_queries):
    publishing()
    shown = live.refresh()

    with django_assert_num_queries(1):
        assert live.refresh() is shown


def test_without_a_database_the_last_good_edition_stays(publishing):
    publishing()
    shown = live.current()

    with connection.execute_wrapper(_away):
        assert live.refresh() is shown


def test_a_start_without_a_database_reads_the_snapshot(publishing, monkeypatch):
    edition = publishing()
    monkeypatch.setattr(live, "_from_database", lambda: None)
    monkeypatch.setattr(live, "_edition", None)

    assert live.refresh().digest == edition.digest


@pytest.mark.parametrize("left", [None, "", "{}\n{}", "half of a lin"])
def test_a_start_without_database_or_snapshot_reads_the_package(left, monkeypatch, settings):
    if left is not None:
        settings.SNAPSHOT.write_text(left)
    monkeypatch.setattr(live, "_from_database", lambda: None)
    monkeypatch.setattr(live, "_edition", None)

    assert live.refresh() == content.edition()


def test_a_snapshot_that_was_tampered_with_is_not_believed(tmp_path):
    path = tmp_path / "edition.json"
    snapshot.write(path, number=1, date=dt.date(2026, 1, 1), written=canonical(freeze({})))
    path.write_text(path.read_text().replace("format", "fromat"))

    with pytest.raises(snapshot.BrokenSnapshotError):
        snapshot.read(path)


def test_a_row_that_was_tampered_with_is_not_shown(publishing, monkeypatch):
    edition = publishing()
    monkeypatch.setattr(live, "_edition", content.edition())
    changed = json.loads(edition.document)
    changed["notices"]["intro"]["heading"] = "Tampered"
    rewrite(1, document=canonical(changed))

    assert live.refresh() == content.edition()


def test_an_edition_of_an_older_format_still_loads():
    document = freeze(make_texts())
    del document["interplay"]

    edition = edition_of(document, number=1, digest="d", date=dt.date(2026, 1, 1))

    assert edition.interplay == {}


def _away(*args):
    raise DatabaseError("away")


def test_a_start_mends_a_snapshot_that_a_crash_left_behind(publishing, settings, monkeypatch):
    edition = publishing()
    settings.SNAPSHOT.write_text("half of a lin")
    monkeypatch.setattr(live, "_edition", None)

    live.refresh()

    assert snapshot.read(settings.SNAPSHOT).digest == edition.digest


def test_a_snapshot_that_cannot_be_written_keeps_nothing_from_going_live(
    publishing, settings, tmp_path, caplog
):
    (tmp_path / "full").write_text("")
    settings.SNAPSHOT = tmp_path / "full" / "edition.json"

    edition = publishing()

    assert live.current().digest == edition.digest
    assert "The snapshot file could not be written." in caplog.messages


OLDER = ("learn", "faq", "glossary", "pages")


@pytest.mark.django_db
def test_a_new_release_adds_and_renews_texts_and_leaves_what_an_editor_wrote(capsys):
    load_packaged()
    Entry.objects.filter(kind__in=OLDER).delete()
    Entry.objects.filter(kind="notices", key__in=["about", "opening"]).delete()
    Entry.objects.filter(kind="sources", key="A5").delete()
    Entry.objects.filter(kind="studies", key="clinic_now").delete()
    ours, older = (
        Entry.objects.get(kind="passages", key=key) for key in ("ebv.mono", "ebv.unsure")
    )
    working.save(ours, {"heading": "Ours"}, who="an editor")
    del older.fields["short_beyond"]
    older.save()

    call_command("load_content")

    copy, shipped = texts_now(), content.texts()
    assert "wait to be published" in capsys.readouterr().out
    assert copy["passages"].pop("ebv.mono") == {"heading": "Ours"}
    assert shipped["passages"].pop("ebv.mono")
    assert copy == shipped
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_a_withdrawn_source_that_a_release_brings_back_goes_on_with_its_versions():
    load_packaged()
    working.withdraw(Entry.objects.get(kind="sources", key="E4"), who="an editor")

    call_command("load_content")
    source = Entry.objects.get(kind="sources", key="E4")
    working.save(source, {**source.fields, "short": "Ours"}, who="an editor")

    versions = TextVersion.objects.filter(kind="sources", key="E4")
    assert [one.number for one in versions] == [4, 3, 2, 1]


@pytest.mark.django_db
def test_texts_that_an_older_release_wrapped_are_not_renewed(capsys):
    load_packaged()
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    entry.fields["unsaid"] = entry.fields["unsaid"].replace(" ", "\n")
    entry.save()

    call_command("load_content")

    assert not TextVersion.objects.exists()


@pytest.mark.parametrize("name", LEAFLETS)
def test_an_edition_older_than_a_page_still_has_the_page(client, monkeypatch, name):
    document = freeze(content.texts())
    for kind in OLDER:
        del document[kind]
    for notice in (*LEAFLETS, "opening"):
        del document["notices"][notice]
    older = edition_of(document, number=7, digest="x" * 64, date=dt.date(2026, 1, 1))
    monkeypatch.setattr(live, "_edition", older)

    assert client.get(f"/{name}/").status_code == 200
    assert client.get("/").status_code == 200
    answered = client.post("/", {"ebv": "mono"}).text
    assert "<h3></h3>" not in answered
