"""What the team does for one person: send her mail again, correct her address, see why she waits.

The rest is the same for everybody: `anmeldung.py`, `warteliste.py`, `einlass.py`.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat, Left

from kompetenzzentrum.oberflaeche.texte import datum_lang
from kompetenzzentrum.schutz.tokens import neues_token
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import einreihen, zurueckziehen

from . import mails
from .erinnerung import abbestellen
from .models import KLEINE_KOMMUNE_UNTER, Anmeldung, Veranstaltung
from .plaetze import Belegung, ist_klein, sperren
from .warteliste import gemeinsam

Zustand = Anmeldung.Zustand

BESTAETIGUNGEN = (mails.Bestaetigung.art, mails.Umgebucht.art, mails.Teilnahmewechsel.art)
"""Mails that say that there is a seat, with the link to everything."""


class NichtErreichbar(Exception):
    """Neither she nor who registered her has an address."""


class AdresseVergeben(Exception):
    """Somebody else is registered or waits under it."""


@transaction.atomic
def noch_einmal_senden(anmeldung: Anmeldung, *, vorgang: uuid.UUID) -> str:
    """What she got last: the confirmation, the place on the waiting list or the offer. Returns the address.

    The same `vorgang` sends once. Raises NichtErreichbar.
    """
    if not anmeldung.post_an:
        raise NichtErreichbar
    gruppe = list(gemeinsam(anmeldung).order_by("pk"))
    codes = [eine.einlasscode for eine in gruppe if eine.zustand == anmeldung.zustand]
    wartend = sum(eine.zustand == Zustand.WARTEND for eine in gruppe)
    mail: mails.Bestaetigung | mails.Angebot | mails.AufWarteliste
    if anmeldung.ist_angemeldet:
        mail = mails.Bestaetigung.zu(anmeldung, einlasscodes=codes)
    elif anmeldung.zustand == Zustand.ANGEBOTEN:
        mail = mails.Angebot.zu(anmeldung, anzahl=len(codes), entfallen=[], warten_noch=wartend)
    else:
        mail = mails.AufWarteliste.zu(anmeldung, anzahl=len(codes))
    einreihen(mail, an=anmeldung.post_an, schluessel=f"anmeldung:{anmeldung.pk}:noch-einmal:{vorgang}")
    return anmeldung.post_an


@transaction.atomic
def adresse_berichtigen(anmeldung: Anmeldung, *, email: str, vorgang: uuid.UUID) -> str:
    """The same person, another mailbox. What she got last goes there; the old links end, nobody knows who has them.

    Returns the address; empty if she is not in any more. Raises AdresseVergeben if somebody else at this event has it.
    """
    veranstaltung, email = sperren(anmeldung.veranstaltung_id), email.lower()
    anmeldung = Anmeldung.objects.select_for_update(of=("self",)).select_related("kontakt").get(pk=anmeldung.pk)
    anmeldung.veranstaltung = veranstaltung
    if anmeldung.zustand not in Anmeldung.OFFENE:
        return ""
    if anmeldung.email == email:  # pressed twice
        return noch_einmal_senden(anmeldung, vorgang=vorgang)
    if veranstaltung.anmeldungen.offen().filter(email=email).exists():
        raise AdresseVergeben
    anmeldung.email = email
    for eine in (anmeldung, *gemeinsam(anmeldung).exclude(pk=anmeldung.pk)):
        eine.token = neues_token()
        eine.save(update_fields=["email", "token"])
    zurueckziehen(Nachricht.objects.filter(schluessel__startswith=f"anmeldung:{anmeldung.pk}:"))
    abbestellen([anmeldung])
    return noch_einmal_senden(anmeldung, vorgang=vorgang)


def nicht_erreicht(veranstaltung: Veranstaltung) -> set[int]:
    """Keys of those who hold a seat and have no confirmation: the mail server refused it for good, and none came later.

    One query if there are none, else three, however many there are. Companions without an address count with her who
    reads their mail.
    """
    pk = Cast("pk", CharField())
    alle = veranstaltung.anmeldungen.order_by()
    angemeldet = alle.values_list(Concat(Value("anmeldung:"), pk, Value(":bestaetigung")))
    weitergegeben = alle.values_list(
        Concat(Value("anmeldung:"), pk, Value(":uebergabe:"), Left("token", 8), Value(":neu"))
    )
    gescheitert = Nachricht.objects.filter(
        zustand=Nachricht.Zustand.UNZUSTELLBAR, schluessel__in=angemeldet.union(weitergegeben)
    )
    zuletzt = gescheitert.order_by("angelegt_am").values_list("schluessel", "angelegt_am")
    seit = {int(schluessel.split(":")[1]): am for schluessel, am in zuletzt}
    if not seit:
        return set()
    spaeter = Q()
    for person, am in seit.items():
        spaeter |= Q(schluessel__startswith=f"anmeldung:{person}:", gesendet_am__gt=am)
    doch = Nachricht.objects.filter(spaeter, zustand=Nachricht.Zustand.GESENDET, art__in=BESTAETIGUNGEN)
    offen = seit.keys() - {int(schluessel.split(":")[1]) for schluessel in doch.values_list("schluessel", flat=True)}
    betroffene = Q(pk__in=offen) | Q(kontakt__in=offen, email="")
    return set(veranstaltung.anmeldungen.angemeldet().filter(betroffene).values_list("pk", flat=True))


def warum_wartend(anmeldung: Anmeldung, jetzt: datetime) -> str:
    """Why she is not offered a seat, in words; the same rules as `warteliste.nachruecken`."""
    veranstaltung = anmeldung.veranstaltung
    if veranstaltung.zustand != Veranstaltung.Zustand.VEROEFFENTLICHT:
        return f"Die Veranstaltung ist {veranstaltung.get_zustand_display()}: Angebote gehen nicht hinaus."
    if veranstaltung.beginn <= jetzt:
        return "Die Veranstaltung hat begonnen: Angebote gehen nicht mehr hinaus."
    belegung = Belegung.zaehlen(veranstaltung, jetzt)
    frei = None if veranstaltung.plaetze is None else veranstaltung.plaetze - belegung.belegt
    if frei is not None and frei <= 0:
        return f"Alle {veranstaltung.plaetze} Plätze sind vergeben oder angeboten."
    if belegung.reicht(1, anmeldung.kommune):
        return "Ein Platz ist frei. Das Angebot geht innerhalb einer Minute hinaus."
    return _regel_dagegen(anmeldung, belegung, frei)


def _regel_dagegen(anmeldung: Anmeldung, belegung: Belegung, frei: int | None) -> str:
    veranstaltung, kommune = anmeldung.veranstaltung, anmeldung.kommune
    if kommune and belegung.kommune_voll(kommune):
        anzahl = belegung.je_kommune[kommune.pk]
        dabei = "ist schon eine Person" if anzahl == 1 else f"sind schon {anzahl} Personen"
        return (
            f"Aus {kommune} {dabei} dabei. Bis zum"
            f" {datum_lang(veranstaltung.hoechstens_bis)} gilt: höchstens {veranstaltung.hoechstens_je_kommune} je"
            " Kommune."
        )
    unter = f"{KLEINE_KOMMUNE_UNTER:,}".replace(",", ".")
    wer = f"{kommune} ist größer" if kommune and not ist_klein(kommune) else "Die Person kommt aus keiner solchen"
    return (
        f"Die freien Plätze ({frei}) sind bis zum {datum_lang(veranstaltung.kleine_bis)} für Kommunen unter"
        f" {unter} Einwohnern reserviert. {wer}."
    )
