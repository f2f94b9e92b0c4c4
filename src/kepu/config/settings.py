"""Settings, all taken from the environment; without any, a single-machine installation on SQLite."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
import structlog
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()
VAR_DIR = Path(env.str("KEPU_VAR_DIR", default=str(Path.cwd() / "var")))
DEBUG = env.bool("KEPU_DEBUG", default=False)


def _local_secret() -> str:
    """A random key kept in VAR_DIR, so that an installation without settings is still not guessable."""
    path = VAR_DIR / "secret_key"
    if path.exists():
        return path.read_text().strip()
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(64)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as handle:
        handle.write(key)
    return key


SECRET_KEY = env.str("KEPU_SECRET_KEY", default="") or _local_secret()
# The key that encrypts personal data at rest; apart from SECRET_KEY so that one can be rotated without the other.
FIELD_ENCRYPTION_KEY = env.str("KEPU_FIELD_KEY", default="") or hashlib.sha256(SECRET_KEY.encode()).hexdigest()
# The key behind the pseudonyms of the ledger. It must never change: the same person would get another name.
PSEUDONYM_KEY = env.str("KEPU_PSEUDONYM_KEY", default="") or hashlib.sha256(f"pseudonym:{SECRET_KEY}".encode()).hexdigest()
ALLOWED_HOSTS = env.list("KEPU_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("KEPU_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("KEPU_HTTPS", default=False)
# Reverse proxies in front of this process; only then are the headers believed in which they tell scheme and address of the client.
PROXIES = env.int("KEPU_PROXIES", default=0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None

INSTALLED_APPS = [
    "kepu.ui",
    "kepu.organizations",
    "kepu.notifications",
    "kepu.plans",
    "kepu.evidence",
    "kepu.governance",
    "kepu.volunteers",
    "kepu.orders",
    "kepu.literacy",
    "kepu.site",
    "kepu.reports",
    "kepu.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",  # Wagtail's editor asks for its addresses; nobody has rights on documents and none are served
    "wagtail.sites",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "leaflet",
    "django_filters",
    "csp",
    "ninja",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kepu.organizations.rest.middleware.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kepu.organizations.middleware.ActorMiddleware",
    "kepu.organizations.middleware.ErrorMiddleware",
    "kepu.site.middleware.EditorsDoor",
]

ROOT_URLCONF = "kepu.config.urls"
WSGI_APPLICATION = "kepu.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kepu.ui.context.ui",
            ],
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'kepu.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;",
    }
else:
    # A pool, because the threads of granian would otherwise each keep a connection until PostgreSQL has none left.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.int("KEPU_DB_POOL", default=8), "timeout": 20}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 14 * 24 * 3600  # links by which a person sets his password, in seconds
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "kepu.organizations.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "kepu.organizations.accounts.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# A password is guessed at most five times in five minutes per account and ten times a minute per address.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/300s/key", "change_password": "5/m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kepu"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文"))]
# Wagtail's scripts read a catalogue of its own, into which only these folders are merged.
LOCALE_PATHS = [Path(__file__).parents[1] / "site" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
KEPU_SITE_NAME = env.str("KEPU_SITE_NAME", default="")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"

WAGTAIL_SITE_NAME = "科普"
WAGTAILADMIN_BASE_URL = env.str("KEPU_BASE_URL", default="") or "http://127.0.0.1:8000"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_LOGIN_URL = "account_login"
# Accounts, passwords and mail belong to kepu.organizations; nothing is fetched from or told to other sites.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAIL_ALLOW_UNICODE_SLUGS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Calls of the API per person; counted in the cache, so that several processes share one count only with REDIS_URL.
KEPU_API_RATE = env.str("KEPU_API_RATE", default="600/min")
KEPU_UPLOAD_LIMIT = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("KEPU_FROM_EMAIL", default="kepu@localhost")
EMAIL_TIMEOUT = 20
# The address of the site as people outside reach it; links in e-mails and group messages begin with it.
KEPU_BASE_URL = env.str("KEPU_BASE_URL", default="")
# Where group robots live; a webhook that leads anywhere else is refused.
KEPU_ROBOT_ORIGINS = env.list("KEPU_ROBOT_ORIGINS", default=["https://qyapi.weixin.qq.com", "https://oapi.dingtalk.com"])
# Text messages: "aliyun" sends them, anything else keeps them in the outbox that the operator reads in the page.
KEPU_SMS = env.str("KEPU_SMS", default="")
KEPU_SMS_ENDPOINT = env.str("KEPU_SMS_ENDPOINT", default="https://dysmsapi.aliyuncs.com")
KEPU_SMS_KEY_ID = env.str("KEPU_SMS_KEY_ID", default="")
KEPU_SMS_KEY_SECRET = env.str("KEPU_SMS_KEY_SECRET", default="")
KEPU_SMS_SIGN = env.str("KEPU_SMS_SIGN", default="")
# Our template -> the gateway's, as in "code=SMS_1001,order=SMS_1002,visit=SMS_1003".
KEPU_SMS_TEMPLATES = env.dict("KEPU_SMS_TEMPLATES", default={})

# Map tiles as Leaflet names them, such as "https://tiles.example.org/{z}/{x}/{y}.png"; without any, maps show the boundaries of the areas.
KEPU_TILES_URL = env.str("KEPU_TILES_URL", default="")
KEPU_TILES_CREDIT = env.str("KEPU_TILES_CREDIT", default="")
_TILES = [f"{urlsplit(KEPU_TILES_URL).scheme}://{urlsplit(KEPU_TILES_URL).netloc}".replace("{s}", "*")] if "://" in KEPU_TILES_URL else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *_TILES],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.int("KEPU_SESSION_HOURS", default=12) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"

LOG_LEVEL = env.str("KEPU_LOG_LEVEL", default="WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    # The level stands at the handler too: the worker of background tasks sets its own loggers to INFO.
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "level": LOG_LEVEL}},
    # The client of the gateway would log addresses in which numbers and codes stand.
    "loggers": {"httpx": {"level": "WARNING"}, "httpcore": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
