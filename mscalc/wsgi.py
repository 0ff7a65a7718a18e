"""The WSGI application, with the live edition loaded and followed."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscalc.settings")
try:
    django = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.exit(str(error))

from mscalc.response_cache import ResponseCache, cache_of
from riskfactors.editions import live

live.before_show.append(cache_of)
live.refresh()
live.watch()
application = ResponseCache(django)
