"""Older editions and the list of changes stay readable while the database is away."""

from __future__ import annotations

import contextlib

import pytest
from django.db import OperationalError, connection

from riskfactors.editions import archive, live
from riskfactors.editions.publish import load_packaged, publish, roll_back
from riskfactors.models import Edition, Entry
from tests.tampering import rewrite

PAGES = [
    "/changes/",
    "/editions/1/",
    "/editions/2/",
    "/editions/2/changes/",
    "/editions/1/changes/",
]


@pytest.fixture
def archived(db):
    """Two editions, of which the first is live again, and their files."""
    load_packaged()
    publish_and_roll_back()
    live.refresh()
    archive.keep()


def publish_and_roll_back():
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    entry.fields["heading"] = "Another heading"
    entry.save()
    publish(who=None, note="A clearer heading.")
    roll_back(Edition.objects.get(number=1), who=None, note="It was clearer before.")


@contextlib.contextmanager
def away():
    """No query gets through, and nothing that was made before is kept."""

    def refuse(*args):
        raise OperationalError("away")

    with connection.execute_wrapper(refuse):
        yield


def test_what_was_published_reads_the_same_without_a_database(client, archived):
    with_it = {path: client.get(path) for path in PAGES}

    with away():
        without = {path: client.get(path) for path in PAGES}

    assert {path: got.status_code for path, got in without.items()} == dict.fromkeys(PAGES, 200)
    assert {path: got.content for path, got in without.items()} == {
        path: got.content for path, got in with_it.items()
    }


def test_an_edition_that_never_was_is_not_there_either(client, archived):
    with away():
        assert client.get("/editions/3/").status_code == 404


def test_a_file_that_was_changed_is_not_shown(client, archived, settings):
    file = settings.SNAPSHOT.with_name("editions") / "2.json"
    file.write_text(file.read_text("utf-8").replace("Another heading", "Quite another"), "utf-8")

    with away():
        response = client.get("/editions/2/")

    assert response.status_code == 404
    assert "Quite another" not in response.text


@pytest.mark.slow
@pytest.mark.parametrize("spoilt", ["", "{", "[]\n{}", '{"date": 1}\n{}'])
def test_a_spoilt_file_is_passed_over(client, archived, settings, spoilt):
    folder = settings.SNAPSHOT.with_name("editions")
    (folder / "2.json").write_text(spoilt, "utf-8")
    (folder / "none.json").write_text("{}\n", "utf-8")

    with away():
        got = [client.get(path).status_code for path in ("/changes/", "/editions/2/")]
    archive.keep()

    assert got == [200, 404]
    with away():
        assert client.get("/editions/2/").status_code == 200


def test_files_follow_another_database(client, archived):
    rewrite(2, digest="0" * 64)

    archive.keep()

    with away():
        assert client.get("/editions/2/").status_code == 404


def test_without_files_it_says_that_the_database_is_away(client, db):
    with away():
        response = client.get("/changes/")

    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_what_went_live_between_two_looks_is_kept(db, settings, monkeypatch):
    load_packaged()
    monkeypatch.setattr(live, "_archived", None)
    live.refresh()
    live._archive()
    publish_and_roll_back()

    live.refresh()
    live._archive()

    assert (settings.SNAPSHOT.with_name("editions") / "2.json").exists()


def test_what_stays_wrong_is_logged_once(db, monkeypatch, caplog):
    def fail():
        raise OSError("no space left")

    known = ""
    with monkeypatch.context() as broken:
        broken.setattr(live, "refresh", fail)
        for _ in range(3):
            known = live._look(known)
    mended = live._look(known)

    assert mended == ""
    assert [record.levelname for record in caplog.records if record.exc_info] == ["ERROR"]
