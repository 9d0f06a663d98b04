"""Example events around today. People are invented, addresses lead nowhere (RFC 2606)."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from kommunen.models import Kommune
from projekte.models import Handlungsfeld, Projekt
from veranstaltungen import programmfassung, vorlagen
from veranstaltungen.models import (
    Anmeldung,
    Antwort,
    Aussteller,
    Einlass,
    Frage,
    Mitwirkende,
    Programmpunkt,
    Programmwahl,
    Raum,
    Reihe,
    Rueckmeldung,
    Strang,
    Teilnahme,
    Veranstaltung,
)

TEXTE = Path(__file__).parent / "daten" / "veranstaltungen.toml"
ORTSFELDER = ("ort_name", "strasse", "plz", "ort")
TEXTFELDER = ("titel", "format", "modus", "region", "kurzbeschreibung", "beschreibung", "barrierefreiheit")
ANDERE_STAENDE = ("wartend", "verfallen", "ausgetragen")
Zustand = Anmeldung.Zustand


def anlegen(jetzt: datetime) -> None:
    """What exists already, by its address, stays as it is."""
    with TEXTE.open("rb") as datei:
        daten = tomllib.load(datei)
    for nummer, eintrag in enumerate(daten["veranstaltung"]):
        if not Veranstaltung.objects.filter(slug=eintrag["slug"]).exists():
            veranstaltung = _anlegen(eintrag, daten, jetzt)
            _besetzen(veranstaltung, eintrag, daten, nummer, jetzt)
            for stelle, in_tagen in enumerate(eintrag.get("weitere_in_tagen", ()), start=1):
                beginn = _zeitpunkt(_werktag(timezone.localdate(jetzt) + timedelta(days=in_tagen)), eintrag["von"])
                kopie = vorlagen.kopieren(veranstaltung.pk, beginn=beginn, mit_mitwirkenden=True)
                Veranstaltung.objects.filter(pk=kopie.pk).update(zustand=veranstaltung.zustand, ist_beispiel=True)
                _besetzen(kopie, eintrag, daten, nummer + stelle, jetzt)


def _anlegen(eintrag: dict[str, Any], daten: dict[str, Any], jetzt: datetime) -> Veranstaltung:
    erster_tag = _werktag(timezone.localdate(jetzt) + timedelta(days=eintrag["in_tagen"]))
    letzter_tag = erster_tag + timedelta(days=eintrag.get("tage", 1) - 1)
    vorlage = eintrag.get("vorlage", False)
    zustand = Veranstaltung.Zustand.ENTWURF if vorlage else Veranstaltung.Zustand.VEROEFFENTLICHT
    beginn = _zeitpunkt(erster_tag, eintrag["von"])
    regeln_bis = beginn - timedelta(days=eintrag.get("regeln_bis_tage_vorher", 0))
    veranstaltung = Veranstaltung.objects.create(
        slug=eintrag["slug"],
        reihe=_reihe(daten["reihen"], eintrag.get("reihe")),
        beginn=beginn,
        ende=_zeitpunkt(letzter_tag, eintrag["bis"]),
        kommune=Kommune.objects.gueltig().filter(schluessel=eintrag.get("kommune", "")).first(),
        plaetze=eintrag.get("plaetze"),
        hoechstens_je_kommune=eintrag.get("hoechstens_je_kommune"),
        hoechstens_bis=regeln_bis if "hoechstens_je_kommune" in eintrag else None,
        plaetze_kleine=eintrag.get("plaetze_kleine"),
        kleine_bis=regeln_bis if "plaetze_kleine" in eintrag else None,
        zugangslink="" if eintrag["modus"] == "praesenz" else daten["zugangslink"],
        ist_vorlage=vorlage,
        zustand=eintrag.get("zustand", zustand),
        absagegrund=eintrag.get("absagegrund", ""),
        ist_beispiel=True,
        **{feld: eintrag.get(feld, "") for feld in (*TEXTFELDER, *ORTSFELDER)},
    )
    veranstaltung.handlungsfelder.set(Handlungsfeld.objects.filter(slug__in=eintrag["handlungsfelder"]))
    veranstaltung.projekte.set(Projekt.objects.filter(slug__in=eintrag.get("projekte", ())))
    _programm(veranstaltung, eintrag, erster_tag)
    _fragen(veranstaltung, eintrag)
    return veranstaltung


def _programm(veranstaltung: Veranstaltung, eintrag: dict[str, Any], erster_tag: date) -> None:
    hinweise = {raum["name"]: raum["hinweis"] for raum in eintrag.get("raeume", ())}
    punkte = eintrag.get("programm", ())
    raeume = {
        name: Raum.objects.create(veranstaltung=veranstaltung, name=name, hinweis=hinweise.get(name, ""))
        for name in sorted({punkt["raum"] for punkt in punkte if "raum" in punkt})
    }
    straenge = {
        name: Strang.objects.create(veranstaltung=veranstaltung, name=name, position=position)
        for position, name in enumerate(eintrag.get("straenge", ()), start=1)
    }
    personen = {
        person["name"]: Mitwirkende.objects.create(veranstaltung=veranstaltung, slug=slugify(person["name"]), **person)
        for person in eintrag.get("personen", ())
    }
    for aussteller in eintrag.get("aussteller", ()):
        Aussteller.objects.create(veranstaltung=veranstaltung, slug=slugify(aussteller["name"]), **aussteller)
    for punkt in punkte:
        tag = erster_tag + timedelta(days=punkt.get("tag", 1) - 1)
        neu = Programmpunkt.objects.create(
            veranstaltung=veranstaltung,
            beginn=_zeitpunkt(tag, punkt["von"]),
            ende=_zeitpunkt(tag, punkt["bis"]),
            raum=raeume.get(punkt.get("raum", "")),
            strang=straenge.get(punkt.get("strang", "")),
            waehlbar="plaetze" in punkt,
            plaetze=punkt.get("plaetze"),
            **{feld: punkt.get(feld, "") for feld in ("titel", "beschreibung", "mitwirkende")},
        )
        neu.sprechende.set([personen[name] for name in punkt.get("sprechende", ())])
    if personen and veranstaltung.zustand == Veranstaltung.Zustand.VEROEFFENTLICHT:
        programmfassung.bekanntgeben(veranstaltung.pk)  # for the first time, so it tells nobody


def _fragen(veranstaltung: Veranstaltung, eintrag: dict[str, Any]) -> None:
    Frage.objects.bulk_create(
        Frage(
            veranstaltung=veranstaltung,
            position=position,
            optionen="\n".join(frage.get("optionen", ())),
            pflicht=frage.get("pflicht", False),
            **{feld: frage[feld] for feld in ("text", "art", "zweck")},
        )
        for position, frage in enumerate(eintrag.get("fragen", ()), start=1)
    )


def _besetzen(
    veranstaltung: Veranstaltung, eintrag: dict[str, Any], daten: dict[str, Any], nummer: int, jetzt: datetime
) -> None:
    """Registrations of invented people, without mails: other ones for each event."""
    anmeldungen = list(_personen(veranstaltung, eintrag, daten, nummer, jetzt))
    if eintrag.get("mit_konto"):
        anmeldungen[0].name, anmeldungen[0].email = daten["konto"]["name"], daten["konto"]["email"]
    bedarfe = list(Anmeldung.Bedarf)
    for stelle, anmeldung in enumerate(anmeldungen[1 : 1 + eintrag.get("bedarf", 0)]):
        anmeldung.bedarfe = [bedarfe[stelle % len(bedarfe)]]
    Anmeldung.objects.bulk_create(anmeldungen)
    dabei = [anmeldung for anmeldung in anmeldungen if anmeldung.ist_angemeldet]
    _waehlen(veranstaltung, dabei)
    _antworten(veranstaltung, eintrag, dabei)
    _einlassen(veranstaltung, eintrag, dabei)


def _personen(
    veranstaltung: Veranstaltung, eintrag: dict[str, Any], daten: dict[str, Any], nummer: int, jetzt: datetime
) -> Iterator[Anmeldung]:
    kommunen = list(Kommune.objects.waehlbar().filter(schluessel__in=daten["herkunft"]).order_by("schluessel"))
    vornamen = daten["vornamen"][nummer:] + daten["vornamen"][:nummer]
    namen = ((vorname, nachname) for nachname, vorname in product(daten["nachnamen"], vornamen))
    zuerst = min(jetzt, veranstaltung.beginn) - timedelta(days=20)
    staende = ["angemeldet"] * eintrag.get("angemeldet", 0)
    staende += [stand for stand in ANDERE_STAENDE for _ in range(eintrag.get(stand, 0))]
    for platz, (stand, (vorname, nachname)) in enumerate(zip(staende, namen, strict=False)):
        am = zuerst + timedelta(hours=3 * platz)
        woher = platz if stand == "angemeldet" else platz // 3  # those without a seat come from few places
        yield Anmeldung(
            veranstaltung=veranstaltung,
            name=f"{vorname} {nachname}",
            email=f"{vorname}.{nachname}@example.org".lower(),
            kommune=kommunen[(woher + nummer) % len(kommunen)] if kommunen else None,
            teilnahme=veranstaltung.teilnahme_bei(Teilnahme.ONLINE if platz % 3 == 2 else Teilnahme.VOR_ORT),
            angemeldet_am=am,
            zustand=Zustand.STORNIERT if stand == "ausgetragen" else stand,
            platz_seit=am if stand == "angemeldet" else None,
            wartet_seit=None if stand == "angemeldet" else am,
            storniert_am=am + timedelta(days=2) if stand == "ausgetragen" else None,
        )


def _waehlen(veranstaltung: Veranstaltung, dabei: list[Anmeldung]) -> None:
    """At each hour where there is a choice everybody who is on site takes one of it, as long as there are seats."""
    zur_wahl: dict[datetime, list[Programmpunkt]] = {}
    for punkt in veranstaltung.programm.filter(waehlbar=True):
        zur_wahl.setdefault(punkt.beginn, []).append(punkt)
    frei = {punkt.pk: punkt.plaetze or len(dabei) for punkte in zur_wahl.values() for punkt in punkte}
    wahlen = []
    vor_ort = [anmeldung for anmeldung in dabei if not anmeldung.ist_online]
    for platz, anmeldung in enumerate(vor_ort):
        for runde, punkte in enumerate(zur_wahl.values()):
            punkt = punkte[(platz * (runde + 2)) % 7 % len(punkte)]
            if frei[punkt.pk]:
                frei[punkt.pk] -= 1
                wahlen.append(Programmwahl(anmeldung=anmeldung, programmpunkt=punkt))
    Programmwahl.objects.bulk_create(wahlen)


def _antworten(veranstaltung: Veranstaltung, eintrag: dict[str, Any], dabei: list[Anmeldung]) -> None:
    fragen = list(veranstaltung.fragen.order_by("position"))
    beispiele = [frage.get("antworten", []) for frage in eintrag.get("fragen", ())]
    Antwort.objects.bulk_create(
        Antwort(anmeldung=anmeldung, frage=frage, wert=antworten[(platz * platz + stelle) % len(antworten)])
        for stelle, (frage, antworten) in enumerate(zip(fragen, beispiele, strict=False))
        for platz, anmeldung in enumerate(dabei)
        if antworten and (frage.pflicht or frage.art != Frage.Art.TEXT or platz % 9 == 0)
    )


def _einlassen(veranstaltung: Veranstaltung, eintrag: dict[str, Any], dabei: list[Anmeldung]) -> None:
    """Who was there, and what some of them said afterwards."""
    da = dabei[: eintrag.get("anwesend", 0)]
    rueckmeldungen = eintrag.get("rueckmeldungen", ())
    for platz, anmeldung in enumerate(da):
        anmeldung.eingelassen_am = veranstaltung.beginn - timedelta(minutes=30) + timedelta(seconds=45 * platz)
        anmeldung.rueckmeldung_gegeben = 0 < platz <= len(rueckmeldungen)  # the account's person may still try it
    Anmeldung.objects.bulk_update(da, ["eingelassen_am", "rueckmeldung_gegeben"])
    Einlass.objects.bulk_create(
        Einlass(
            anmeldung=anmeldung,
            art=Einlass.Art.EINGELASSEN,
            tuer="Haupteingang",
            geschehen_am=anmeldung.eingelassen_am or veranstaltung.beginn,
        )
        for anmeldung in da
    )
    tag = timezone.localdate(veranstaltung.ende) + timedelta(days=1)
    Rueckmeldung.objects.bulk_create(
        Rueckmeldung(veranstaltung=veranstaltung, tag=tag, **rueckmeldung) for rueckmeldung in rueckmeldungen
    )


def _reihe(titel: dict[str, str], slug: str | None) -> Reihe | None:
    return Reihe.objects.get_or_create(slug=slug, defaults={"titel": titel[slug]})[0] if slug else None


def _werktag(tag: date) -> date:
    """Nobody invites to a weekend or to the holidays around New Year."""
    while tag.weekday() > 4 or (tag.month, tag.day) >= (12, 22) or (tag.month, tag.day) <= (1, 6):
        tag += timedelta(days=1)
    return tag


def _zeitpunkt(tag: date, uhrzeit: str) -> datetime:
    return timezone.make_aware(datetime.combine(tag, time.fromisoformat(uhrzeit)))
