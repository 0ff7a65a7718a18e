"""Only an https address is ever a link, even in an edition that no gate has seen."""

from __future__ import annotations

import dataclasses

import pytest
from django.template.loader import render_to_string

from riskfactors.editions import live

HOSTILE = (
    *("javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "data:text/html,x"),
    *("http://example.org/", "//example.org/", "vbscript:x", "https:/example.org", "file:///x"),
)


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.parametrize(
    "path",
    [
        *("/sources/", "/claims/ebv_32_times/", "/"),
        pytest.param("/lesson-pack.html", marks=pytest.mark.slow),
    ],
)
def test_an_address_that_is_not_https_is_words_and_no_link(
    client, monkeypatch, packaged_edition, path, address
):
    edition = packaged_edition
    sources = {
        key: dataclasses.replace(source, address=address) for key, source in edition.sources.items()
    }
    changed = dataclasses.replace(edition, sources=sources, digest=address.encode().hex() * 4)
    monkeypatch.setattr(live, "_edition", changed)
    html = (client.post(path, {"ebv": "mono"}) if path == "/" else client.get(path)).text

    assert edition.sources["E4"].short in html or path != "/"
    assert f'href="{address}' not in html
    assert "javascript:" not in html.lower()


@pytest.mark.parametrize("address", ["https://example.org/x", "javascript:alert(1)"])
def test_a_checker_follows_https_and_nothing_else(address):
    source = {"short": "A study", "reference": "R", "address": address}
    text = {"kind": "passages", "key": "x", "title": "T", "parts": (), "address": ""}
    html = render_to_string(
        "desk/check_text.html", {"text": {**text, "sources": [("E1", source)]}, "token": "x"}
    )

    assert (f'href="{address}"' in html) == address.startswith("https://")
