"""Settings of the site, from the environment: ZHENGAN_HOME, DATABASE_URL, PORT and a few more (docs/reference)."""

import os

from csp.constants import NONE, SELF

from zhengan.catalogue import catalogue
from zhengan.site.home import database, home, secret, secret_key

HOME = home()
SECRET_KEY = secret_key()
DEBUG = False
# In demonstration mode the sign-in page offers the cast to choose from; the face allows it on loopback alone.
DEMONSTRATION = (HOME / "demonstration").exists()

ALLOWED_HOSTS = os.environ.get("ZHENGAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("ZHENGAN_ORIGINS", "").split(",") if origin]
SECURE = os.environ.get("ZHENGAN_HTTPS", "") == "1"
# Addresses of the web servers in front of this one: what they say of the visitor's address and of TLS is believed.
PROXIES = os.environ.get("ZHENGAN_PROXIES", "").split()
# From elsewhere than these networks nobody who holds an office signs in with a password alone (policy 8.2.5).
LOCAL_NETWORKS = os.environ.get(
    "ZHENGAN_LOCAL_NETWORKS", "127.0.0.0/8 ::1/128 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7"
).split()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "zhengan.ledger.apps.LedgerConfig",
    "zhengan.identity.apps.IdentityConfig",
    "zhengan.kernel.apps.KernelConfig",
    *(f"zhengan.rooms.{room}.apps.{room.title()}Room" for room in catalogue().rooms),
    "zhengan.checks.apps.ChecksConfig",
    "zhengan.faces.web.apps.WebConfig",
    "zhengan.faces.api.apps.ApiConfig",
    "zhengan.faces.cli.apps.CliConfig",
]

MIDDLEWARE = [
    "zhengan.faces.web.front.BehindProxy",
    "zhengan.faces.web.front.Headers",
    "django.middleware.security.SecurityMiddleware",
    "zhengan.faces.web.middleware.NoNul",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "zhengan.faces.web.middleware.PersonalSettings",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhengan.faces.web.middleware.Acting",
]

ROOT_URLCONF = "zhengan.site.urls"
WSGI_APPLICATION = "zhengan.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("zhengan.faces.web.folding.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhengan.faces.web.context.frame",
            ],
            "builtins": ["zhengan.faces.web.templatetags.zhengan"],
        },
    }
]

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "zhengan.identity.signing_in.PasswordBackend",
    "zhengan.identity.directory.backend.DirectoryBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "zhengan.identity.passwords.AsThePolicyDemands"},
    {"NAME": "zhengan.identity.passwords.NotToBeGuessed"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "zhengan.identity.passwords.NotCommon"},
    {"NAME": "zhengan.identity.passwords.NotTakenBefore"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "sign-in"

SESSION_ENGINE = "zhengan.identity.sessions"
# The limits that count are parameters of the policy, kept with each session (zhengan.identity.sessions).
# With TLS no other host of the domain can set, and none gets, a cookie of this one.
_HOST_ONLY = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{_HOST_ONLY}session"
CSRF_COOKIE_NAME = f"{_HOST_ONLY}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST_ONLY}language"
THEME_COOKIE_NAME = f"{_HOST_ONLY}theme"
DEVICE_COOKIE_NAME = f"{_HOST_ONLY}known"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "zhengan.faces.web.errors.forged"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
# A program that forgot TLS must notice; the API refuses it instead of leading it on (faces/api/door.py).
SECURE_REDIRECT_EXEMPT = [r"^api/"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Taipei"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["zhengan.site.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "evidence": {
        "BACKEND": "zhengan.kernel.evidence_store.WholeFiles",
        "OPTIONS": {
            "location": HOME / "evidence",
            "file_permissions_mode": 0o400,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files are served straight from the package, with validation by time; nothing is collected or built.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# The ledger's keys, and the last checkpoint kept apart from the database: best on another disk (docs/how-to).
LEDGER_KEYS = os.environ.get("ZHENGAN_LEDGER_KEYS", HOME / "ledger")
LEDGER_APART = os.environ.get("ZHENGAN_LEDGER_APART", HOME / "ledger" / "last-checkpoint.sqlite3")
LEDGER_ORIGIN = os.environ.get("ZHENGAN_LEDGER_ORIGIN", "")
# Where checkpoints leave to: a folder, witnesses (public key=address, parted by spaces), a time-stamping service with
# the certificates that are believed, and the auditor's mail.
LEDGER_DROP = os.environ.get("ZHENGAN_LEDGER_DROP", HOME / "checkpoints")
LEDGER_WITNESSES = os.environ.get("ZHENGAN_LEDGER_WITNESSES", "")
LEDGER_TSA = os.environ.get("ZHENGAN_LEDGER_TSA", "")
LEDGER_TSA_ROOTS = os.environ.get("ZHENGAN_LEDGER_TSA_ROOTS", "")
LEDGER_MAIL = os.environ.get("ZHENGAN_LEDGER_MAIL", "")
# Whether hash tiles and checkpoint may be fetched without signing in; entries never are.
LEDGER_PUBLIC = os.environ.get("ZHENGAN_LEDGER_PUBLIC", "") == "1"

# How people reach this installation, for links in mail.
PUBLIC_URL = os.environ.get("ZHENGAN_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")

# The firm's directory (docs/how-to/directory.md): LDAP over TLS, with the certificate verified; no other way.
LDAP_URL = os.environ.get("ZHENGAN_LDAP_URL", "")
LDAP_CA = os.environ.get("ZHENGAN_LDAP_CA", "")
LDAP_BIND_DN = os.environ.get("ZHENGAN_LDAP_BIND_DN", "")
LDAP_BIND_PASSWORD = secret("ZHENGAN_LDAP_BIND_PASSWORD")
LDAP_PEOPLE = os.environ.get("ZHENGAN_LDAP_PEOPLE", "")
LDAP_FILTER = os.environ.get("ZHENGAN_LDAP_FILTER", "(objectClass=person)")
LDAP_LOGIN = os.environ.get("ZHENGAN_LDAP_LOGIN", "uid")
LDAP_ATTRIBUTES = {
    "name": os.environ.get("ZHENGAN_LDAP_NAME", "cn"),
    "email": os.environ.get("ZHENGAN_LDAP_EMAIL", "mail"),
    "unit": os.environ.get("ZHENGAN_LDAP_UNIT", "departmentNumber"),
    "title": os.environ.get("ZHENGAN_LDAP_TITLE", "title"),
}
# The firm's OpenID provider, and the claim that holds the login here.
OIDC_ISSUER = os.environ.get("ZHENGAN_OIDC_ISSUER", "")
OIDC_CLIENT = os.environ.get("ZHENGAN_OIDC_CLIENT", "")
OIDC_SECRET = secret("ZHENGAN_OIDC_SECRET")
OIDC_CLAIM = os.environ.get("ZHENGAN_OIDC_CLAIM", "preferred_username")
DIRECTORY_MAP = os.environ.get("ZHENGAN_DIRECTORY_MAP", "")

EMAIL_HOST = os.environ.get("ZHENGAN_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("ZHENGAN_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("ZHENGAN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = secret("ZHENGAN_SMTP_PASSWORD")
EMAIL_USE_TLS = os.environ.get("ZHENGAN_SMTP_TLS", "") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("ZHENGAN_MAIL_FROM", "zhengan@localhost")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z"}
    },
    "filters": {"unsaid": {"()": "zhengan.site.unsaid.Unsaid"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["unsaid"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
