"""Pages for machines: health, security contact, crawlers."""

import logging
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import adresse

logger = logging.getLogger(__name__)

NICHT_FUER_SUCHMASCHINEN = (
    "/verwaltung/",
    "/konto/",
    "/suche/",
    "/anmeldungen/",
    "/beratung/anfragen/",
    "/beratung/schreibtisch/",
    "/veranstaltungen/schreibtisch/",
    "/newsletter/bestaetigen/",
    "/newsletter/abmelden/",
    "/newsletter/redaktion/",
)


def _datenbank_da() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as fehler:
        logger.warning("healthz: Datenbank nicht erreichbar: %s", fehler)
        return False
    return True


def _valkey_da() -> bool:
    try:
        return bool(caches["default"]._cache.get_client(None).ping())  # type: ignore[attr-defined]
    except RedisError as fehler:
        logger.warning("healthz: Valkey nicht erreichbar: %s", fehler)
        return False


def _post_wartet_minuten() -> int:
    """How long the oldest due mail has been waiting."""
    aelteste = Nachricht.objects.faellig(timezone.now()).aggregate(seit=Min("faellig_ab"))["seit"]
    return int((timezone.now() - aelteste).total_seconds() // 60) if aelteste else 0


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served: without Valkey they can, without the database they cannot (503)."""
    datenbank, valkey = _datenbank_da(), _valkey_da()
    status = "ok" if datenbank and valkey else "eingeschraenkt" if datenbank else "gestoert"
    antwort = JsonResponse(
        {
            "status": status,
            "datenbank": "ok" if datenbank else "nicht erreichbar",
            "valkey": "ok" if valkey else "nicht erreichbar",
            "post_wartet_minuten": _post_wartet_minuten() if datenbank else None,
        },
        status=200 if datenbank else 503,
    )
    antwort["Cache-Control"] = "no-store"
    return antwort


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116."""
    ablauf = datetime.combine(date.fromisoformat(settings.SECURITY_TXT_BIS), time.min, tzinfo=UTC)
    zeilen = [
        f"Contact: mailto:{settings.PORTAL_EMAIL}",
        f"Expires: {ablauf:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {adresse(reverse('portal:security_txt'))}",
    ]
    return HttpResponse("\n".join(zeilen) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Example data belongs in no search engine."""
    gesperrt = ["/"] if settings.DEMO else NICHT_FUER_SUCHMASCHINEN
    zeilen = ["User-agent: *", *(f"Disallow: {pfad}" for pfad in gesperrt)]
    zeilen += ["", f"Sitemap: {adresse(reverse('portal:sitemap'))}"]
    return HttpResponse("\n".join(zeilen) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(static("oberflaeche/zeichen.svg"))
