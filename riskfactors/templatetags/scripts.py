"""Scripts of our own, each with the digest that the browser checks before it runs one."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def script(name: str) -> SafeString:
    """A static script, run once the page is read; raises ValueError if there is none."""
    tag = '<script src="{}" integrity="sha256-{}" defer></script>'
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
