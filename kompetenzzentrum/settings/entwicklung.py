"""`make dev`: reloading, tracebacks, unhashed static files."""

from kompetenzzentrum.settings.basis import *  # noqa: F403
from kompetenzzentrum.settings.basis import STORAGES

DEBUG = True
ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
