"""The portal for two web processes under a rush: `gunicorn tests.nebenlaeufigkeit.web:application`.

Slow between counting and taking, as in the races of threads, without rate limits; with OHNE_SPERRE the row lock is off.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
settings.BEGRENZUNGEN = dict.fromkeys(settings.BEGRENZUNGEN, (1_000_000, 3600))

from tests.nebenlaeufigkeit.conftest import luecken, sperre_weg  # noqa: E402
from veranstaltungen.models import Veranstaltung  # noqa: E402

luecken(setattr)
if os.environ.get("OHNE_SPERRE"):
    sperre_weg(setattr, lambda pk: Veranstaltung.objects.get(pk=pk))
