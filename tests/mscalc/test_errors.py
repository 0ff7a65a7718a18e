"""Pages for when something is wrong: no database, no context, a way on."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.reading import text_nodes

NAMES = ("400", "403", "404", "405", "413", "415", "500", "503", "busy", "refused")


@pytest.mark.parametrize("name", NAMES)
def test_an_error_page_needs_nothing_and_leads_on(name):
    html = render_to_string(f"{name}.html")

    assert html.count("<h1>") == 1
    assert 'href="/"' in html
    assert [node for node in text_nodes(html) if "h1" in node.tags]


@pytest.mark.parametrize("path", ["/nowhere/", "/learn", "/glossary/nowhere/", "/%00", "/é"])
def test_what_is_not_there_says_so(client, path):
    response = client.get(path, follow=True)

    assert response.status_code in {200, 404}
    assert response.status_code == 200 or "There is no such page" in response.text


def test_without_its_database_the_admin_says_it_is_away(client, db, monkeypatch):
    def away(*args):
        raise OperationalError("away")

    monkeypatch.setattr("riskfactors.desk.first_editor._is_usable", away)
    client.raise_request_exception = False

    response = client.get("/admin/setup/x/")

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "away for a moment" in response.text


@pytest.mark.parametrize(
    "error", [MemoryError(), OSError(errno.EMFILE, "none left"), OSError(errno.ENOSPC, "full")]
)
def test_what_is_used_up_is_told_and_asks_to_wait(client, monkeypatch, error):
    def use_up(*args):
        raise error

    monkeypatch.setattr("riskfactors.site.calculator._blocks", use_up)

    response = client.post("/", {"ebv": "mono"})

    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "Try again in ten seconds" in response.text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/healthz", "GET, HEAD"),
        ("QUERY", "/readyz", "GET, HEAD"),
        ("DELETE", "/.well-known/security.txt", "GET, HEAD"),
        ("GET", "/admin/desk/check/1/revoke/", "POST"),
        ("PUT", "/admin/check/x/", "GET, HEAD, POST"),
        ("QUERY", "/admin/check/x/", "GET, HEAD, POST"),
        ("QUERY", "/admin/desk/", "GET, HEAD, POST"),
        ("QUERY", "/admin/login/", "GET, HEAD, POST"),
        ("TRACE", "/admin/login/", "GET, HEAD, POST"),
        ("QUERY", "/", "GET, HEAD, POST"),
        ("QUERY", "/sources/", "GET, HEAD"),
        ("BREW", "/static/site/site.css", "GET, HEAD"),
        ("POST", "/static/site/site.css", "GET, HEAD"),
    ],
)
def test_a_method_that_is_refused_gets_a_page_and_what_is_allowed(method, path, allowed):
    refused = Client(enforce_csrf_checks=True).generic(method, path)

    assert (refused.status_code, refused["Allow"]) == (405, allowed)
    assert "This page cannot be used that way" in refused.text
    assert int(refused["Content-Length"]) == len(refused.content)


@pytest.mark.parametrize("name", ["audit_csv", "export"])
def test_a_file_of_the_desk_can_only_be_read(editor, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    args = ["working", "toml"] if name == "export" else []

    refused = client.post(reverse(name, args=args))

    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert "This page cannot be used that way" in refused.text


PAGES = Path(__file__).resolve().parents[2] / "deploy" / "pages"


@pytest.mark.parametrize("name", ["busy", "refused"])
def test_what_the_proxy_says_itself_looks_like_the_site(name):
    """Each file there is its template, rendered."""
    assert (PAGES / f"{name}.html").read_text("utf-8") == render_to_string(f"{name}.html")
