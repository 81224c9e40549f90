"""Django settings of a site. What differs between sites comes from the environment, and only from there.

``FAZHI_HOME`` the folder of the site · ``DATABASE_URL`` PostgreSQL instead of SQLite · ``FAZHI_HOSTS`` names the site
answers to, separated by commas · ``FAZHI_HTTPS=1`` behind a proxy that ends TLS · ``FAZHI_DEBUG=1`` for developers ·
``FAZHI_STYLEGUIDE=1`` shows the component pages.
"""

from __future__ import annotations

import os
from datetime import timedelta

from csp.constants import NONE, SELF

from fazhi.site.database import database
from fazhi.site.home import home_folder, secret_key
from fazhi.site.logs import logging_of

FAZHI_HOME = home_folder(os.environ)
SECRET_KEY = secret_key(FAZHI_HOME, os.environ)
DEBUG = os.environ.get("FAZHI_DEBUG") == "1"
STYLEGUIDE = DEBUG or os.environ.get("FAZHI_STYLEGUIDE") == "1"
HTTPS = os.environ.get("FAZHI_HTTPS") == "1"

ALLOWED_HOSTS = [
    host.strip() for host in os.environ.get("FAZHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host.strip()
]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

# No admin: every write is a named act in records.
INSTALLED_APPS = [
    "fazhi.site",
    "fazhi.desk",
    "fazhi.records",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    # WhiteNoise answers for static files under runserver too.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for a sign-in unless its view says otherwise.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "fazhi.desk.middleware.FirstPassword",
    # Somebody outside finds his commissions and nothing else.
    "fazhi.desk.middleware.Outside",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fazhi.desk.middleware.Refusals",
    # Last, so that it sees the refusal of a sign-in and answers it with 429.
    "axes.middleware.AxesMiddleware",
]

AUTH_USER_MODEL = "records.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Five wrong passwords shut one account for one address for half an hour; a colleague at the same counter still gets in.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# What the sign-in form calls the account; else the lock would be kept under another name than it is asked for.
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "fazhi.desk.pages.sign.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LOGGING = logging_of(FAZHI_HOME)

LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL

ROOT_URLCONF = "fazhi.site.urls"
WSGI_APPLICATION = "fazhi.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fazhi.site.look.look",
            ],
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL"), FAZHI_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Static files come out of installed packages and our own folder; there is no build step and nothing to collect.
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# A file is limited where it is received (100 MB each); these bound what one request may carry beside its files.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
# Nothing that was uploaded touches the disk before it was looked through for secrecy marks.
FILE_UPLOAD_HANDLERS = ["fazhi.records.intake.uploads.HeldInMemory"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Everything from this site itself: no inline script or style, no foreign frame, form, font or picture.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

SESSION_COOKIE_NAME = "fazhi_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_NAME = "fazhi_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# On loopback and on a closed office network without TLS a cookie marked secure would never come back.
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60

CSRF_FAILURE_VIEW = "fazhi.site.views.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
