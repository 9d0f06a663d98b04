"""schema.org Event, as search engines read it (a data block, never run as a script)."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from kompetenzzentrum.versand.postausgang import adresse

from . import texte
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
    daten = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": veranstaltung.titel,
        "description": veranstaltung.kurzbeschreibung,
        "url": url,
        **_zeit(veranstaltung),
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
            "availabilityEnds": _ortszeit(veranstaltung.anmeldeschluss or veranstaltung.beginn),
        },
    }
    if veranstaltung.ist_hybrid and veranstaltung.plaetze is not None:
        daten["maximumPhysicalAttendeeCapacity"] = veranstaltung.plaetze
    elif veranstaltung.plaetze is not None:
        daten |= {
            "maximumAttendeeCapacity": veranstaltung.plaetze,
            "remainingAttendeeCapacity": veranstaltung.frei,
        }
    if veranstaltung.reihe:
        daten["superEvent"] = {"@type": "EventSeries", "name": veranstaltung.reihe.titel}
    mitwirkende = [
        {"@type": "Person", "name": person.name, "url": adresse(person.get_absolute_url())}
        for person in veranstaltung.mitwirkende.all()
    ]
    if mitwirkende:
        daten["performer"] = mitwirkende
    return daten


def _zeit(veranstaltung: Veranstaltung) -> dict[str, str]:
    """All-day events say the days alone. Who was told another date first finds it as `previousStartDate`."""

    def als_text(zeit: datetime) -> str:
        return timezone.localdate(zeit).isoformat() if veranstaltung.ganztaegig else _ortszeit(zeit)

    _, letzter = texte.tage(veranstaltung.beginn, veranstaltung.ende)
    daten = {
        "startDate": als_text(veranstaltung.beginn),
        "endDate": letzter.isoformat() if veranstaltung.ganztaegig else _ortszeit(veranstaltung.ende),
        "eventStatus": f"https://schema.org/{_status(veranstaltung)}",
    }
    if veranstaltung.urspruenglicher_beginn:
        daten["previousStartDate"] = als_text(veranstaltung.urspruenglicher_beginn)
    return daten


def _ortszeit(zeit: datetime) -> str:
    return timezone.localtime(zeit).isoformat()


def _status(veranstaltung: Veranstaltung) -> str:
    if veranstaltung.zustand == Veranstaltung.Zustand.ABGESAGT:
        return "EventCancelled"
    return "EventRescheduled" if veranstaltung.urspruenglicher_beginn else "EventScheduled"


def _verfuegbarkeit(veranstaltung: Veranstaltung) -> str:
    stand = veranstaltung.anmeldestand
    if stand != Anmeldestand.OFFEN:
        return "SoldOut" if stand in (Anmeldestand.AUSGEBUCHT, Anmeldestand.WARTELISTE) else "Discontinued"
    wenige = veranstaltung.frei is not None and veranstaltung.frei <= texte.WENIGE and not veranstaltung.ist_hybrid
    return "LimitedAvailability" if wenige else "InStock"


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
