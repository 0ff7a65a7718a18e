"""In front of Django: what is ready is sent without it.

An explanation is ready since its edition went live: Django is asked for one when the process
starts, and its headers are those of all. A page is ready once Django has answered it. Every
other request, and every refusal, is Django's.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from django.conf import settings
from django.http import FileResponse
from django.http.request import split_domain_port, validate_host

from mscalc.kept import Application, Environ, Headers, Key, Start, ask, key_of, pages
from mscalc.middleware import log_request
from riskfactors.editions import live
from riskfactors.engine.answers import Answers
from riskfactors.sending import takes_zipped
from riskfactors.site.ready import ASKED, asked_for


class Front:
    """A WSGI application that answers for another where the answer is ready."""

    def __init__(self, django: Application) -> None:
        self.django = django
        self.headers = {zipped: _headers(django, zipped=zipped) for zipped in (False, True)}

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if not _is_here(environ):
            return self._asked(environ, start)
        if key := key_of(environ):
            return self._page(environ, start, key)
        if answers := asked_for(environ):
            return self._explanation(environ, start, answers)
        return self._asked(environ, start)

    def _asked(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """What Django says, in one piece: a process that dies cannot have sent half of it."""
        response = self.django(environ, start)
        if getattr(response, "streaming", False) and not isinstance(response, FileResponse):
            return response
        content = b"".join(response)
        response.close()  # type: ignore[attr-defined]
        return [content]

    def _page(self, environ: Environ, start: Start, key: Key) -> Iterable[bytes]:
        started = time.perf_counter()
        kept = pages(live.current()).get(key)
        if kept is None:
            return ask(self._asked, environ, start, key)
        start(kept.status, kept.headers)
        log_request("GET", kept.route, int(kept.status[:3]), started)
        return [kept.content]

    def _explanation(self, environ: Environ, start: Start, answers: Answers) -> Iterable[bytes]:
        started = time.perf_counter()
        zipped = takes_zipped(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = live.current().explanations.fragment(answers)
        sent = body.zipped if zipped else body.plain
        start("200 OK", [*self.headers[zipped], ("Content-Length", str(len(sent)))])
        log_request("POST", "", 200, started)
        return [sent]


def _is_here(environ: Environ) -> bool:
    """Whether the site's own name was asked for, safely where that is needed, and by no editor."""
    is_safe = not settings.TLS or environ.get("HTTP_X_FORWARDED_PROTO") == "https"
    cookies = environ.get("HTTP_COOKIE", "")
    is_editors = settings.SESSION_COOKIE_NAME in cookies or settings.CSRF_COOKIE_NAME in cookies
    host = environ.get("HTTP_HOST", "")
    return is_safe and not is_editors and _is_ours(host, tuple(settings.ALLOWED_HOSTS))


@lru_cache(maxsize=64)
def _is_ours(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _headers(django: Application, *, zipped: bool) -> Headers:
    """What Django sends with an explanation, but for its length."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    environ = {
        **ASKED,
        "HTTP_ACCEPT_ENCODING": "gzip" if zipped else "",
        "HTTP_HOST": host,
        "HTTP_X_FORWARDED_PROTO": "https",
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "CONTENT_LENGTH": "0",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }
    found: list[Headers] = []
    response = django(environ, lambda status, headers: found.append(headers))
    response.close()  # type: ignore[attr-defined]
    return [(name, value) for name, value in found[0] if name != "Content-Length"]
