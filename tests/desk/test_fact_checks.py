"""A fact-checker's link: what it opens, what comes back, and how it ends."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mscalc.logs import LineFormatter
from riskfactors.desk import fact_checks as pages
from riskfactors.editions import fact_checks, remarks
from riskfactors.editions.document import canonical, freeze
from riskfactors.editions.publish import load_packaged, publish, send_for_review
from riskfactors.editions.working_copy import replace, save, working_copy
from riskfactors.engine.naming import title_of
from riskfactors.engine.texts import KINDS
from riskfactors.models import AuditLine, Entry, FactCheck, Remark
from tests.factories import CandidateFactory, EditorFactory, EntryFactory, make_texts
from tests.reading import text_nodes

MONO = {"kind": "passages", "key": "ebv.mono"}
FINE = {**MONO, "words": "", "answer": "fine"}
OURS = {"headers": {"Sec-Fetch-Site": "same-origin"}}


@pytest.fixture(autouse=True)
def _fresh_pace(monkeypatch):
    monkeypatch.setattr(pages, "pace", pages.Pace())


@pytest.fixture
def author(db):
    """Who sends for review, signed in nowhere: a checker has no account."""
    return EditorFactory()


@pytest.fixture
def candidate(author):
    replace(make_texts(), who=author)
    publish(who=author, note="")
    return sent_again(author, "A sentence of our own.")


@pytest.fixture
def token(candidate, author):
    return fact_checks.invite(candidate, who=author, checker="Ada", days=14)


@pytest.fixture
def link(token):
    return reverse("check", args=[token])


def remarked(candidate, words, checker="Ada", **place):
    token = fact_checks.invite(candidate, who=None, checker=checker, days=1)
    fact_checks.answer(fact_checks.check_of(token), *(place or MONO).values(), words)
    return token


def said(**place):
    return [one.remark.words for one in remarks.remarks_on(*(place or MONO).values())]


def sent_again(author, unsaid):
    entry = Entry.objects.get(**MONO)
    save(entry, {**entry.fields, "unsaid": unsaid}, who=author)
    return send_for_review(who=author, note="")


# An editor gives a link.


def test_a_link_is_shown_once_and_only_its_hash_is_kept(client, author, candidate):
    client.force_login(author)

    shown = client.post(reverse("invite", args=[candidate.pk]), {"checker": "Ada", "days": "3"})

    path = re.search(r'value="http://testserver(/admin/check/([\w-]{43})/)"', shown.text)
    assert client.get(path[1]).status_code == 200
    assert "no-store" in shown["Cache-Control"]
    row = FactCheck.objects.values().get()
    assert path[2] not in str(row) + str(list(AuditLine.objects.values()))
    assert row["expires_at"] - row["made_at"] > dt.timedelta(days=2, hours=23)
    assert path[2] not in client.get(reverse("candidate", args=[candidate.pk])).text


def test_a_link_names_the_site_and_not_the_host_that_was_asked(client, author, candidate, settings):
    settings.SITE_ADDRESS = "https://example.org"
    client.force_login(author)
    invitation = reverse("invite", args=[candidate.pk])

    shown = client.post(invitation, {"checker": "Ada", "days": "3"}, HTTP_HOST="localhost")

    assert 'value="https://example.org/admin/check/' in shown.text


def test_giving_and_revoking_a_link_is_written_down_once(client, author, candidate):
    client.force_login(author)
    client.post(reverse("invite", args=[candidate.pk]), {"checker": "Ada"})
    revoke = reverse("revoke_check", args=[FactCheck.objects.get().pk])

    first, again = client.post(revoke), client.post(revoke)

    assert first["Location"] == again["Location"] == reverse("candidate", args=[candidate.pk])
    lines = AuditLine.objects.filter(act__in=["invite checker", "revoke link"])
    assert [(one.act, one.who_text, one.note) for one in lines] == [
        ("revoke link", author.username, "Ada"),
        ("invite checker", author.username, "Ada"),
    ]
    assert {one.digest_after for one in lines} == {candidate.digest}


@pytest.mark.parametrize(
    "given",
    [
        {"checker": ""},
        {"checker": "x" * 101},
        {"checker": "a\0b"},
        {"checker": "Ada", "days": "0"},
        {"checker": "Ada", "days": "61"},
        {"checker": "Ada", "days": "soon"},
    ],
)
def test_a_link_needs_a_name_and_1_to_60_days(client, author, candidate, given):
    client.force_login(author)

    refused = client.post(reverse("invite", args=[candidate.pk]), given)

    assert refused.status_code == 422
    assert not FactCheck.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"), [("Author", 200), ("Reviewer", 200), ("Publisher", 403), (None, 302)]
)
def test_who_may_give_and_revoke_links(client, candidate, token, role, status):
    if role:
        client.force_login(EditorFactory(staff=True, roles=[role]))

    given = client.post(reverse("invite", args=[candidate.pk]), {"checker": "Eve"})
    client.post(reverse("revoke_check", args=[FactCheck.objects.get(checker="Ada").pk]))

    assert given.status_code == status
    assert (fact_checks.check_of(token) is None) == (status == 200)


@pytest.mark.parametrize("may_invite", [True, False])
def test_the_list_tells_each_links_state_and_what_came_back(candidate, may_invite):
    remarked(candidate, "No.", "Open")
    remarked(candidate, "", "Expired")
    remarked(candidate, "Why?", "Revoked")
    FactCheck.objects.filter(checker="Expired").update(expires_at=timezone.now())
    fact_checks.revoke(FactCheck.objects.get(checker="Revoked"), who=None)

    links = fact_checks.checks_of(candidate)
    html = render_to_string(
        "desk/checks.html", {"candidate": candidate, "checks": links, "may_invite": may_invite}
    )

    assert [(one.check.checker, one.state, one.remarks, one.fine) for one in links] == [
        ("Revoked", "revoked", 1, 0),
        ("Expired", "expired", 0, 1),
        ("Open", "open", 1, 0),
    ]
    assert html.count("<form") == may_invite
    assert text_nodes(html)


# What the link opens.


@pytest.mark.slow
def test_every_text_can_be_read_with_its_sources_and_answered(client, author):
    load_packaged()
    candidate = send_for_review(who=author, note="")
    link = reverse("check", args=[fact_checks.invite(candidate, who=None, checker="A", days=1)])
    document = freeze(working_copy())

    for kind in KINDS:
        html = client.get(f"{link}{kind}/").text
        keys = set(re.findall(r'name="key" value="([^"]*)"', html))
        assert set(map(unescape, keys)) == document[kind].keys()
        for text in document[kind].values():
            proses = [value for value in text.values() if isinstance(value, dict)]
            for cited in {key for prose in proses for key in prose["cites"]}:
                assert unescape(document["sources"][cited]["reference"]) in unescape(html)


def test_what_changed_comes_first(client, link):
    front = client.get(link).text
    kind = client.get(f"{link}passages/").text

    assert re.findall(r'name="key" value="([^"]*)"', front) == ["ebv.mono"]
    assert "A sentence of our own." in front
    keys = re.findall(r'name="key" value="([^"]*)"', kind)
    assert keys == ["ebv.mono", *sorted(keys[1:])]


def test_what_a_text_names_is_called_by_its_title(client, author, candidate):
    entry = Entry.objects.get(**MONO)
    claim = Entry.objects.get(kind="claims", key="plain")
    save(entry, {**entry.fields, "claims": [claim.key]}, who=author)
    newer = send_for_review(who=author, note="")
    checker = fact_checks.invite(newer, who=author, checker="Ada", days=1)

    pages = (
        reverse("check", args=[checker]),
        reverse("candidate", args=[newer.pk]),
        reverse("history", args=list(MONO.values())),
    )
    client.force_login(author)
    for page in pages:
        html = client.get(page).text
        assert f">{title_of('claims', claim.key, claim.fields)}<" in html
        assert f">{claim.key}<" not in html


def test_what_a_checker_said_stays_in_front_once_it_is_live(client, author, candidate):
    token = remarked(candidate, "Not so.")
    remarks.reply(Remark.objects.get(), who=author, words="It is: see the study.")
    publish(who=author, note="", candidate=candidate, waiting="It is minor.")

    page = client.get(reverse("check", args=[token]))

    assert [text.key for _, texts in page.context["groups"] for text, *_ in texts] == ["ebv.mono"]
    assert "It is: see the study." in page.text


def test_with_too_much_changed_the_front_page_only_leads_on(client, link, monkeypatch):
    monkeypatch.setattr(pages, "MOST_IN_FRONT", 0)

    front = client.get(link).text

    assert 'name="key"' not in front
    assert f'href="{link}passages/"' in front


def test_a_broken_live_edition_counts_every_text_as_changed(candidate, monkeypatch):
    monkeypatch.setattr("riskfactors.desk.candidate_texts.digest", lambda written: "")

    texts = pages.texts_of(candidate)

    assert all(text.is_changed for group in texts.values() for text in group)


def test_a_void_candidate_still_shows_and_says_so(client, author, link):
    before = client.get(link).text
    entry = Entry.objects.get(**MONO)
    save(entry, {**entry.fields, "unsaid": "A later sentence."}, who=author)

    after = client.get(link).text

    assert "A sentence of our own." in after
    assert "A later sentence." not in after
    assert "Changed again since it was sent" not in before
    assert after.count("Changed again since it was sent") == 1


def test_a_candidate_of_another_shape_still_opens(client, db, author):
    texts = {"glossary": {"odd key/“x”": {"term": "Word"}}, "passages": {"gone": {"old": "x"}}}
    written = canonical(freeze(texts))
    candidate = CandidateFactory(document=written)
    link = reverse("check", args=[fact_checks.invite(candidate, who=None, checker="Ada", days=1)])

    saved = client.post(link, {"kind": "glossary", "key": "odd key/“x”", "words": "Hm."}, **OURS)

    assert client.get(saved["Location"]).text.count("<form") == 2
    assert Remark.objects.get().key == "odd key/“x”"
    assert client.get(f"{link}sources/").status_code == 404


def test_a_link_that_lost_its_last_slash_still_opens(client, link):
    assert client.get(link.rstrip("/"), follow=True).status_code == 200


# What a checker says.


@pytest.mark.parametrize("kind", ["", "passages/"])
def test_fine_or_a_remark_is_saved_shown_and_can_be_changed(client, link, kind):
    words = "Ünï – “quoted”\r\nسطر 🙂"
    remark = client.post(link + kind, {**MONO, "words": words, "answer": "remark"}, **OURS)
    shown = client.get(remark["Location"]).text
    fine = client.post(link + kind, FINE, **OURS)

    assert remark["Location"] == fine["Location"] == f"{link}{kind}#passages.ebv.mono"
    assert "Ünï – “quoted”\nسطر 🙂" in shown
    assert 'id="passages.ebv.mono"' in shown
    assert "You said that this is fine." in client.get(link + kind).text
    assert Remark.objects.get().words == ""


@pytest.mark.parametrize(
    "given",
    [
        {"words": "", "answer": "remark"},
        {"words": " \r\n ", "answer": "remark"},
        {"words": ""},
        {"words": "Kept <b>here</b>.", "answer": "fine"},
        {"words": "é" * 2001, "answer": "remark"},
    ],
)
def test_what_is_not_clear_is_not_saved_and_the_words_stay(client, link, given):
    response = client.post(link, {**MONO, **given}, **OURS)

    assert response.status_code == 422
    assert given["words"].strip() in unescape(response.text)
    assert "Kept <b>" not in response.text
    assert 'aria-invalid="true"' in response.text
    assert not Remark.objects.exists()


def test_two_thousand_characters_of_any_script_fit(client, link):
    words = "🙂" * 1990 + "\r\n" * 9 + "."

    assert client.post(link, {**MONO, "words": words}, **OURS).status_code == 302
    assert len(Remark.objects.get().words) == 2000


@pytest.mark.parametrize(
    "place",
    [
        {"kind": "nonsense", "key": "ebv.mono"},
        {"kind": "passages", "key": "nonsense"},
        {"kind": "claims", "key": "ebv.mono"},
        {"kind": "format", "key": "1"},
        {"kind": "", "key": ""},
        {},
    ],
)
def test_only_a_text_of_the_candidate_can_be_answered(client, link, place):
    assert client.post(link, {**place, "words": "x"}, **OURS).status_code == 404
    assert not Remark.objects.exists()


def test_a_link_answers_for_its_own_candidate_only(client, author, link, candidate):
    EntryFactory(key="later")
    newer = send_for_review(who=author, note="")
    other = reverse("check", args=[fact_checks.invite(newer, who=author, checker="Bob", days=1)])
    later = {"kind": "glossary", "key": "later", "words": "x"}

    assert client.post(link, later, **OURS).status_code == 404
    assert client.post(other, later, **OURS).status_code == 302
    assert Remark.objects.get().check_by.checker == "Bob"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"kind=passages&key=ebv.mono&words=a%00b", 400),
        (b"kind=passages&key=ebv.mono&words=a%FF", 400),
        (b"kind=passages&key=ebv.mono&words=a&words=b", 400),
        (b"kind=passages&kind=claims&key=ebv.mono&words=a", 400),
        (b"kind=passages&key=ebv.mono&words=" + b"a" * pages.MOST_BYTES, 413),
        (b"kind=passages&key=ebv.mono&words=" + b"a" * 3_000_000, 413),
        (b"&".join(b"a%d=" % number for number in range(300)), 400),
    ],
)
def test_an_unreadable_post_is_refused(link, body, status):
    client = Client(enforce_csrf_checks=True)

    refused = client.post(link, body, content_type="application/x-www-form-urlencoded", **OURS)

    assert refused.status_code == status
    assert not Remark.objects.exists()


def test_what_is_no_form_is_refused(client, link):
    assert client.post(link, MONO, content_type="application/json").status_code == 415
    assert client.put(link).status_code == 405


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_post_from_another_site_is_refused(client, link, headers):
    assert client.post(link, FINE, headers=headers).status_code == 403
    assert not Remark.objects.exists()


def test_a_post_needs_the_pages_own_token_and_gets_its_words_back_without(link):
    client = Client(enforce_csrf_checks=True)
    form = client.get(link)
    hidden = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[1]

    without = client.post(link, {**MONO, "words": "Kept <here>."}, **OURS)
    with_it = client.post(link, {**FINE, "csrfmiddlewaretoken": hidden}, **OURS)

    assert {cookie["path"] for cookie in form.cookies.values()} == {"/admin/"}
    assert (without.status_code, with_it.status_code) == (403, 302)
    assert "Kept &lt;here&gt;." in without.text
    assert Remark.objects.get().words == ""


def test_a_link_saves_so_often_an_hour_and_no_more(client, candidate, link, monkeypatch):
    monkeypatch.setattr(pages, "SAVES_AN_HOUR", 2)
    other = reverse("check", args=[fact_checks.invite(candidate, who=None, checker="Bob", days=1)])

    statuses = [client.post(link, FINE, **OURS).status_code for _ in range(2)]
    calm = client.post(link, {**MONO, "words": "Kept."}, **OURS)

    assert [*statuses, calm.status_code] == [302, 302, 429]
    assert 0 < int(calm["Retry-After"]) <= pages.AN_HOUR
    assert "Kept." in calm.text
    assert client.post(other, FINE, **OURS).status_code == 302


def test_the_pace_forgets_what_is_an_hour_old():
    pace = pages.Pace()

    first = [pace.wait(1, second) for second in range(pages.SAVES_AN_HOUR)]

    assert set(first) == {0}
    assert pace.wait(1, 300.0) == pages.AN_HOUR - 300
    assert pace.wait(1, pages.AN_HOUR) == 0
    assert pace.wait(1, pages.AN_HOUR + 0.5) == 1


# How a link ends.


def expired(check):
    FactCheck.objects.filter(pk=check.pk).update(expires_at=timezone.now())


def revoked(check):
    fact_checks.revoke(check, who=None)


def test_unknown_expired_and_revoked_links_are_told_alike(client, candidate):
    tokens = [fact_checks.invite(candidate, who=None, checker="Ada", days=1) for _ in range(2)]
    for token, end in zip(tokens, (expired, revoked), strict=True):
        end(fact_checks.check_of(token))
    unknown = ["x", "é", "%00", "x" * 2000, tokens[0][:-1]]

    paths = [f"/admin/check/{token}/" for token in (*tokens, *unknown)]
    told = [(answer.status_code, answer.content) for answer in map(client.get, paths)]
    posted = [client.post(path, FINE, **OURS).status_code for path in paths]

    assert len(set(told)) == 1
    assert told[0][0] == 410
    assert set(posted) == {410}
    assert not Remark.objects.exists()


# No trace.


def outcomes(client, link, monkeypatch):
    """Every kind of response a checker can get."""
    yield client.get(link)
    yield client.get(f"{link}sources/")
    yield client.get(f"{link}nonsense/")
    yield client.get(link.rstrip("/") + "x/")
    yield client.post(link, FINE, **OURS)
    yield client.post(link, {**MONO, "words": ""}, **OURS)
    yield client.post(link, {**MONO, "words": "a" * 40_000}, **OURS)
    yield client.post(link, FINE, headers={"Sec-Fetch-Site": "cross-site"})
    yield client.put(link)
    yield Client(enforce_csrf_checks=True).post(link, FINE, **OURS)
    monkeypatch.setattr(pages, "SAVES_AN_HOUR", 0)
    yield client.post(link, FINE, **OURS)


def test_no_page_is_indexed_cached_or_told_to_other_sites(client, link, monkeypatch):
    statuses = []
    for response in outcomes(client, link, monkeypatch):
        statuses.append(response.status_code)
        assert response["X-Robots-Tag"].startswith("noindex")
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "same-origin"
        assert not response.text or '<meta name="robots" content="noindex">' in response.text
    assert statuses == [200, 200, 404, 410, 302, 422, 413, 403, 405, 403, 429]


def test_the_token_is_in_no_log_line(client, link, token, monkeypatch):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    logging.getLogger().addHandler(handler)
    client.raise_request_exception = False

    list(outcomes(client, link, monkeypatch))
    client.get(link.rstrip("/"))
    with monkeypatch.context() as broken:
        broken.setattr(pages, "texts_of", lambda candidate: {}[token])
        crashed = client.get(link)
    logging.getLogger().removeHandler(handler)

    assert crashed.status_code == 500
    assert '"exception": "KeyError"' in stream.getvalue()
    assert "/admin/check/<str:token>/ 200" in stream.getvalue()
    assert token not in stream.getvalue() + crashed.text


def test_links_to_other_sites_do_not_tell_where_they_stand(client, author, candidate):
    newer = sent_again(author, "See [the body](https://example.org/).")
    link = reverse("check", args=[fact_checks.invite(newer, who=author, checker="A", days=1)])

    html = "".join(client.get(f"{link}{kind}").text for kind in ("", "passages/", "sources/"))
    links = re.findall(r"<a [^>]*https?:[^>]*>", html)

    assert any("example.org" in link for link in links)
    assert any("doi.org" in link for link in links)
    assert [link for link in links if "noreferrer" not in link] == []


# What comes back.


def test_remarks_stand_beside_the_text_with_name_and_day(candidate):
    remarked(candidate, "<script>alert(1)</script>", "Ada <i>")
    remarked(candidate, "", "Bob")

    found = remarks.remarks_on(**MONO)
    html = render_to_string("desk/remarks.html", {"remarks": found})

    assert said() == ["<script>alert(1)</script>"]
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "Ada &lt;i&gt;" in html
    assert [one.is_older_than_text for one in found] == [False]
    assert said(kind="passages", key="ebv.unsure") == []


def test_a_text_saved_after_a_remark_says_so(candidate, author):
    remarked(candidate, "Mend this.")
    entry = Entry.objects.get(**MONO)

    save(entry, {**entry.fields, "unsaid": "Mended."}, who=author)

    assert [one.is_older_than_text for one in remarks.remarks_on(**MONO)] == [True]


def test_what_is_said_of_a_newer_candidate_closes_older_remarks(candidate, author):
    remarked(candidate, "Old.")
    newer = sent_again(author, "Another sentence.")

    assert said() == ["Old."]
    remarked(newer, "New.")
    assert said() == ["New."]
    remarked(sent_again(author, "A third sentence."), "")
    assert said() == []


def test_all_remarks_lead_to_their_texts(client, author, candidate):
    remarked(candidate, "About <mono>.")
    remarked(candidate, "About a text that is gone.", kind="passages", key="gone")
    client.force_login(author)

    html = client.get(reverse("remarks")).text

    entry = Entry.objects.get(**MONO)
    assert reverse("admin:riskfactors_entry_change", args=[entry.pk]) in html
    assert "About &lt;mono&gt;." in html
    assert "About a text that is gone." in html


def test_without_remarks_the_list_says_how_to_get_some(client, author):
    client.force_login(author)

    assert client.get(reverse("remarks")).status_code == 200
    assert remarks.all_remarks() == []
    client.logout()
    assert client.get(reverse("remarks")).status_code == 302


def test_the_list_asks_the_database_no_more_for_more_remarks(
    candidate, django_assert_max_num_queries
):
    for checker in "abc":
        remarked(candidate, "Hm.", checker)

    with django_assert_max_num_queries(3):
        assert len(remarks.all_remarks()) == 3
