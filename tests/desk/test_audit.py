"""The audit trail answers for it: filtered, downloaded, and longer-lived than an account."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.urls import reverse

from riskfactors.models import AuditLine
from tests.factories import AuditLineFactory, EditorFactory

LIST = reverse("admin:riskfactors_auditline_changelist")
CSV = reverse("audit_csv")


def rows(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_trail_is_downloaded_whole(client, editor):
    line = AuditLineFactory(note="“Two”, lines;\nand more", digest_before="b" * 64)

    response = client.get(CSV)

    assert rows(response)[0] == {
        "time": line.at.isoformat(),
        "who": "Ada",
        "act": "publish",
        "edition": "2",
        "digest before": "b" * 64,
        "digest after": "d" * 64,
        "note": "“Two”, lines;\nand more",
    }
    assert line.at.tzinfo


def test_a_spreadsheet_knows_it_as_utf_8_and_saves_it_under_a_name(client, editor):
    response = client.get(CSV)

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="audit-')


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("https://x.example")']
)
def test_no_cell_is_run_as_a_formula(client, editor, words):
    AuditLineFactory(note=words, who_text=words)

    row = rows(client.get(CSV))[0]

    assert (row["note"], row["who"]) == (f"'{words}", f"'{words}")


def test_the_list_links_to_what_it_shows(client, editor):
    AuditLineFactory(act="publish")
    AuditLineFactory(act="roll back")

    shown = client.get(LIST, {"act": "roll back"})

    assert f'href="{CSV}?act=roll+back"' in shown.text
    found = rows(client.get(f"{CSV}?act=roll+back"))
    assert [row["act"] for row in found] == ["roll back"]


def test_more_than_a_page_of_the_list_is_downloaded(client, editor):
    AuditLineFactory.create_batch(120)

    assert len(rows(client.get(CSV))) == 120


@pytest.mark.parametrize("query", ["?colour=red", "?edition=x", "?p=x", "?o=9999", "?q=%00"])
def test_a_filter_that_is_none_gets_a_clear_page(client, editor, query):
    assert client.get(CSV + query).status_code in {200, 400}


def words_of(response):
    main = response.text.partition('<div class="breadcrumbs">')[2].partition("<footer")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_list_speaks_as_the_rest_of_the_desk(client, editor):
    AuditLineFactory(act="invite", edition=0, note="")
    AuditLineFactory(act="publish", edition=3)

    page = client.get(LIST)

    words = words_of(page)
    assert page.context["title"] == "Audit trail"
    assert words.startswith("Desk &rsaquo; Audit trail Audit trail")
    assert "When Who What was done Edition then live Note" in words
    assert re.search(r"\d \w+ 20\d\d, \d\d:\d\d Ada publish 3", words)
    assert "2 lines" in words
    assert page.text.count('<td class="field-live"></td>') == 1
    assert '<td class="field-note"></td>' in page.text


def test_a_line_says_what_there_is_and_leads_back(client, editor):
    line = AuditLineFactory(edition=0, digest_before="", note="eve: Author")

    words = words_of(client.get(reverse("admin:riskfactors_auditline_change", args=[line.pk])))

    assert words.startswith("Desk &rsaquo; Audit trail &rsaquo; ")
    assert re.search(r"When: \d+ \w+ 20\d\d, \d\d:\d\d Who: Ada", words)
    for empty in ("Edition then live", "Digest before", "History"):
        assert empty not in words


def test_the_bare_list_of_lists_leads_to_the_desk(client, editor):
    assert client.get("/admin/riskfactors/")["Location"] == reverse("desk")


def test_the_trail_outlives_the_account(client, editor):
    other = EditorFactory(username="Grace")
    line = AuditLineFactory(who=other)

    other.delete()

    line = AuditLine.objects.get(pk=line.pk)
    assert line.who_text == "Grace"
    assert "Grace" in client.get(LIST).text
    shown = client.get(reverse("admin:riskfactors_auditline_change", args=[line.pk]))
    assert shown.status_code == 200
    assert "Grace" in shown.text
    assert rows(client.get(CSV))[0]["who"] == "Grace"


@pytest.mark.parametrize(
    ("role", "status"), [("Author", 200), ("Reviewer", 200), ("Publisher", 200), (None, 403)]
)
def test_who_may_download_the_trail(client, db, role, status):
    client.force_login(EditorFactory(staff=True, roles=[role]))

    assert client.get(CSV).status_code == status
    assert client.post(CSV).status_code == (403 if status == 403 else 405)


def test_who_is_not_signed_in_is_asked_to(client, db):
    assert client.get(CSV).status_code == 302
