"""The public site in the working copy: the same pages, and for editors only."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from riskfactors.editions import live, versions, working_copy
from riskfactors.editions.publish import send_for_review
from riskfactors.models import Entry
from riskfactors.site.leaflets import LEAFLETS
from riskfactors.teach.urls import PAGES as PAGES_FOR_TEACHING
from tests.factories import EditorFactory

BASE = "/admin/preview/"
AROUND = ["", *(f"{name}/" for name in LEAFLETS)]
TEACHING = [
    *(f"{name}/" for name in (*PAGES_FOR_TEACHING, "compare", "interplay", "cases/compose")),
    *("cases/never-tested/", "cases/1.mono.-.now.-/?from=never-tested"),
    "compare/?a=never-tested&b=1.mono.-.now.-",
]
PAGES = [*AROUND, *TEACHING]
OURS = "A sentence of our own."
BANNER = re.compile(r"<aside class=\"preview\".*?</aside>\n", re.DOTALL)
STYLE = re.compile(r'<link rel="stylesheet" href="[^"]*preview\.css">')
ADDRESS = re.compile(r'(?:href|(?:form)?action|data-hx-(?:post|get))="(/[^"?]*)[^"]*"')


@pytest.fixture(autouse=True)
def _texts(packaged_texts, db):
    """Nothing more."""


def change(key, editor, **fields):
    entry = Entry.objects.get(kind="passages", key=key)
    working_copy.save(entry, {**entry.fields, **fields}, who=editor)


def as_public(html):
    """What the page says apart from standing in a preview."""
    bare = STYLE.sub("", BANNER.sub("", html)).replace("<title>Preview: ", "<title>")
    return bare.replace(f'="{BASE}', '="/')


def test_a_page_is_the_one_that_publishing_would_show(client, editor, monkeypatch):
    monkeypatch.setattr(live, "_edition", versions.edition(versions.working()))

    for name in PAGES:
        shown = client.get(BASE + name)

        assert shown.status_code == 200
        assert len(BANNER.findall(shown.text)) == 1
        assert as_public(shown.text) == as_public(client.get(f"/{name}").text)


def test_every_way_leads_to_a_preview_where_there_is_one(client, editor):
    for name in PAGES:
        found = {href.partition("#")[0] for href in ADDRESS.findall(client.get(BASE + name).text)}

        around = {f"{BASE}{other}" for other in AROUND if other != "sources/"}
        assert around | {"/admin/desk/"} <= found
        assert not {href for href in found if re.match("/(cases|compare|interplay)", href)}
        assert not found & {f"/{other}" for other in PAGES}


def test_a_composed_person_is_reached_within_the_preview(client, editor):
    response = client.get(f"{BASE}cases/compose/", {"ebv": "mono", "from": "never-tested"})

    assert response.status_code == 302
    assert response.url == f"{BASE}cases/1.mono.-.-.-/?from=never-tested"


def test_a_compressed_page_is_led_inside_too(client, editor):
    response = client.get(f"{BASE}cases/", headers={"Accept-Encoding": "gzip"})

    assert f'href="{BASE}cases/never-tested/"' in response.text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_answers_are_explained_in_the_working_copy_and_visitors_read_on(client, editor, headers):
    change("ebv.mono", editor, unsaid=OURS)

    shown = client.post(BASE, {"ebv": "mono"}, headers=headers)

    assert OURS in shown.text
    assert OURS not in client.post("/", {"ebv": "mono"}).text
    assert ('<header class="top">' in shown.text) == (not headers)
    assert 'href="/"' not in shown.text


def test_an_answer_that_cannot_be_read_is_told_as_on_the_public_page(client, editor):
    assert client.post(BASE, {"ebv": "what"}).status_code == 422


@pytest.mark.slow
def test_no_preview_is_kept_or_found(client, editor):
    for response in (client.get(BASE + name) for name in PAGES):
        assert "no-store" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("path", [BASE, f"{BASE}learn/", f"{BASE}candidate/1/"])
def test_nobody_else_sees_a_preview(client, db, path):
    assert client.get(path).status_code == 302
    assert client.post(path, {"ebv": "mono"}).status_code == 302

    client.force_login(EditorFactory(outsider=True))
    assert client.get(path).status_code == 302

    client.force_login(EditorFactory(staff=True))
    assert client.get(path).status_code == 403


def test_a_preview_needs_no_token_and_refuses_foreign_posts(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)

    own = strict.post(BASE, {"ebv": "mono"}, headers={"Sec-Fetch-Site": "same-origin"})
    foreign = strict.post(BASE, {"ebv": "mono"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert (own.status_code, foreign.status_code) == (200, 403)


@pytest.mark.parametrize(
    ("method", "name", "status"),
    [
        ("POST", "learn/", 405),
        ("PUT", "", 405),
        ("GET", "nowhere/", 404),
        ("GET", "admin/", 404),
        ("GET", "candidate/9/", 404),
    ],
)
def test_what_is_no_public_page_has_no_preview(client, editor, method, name, status):
    assert client.generic(method, BASE + name).status_code == status


def test_a_text_that_is_missing_is_named_and_can_be_reached(client, editor):
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    working_copy.save(entry, {"unsaid": OURS}, who=editor)

    response = client.get(BASE)

    assert response.status_code == 409
    assert f"/admin/riskfactors/entry/{entry.pk}/change/#id_heading" in response.text


def test_a_broken_rule_does_not_stand_in_the_way_of_looking(client, editor):
    change("ebv.mono", editor, beyond="It was 3 times.")

    assert "It was 3 times." in client.post(BASE, {"ebv": "mono"}).text


def test_a_candidate_is_shown_as_it_was_sent(client, editor):
    change("ebv.mono", editor, unsaid="What was sent.")
    candidate = send_for_review(who=editor, note="")
    change("ebv.mono", editor, unsaid=OURS)
    base = f"{BASE}candidate/{candidate.pk}/"

    shown = client.post(base, {"ebv": "mono"}).text

    assert "What was sent." in shown
    assert OURS not in shown
    assert f'href="{base}learn/"' in shown
    assert client.get(f"{base}learn/").status_code == 200
