"""What templates need of our own: marks of a thousand people, days, scripts with a digest."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.base import Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from riskfactors.engine.texts import Claim

ACROSS = 50
register = template.Library()


@register.filter
def marks(count: int, across: int = ACROSS) -> str:
    """The first of a thousand marks as a path: a line for each row of `across`, to be dashed."""
    rows, left = divmod(count, across)
    lengths = [across] * rows + [left] * bool(left)
    return "".join(f"M0 {row}.5h{length}" for row, length in enumerate(lengths))


@register.filter
def last_checked(claims: Iterable[Claim]) -> dt.date | None:
    """The earliest of the days these claims were checked; None if one has no such day."""
    found = [day(claim.checked) for claim in claims]
    known = [checked for checked in found if checked]
    return min(known) if known and len(known) == len(found) else None


@register.filter
def day(written: str | None) -> dt.date | None:
    """A day written such as 2026-11-23; None if there is none or it is no day."""
    try:
        return dt.date.fromisoformat(written or "")
    except ValueError:
        return None


class Captured(template.Node):
    """What stands inside is named, to be used more than once.

    Blocks may stand in it, which a `simple_block_tag` hides from the templates that extend it.
    """

    def __init__(self, name: str, nodelist: template.NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> SafeString:
        """Nothing yet."""
        context[self.name] = self.nodelist.render(context)
        return SafeString("")


@register.tag
def capture(parser: Parser, token: Token) -> Captured:
    """Read `{% capture name %}…{% endcapture %}`."""
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Captured(token.split_contents()[1], nodelist)


@register.simple_tag
def script(name: str) -> SafeString:
    """A static script, run once the page is read; raises ValueError if there is none."""
    # Its digest cannot be checked in a frame of no origin unless it is asked for by CORS.
    tag = '<script src="{}" integrity="sha256-{}" crossorigin defer></script>'
    return format_html(tag, staticfiles_storage.url(name), integrity(name))


def integrity(name: str) -> str:
    """The digest of a static file as it is served (W3C Subresource Integrity)."""
    file = _served(name)
    return _digest(file, file.stat().st_mtime_ns)


def _served(name: str) -> Path:
    if settings.STATIC_ROOT:
        return Path(
            settings.STATIC_ROOT, staticfiles_storage.url(name).removeprefix(settings.STATIC_URL)
        )
    found = finders.find(name)
    if not found:
        raise ValueError(f"There is no static file {name}.")
    return Path(found)


@lru_cache(maxsize=32)
def _digest(file: Path, changed: int) -> str:
    return base64.b64encode(hashlib.sha256(file.read_bytes()).digest()).decode()
