"""Django settings, read from the environment that the command line prepares; nothing is decided elsewhere."""

import json
import os
from pathlib import Path

from steward import contents
from steward.config.second_factor import is_asked_of_staff, is_demo
from steward.kernel.reachable import networks

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("STEWARD_DATA", ".steward")).absolute()
ROLE = os.environ.get("STEWARD_ROLE", "web")
DEBUG = os.environ.get("STEWARD_DEBUG") == "1"

# A process without a secret (a linter, a build) may import these settings; it can't sign anything that counts.
SECRET_KEY = os.environ.get("STEWARD_SECRET_KEY", "no-secret-outside-a-running-installation")
# How mails name this installation.
ADDRESS = os.environ.get("STEWARD_ADDRESS") or f"http://localhost:{os.environ.get('STEWARD_PORT', '8000')}"
ALLOWED_HOSTS = os.environ.get("STEWARD_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in ("*", "testserver")]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    # Before the log-in library: where both have a template or a Chinese sentence, ours counts.
    *contents.APPS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "steward.config",
]

MIDDLEWARE = [
    "steward.surface.middleware.Headers",
    "steward.surface.middleware.DatabaseAway",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "steward.surface.middleware.Gate",
    "steward.surface.middleware.Acting",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "steward.config.urls"
WSGI_APPLICATION = "steward.config.wsgi.application"
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# A plan made once for all values of a list's filters reads the whole history where they match nothing (12 s, not 0.2).
# The owner's sessions take PGOPTIONS instead, which `migrate` sets.
# Pages are many and short: a plan that takes several processes at once makes the others wait.
CUSTOM_PLANS = {"options": "-c plan_cache_mode=force_custom_plan -c max_parallel_workers_per_gather=0"}


def _database(role: str) -> dict[str, object]:
    """Connection settings of one database role, from STEWARD_DATABASE (made by config.connection)."""
    place = json.loads(os.environ.get("STEWARD_DATABASE", "{}"))
    login = place.get(role, {})
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": place.get("host", ""),
        "PORT": place.get("port", ""),
        "NAME": place.get("name", "steward"),
        "USER": login.get("user", ""),
        "PASSWORD": login.get("password", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 3,
            **(CUSTOM_PLANS if role != "owner" else {}),
            **place.get("options", {}),
        },
    }


DATABASES = {"default": _database(ROLE)}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "steward.surface.environment.environment"},
    },
    {
        # allauth's own pages stay Django templates, under one layout with the same shell.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "surface" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "steward.surface.second_factor.told",
            ],
        },
    },
]

CACHES = {
    # Shared by all workers, so that a limit on guessing passwords counts once and not once a worker.
    # With the usual room for 300 entries a flood of invented names would push the counts of real ones out.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "surface_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "steward.surface.login.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/m/key", "login": "60/m/ip"}
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Steward"
MFA_ADAPTER = "steward.surface.login.Factors"
MFA_FORMS = {"authenticate": "steward.surface.login.Code", "reauthenticate": "steward.surface.login.CodeAgain"}
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
# Whether the provider's people must prove themselves by a code besides the password.
SECOND_FACTOR = is_asked_of_staff(DATA)
DEMO = is_demo(DATA)
SOCIALACCOUNT_ADAPTER = "steward.surface.providers.Adapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": json.loads(os.environ.get("STEWARD_OIDC", "[]"))},
}
# Inner networks that kernel.egress may ask beside public addresses, plain http, and authorities of the house's own.
EGRESS_NETWORKS = networks(os.environ.get("STEWARD_EGRESS_NETWORKS", ""))
EGRESS_PLAIN_HTTP = os.environ.get("STEWARD_EGRESS_PLAIN_HTTP") == "1"
EGRESS_CERTIFICATES = os.environ.get("STEWARD_EGRESS_CERTIFICATES", "")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 2 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("STEWARD_HTTPS") == "1"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "steward.surface.message.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FIRST_DAY_OF_WEEK = 1

STATIC_URL = "/static/"
# Served from the packages themselves; an address carries a mark of the content, so it may be kept for good.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 31_536_000
MEDIA_ROOT = DATA / "files"

EMAIL_BACKEND = os.environ.get("STEWARD_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(DATA / "mail")
EMAIL_HOST = os.environ.get("STEWARD_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("STEWARD_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("STEWARD_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("STEWARD_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("STEWARD_SMTP_TLS") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("STEWARD_MAIL_FROM", "steward@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
