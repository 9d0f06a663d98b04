"""From draft to mailbox: writing an issue, trying it on oneself, sending it to everybody."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import slugify

from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.schutz.tokens import neues_token
from kompetenzzentrum.versand.models import Inhalt, Nachricht
from kompetenzzentrum.versand.postausgang import Sendung, einreihen, viele_einreihen

from .abonnement import abmelden_url
from .darstellung import als_html, als_text
from .mails import Newsletterausgabe
from .models import Abonnement, AbonnementQuerySet, Ausgabe, Thema

UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


class Konflikt(Exception):
    """The issue is not, or no longer, what the editor saw. The message is for her."""


@transaction.atomic
def speichern(
    *,
    titel: str,
    anreisser: str,
    text: str,
    themen: Iterable[Thema] = (),
    ausgabe: Ausgabe | None = None,
    version: int = 0,
) -> Ausgabe:
    """Begin a draft or go on with one. Raises Konflikt."""
    if ausgabe is None:
        ausgabe = Ausgabe(slug=_freier_slug(titel))
    else:
        ausgabe = _gesperrter_entwurf(ausgabe, version)
        ausgabe.version += 1
    ausgabe.titel, ausgabe.anreisser, ausgabe.text = titel, anreisser, text
    ausgabe.geaendert_am = timezone.now()
    ausgabe.save()
    ausgabe.themen.set(themen)
    return ausgabe


@transaction.atomic
def loeschen(ausgabe: Ausgabe, *, version: int) -> None:
    """Throw a draft away. Raises Konflikt."""
    _gesperrter_entwurf(ausgabe, version).delete()


@transaction.atomic
def zur_probe_senden(ausgabe: Ausgabe, *, an: str) -> None:
    """As every reader will get it, to the editor alone, only without a link for signing off."""
    probe = _einfrieren(ausgabe)
    probe.betreff = f"[Probe] {probe.betreff}"[:200]
    probe.save(update_fields=["betreff"])
    einreihen(
        Newsletterausgabe(),
        an=an,
        schluessel=f"newsletter:{ausgabe.pk}:probe:{neues_token()}",
        inhalt=probe,
        prioritaet=Nachricht.Prioritaet.SOFORT,
    )


@transaction.atomic
def versenden(ausgabe: Ausgabe, *, version: int) -> Ausgabe:
    """Freeze the issue and queue one mail for each subscriber, all or nothing. Raises Konflikt.

    Subscribers are locked while it lasts: whoever signs off at this moment waits, then finds her mail in the
    queue and withdraws it.
    """
    ausgabe = _gesperrter_entwurf(ausgabe, version)
    inhalt = _einfrieren(ausgabe)
    ausgabe.empfaenger = viele_einreihen(Newsletterausgabe(), _sendungen(ausgabe), inhalt=inhalt)
    if not ausgabe.empfaenger:
        raise Konflikt("Zu diesen Themen gibt es noch keine Abonnements. Es wurde nichts versendet.")
    ausgabe.inhalt = inhalt
    ausgabe.zustand = Ausgabe.Zustand.VERSENDET
    ausgabe.versendet_am = timezone.now()
    ausgabe.save(update_fields=["inhalt", "zustand", "versendet_am", "empfaenger"])
    return ausgabe


def empfaengerinnen(ausgabe: Ausgabe) -> AbonnementQuerySet:
    """Who gets it: everybody, or who chose one of its topics or chose none."""
    abos = Abonnement.objects.aktiv()
    themen = list(ausgabe.themen.all())
    if not themen:
        return abos
    gewaehlt = Abonnement.themen.through.objects
    return abos.filter(
        Q(pk__in=gewaehlt.filter(thema__in=themen).values("abonnement")) | ~Q(pk__in=gewaehlt.values("abonnement"))
    )


def fortschritt(ausgabe: Ausgabe) -> dict[str, int]:
    """How many mails of a sent issue wait, went out, failed or were withdrawn."""
    anzahl = Count("pk")
    return Nachricht.objects.filter(inhalt=ausgabe.inhalt_id).aggregate(
        gesamt=anzahl,
        **{zustand.value: Count("pk", filter=Q(zustand=zustand)) for zustand in Nachricht.Zustand},
    )


def _sendungen(ausgabe: Ausgabe) -> Iterator[Sendung]:
    abos = empfaengerinnen(ausgabe).order_by("pk").select_for_update(of=("self",))
    for abo in abos.only("pk", "email", "token").iterator(chunk_size=2000):
        yield Sendung(an=abo.email, schluessel=f"newsletter:{ausgabe.pk}:{abo.pk}", abmelden_url=abmelden_url(abo))


def _einfrieren(ausgabe: Ausgabe) -> Inhalt:
    return Inhalt.objects.create(betreff=ausgabe.titel, text=als_text(ausgabe), html=als_html(ausgabe))


def _gesperrter_entwurf(ausgabe: Ausgabe, version: int) -> Ausgabe:
    stand.sperren("newsletter")
    ausgabe = Ausgabe.objects.select_for_update().get(pk=ausgabe.pk)
    if not ausgabe.ist_entwurf:
        raise Konflikt("Diese Ausgabe ist schon versendet und lässt sich nicht mehr ändern.")
    if ausgabe.version != version:
        raise Konflikt(
            "Die Ausgabe wurde inzwischen an anderer Stelle geändert. Ihre Fassung steht noch hier, gespeichert oder"
            " versendet wurde nichts. Bitte vergleichen Sie beide."
        )
    return ausgabe


def _freier_slug(titel: str) -> str:
    """The day belongs to it: titles of newsletters repeat."""
    tag = timezone.localdate().isoformat()
    slug = f"{tag}-{slugify(titel.translate(UMLAUTE))[:100].strip('-')}".strip("-")
    nummer, frei = 1, slug
    while Ausgabe.objects.filter(slug=frei).exists():
        nummer += 1
        frei = f"{slug}-{nummer}"
    return frei
