"""Django settings of the portal: one app, no database of Django's, no session, nobody to sign in.

``FAZHI_PORTAL_HOME`` the folder of the portal · ``FAZHI_HOSTS`` names it answers to, separated by commas ·
``FAZHI_HTTPS=1`` behind a proxy that ends TLS · ``FAZHI_DEBUG=1`` for developers.
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from fazhi.portal.home import folder, secret

PORTAL_HOME = folder(os.environ)
SECRET_KEY = secret(PORTAL_HOME).hex()
DEBUG = os.environ.get("FAZHI_DEBUG") == "1"
HTTPS = os.environ.get("FAZHI_HTTPS") == "1"
ALLOWED_HOSTS = [
    host.strip() for host in os.environ.get("FAZHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host.strip()
]

INSTALLED_APPS = ["fazhi.portal", "django.contrib.staticfiles", "csp"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "fazhi.portal.urls"
WSGI_APPLICATION = "fazhi.portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["fazhi.portal.frame.frame"]},
    }
]
# The store is read by portal.store, from a file that a package was turned into; Django keeps no tables here.
DATABASES: dict[str, object] = {}

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# The tokens (colours, sizes, distances) are those of the desk: one file for desk, portal and print.
STATICFILES_DIRS = [Path(__file__).parents[1] / "site" / "static"]
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# A letter is bounded where it is closed; nothing larger is read at all, and no file is taken.
DATA_UPLOAD_MAX_MEMORY_SIZE = 128 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60
DATA_UPLOAD_MAX_NUMBER_FILES = 0
FILE_UPLOAD_MAX_MEMORY_SIZE = 0

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
