"""Twelve example events around today. People are invented, addresses lead nowhere (RFC 2606)."""

import tomllib
from datetime import date, datetime, time, timedelta
from itertools import islice, product
from pathlib import Path
from typing import Any

from django.utils import timezone

from kommunen.models import Kommune
from projekte.models import Handlungsfeld, Projekt
from veranstaltungen.models import Anmeldung, Programmpunkt, Raum, Reihe, Teilnahme, Veranstaltung

TEXTE = Path(__file__).parent / "daten" / "veranstaltungen.toml"
ORTSFELDER = ("ort_name", "strasse", "plz", "ort")
TEXTFELDER = ("titel", "format", "modus", "region", "kurzbeschreibung", "beschreibung", "barrierefreiheit")


def anlegen(jetzt: datetime) -> None:
    """What exists already, by its address, stays as it is."""
    with TEXTE.open("rb") as datei:
        daten = tomllib.load(datei)
    for nummer, eintrag in enumerate(daten["veranstaltung"]):
        if not Veranstaltung.objects.filter(slug=eintrag["slug"]).exists():
            _anlegen(eintrag, daten, nummer, jetzt)


def _anlegen(eintrag: dict[str, Any], daten: dict[str, Any], nummer: int, jetzt: datetime) -> None:
    erster_tag = _werktag(timezone.localdate(jetzt) + timedelta(days=eintrag["in_tagen"]))
    letzter_tag = erster_tag + timedelta(days=eintrag.get("tage", 1) - 1)
    veranstaltung = Veranstaltung.objects.create(
        slug=eintrag["slug"],
        reihe=_reihe(daten["reihen"], eintrag.get("reihe")),
        beginn=_zeitpunkt(erster_tag, eintrag["von"]),
        ende=_zeitpunkt(letzter_tag, eintrag["bis"]),
        kommune=Kommune.objects.gueltig().filter(schluessel=eintrag.get("kommune", "")).first(),
        plaetze=eintrag.get("plaetze"),
        zugangslink="" if eintrag["modus"] == "praesenz" else daten["zugangslink"],
        zustand=eintrag.get("zustand", Veranstaltung.Zustand.VEROEFFENTLICHT),
        absagegrund=eintrag.get("absagegrund", ""),
        ist_beispiel=True,
        **{feld: eintrag.get(feld, "") for feld in (*TEXTFELDER, *ORTSFELDER)},
    )
    veranstaltung.handlungsfelder.set(Handlungsfeld.objects.filter(slug__in=eintrag["handlungsfelder"]))
    veranstaltung.projekte.set(Projekt.objects.filter(slug__in=eintrag.get("projekte", ())))
    raeume = {
        name: Raum.objects.create(veranstaltung=veranstaltung, name=name)
        for name in sorted({punkt["raum"] for punkt in eintrag.get("programm", ()) if "raum" in punkt})
    }
    Programmpunkt.objects.bulk_create(
        Programmpunkt(
            veranstaltung=veranstaltung,
            beginn=_zeitpunkt(erster_tag + timedelta(days=punkt.get("tag", 1) - 1), punkt["von"]),
            ende=_zeitpunkt(erster_tag + timedelta(days=punkt.get("tag", 1) - 1), punkt["bis"]),
            raum=raeume.get(punkt.get("raum", "")),
            **{feld: punkt.get(feld, "") for feld in ("titel", "beschreibung", "mitwirkende")},
        )
        for punkt in eintrag.get("programm", ())
    )
    _besetzen(veranstaltung, eintrag, daten, nummer, jetzt)


def _besetzen(
    veranstaltung: Veranstaltung, eintrag: dict[str, Any], daten: dict[str, Any], nummer: int, jetzt: datetime
) -> None:
    """Registrations of invented people, without mails: other ones for each event."""
    kommunen = list(Kommune.objects.waehlbar().filter(schluessel__in=daten["herkunft"]).order_by("schluessel"))
    vornamen = daten["vornamen"][nummer:] + daten["vornamen"][:nummer]
    namen = islice(((vorname, nachname) for nachname, vorname in product(daten["nachnamen"], vornamen)), 500)
    zuerst = min(jetzt, veranstaltung.beginn) - timedelta(days=20)
    anmeldungen = [
        Anmeldung(
            veranstaltung=veranstaltung,
            name=f"{vorname} {nachname}",
            email=f"{vorname}.{nachname}@example.org".lower(),
            kommune=kommunen[platz % len(kommunen)] if kommunen else None,
            teilnahme=veranstaltung.teilnahme_bei(Teilnahme.ONLINE if platz % 3 == 2 else Teilnahme.VOR_ORT),
            angemeldet_am=zuerst + timedelta(hours=3 * platz),
            platz_seit=zuerst + timedelta(hours=3 * platz),
        )
        for platz, (vorname, nachname) in zip(range(eintrag.get("angemeldet", 0)), namen, strict=False)
    ]
    if eintrag.get("mit_konto"):
        anmeldungen[0].name, anmeldungen[0].email = daten["konto"]["name"], daten["konto"]["email"]
    Anmeldung.objects.bulk_create(anmeldungen)


def _reihe(titel: dict[str, str], slug: str | None) -> Reihe | None:
    return Reihe.objects.get_or_create(slug=slug, defaults={"titel": titel[slug]})[0] if slug else None


def _werktag(tag: date) -> date:
    """Nobody invites to a weekend or to the holidays around New Year."""
    while tag.weekday() > 4 or (tag.month, tag.day) >= (12, 22) or (tag.month, tag.day) <= (1, 6):
        tag += timedelta(days=1)
    return tag


def _zeitpunkt(tag: date, uhrzeit: str) -> datetime:
    return timezone.make_aware(datetime.combine(tag, time.fromisoformat(uhrzeit)))
