"""Answers leave no trace: not in a log, not in an address, not in a cookie."""

from __future__ import annotations

import io
import logging

import pytest

from mscalc.logs import LineFormatter

CANARY = "canary7f3a"


@pytest.fixture
def logged():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)


def test_a_request_leaves_its_method_route_status_and_time(client, logged):
    client.post("/?q=canary7f3a", {"ebv": "mono"}, headers={"User-Agent": CANARY})

    assert '"message": "POST / 200 ' in logged()
    assert CANARY not in logged()
    assert "mono" not in logged()
    assert "127.0.0.1" not in logged()


@pytest.mark.parametrize("path", ["/canary7f3a/", "/canary7f3a?x=canary7f3a"])
def test_an_unknown_path_is_not_named(client, logged, path):
    client.get(path)

    assert "(no route) 404" in logged()
    assert CANARY not in logged()


def test_a_token_in_a_path_is_not_named(client, logged, db):
    client.get("/admin/setup/canary7f3a/")

    assert "/admin/setup/<str:token>/ 410" in logged()
    assert CANARY not in logged()


@pytest.mark.parametrize(
    ("data", "status"),
    [({"ebv": CANARY}, 422), ({"vitamin_d": "measured", "vitamin_d_value": CANARY}, 422)],
)
def test_a_refused_answer_is_not_logged(client, logged, data, status):
    assert client.post("/", data).status_code == status
    assert CANARY not in logged()


def test_a_crash_tells_where_and_not_what(client, logged, monkeypatch):
    def crash(request, form, edition):
        raise ValueError(f"{form.data}")

    monkeypatch.setattr("riskfactors.site.calculator._page", crash)
    client.raise_request_exception = False

    response = client.post("/", {"ebv": "mono", "extra": CANARY})

    assert response.status_code == 500
    assert '"exception": "ValueError"' in logged()
    assert "calculator.py" in logged()
    assert CANARY not in logged() + response.text
    assert "mono" not in logged()


def test_a_crash_names_no_path(client, logged, monkeypatch):
    def crash(token):
        raise ValueError(token)

    monkeypatch.setattr("riskfactors.desk.fact_checks.check_of", crash)
    client.raise_request_exception = False

    assert client.get(f"/admin/check/{CANARY}/").status_code == 500
    assert '"message": "/admin/check/<str:token>/"' in logged()
    assert CANARY not in logged()


def test_an_unknown_method_is_not_logged_as_typed(client, logged):
    client.generic(CANARY, "/")

    assert CANARY not in logged()
