"""Whatever stands after the question mark, nobody is shown a crash."""

from __future__ import annotations

import os
import re
from urllib.parse import quote

import pytest
from django.urls import get_resolver

from riskfactors.editions.publish import load_packaged
from tests.factories import EditorFactory

ARGUMENTS = {
    "name": "1.mono.below.past.close",
    "key": "ebv",
    "code": "1.mono.below.past.close",
    "number": 1,
    "pk": 1,
    "before": "1",
    "after": "working",
    "which": "working",
    "form": "json",
    "path": "",
}
# Every optional part of a page, and one that no page knows.
NAMES = (
    *("edition", "projector", "step", "keys", "guess", "qr", "part", "from", "a", "b", "view"),
    *("ebv", "vitamin_d", "smoking", "family_history", "by", "factor", "sort", "page", "depth"),
    *("case", "code", "next", "before", "after", "kind", "q", "p", "o", "utm"),
)
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
LONG = "x" * 5000
ODD = (
    *("", "1", "0", "-1", "1e3", "9" * 400, LONG, "\0", "\N{ARABIC-INDIC DIGIT ONE}", "1.mono"),
    *("<script>", "../../etc", "[]", "\N{PILE OF POO}" * 500, "\N{RIGHT-TO-LEFT OVERRIDE}", "%"),
)


def addresses(patterns=None, before="/"):
    """An address of every route, its arguments filled in."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = ARGUMENT.sub(lambda found: str(ARGUMENTS.get(found[1], 1)), str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, before + route)
        elif "^" not in route and "logout" not in route:
            yield before + route


ADDRESSES = sorted({*addresses(), "/cases/never-tested/", "/claims/ebv_32_times/"})
PUBLIC = [path for path in ADDRESSES if not path.startswith("/admin/")]


IS_LONG = bool(os.environ.get("FAULTS"))
OVERSIZE = "&".join(f"{name}={LONG}" for name in NAMES)
QUERIES = [
    *("&".join(f"{name}={quote(value)}" for name in NAMES) for value in ODD),
    "&".join(f"{name}=1" for name in NAMES) + f"&more={LONG}",
    "&".join(f"{name}=1" for name in NAMES for _ in range(3)),
    *("%ff=%ff&%00=1", "=&&=", "&" * 900),
]


def crashed(client, path, turn):
    """The queries that are: of a long value, and in its turn a fifth of the others."""
    client.raise_request_exception = False
    asked = QUERIES if IS_LONG else [OVERSIZE, *QUERIES[turn % 5 :: 5]]
    found = ((query, client.get(f"{path}?{query}").status_code) for query in asked)
    return [(query[:60], status) for query, status in found if status >= 500]


def test_every_route_is_found():
    assert len(ADDRESSES) > 60
    assert {"/", "/teach/", "/admin/desk/publish/"} <= set(ADDRESSES)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(("turn", "path"), [*enumerate(PUBLIC)])
def test_an_odd_query_of_a_public_page_is_never_a_crash(client, turn, path):
    assert crashed(client, path, turn) == []


@pytest.mark.slow
def test_an_odd_query_of_an_editors_page_is_never_a_crash(db, client):
    load_packaged()
    client.force_login(EditorFactory())

    paths = [path for path in ADDRESSES if path.startswith("/admin/")]
    found = {path: crashed(client, path, n) for n, path in enumerate(paths)}

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_an_address_too_long_for_a_code_is_said_so(client):
    page = client.get(f"/teach/?qr=1&utm={LONG}")

    assert "too long for a QR code" in page.text
    assert "qr__svg" not in page.text
