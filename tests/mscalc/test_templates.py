"""Pages are sent without the indentation of their templates."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string

INDENTED = re.compile(r"^[ \t]+\S.*", re.MULTILINE)


@pytest.mark.parametrize("path", ["/", "/claims/", "/interplay/", "/sources/", "/embed/questions/"])
def test_no_line_of_a_page_is_indented(client, path):
    assert INDENTED.findall(client.get(path).text) == []


def test_what_was_typed_keeps_its_blanks():
    typed = "one\n    two"

    page = render_to_string("desk/writing_held.html", {"fields": {"body": typed}})

    assert f">\n{typed}</textarea>" in page
