"""The WSGI application, with the live edition loaded and followed."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscalc.settings")
django = get_wsgi_application()

from mscalc.front import Front  # noqa: E402  (models need the app registry)
from riskfactors.editions import live  # noqa: E402

live.refresh()
live.watch()
application = Front(django)
