"""A browser runs a script of ours only if it is the one that the page named by its digest."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

pytestmark = pytest.mark.usefixtures("packaged", "db")
SCRIPT = re.compile(r"<script\b[^>]*>")
PAGES = [
    *("/", "/teach/", "/cases/used-to-smoke/", "/handouts/self-check/"),
    *("/learn/", "/glossary/", "/about/", "/sources/", "/privacy/", "/accessibility/"),
    *("/claims/", "/claims/ebv_32_times/", "/changes/", "/editions/1/"),
]


@pytest.mark.parametrize("path", PAGES)
def test_every_script_is_named_by_its_digest(client, path):
    tags = SCRIPT.findall(client.get(path).text)

    ours = [tag for tag in tags if "django_htmx/" not in tag]
    assert ours
    for tag in ours:
        source = re.search(r'src="([^"]+)"', tag)[1]
        digest = re.search(r'integrity="sha256-([^"]+)"', tag)[1]

        served = b"".join(client.get(source))

        assert base64.b64encode(hashlib.sha256(served).digest()).decode() == digest


def test_the_first_page_runs_two_scripts(client):
    assert len(SCRIPT.findall(client.get("/").text)) == 2
