"""One mail to a selection of participants: previewed, tried on oneself, queued once."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Count, Exists, F, Func, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from kompetenzzentrum.oberflaeche.klartext import klartext
from kompetenzzentrum.oberflaeche.texte import markdown
from kompetenzzentrum.versand.models import Inhalt, Nachricht
from kompetenzzentrum.versand.postausgang import Sendung, adresse, einreihen, viele_einreihen, zurueckziehen

from . import mails
from .models import Anmeldung, Veranstaltung
from .plaetze import sperren


def postfaecher(auswahl: "QuerySet[Anmeldung]") -> dict[str, int]:
    """Address → key of the person it belongs to. Each mailbox once, however many people share it.

    Who cancelled or let an offer run out has nothing to do with the event any more and is never among them.
    """
    offene = Anmeldung.objects.filter(pk__in=auswahl.order_by().values("pk"), zustand__in=Anmeldung.OFFENE)
    gefunden: dict[str, int] = {}
    for anmeldung in offene.anzuschreiben().order_by("pk"):
        gefunden.setdefault(anmeldung.post_an.lower(), anmeldung.postfach)
    return gefunden


def _mail(veranstaltung: Veranstaltung) -> mails.Rundschreiben:
    return mails.Rundschreiben(
        titel=veranstaltung.titel,
        zeitraum=veranstaltung.zeitraum,
        veranstaltung_url=adresse(veranstaltung.get_absolute_url()),
    )


def _inhalt(betreff: str, text: str) -> Inhalt:
    return Inhalt.objects.create(betreff=betreff, text=klartext(text, zeilen_behalten=True), html=markdown(text))


@transaction.atomic
def zur_probe_senden(veranstaltung: Veranstaltung, *, betreff: str, text: str, an: str) -> None:
    """As everybody will get it, to the sender alone."""
    einreihen(
        _mail(veranstaltung),
        an=an,
        schluessel=f"veranstaltung:{veranstaltung.pk}:probe:{uuid.uuid4()}",
        inhalt=_inhalt(f"[Probe] {betreff}"[:200], text),
        prioritaet=Nachricht.Prioritaet.SOFORT,
    )


@transaction.atomic
def versenden(
    veranstaltung: Veranstaltung, *, betreff: str, text: str, an: Iterable[tuple[str, int]], vorgang: uuid.UUID
) -> int:
    """Queue one mail for each mailbox. The same text with the same `vorgang` a second time changes nothing; who went
    back and wrote it anew wants to send that. Returns how many."""
    sperren(veranstaltung.pk)
    fassung = hashlib.sha256(f"{betreff}\n{text}".encode()).hexdigest()[:16]
    kennung = f"{_vorsatz(veranstaltung)}{vorgang}:{fassung}:"
    schon = Nachricht.objects.filter(schluessel__startswith=kennung).count()
    if schon:
        return schon
    sendungen = [Sendung(an=empfaenger, schluessel=f"{kennung}{pk}", abmelden_url="") for empfaenger, pk in an]
    return viele_einreihen(_mail(veranstaltung), sendungen, inhalt=_inhalt(betreff, text)) if sendungen else 0


def _vorsatz(veranstaltung: Veranstaltung) -> str:
    return f"veranstaltung:{veranstaltung.pk}:rundschreiben:"


def bisherige(veranstaltung: Veranstaltung) -> "QuerySet[Inhalt]":
    """What was written so far, the last first, with how far it is."""
    zustand = Nachricht.Zustand
    return (
        Inhalt.objects.filter(nachricht__schluessel__startswith=_vorsatz(veranstaltung))
        .annotate(
            empfaenger=Count("nachricht"),
            gesendet=Count("nachricht", filter=Q(nachricht__zustand=zustand.GESENDET)),
            unzustellbar=Count("nachricht", filter=Q(nachricht__zustand=zustand.UNZUSTELLBAR)),
            eingereiht_am=Min("nachricht__angelegt_am"),
        )
        .order_by("-eingereiht_am", "-pk")
    )


def ueberholte(ende_vor: datetime) -> "QuerySet[Inhalt]":
    """Of events that ended before, also what was tried for drafts that are deleted by now."""
    veranstaltung = Func(F("schluessel"), Value(":"), Value(2), function="split_part", output_field=CharField())
    briefe = Nachricht.objects.filter(art=mails.Rundschreiben.art, inhalt__isnull=False).annotate(zu=veranstaltung)
    noch = Veranstaltung.objects.annotate(nummer=Cast("pk", CharField())).filter(ende__gte=ende_vor)
    return Inhalt.objects.filter(pk__in=briefe.filter(~Exists(noch.filter(nummer=OuterRef("zu")))).values("inhalt"))


def loeschen(inhalte: "QuerySet[Inhalt]") -> int:
    """The rows of the outbox stay without it. What still waits to be sent is withdrawn: it is too late for that."""
    faellige = list(inhalte.values_list("pk", flat=True))
    briefe = Nachricht.objects.filter(inhalt__in=faellige)
    zurueckziehen(briefe)
    unterwegs = briefe.filter(zustand=Nachricht.Zustand.WARTET)  # at this moment, in another process
    weg = Inhalt.objects.filter(pk__in=faellige).exclude(pk__in=unterwegs.values("inhalt"))
    briefe.filter(inhalt__in=weg.values("pk")).update(inhalt=None)
    return weg.delete()[1].get(Inhalt._meta.label, 0)
