"""A browser runs a script of ours only if it is the one that the page named by its digest."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

SCRIPT = re.compile(r"<script\b[^>]*>")
PAGES = ["/", "/teach/", "/cases/used-to-smoke/", "/embed/questions/", "/handouts/", "/claims/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_script_is_named_by_its_digest(client, path):
    for tag in SCRIPT.findall(client.get(path).text):
        source = re.search(r'src="([^"]+)"', tag)[1]
        digest = re.search(r'integrity="sha384-([^"]+)"', tag)[1]

        served = b"".join(client.get(source))

        assert base64.b64encode(hashlib.sha384(served).digest()).decode() == digest


def test_the_first_page_runs_two_scripts(client):
    assert len(SCRIPT.findall(client.get("/").text)) == 2
