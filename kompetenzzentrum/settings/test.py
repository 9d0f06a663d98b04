"""For pytest: real services (started by tests/dienste.py), cheap passwords, loud templates."""

from kompetenzzentrum.settings.basis import *  # noqa: F403
from kompetenzzentrum.settings.basis import CACHES, DATABASES, STORAGES

SECRET_KEY = "nur fuer Tests, sonst nirgends: Zeichen, bis es genug sind"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
FORMULAR_MINDESTDAUER = 0
# A busy machine is no outage.
CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 10, "socket_timeout": 10}
