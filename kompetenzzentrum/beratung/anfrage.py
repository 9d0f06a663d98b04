"""The conversation: a municipality asks, the centre answers, one of them closes the case."""

import uuid

from django.db import transaction
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import adresse, einreihen
from projekte.models import Handlungsfeld, Projekt

from .mails import Abschluss, Antwort, Eingang
from .models import Anfrage, Beitrag, Notiz
from .rechte import darf_antworten, darf_beraten


class Konflikt(Exception):
    """The case is not, or no longer, in the state for this step. The message is for the advisor."""


@transaction.atomic
def stellen(
    *,
    name: str,
    email: str,
    nachricht: str,
    kommune: Kommune | None = None,
    handlungsfeld: Handlungsfeld | None = None,
    projekt: Projekt | None = None,
    vorgang: uuid.UUID | None = None,
) -> Anfrage:
    """Take down a question and send the receipt. The same form sent twice (`vorgang`) is one Anfrage."""
    anfrage, neu = Anfrage.objects.get_or_create(
        vorgang=vorgang or uuid.uuid4(),
        defaults={
            "name": name,
            "email": email,
            "nachricht": nachricht,
            "kommune": kommune,
            "handlungsfeld": handlungsfeld,
            "projekt": projekt,
        },
    )
    if not neu:
        return anfrage
    einreihen(
        Eingang(nummer=anfrage.nummer, vorgang_url=adresse(anfrage.token_url)),
        an=email,
        schluessel=f"beratung:{anfrage.pk}:eingang",
        prioritaet=Nachricht.Prioritaet.SOFORT,
    )
    return anfrage


@transaction.atomic
def nachfragen(anfrage: Anfrage, *, text: str, vorgang: uuid.UUID | None = None) -> Beitrag:
    """The asker writes again; a closed case opens. The same form sent twice (`vorgang`) is one Beitrag.

    Who goes back in the browser and writes something else into that form is heard, too.
    """
    anfrage = gesperrt(anfrage)
    vorgang = vorgang or uuid.uuid4()
    if vorhanden := anfrage.beitraege.filter(vorgang=vorgang).first():
        if vorhanden.text == text:
            return vorhanden
        vorgang = uuid.uuid4()
    if anfrage.zustand != Anfrage.Zustand.NEU:
        anfrage.zustand = Anfrage.Zustand.IN_BEARBEITUNG if anfrage.beraterin_id else Anfrage.Zustand.NEU
        anfrage.geschlossen_am = None
    beitrag = anfrage.beitraege.create(von=Beitrag.Von.KOMMUNE, text=text, vorgang=vorgang)
    fortschreiben(anfrage)
    return beitrag


@transaction.atomic
def antworten(anfrage: Anfrage, *, durch: Nutzer, text: str, version: int) -> Beitrag:
    """Answer and hand the word back; answering a closed case opens it. Raises Konflikt."""
    anfrage = _zum_antworten(anfrage, durch, version)
    anfrage.zustand = Anfrage.Zustand.WARTET
    anfrage.geschlossen_am = None
    beitrag = anfrage.beitraege.create(von=Beitrag.Von.BERATUNG, text=text, beraterin=durch)
    fortschreiben(anfrage)
    einreihen(
        Antwort(
            nummer=anfrage.nummer,
            beraterin=durch.name,
            antwort=text,
            vorgang_url=adresse(anfrage.token_url),
        ),
        an=anfrage.email,
        schluessel=f"beratung:{anfrage.pk}:beitrag:{beitrag.pk}",
    )
    return beitrag


@transaction.atomic
def abschliessen(anfrage: Anfrage, *, durch: Nutzer, version: int, text: str = "") -> Anfrage:
    """Close, with a last word or without; the asker learns of it in one mail. Raises Konflikt."""
    anfrage = _zum_antworten(anfrage, durch, version)
    if not anfrage.ist_offen:
        raise Konflikt("Der Vorgang ist schon abgeschlossen.")
    if text:
        anfrage.beitraege.create(von=Beitrag.Von.BERATUNG, text=text, beraterin=durch)
    anfrage.zustand = Anfrage.Zustand.GESCHLOSSEN
    anfrage.geschlossen_am = timezone.now()
    fortschreiben(anfrage)
    einreihen(
        Abschluss(
            nummer=anfrage.nummer,
            beraterin=durch.name,
            antwort=text,
            vorgang_url=adresse(anfrage.token_url),
        ),
        an=anfrage.email,
        schluessel=f"beratung:{anfrage.pk}:abschluss:{anfrage.version}",
    )
    return anfrage


@transaction.atomic
def notieren(anfrage: Anfrage, *, durch: Nutzer, text: str) -> Notiz:
    """Write down something for the team. It collides with nothing, so it asks for no version."""
    if not darf_beraten(durch):
        raise Konflikt("Nur das Beratungsteam kann Notizen schreiben.")
    return Notiz.objects.create(anfrage=anfrage, beraterin=durch, text=text)


def gesperrt(anfrage: Anfrage) -> Anfrage:
    """The row as it stands now, locked until the transaction ends."""
    return Anfrage.objects.select_for_update().get(pk=anfrage.pk)


def fortschreiben(anfrage: Anfrage) -> None:
    anfrage.version += 1
    anfrage.aktiv_am = timezone.now()
    anfrage.save(update_fields=["zustand", "beraterin", "geschlossen_am", "version", "aktiv_am"])


def _zum_antworten(anfrage: Anfrage, durch: Nutzer, version: int) -> Anfrage:
    anfrage = gesperrt(anfrage)
    if not darf_antworten(durch, anfrage):
        wer = anfrage.beraterin.name if anfrage.beraterin else "niemand"
        raise Konflikt(f"Sie sind für diesen Vorgang nicht zuständig. Zuständig ist jetzt: {wer}.")
    if anfrage.version != version:
        raise Konflikt(
            "Der Vorgang hat sich geändert, während Sie geschrieben haben. Bitte lesen Sie den Verlauf noch"
            " einmal und senden Sie dann erneut. Ihr Text steht noch hier, gesendet wurde nichts."
        )
    return anfrage
