"""The site's settings for tests: a fixed key, a folder of its own, no waiting for hashes."""

from __future__ import annotations

import os
import tempfile

os.environ["SECRET_KEY"] = "a key for tests only, which guards nothing at all, ever"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="mscalc-tests-")

from mscalc.settings import *

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Files are found when they are asked for, not listed anew for each client of a test.
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
