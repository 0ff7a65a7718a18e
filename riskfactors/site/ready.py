"""Which ready explanation a post asks for, read without Django.

Most posts carry answers that were chosen and nothing that was typed, and come from htmx. The
bodies for all of these exist since the edition went live. Any other post, right or wrong, is
none of these: None, and for the ordinary view to answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from riskfactors.engine.answers import VALUES, Answers
from riskfactors.guards import from_elsewhere

ASKED = {
    "REQUEST_METHOD": "POST",
    "PATH_INFO": "/",
    "HTTP_HX_REQUEST": "true",
    "CONTENT_TYPE": "application/x-www-form-urlencoded",
}
# Fields as a browser writes them. What says nothing about a factor stands for no value.
SAID = {
    **{
        f"{factor}={value}".encode(): (factor, value)
        for factor, values in VALUES.items()
        for value in values
    },
    **{f"{factor}=".encode(): (factor, None) for factor in VALUES},
    b"vitamin_d_value=": ("vitamin_d_value", None),
}
LONGEST = 256


def asked_for(environ: dict[str, Any]) -> Answers | None:
    """The answers of a post whose explanation is ready; the request's body can be read again."""
    if any(environ.get(name) != value for name, value in ASKED.items()) or _is_foreign(environ):
        return None
    length = environ.get("CONTENT_LENGTH", "")
    if not (length.isdecimal() and int(length) <= LONGEST):
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return answers_in(body)


def answers_in(body: bytes) -> Answers | None:
    """The answers in a form's body; None if any field is not one of SAID, or stands twice."""
    given: dict[str, Any] = {}
    for pair in body.split(b"&"):
        said = SAID.get(pair)
        if said is None or said[0] in given:
            return None
        given[said[0]] = said[1]
    return Answers(**{factor: given.get(factor) for factor in VALUES})


def _is_foreign(environ: Mapping[str, Any]) -> bool:
    return from_elsewhere(
        environ.get("HTTP_SEC_FETCH_SITE"), environ.get("HTTP_ORIGIN"), environ.get("HTTP_HOST", "")
    )
