"""The reference: Django with one view, no middleware and constant bytes."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="a reference keeps no secret",  # noqa: S106
)


def headers_of(file: Path) -> dict[str, str]:
    """The length too, so that the server need not send chunks."""
    length = {"Content-Length": str(file.stat().st_size)}
    return {**length, "Content-Encoding": "gzip"} if file.suffix == ".gz" else length


# The query string names the bytes: nothing of Django's has to be asked for it.
CONSTANTS = {
    file.name: (file.read_bytes(), headers_of(file)) for file in Path(os.environ["BARE"]).iterdir()
}


def constant(request: HttpRequest) -> HttpResponse:
    """The bytes asked for."""
    content, headers = CONSTANTS[request.META["QUERY_STRING"]]
    return HttpResponse(content, headers=headers)


urlpatterns = [path("", constant)]
application = get_wsgi_application()
