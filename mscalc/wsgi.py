"""The WSGI application, with the live edition loaded and followed."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscalc.settings")
application = get_wsgi_application()

from riskfactors.editions import live  # noqa: E402  (models need the app registry)

live.refresh()
live.watch()
