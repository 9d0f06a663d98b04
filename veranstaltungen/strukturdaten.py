"""schema.org Event, as search engines read it (a data block, never run as a script)."""

import json
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from kompetenzzentrum.versand.postausgang import adresse

from .models import Anmeldestand, Veranstaltung

Modus = Veranstaltung.Modus

_TEILNAHME = {
    Modus.PRAESENZ: "OfflineEventAttendanceMode",
    Modus.ONLINE: "OnlineEventAttendanceMode",
    Modus.HYBRID: "MixedEventAttendanceMode",
}
_NICHT_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def als_json(veranstaltung: Veranstaltung) -> SafeString:
    """Needs the annotation of `mit_belegung()`."""
    text = json.dumps(_event(veranstaltung), ensure_ascii=False)
    return mark_safe(text.translate(_NICHT_IN_SCRIPT))  # noqa: S308  cannot end the script element


def _event(veranstaltung: Veranstaltung) -> dict[str, Any]:
    url = adresse(veranstaltung.get_absolute_url())
    abgesagt = veranstaltung.zustand == Veranstaltung.Zustand.ABGESAGT
    daten = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": veranstaltung.titel,
        "description": veranstaltung.kurzbeschreibung,
        "url": url,
        "startDate": timezone.localtime(veranstaltung.beginn).isoformat(),
        "endDate": timezone.localtime(veranstaltung.ende).isoformat(),
        "eventStatus": f"https://schema.org/{'EventCancelled' if abgesagt else 'EventScheduled'}",
        "eventAttendanceMode": f"https://schema.org/{_TEILNAHME[Modus(veranstaltung.modus)]}",
        "location": _orte(veranstaltung, url),
        "organizer": {"@type": "Organization", "name": settings.PORTAL_NAME, "url": settings.PORTAL_URL},
        "inLanguage": "de",
        "isAccessibleForFree": True,
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "url": url,
            "availability": f"https://schema.org/{_verfuegbarkeit(veranstaltung)}",
        },
    }
    if veranstaltung.ist_hybrid and veranstaltung.plaetze is not None:
        daten["maximumPhysicalAttendeeCapacity"] = veranstaltung.plaetze
    elif veranstaltung.plaetze is not None:
        daten |= {
            "maximumAttendeeCapacity": veranstaltung.plaetze,
            "remainingAttendeeCapacity": veranstaltung.frei,
        }
    return daten


def _verfuegbarkeit(veranstaltung: Veranstaltung) -> str:
    return "InStock" if veranstaltung.anmeldestand == Anmeldestand.OFFEN else "SoldOut"


def _orte(veranstaltung: Veranstaltung, url: str) -> list[dict[str, Any]]:
    """The public page stands for the online room: the join link is for registered people only."""
    orte: list[dict[str, Any]] = []
    if veranstaltung.modus != Modus.ONLINE:
        anschrift = {
            "@type": "PostalAddress",
            "streetAddress": veranstaltung.strasse,
            "postalCode": veranstaltung.plz,
            "addressLocality": veranstaltung.ort,
            "addressCountry": "DE",
        }
        orte.append(
            {
                "@type": "Place",
                "name": veranstaltung.ort_name or veranstaltung.ort,
                "address": {name: wert for name, wert in anschrift.items() if wert},
            }
        )
    if veranstaltung.modus != Modus.PRAESENZ:
        orte.append({"@type": "VirtualLocation", "url": url})
    return orte
