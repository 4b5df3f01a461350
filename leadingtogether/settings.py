"""Settings, all from the environment; README lists every variable.

Without any variable this is a development service: SQLite, messages on the console, sweeps in the web process.
"""

import os
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from leadingtogether import env

# Lets Django's fields be written with their types, e.g. CharField[str, str].
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

PRODUCTION = env.flag("PRODUCTION", default=False)
DEBUG = env.flag("DEBUG", default=not PRODUCTION)
SECRET_KEY = os.environ.get("SECRET_KEY") or env.DEFAULT_SECRET_KEY
FIELD_KEYS = env.words("FIELD_KEYS", "" if PRODUCTION else env.DEFAULT_FIELD_KEY)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

# The demo world and its reusable sign-in links exist outside production alone.
DEMO_WORLD = not PRODUCTION and env.flag("DEMO_WORLD", default=True)

INSTALLED_APPS = [
    "leadingtogether.apps.LeadingTogetherConfig",
    "evaluation",
    "access",
    "workshops",
    "projects",
    "cohorts.pairing",
    "cohorts.recruitment",
    "cohorts",
    "messaging",
    "people",
    "common",
    "crispy_forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "access.middleware.SignedInMiddleware",
    "people.middleware.LanguageMiddleware",
    "access.middleware.OneTaskMiddleware",
    "access.middleware.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "people.middleware.HelpingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "leadingtogether.urls"
WSGI_APPLICATION = "leadingtogether.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "common.templating.loader.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "leadingtogether.context_processors.house",
            ],
            "builtins": ["common.templatetags.lt"],
        },
    },
]

DATABASES = {
    "default": env.database(
        os.environ.get("DATABASE_URL", ""),
        sqlite_path=VAR_DIR / "leadingtogether.sqlite3",
        test_name=os.environ.get("TEST_DATABASE", "leadingtogether_test"),
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"},
}
# One tick runs every sweep that is due. Nothing waits inside Celery, so a lost tick costs a minute.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/London"
SWEEP_SECONDS = int(os.environ.get("SWEEP_SECONDS", "60"))
# Sweeps run in a thread of the web process where nobody else runs them.
EMBEDDED_SWEEPS = env.flag("EMBEDDED_SWEEPS", default=False)

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["access.backends.SignInBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# allauth gives the second factor of staff alone; signing in is ours.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Leading Together"
MFA_ADAPTER = "access.adapters.SecondFactorAdapter"

SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "access.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_SAVE_EVERY_REQUEST = False
CSRF_FAILURE_VIEW = "access.kept.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["common.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "media"}},
    # Uploads and exports: never under a public URL, served by a view that checks who asks.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# The largest file of applications that is taken in the browser.
IMPORT_MAX_BYTES = int(os.environ.get("IMPORT_MAX_MB", "10")) * 1024 * 1024

FORM_RENDERER = "common.rendering.HouseRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "lt"
# A layout that names a field the form does not have is a mistake, not a warning in a log.
CRISPY_FAIL_SILENTLY = False

# Email leaves by SMTP where a server is named, by any anymail backend where one is named, else on the console.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND") or (
    "messaging.channels.smtp.FencedSMTPBackend" if EMAIL_HOST else "django.core.mail.backends.console.EmailBackend"
)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Leading Together <hello@leadingtogether.example>")
# The rest of ANYMAIL_… is for the provider of emails, as its name in django-anymail says, e.g. ANYMAIL_MAILGUN_API_KEY.
ANYMAIL = {
    name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_") and value
}
# Whose reports about emails are taken, e.g. “mailgun”: the provider's own, where one sends.
EMAIL_REPORTS = os.environ.get("EMAIL_REPORTS") or env.anymail_provider(EMAIL_BACKEND)
# Text messages and letters through GOV.UK Notify. “local” goes nowhere: on one computer, and in tests.
NOTIFY_API_KEY = os.environ.get("NOTIFY_API_KEY", "")
NOTIFY_BASE_URL = os.environ.get("NOTIFY_BASE_URL", "https://api.notifications.service.gov.uk")
NOTIFY_SMS_TEMPLATE = os.environ.get("NOTIFY_SMS_TEMPLATE", "")
NOTIFY_LETTER_TEMPLATE = os.environ.get("NOTIFY_LETTER_TEMPLATE", "")
# The bearer token with which Notify's reports and incoming texts are signed.
NOTIFY_CALLBACK_TOKEN = os.environ.get("NOTIFY_CALLBACK_TOKEN", "")
SMS_CARRIER = "notify" if NOTIFY_API_KEY and NOTIFY_SMS_TEMPLATE else ("" if PRODUCTION else "local")
# Without a template staff print letters; “local” stands for Notify in tests.
LETTER_CARRIER = "notify" if NOTIFY_API_KEY and NOTIFY_LETTER_TEMPLATE else ""
# When the service speaks without being asked: from and until, on working days. “always” is for trials of the outbox.
SENDING_HOURS = env.hours(os.environ.get("SENDING_HOURS") or "9:00-18:00")
# At most one message a day to a person that could have waited; the rest comes with it, or the next day.
ONE_MESSAGE_A_DAY = env.flag("ONE_MESSAGE_A_DAY", default=True)
HELP_PHONE = os.environ.get("HELP_PHONE", "0300 000 0000")
HELP_EMAIL = os.environ.get("HELP_EMAIL", "help@leadingtogether.example")
# Its lines, with commas between them: on letters, and on the envelope if one cannot be delivered.
RETURN_ADDRESS = env.words("RETURN_ADDRESS", "Leading Together, 1 Example Street, Oxford, OX1 1AA")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Their every step, and what of CSS is for browsers alone.
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}

if PRODUCTION:
    env.refuse_careless_production(
        secret_key=SECRET_KEY,
        field_keys=FIELD_KEYS,
        debug=DEBUG,
        engine=DATABASES["default"]["ENGINE"],
        allowed_hosts=ALLOWED_HOSTS,
    )
