"""Submissions: members of a municipality describe a project in steps, saved as they type, and hand it in."""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.konten.rechte import mit_rolle
from kompetenzzentrum.versand.postausgang import adresse, einreihen

from . import fakten, fassungen, rechte
from .angaben import IM_BETRIEB
from .mails_einreichung import EinreichungEingegangen, EinreichungWartet
from .models import Einreichung, Projekt
from .schritte import (
    BEZEICHNUNG,
    PFLICHT,
    PFLICHT_IM_BETRIEB,
    SCHRITT_VON,
    SCHRITTE,
    Schritt,
    gebunden,
)

ENTWUERFE_HOECHSTENS = 500
"""Open drafts of one person: an import brings many, a machine would bring more."""

SCHRITT_BYTES_HOECHSTENS = 500_000
"""Of what is typed into one step: several times what its fields take, so that a text too long is kept, too."""
ZU_VIEL_TEXT = (
    "Das ist zu viel Text für einen Schritt. Ihr Text steht noch hier und ist nicht gespeichert. Bitte kürzen Sie ihn."
)


class Konflikt(Exception):
    """The submission is not, or no longer, in the state for this step. The message is for the person who tried."""


class Geaendert(Konflikt):
    """Somebody else saved the same step meanwhile."""

    def __init__(self, jetzt: Einreichung) -> None:
        super().__init__(
            "Jemand hat diesen Schritt inzwischen geändert. Ihr Text steht noch hier und ist nicht gespeichert."
        )
        self.jetzt = jetzt


class Unvollstaendig(Exception):
    """What is missing or wrong: field → messages."""

    def __init__(self, maengel: dict[str, list[str]]) -> None:
        super().__init__("Es fehlen noch Angaben.")
        self.maengel = maengel


@transaction.atomic
def entwurf_anlegen(
    *, nutzer: Nutzer, kommune: Kommune, inhalt: Mapping[str, Any] | None = None, projekt: Projekt | None = None
) -> Einreichung:
    """A new draft; with `projekt` one that changes it. A second one for the same project and municipality is the first.

    `inhalt` as described at `Einreichung`; unknown fields are dropped. Raises Konflikt if the person may not.
    """
    if projekt is None and not rechte.darf_einreichen(nutzer, kommune):
        raise Konflikt(f"Sie sind kein Mitglied von {kommune}.")
    if projekt is not None and not rechte.darf_pflegen(nutzer, projekt):
        raise Konflikt("Dieses Projekt pflegen Mitglieder der beteiligten Kommunen.")
    Nutzer.objects.select_for_update(no_key=True).get(pk=nutzer.pk)
    if projekt and (offene := projekt.einreichungen.offen().filter(kommune=kommune).first()):
        return offene
    if nutzer.einreichungen.offen().count() >= ENTWUERFE_HOECHSTENS:
        raise Konflikt(f"Sie haben schon {ENTWUERFE_HOECHSTENS} offene Entwürfe. Bitte reichen Sie erst einige ein.")
    grundlage = fassungen.abbild(projekt) if projekt else {}
    typed = {feld: wert for feld, wert in (inhalt or {}).items() if feld in BEZEICHNUNG}
    return Einreichung.objects.create(
        von=nutzer, kommune=kommune, projekt=projekt, grundlage=grundlage, inhalt={**grundlage, **typed}
    )


def stand_von(einreichung: Einreichung, schritt: Schritt) -> str:
    """A fingerprint of what is stored for a step: who saves sends the one she started from."""
    werte = {feld: einreichung.inhalt.get(feld) for feld in schritt.felder}
    return hashlib.sha256(json.dumps(werte, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def speichern_schritt(
    einreichung: Einreichung, *, durch: Nutzer, schritt: Schritt, werte: Mapping[str, Any], stand: str
) -> Einreichung:
    """Store what was typed into one step, right or wrong. The row is locked; `stand` see `stand_von`.

    Raises Geaendert if somebody else saved this step meanwhile (other steps do not matter), Konflikt if it is not to
    be written any more.
    """
    einreichung = gesperrt(einreichung)
    if not rechte.darf_schreiben(durch, einreichung):
        raise Konflikt(_warum_nicht(einreichung))
    neu = {feld: werte.get(feld) for feld in schritt.felder}
    if neu == {feld: einreichung.inhalt.get(feld) for feld in schritt.felder}:
        return einreichung
    if stand != stand_von(einreichung, schritt):
        raise Geaendert(einreichung)
    if len(json.dumps(neu, ensure_ascii=False).encode()) > SCHRITT_BYTES_HOECHSTENS:
        raise Konflikt(ZU_VIEL_TEXT)
    einreichung.inhalt = {**einreichung.inhalt, **neu}
    fortschreiben(einreichung, "inhalt")
    return einreichung


def maengel(inhalt: Mapping[str, Any]) -> dict[str, list[str]]:
    """What stands between this content and its submission: field → messages, in the order of the steps."""
    gefunden: dict[str, list[str]] = {}
    for schritt in SCHRITTE:
        form, formsets = gebunden(schritt, inhalt)
        for feld, fehler in form.errors.items():
            gefunden[feld] = [str(text) for text in fehler]
        for name, formset in formsets.items():
            texte = [str(t) for zeile in formset.errors for fehler in zeile.values() for t in fehler]
            if texte:
                gefunden[name] = texte
    noetig = {**PFLICHT, **(PFLICHT_IM_BETRIEB if inhalt.get("phase") in IM_BETRIEB else {})}
    for feld, meldung in noetig.items():
        if not str(inhalt.get(feld) or "").strip():
            gefunden.setdefault(feld, []).append(meldung)
    return {feld: gefunden[feld] for feld in SCHRITT_VON if feld in gefunden}


@transaction.atomic
def einreichen(einreichung: Einreichung, *, durch: Nutzer, bestaetigt: Collection[str] | None = None) -> Einreichung:
    """Hand it in; the editors and the author get a mail. Raises Unvollstaendig and Konflikt.

    `bestaetigt`: the facts the author stands by (see `fakten.zusagen`); None: those that are new.
    """
    einreichung = gesperrt(einreichung)
    if not rechte.darf_schreiben(durch, einreichung):
        raise Konflikt(_warum_nicht(einreichung))
    if fehlend := maengel(einreichung.inhalt):
        raise Unvollstaendig(fehlend)
    einreichung.zustand = Einreichung.Zustand.EINGEREICHT
    einreichung.eingereicht_am = timezone.now()
    einreichung.bestaetigt = [
        zusage.schluessel
        for zusage in fakten.zusagen(einreichung)
        if (zusage.neu if bestaetigt is None else zusage.schluessel in bestaetigt)
    ]
    einreichung.anmerkungen.update(erledigt=True)
    fortschreiben(einreichung, "zustand", "eingereicht_am", "bestaetigt")
    # Handed in and withdrawn again and again, it is one mail a day for each.
    schluessel = f"einreichung:{einreichung.pk}:{timezone.localdate()}"
    url = adresse(einreichung.get_absolute_url())
    einreihen(
        EinreichungEingegangen(titel=einreichung.titel, url=url),
        an=durch.email,
        schluessel=f"{schluessel}:eingegangen:{durch.pk}",
    )
    pruefen = adresse(reverse("projekte:pruefung_eine", args=[einreichung.token]))
    for person in mit_rolle(Rolle.REDAKTION):
        einreihen(
            EinreichungWartet(titel=einreichung.titel, kommune=str(einreichung.kommune), url=pruefen),
            an=person.email,
            schluessel=f"{schluessel}:wartet:{person.pk}",
        )
    return einreichung


@transaction.atomic
def zurueckziehen(einreichung: Einreichung, *, durch: Nutzer) -> Einreichung:
    """Back to the draft, before an editor decided. Raises Konflikt."""
    einreichung = gesperrt(einreichung)
    if einreichung.zustand != Einreichung.Zustand.EINGEREICHT or not rechte.darf_mitschreiben(durch, einreichung):
        raise Konflikt(_warum_nicht(einreichung))
    einreichung.zustand = Einreichung.Zustand.ENTWURF
    fortschreiben(einreichung, "zustand")
    return einreichung


@transaction.atomic
def loeschen(einreichung: Einreichung, *, durch: Nutzer) -> None:
    """Throw a draft away for good. Raises Konflikt."""
    einreichung = gesperrt(einreichung)
    if not rechte.darf_schreiben(durch, einreichung):
        raise Konflikt(_warum_nicht(einreichung))
    einreichung.delete()


def gesperrt(einreichung: Einreichung) -> Einreichung:
    """The row as it stands now, locked until the transaction ends."""
    return Einreichung.objects.select_for_update(of=("self",)).select_related("kommune", "von").get(pk=einreichung.pk)


def fortschreiben(einreichung: Einreichung, *felder: str) -> None:
    einreichung.version += 1
    einreichung.geaendert_am = timezone.now()
    einreichung.save(update_fields=[*felder, "version", "geaendert_am"])


def _warum_nicht(einreichung: Einreichung) -> str:
    if einreichung.ist_schreibbar:
        return f"Sie sind kein Mitglied von {einreichung.kommune} (mehr) und können hier nicht schreiben."
    return {
        Einreichung.Zustand.EINGEREICHT: "Diese Einreichung liegt schon bei der Redaktion.",
        Einreichung.Zustand.ANGENOMMEN: "Diese Einreichung ist schon veröffentlicht.",
    }.get(Einreichung.Zustand(einreichung.zustand), "Diese Einreichung wurde verworfen.")
