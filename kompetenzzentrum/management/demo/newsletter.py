"""Two issues that were sent, one draft, some subscribers."""

import tomllib
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.urls import reverse

from kompetenzzentrum.datenschutz.einwilligung import Schritt, festhalten
from kompetenzzentrum.newsletter.abonnement import ZWECK, wortlaut
from kompetenzzentrum.newsletter.darstellung import als_html, als_text
from kompetenzzentrum.newsletter.models import Abonnement, Ausgabe, Thema
from kompetenzzentrum.versand.models import Inhalt

DATEN = Path(__file__).parent / "daten" / "newsletter.toml"


def anlegen(jetzt: datetime) -> None:
    daten = tomllib.loads(DATEN.read_text())
    themen = {thema.slug: thema for thema in Thema.objects.all()}
    for eintrag in daten["abonnements"]:
        if not Abonnement.objects.filter(email=eintrag["email"]).exists():
            _abonnement(eintrag, jetzt, [themen[slug] for slug in eintrag.get("themen", [])])
    for eintrag in daten["ausgaben"]:
        if not Ausgabe.objects.filter(slug=eintrag["slug"]).exists():
            _ausgabe(eintrag, jetzt, [themen[slug] for slug in eintrag.get("themen", [])])


def _abonnement(eintrag: dict[str, Any], jetzt: datetime, themen: list[Thema]) -> None:
    bestellt = jetzt - timedelta(days=eintrag["tage"])
    zustand = Abonnement.Zustand(eintrag.get("zustand", "aktiv"))
    bestaetigt = None if zustand == Abonnement.Zustand.UNBESTAETIGT else bestellt + timedelta(minutes=7)
    abgemeldet = jetzt - timedelta(days=1) if zustand == Abonnement.Zustand.ABGEMELDET else None
    abo = Abonnement.objects.create(
        email=eintrag["email"],
        zustand=zustand,
        vorgang=uuid.uuid4(),
        angelegt_am=bestellt,
        bestaetigt_am=bestaetigt,
        abgemeldet_am=abgemeldet,
    )
    abo.themen.set(themen)
    gegangen = {Schritt.ERBETEN: True, Schritt.BESTAETIGT: bestaetigt, Schritt.WIDERRUFEN: abgemeldet}
    for schritt in [schritt for schritt, wann in gegangen.items() if wann]:
        festhalten(
            zweck=ZWECK,
            vorgang=abo.vorgang,
            schritt=schritt,
            email=abo.email,
            wortlaut=wortlaut(themen),
            seite=reverse("newsletter:start"),
        )


def _ausgabe(eintrag: dict[str, Any], jetzt: datetime, themen: list[Thema]) -> None:
    wann = (jetzt - timedelta(days=eintrag["tage"])).replace(hour=8, minute=30, second=0)
    ausgabe = Ausgabe(
        slug=eintrag["slug"],
        titel=eintrag["titel"],
        anreisser=eintrag["anreisser"],
        text=eintrag["text"].strip(),
        angelegt_am=wann - timedelta(days=3),
        geaendert_am=wann,
        ist_beispiel=True,
    )
    if eintrag["zustand"] == Ausgabe.Zustand.VERSENDET:
        ausgabe.inhalt = Inhalt.objects.create(betreff=ausgabe.titel, text=als_text(ausgabe), html=als_html(ausgabe))
        ausgabe.zustand = Ausgabe.Zustand.VERSENDET
        ausgabe.versendet_am = wann
        ausgabe.empfaenger = Abonnement.objects.filter(bestaetigt_am__lt=wann).count()
    ausgabe.save()
    ausgabe.themen.set(themen)
