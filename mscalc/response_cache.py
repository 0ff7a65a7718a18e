"""In front of Django: what is the same for everybody is sent without asking it again.

Pages are written as if nothing were cached. Here, and nowhere else, a response is compressed, given
an entity tag, answered with 304, and kept while the edition that it was made from is live. The
explanations are there from the start: all 600, so that not even the time that an answer takes
tells whether somebody gave it before. Nothing about a visitor's post is kept.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils.cache import get_conditional_response, patch_vary_headers

from mscalc.middleware import Handler, log_request
from riskfactors.editions import live
from riskfactors.engine.answers import VALUES, Answers, all_answers
from riskfactors.engine.texts import Edition
from riskfactors.guards import from_elsewhere
from riskfactors.site.calculator import blocks_of

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
# What a page's response depends on beside the edition: host, path, compressed or not, entity tag.
Key = tuple[str, str, bool, str]

PUBLIC = "public, max-age=60, stale-if-error=86400"
MOST_PAGES = 512
LONGEST_POST = 256
THOROUGH, IN_HASTE = 9, 2
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
TEXT = re.compile(r"text/|application/json|image/svg")
POST = {
    "REQUEST_METHOD": "POST",
    "PATH_INFO": "/",
    "HTTP_HX_REQUEST": "true",
    "CONTENT_TYPE": "application/x-www-form-urlencoded",
}
# The fields of a post as a browser writes them, but for a typed number: each with what it says.
FIELDS: Mapping[bytes, tuple[str, Any]] = {
    **{
        f"{factor}={value}".encode(): (factor, value)
        for factor, values in VALUES.items()
        for value in values
    },
    **{f"{factor}=".encode(): (factor, None) for factor in (*VALUES, "vitamin_d_value")},
}


@dataclass(frozen=True, slots=True)
class Page:
    """A response as Django gave it, and the pattern of its address."""

    status: str
    headers: Headers
    content: bytes
    route: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """An explanation as htmx is sent it: its blocks, each once in memory, and all compressed."""

    blocks: tuple[bytes, ...]
    compressed: bytes


@dataclass(frozen=True)
class Cache:
    """All that is kept while an edition is live: every explanation, and pages once asked for."""

    edition: Edition
    explanations: Mapping[Answers, Fragment]
    by_digest: Mapping[bytes, Fragment]
    pages: dict[Key, Page] = field(default_factory=dict)


caches: dict[Edition, Cache] = {}


def cache_of(edition: Edition) -> Cache:
    """The cache of an edition, with all of its explanations; one older is left for its requests."""
    if edition not in caches:
        made = _fragments(edition)
        by_digest = {_digest(b"".join(one.blocks)): one for one in made.values()}
        for other in list(caches)[:-1]:
            del caches[other]
        caches[edition] = Cache(edition, made, by_digest)
    return caches[edition]


def _fragments(edition: Edition) -> dict[Answers, Fragment]:
    encoded: dict[str, bytes] = {}
    made = {}
    for answers in all_answers():
        html = blocks_of(edition, answers)
        blocks = tuple(encoded.setdefault(block, block.encode()) for block in html)
        made[answers] = Fragment(blocks, _compress(b"".join(blocks), THOROUGH))
    return made


class ResponseCache:
    """A WSGI application that answers for Django where it can. Every refusal is Django's."""

    def __init__(self, django: Application) -> None:
        self.django = django
        cache_of(live.current())
        self.headers = {zipped: _headers(django, zipped=zipped) for zipped in (False, True)}

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        started, cache = time.perf_counter(), cache_of(live.current())
        if not _is_ordinary(environ):
            return self._ask(environ, start)
        if key := _key(environ):
            return self._page(environ, start, cache, key, started)
        answers = _answers(environ)
        if answers is None:
            return self._ask(environ, start)
        zipped = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        found = cache.explanations[answers]
        content = found.compressed if zipped else b"".join(found.blocks)
        start("200 OK", [*self.headers[zipped], ("Content-Length", str(len(content)))])
        log_request("POST", "", 200, started)
        return [content]

    def _page(
        self, environ: Environ, start: Start, cache: Cache, key: Key, started: float
    ) -> Iterable[bytes]:
        page = cache.pages.get(key)
        if page is None:
            return self._ask(environ, start, cache, key)
        start(page.status, page.headers)
        log_request("GET", page.route, int(page.status[:3]), started)
        return [page.content]

    def _ask(
        self, environ: Environ, start: Start, cache: Cache | None = None, key: Key | None = None
    ) -> Iterable[bytes]:
        """Ask Django. Its answer is sent in one piece: a process that dies has not sent half."""
        told: list[tuple[str, Headers]] = []

        def listen(status: str, headers: Headers, *more: Any) -> Any:
            told.append((status, headers))
            return start(status, headers, *more)

        response = self.django(environ, listen)
        if getattr(response, "streaming", False) and not isinstance(response, FileResponse):
            return response
        content = b"".join(response)
        response.close()  # type: ignore[attr-defined]
        if cache and key:
            _keep(cache, key, *told[-1], content)
        return [content]


def _keep(cache: Cache, key: Key, status: str, headers: Headers, content: bytes) -> None:
    """Keep what names the live edition in its entity tag: it is the same for everybody."""
    given = dict(headers)
    tag = given.get("ETag", "")
    is_live = tag.startswith(f'"{cache.edition.digest[:12]}-') and "Set-Cookie" not in given
    if is_live and key[-1] in ("", tag):
        if len(cache.pages) >= MOST_PAGES:
            cache.pages.clear()
        cache.pages[key] = Page(status, headers, content, resolve(key[1]).route)


def _is_ordinary(environ: Environ) -> bool:
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


def _key(environ: Environ) -> Key | None:
    """The key of a request for a page at a plain address; None for any other request."""
    is_page = environ.get("REQUEST_METHOD") == "GET" and environ["PATH_INFO"]
    if not is_page or environ.get("QUERY_STRING"):
        return None
    if "HTTP_HX_REQUEST" in environ or "HTTP_IF_MATCH" in environ:
        return None
    zipped = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    tag = environ.get("HTTP_IF_NONE_MATCH", "")
    return environ["HTTP_HOST"], environ["PATH_INFO"], zipped, tag


def _answers(environ: Environ) -> Answers | None:
    """The answers of a post by htmx that were chosen and not typed; None for any other request.

    The body can be read again.
    """
    if any(environ.get(name) != value for name, value in POST.items()):
        return None
    site, origin = environ.get("HTTP_SEC_FETCH_SITE"), environ.get("HTTP_ORIGIN")
    length = environ.get("CONTENT_LENGTH", "")
    is_short = length.isdecimal() and int(length) <= LONGEST_POST
    if not is_short or from_elsewhere(site, origin, environ.get("HTTP_HOST", "")):
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return answers_in(body)


def answers_in(body: bytes) -> Answers | None:
    """The answers in a form's body; None if a field is not one of FIELDS, or stands twice."""
    given: dict[str, Any] = {}
    for pair in body.split(b"&"):
        said = FIELDS.get(pair)
        if said is None or said[0] in given:
            return None
        given[said[0]] = said[1]
    return Answers(**{factor: given.get(factor) for factor in VALUES})


def _headers(django: Application, *, zipped: bool) -> Headers:
    """What Django sends with an explanation, but for its length."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    environ = {
        **POST,
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


def finish_pages(get_response: Handler) -> Handler:
    """Middleware: how a page is sent. What nobody forbids to keep may be kept."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        edition = getattr(response, "edition", None)
        if not (edition and isinstance(response, HttpResponse)):
            return response
        patch_vary_headers(response, ["Accept-Encoding", "HX-Request"])
        if response.status_code != 200 or request.method not in {"GET", "HEAD"}:
            response.headers.setdefault("Cache-Control", "no-store")
        tag = _tag(edition, response) if "Cache-Control" not in response else ""
        _compress_for(request, response, IN_HASTE if not tag else THOROUGH)
        return _tagged(request, response, tag) if tag else response

    return middleware


def _tag(edition: Edition, response: HttpResponse) -> str:
    """Changes with the edition and with every byte."""
    return f"{edition.digest[:12]}-{_digest(response.content).hex()[:12]}"


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _tagged(request: HttpRequest, response: HttpResponse, tag: str) -> HttpResponseBase:
    response["Cache-Control"] = PUBLIC
    encoding = "-gzip" if "Content-Encoding" in response else ""
    response["ETag"] = tag = f'"{tag}{encoding}"'
    return get_conditional_response(request, etag=tag, response=response) or response


def _compress_for(request: HttpRequest, response: HttpResponse, effort: int) -> None:
    """Compress for who takes that. A page holds no secret that a stranger could add words to."""
    takes_it = _takes_gzip(request.headers.get("Accept-Encoding", ""))
    if not (takes_it and response.content and TEXT.match(response["Content-Type"])):
        return
    cache = caches.get(live.current())
    known = cache.by_digest.get(_digest(response.content)) if cache else None
    response.content = known.compressed if known else _compress(response.content, effort)
    response["Content-Encoding"] = "gzip"


def _compress(content: bytes, effort: int) -> bytes:
    return gzip.compress(content, effort, mtime=0)


def _takes_gzip(accepted: str) -> bool:
    return GZIP.search(accepted) is not None
