"""Settings of the site, from the environment. Every variable is listed in docs/settings.md."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from mscalc import environment as env
from mscalc.places import no_static_folder

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.folder("DATA_DIR", str(BASE_DIR / "var")))
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]

KEY_FILE = DATA_DIR / "secret_key"
SECRET_KEY = env.text("SECRET_KEY") or (
    KEY_FILE.read_text("utf-8").strip() if KEY_FILE.exists() else ""
)
if fault := env.weak_key(SECRET_KEY):
    raise env.wrong("SECRET_KEY", "", fault, "…")
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS", example="…", fault=env.weak_key)
DEBUG = env.switch("DEBUG")
ALLOWED_HOSTS = env.names(
    "ALLOWED_HOSTS", "127.0.0.1,localhost", example="example.org,www.example.org", fault=env.no_host
)
TLS = env.switch("TLS")

INSTALLED_APPS = [
    "riskfactors",
    "mscalc.admin_site.EditorsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]
MIDDLEWARE = [
    "mscalc.middleware.request_log",
    "mscalc.middleware.isolation_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "mscalc.middleware.refused_files",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "mscalc.response_cache.finish_pages",
    "mscalc.middleware.RefusedMethods",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mscalc.sign_in.session_limits",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "mscalc.middleware.Unavailable",
]
ROOT_URLCONF = "mscalc.urls"
WSGI_APPLICATION = "mscalc.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Not by an address: a folder may have a name that is none, such as “a#b”.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "mscalc.sqlite3",
    "CONN_HEALTH_CHECKS": True,
}
DATABASES: dict[str, Any] = {"default": env.database("DATABASE_URL") or SQLITE}
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        # Shorter than the proxy waits, so that an editor gets the page with the text.
        "timeout": 10,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        ),
    }
else:
    # Nobody waits long for a database that does not answer, or for another editor's lock.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 2,
        "options": (
            "-c lock_timeout=5s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s"
        ),
    }
# Where readers may report a mistake: mailto: or https. Nothing is shown while it is unset.
CONTACT: dict[str, Any] = {"example": "mailto:desk@example.org", "fault": env.no_contact}
REPORT_ADDRESS = env.text("REPORT_ADDRESS", **CONTACT)
# Where the site is, for citing it and for printed copies; left out while it is unset.
SITE: dict[str, Any] = {"example": "https://example.org", "fault": env.no_site}
SITE_ADDRESS = env.text("SITE_ADDRESS", **SITE).rstrip("/")
# Where to report a weakness: mailto: or https:. Told in /.well-known/security.txt.
SECURITY_CONTACT = env.text("SECURITY_CONTACT", **CONTACT)
# Whether a second person must approve texts before they go live.
REQUIRE_REVIEW = env.switch("REQUIRE_REVIEW")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SERIALIZATION_MODULES = {"json": "mscalc.exact_json"}
SNAPSHOT = DATA_DIR / "edition.json"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Without STATIC_ROOT, files are served from where they lie; with it, collected, named by
# their content and compressed.
APART: dict[str, Any] = {
    "example": "/var/lib/mscalc/static",
    "fault": partial(no_static_folder, data_dir=DATA_DIR),
}
STATIC_ROOT = env.folder("STATIC_ROOT", **APART) or None
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
}
WHITENOISE_USE_FINDERS = not STATIC_ROOT
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# For frames: see mscalc/middleware.py.
WHITENOISE_ALLOW_ALL_ORIGINS = True

# A visitor's answers are a few hundred bytes. The view refuses more than 8 kB itself.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "riskfactors.desk.passwords.GuessingValidator"},
]
# Eight wrong passwords for one account from one place lock it there for a quarter of an hour;
# thirty names tried in vain lock the place.
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = "mscalc.sign_in.counted_together"
AXES_USERNAME_CALLABLE = "mscalc.sign_in.username"
AXES_CLIENT_IP_CALLABLE = "mscalc.sign_in.client_address"
AXES_LOCKOUT_CALLABLE = "mscalc.sign_in.locked"
AXES_VERBOSE = AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
# Whether editors also give a code from an app.
REQUIRE_OTP = env.switch("REQUIRE_OTP")
OTP_TOTP_ISSUER = "mscalc"

# An hour without a click; twelve hours in all are in mscalc/sign_in.py.
SESSION_COOKIE_AGE = 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
PREFIX = "__Secure-" if TLS else ""
SESSION_COOKIE_NAME = f"{PREFIX}session"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = f"{PREFIX}csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "riskfactors.desk.tokens.without_token"

SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = TLS
# Asked for inside, where there is no TLS.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        # The icon stands in the page: a first visit asks for one file less.
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LOG_LEVEL = env.text("LOG_LEVEL", "INFO", example="WARNING", fault=env.no_level)
# Nothing a visitor sends may reach a log: see mscalc/logs.py and docs/decisions.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "mscalc.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # One line a request comes from mscalc.requests; Django's own name the path.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        # It tells of every try; mscalc.sign_in tells of a lock, without a name.
        "axes": {"level": "ERROR"},
    },
}
