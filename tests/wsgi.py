"""Requests as a server hands them over, and what it would send for them."""

from __future__ import annotations

from io import BytesIO

from tests.inputs import FORM


def told(*, body=b"", **more):
    environ = {
        "CONTENT_TYPE": FORM if body else "",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "testserver",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "QUERY_STRING": "",
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
        **more,
    }
    return {name: value for name, value in environ.items() if value is not None}


def sent(application, environ):
    """Status, headers and body as a server would send them."""
    said = []
    response = application(environ, lambda *head: said.append(head))
    content = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    status, headers = said[-1]
    return status, sorted(headers), content
