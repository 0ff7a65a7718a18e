"""The WSGI application, with the live edition loaded and followed."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscalc.settings")
django = get_wsgi_application()

from mscalc.response_cache import ResponseCache, cache_of  # noqa: E402  (needs the app registry)
from riskfactors.editions import live  # noqa: E402

live.before_show.append(cache_of)
live.refresh()
live.watch()
application = ResponseCache(django)
