"""What every response carries, whatever happened."""

from __future__ import annotations

import pytest

EXPECTED = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": ("camera=(), geolocation=(), microphone=()"),
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize(
    ("method", "path", "kind", "status"),
    [
        ("GET", "/", "", 200),
        ("POST", "/", "application/x-www-form-urlencoded", 200),
        ("POST", "/", "application/json", 415),
        ("PUT", "/", "", 405),
        ("BREW", "/static/site/site.css", "", 405),
        ("GET", "/nowhere/", "", 404),
    ],
)
def test_every_response_carries_the_same_headers(client, method, path, kind, status):
    response = client.generic(method, path, b"x=" if kind else b"", content_type=kind)

    assert response.status_code == status
    assert {name: response[name] for name in EXPECTED} == EXPECTED
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY


def test_a_crash_carries_them_too(client, monkeypatch):
    monkeypatch.setattr("riskfactors.site.calculator._page", lambda *given: 1 / 0)
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    assert {name: response[name] for name in EXPECTED} == EXPECTED
    assert "Content-Security-Policy" in response


def test_static_files_carry_them_as_well(client):
    response = client.get("/static/site/site.css")

    assert b"@layer" in response.getvalue()
    # A sandboxed frame has no origin, not even ours, and its page is dressed by these.
    public = EXPECTED | {"Cross-Origin-Resource-Policy": "cross-origin"}
    assert {name: response[name] for name in public} == public
    assert response["Access-Control-Allow-Origin"] == "*"
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
