"""Settings of the hub; each comes from the environment, with a default that is safe to start with."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hub.accounts.settings import *  # noqa: F403

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# True while the test suite runs: faster hasher, plain static files. Nothing of the product asks for it.
TESTING = env.bool("HUB_TEST", False)
DEBUG = env.bool("DEBUG", False)

# Everything the hub writes, except to PostgreSQL and S3, lies below this folder.
DATA = Path(env.str("HUB_DATA", str(BASE_DIR / "var"))).resolve()
if not TESTING:
    # The database, mailed codes and files are for the hub's own user alone, whatever else runs on this machine.
    os.umask(0o077)
    try:
        DATA.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{DATA} cannot be made: {error.strerror} (HUB_DATA names another folder)") from None
    if not os.access(DATA, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{DATA} cannot be written to (HUB_DATA names another folder)")
    with suppress(PermissionError):  # the folder is somebody else's, who decided
        DATA.chmod(0o700)

# The public address: links in mail, allowed origins, cookies and HSTS follow its scheme.
HUB_URL = env.str("HUB_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}").rstrip("/")
HTTPS = HUB_URL.startswith("https://")
HUB_HOST = HUB_URL.split("://", 1)[-1].split("/")[0]
LOOPBACK = HUB_HOST.rsplit(":", 1)[0] in {"127.0.0.1", "localhost", "[::1]"}
if not HTTPS and not LOOPBACK:
    raise ImproperlyConfigured(f"HUB_URL is {HUB_URL}: outside this machine the hub is only served over https")

HUB_NAME = env.str("HUB_NAME", "Hub")
# The organisation that runs this hub, and the address that people with a question or a complaint write to.
HUB_OPERATOR = env.str("HUB_OPERATOR", "")
HUB_CONTACT = env.str("HUB_CONTACT", "")
# The handling mark under the navigation; empty: no strip.
HUB_MARKING = os.environ.get("HUB_MARKING", _("OFFICIAL – do not post names or case details of members of the public."))
# What references of cases look like here: regular expressions with blanks between them. Who writes one is asked to think.
CASE_REFERENCES = env.str("HUB_CASE_REFERENCES", "").split()
for _pattern in CASE_REFERENCES:
    try:
        re.compile(_pattern)
    except re.error as error:
        raise ImproperlyConfigured(f"HUB_CASE_REFERENCES: {_pattern} is no regular expression: {error}") from None
# Whether `manage.py demo` may fill this hub; `script/server` asks the same variable.
HUB_DEMO = env.bool("HUB_DEMO", True)


def _secret_key() -> str:
    """From the environment, or made once and kept where only the hub's own user reads it."""
    if key := env.str("SECRET_KEY", ""):
        return key
    if TESTING:
        return "only-for-tests-" * 4
    path = DATA / "secret-key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[HUB_HOST.rsplit(":", 1)[0], "127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [HUB_URL] if HTTPS else []

# Content types of your own, each a folder as docs/adding-a-content-type.md says.
HUB_EXTRA_APPS = env.list("HUB_EXTRA_APPS", default=[])

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "daphne",
    "django.contrib.admin.apps.SimpleAdminConfig",  # only what hub/admin.py shows
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "channels",
    "csp",
    "django_htmx",
    "taggit",
    "template_partials",
    "hub",
    "hub.accounts",
    "hub.alerts",
    "hub.backup",
    "wiki",
    "forums",
    "resources",
    "lessons",
    "profiles",
    "realtime",
    *HUB_EXTRA_APPS,
]

MIDDLEWARE = [
    "hub.middleware.tracing.Traced",
    "hub.middleware.demo.DemoGuard",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.middleware.headers.SafeHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hub.middleware.session.SessionLimits",
    "hub.middleware.language.PersonLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hub.middleware.methods.SaysWhatItTakes",
    "hub.middleware.gate.MembersOnly",
    "hub.middleware.guard.StopsAndThinks",
]

ROOT_URLCONF = "hub.urls"
ASGI_APPLICATION = "hub.asgi.application"
WSGI_APPLICATION = "hub.wsgi.application"

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
                "hub.context.hub",
            ],
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'hub.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: 564 writes a second and no lock error with 8 writers; any of these missing loses 12 to 96 % of them.
    # FULL survives a power cut with the very last commits, NORMAL may lose those and is never corrupt.
    _synchronous = env.str("HUB_SQLITE_SYNCHRONOUS", "NORMAL")
    DATABASES["default"] |= {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={_synchronous}; PRAGMA cache_size=-20000;",
        },
        "CONN_MAX_AGE": None,
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # redis-py 8 closes an idle socket after 5 s unless told not to.
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}]},
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
# Owners of a space without any change for so long are asked if it is in use (0: never); days for an answer at each step.
IDLE_SPACE_DAYS = env.int("HUB_IDLE_SPACE_DAYS", 365)
IDLE_ANSWER_DAYS = env.int("HUB_IDLE_ANSWER_DAYS", 28)
# Whether those who run the hub are told of failures, spikes, late work and full disks; how old a backup may be, in hours.
ALERTS = env.bool("HUB_ALERTS", True)
BACKUP_HOURS = env.int("HUB_BACKUP_HOURS", 26)
# How many proxies stand in front and add X-Forwarded-For; 0 trusts none.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("HUB_PROXIES", 0)

CSRF_FAILURE_VIEW = "hub.views.errors.stale_form"
SESSION_COOKIE_AGE = env.int("HUB_SESSION_HOURS", 7 * 24) * 3600  # absolute, from sign-in
SESSION_IDLE_AGE = env.int("HUB_IDLE_HOURS", 12) * 3600  # without a request
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-hub-session" if HTTPS else "hub-session"
CSRF_COOKIE_NAME = "__Host-hub-csrf" if HTTPS else "hub-csrf"
LANGUAGE_COOKIE_NAME = "hub-language"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# One policy, no nonce: no template holds a style or a script of its own.
_socket = ("wss://" if HTTPS else "ws://") + HUB_HOST
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", _socket],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "locale"]
# Each by its own name, as its speakers look for it; offered once its words are there.
_TRANSLATIONS = {"cy": "Cymraeg"}
LANGUAGES = [("en-gb", "English")] + [
    (code, name) for code, name in _TRANSLATIONS.items() if (BASE_DIR / f"locale/{code}/LC_MESSAGES/django.mo").exists()
]
LANGUAGE_COOKIE = {"max_age": 365 * 24 * 3600, "secure": HTTPS, "httponly": True, "samesite": "Lax"}
USE_I18N = USE_TZ = True
TIME_ZONE = env.str("HUB_TIME_ZONE", "Europe/London")

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA / "static"
WHITENOISE_MAX_AGE = 3600
# Uploaded files: a folder here, or any storage class that Django knows (S3 through django-storages).
FILES = env.str("HUB_FILES", str(DATA / "files"))
FILE_LIMIT = env.int("HUB_FILE_LIMIT", 25 * 1024 * 1024)  # bytes of one upload
# The journal of what was erased for good; empty: erasures.jsonl in HUB_DATA. Several machines name one that all of them reach.
ERASURES = env.str("HUB_ERASURES", "")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Mail: written to HUB_DATA/mail and readable at /demo/mail/ in a demo; smtp+tls://user:password@host:587 for real.
EMAIL_URL = env.str("EMAIL_URL", "")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA / "mail")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("HUB_FROM", f"{HUB_NAME} <hub@localhost>")
EMAIL_TIMEOUT = 20

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True

# Silence what only holds for other set-ups: mail domains are ours, and a demo on loopback has no TLS.
SILENCED_SYSTEM_CHECKS = [] if HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "hub.logs.WithoutSecrets"}},
    "formatters": {"line": {"()": "hub.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("HUB_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "daphne": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
