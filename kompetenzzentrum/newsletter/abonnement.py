"""Ordering, confirming and ending a subscription. Every step of the consent is written down."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kompetenzzentrum.datenschutz.einwilligung import Schritt, festhalten
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import adresse, einreihen

from .mails import Abgemeldet, Bestaetigung, SchonDabei
from .models import Abonnement, Thema

ZWECK = "newsletter"
# How steps are named in the consent record: the address without its token.
SEITE_BESTAETIGEN = "/newsletter/bestaetigen/"
SEITE_ABMELDEN = "/newsletter/abmelden/"
WIEDER_ANMELDEN_MINUTEN = 60
"""So long the page after signing off takes its holder's word that it was a mistake. The link of that page
stands in every issue, forwarded ones too; later only the one from a mail to the owner alone counts."""
MAIL_ABSTAND_MINUTEN = 10
"""However often someone types in a stranger's address, she gets one mail in so many minutes."""


def einwilligung() -> str:
    """What the person agrees to, word for word as it stands on the page."""
    return (
        f"Ich möchte den Newsletter „{settings.PORTAL_NAME}“ per E-Mail bekommen, zu den gewählten Themen"
        " oder, wenn ich keine gewählt habe, zu allen. Ich kann mich jederzeit wieder abmelden;"
        " der Link dazu steht in jeder Ausgabe."
    )


def wortlaut(themen: Iterable[Thema]) -> str:
    """For the consent record: the sentence of the page and what was chosen."""
    return f"{einwilligung()} Gewählte Themen: {', '.join(thema.name for thema in themen) or 'alle'}."


@transaction.atomic
def bestellen(*, email: str, themen: Iterable[Thema] = (), seite: str) -> Abonnement:
    """First step. The caller must answer the same, whatever is known about the address."""
    themen = list(themen)
    abo, neu = _laufendes_oder_neues(email)
    if abo.zustand == Abonnement.Zustand.AKTIV:
        _mail(abo, SchonDabei(link_abmelden=abmelden_url(abo)), "schon-dabei")
        return abo
    if not neu:
        abo.vorgang = uuid.uuid4()
        abo.angelegt_am = timezone.now()
        abo.save(update_fields=["vorgang", "angelegt_am"])
    abo.themen.set(themen)
    _einwilligung(abo, Schritt.ERBETEN, wortlaut(themen), seite)
    mail = Bestaetigung(
        bestaetigen_url=bestaetigen_url(abo), wortlaut=wortlaut(themen), tage=_tage("newsletter_unbestaetigt")
    )
    _mail(abo, mail, "bestaetigung")
    return abo


@transaction.atomic
def bestaetigen(abo: Abonnement) -> Abonnement:
    """Second step, by the owner of the mailbox. Doing it twice changes nothing.

    A subscription that was ended begins again, with a consent of its own, as long as its address is kept.
    """
    abo = _gesperrt(abo)
    if abo.zustand == Abonnement.Zustand.ABGEMELDET and abo.email:
        return _neu_beginnen(abo, SEITE_BESTAETIGEN)
    if abo.zustand == Abonnement.Zustand.UNBESTAETIGT:
        _aktivieren(abo, SEITE_BESTAETIGEN)
    return abo


@transaction.atomic
def abmelden(abo: Abonnement, *, seite: str) -> Abonnement:
    """End it at once. Doing it twice changes nothing."""
    abo = _gesperrt(abo)
    if abo.zustand == Abonnement.Zustand.ABGEMELDET:
        return abo
    war_aktiv = abo.zustand == Abonnement.Zustand.AKTIV
    abo.zustand = Abonnement.Zustand.ABGEMELDET
    abo.abgemeldet_am = timezone.now()
    abo.save(update_fields=["zustand", "abgemeldet_am"])
    _wartende_zurueckziehen(abo)
    if war_aktiv:
        _einwilligung(abo, Schritt.WIDERRUFEN, "Ich möchte den Newsletter nicht mehr bekommen.", seite)
        _mail(abo, Abgemeldet(wieder_url=bestaetigen_url(abo), tage=_tage("newsletter_abgemeldet")), "abgemeldet")
    return abo


@transaction.atomic
def wieder_anmelden(abo: Abonnement, *, seite: str) -> Abonnement | None:
    """Undo a sign-off on the page that follows it. None: too late, or the address is gone."""
    abo = _gesperrt(abo)
    if not darf_wieder_anmelden(abo):
        return None
    return _neu_beginnen(abo, seite)


def darf_wieder_anmelden(abo: Abonnement) -> bool:
    """Only what was confirmed once, only shortly after the sign-off."""
    if not (abo.email and abo.abgemeldet_am and abo.bestaetigt_am):
        return False
    return abo.abgemeldet_am > timezone.now() - timedelta(minutes=WIEDER_ANMELDEN_MINUTEN)


def anonymisieren(abos: "Iterable[Abonnement]") -> int:
    """Put an HMAC in the place of each address; a plain hash could be guessed from a list of addresses."""
    anzahl = 0
    for abo in abos:
        abo.email_hmac = adress_hmac(abo.email)
        abo.email = ""
        abo.save(update_fields=["email", "email_hmac"])
        abo.themen.clear()
        anzahl += 1
    return anzahl


def adress_hmac(email: str) -> str:
    return salted_hmac("newsletter.abonnement", email.lower(), algorithm="sha256").hexdigest()


def maskiert(email: str) -> str:
    """ "m…@example.org": enough for the owner to know it, too little for the reader of a forwarded mail."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"


def bestaetigen_url(abo: Abonnement) -> str:
    return adresse(reverse("newsletter:bestaetigen", args=[abo.bestaetigungstoken]))


def abmelden_url(abo: Abonnement) -> str:
    return adresse(reverse("newsletter:abmelden", args=[abo.token]))


def _tage(frist: str) -> int:
    return int(settings.AUFBEWAHRUNG_TAGE[frist])


def _laufendes_oder_neues(email: str) -> tuple[Abonnement, bool]:
    """The address's running subscription, locked, or a new one; two orders at once end up with the same."""
    laufendes = Abonnement.objects.zu_adresse(email).select_for_update()
    abo = laufendes.first()
    if abo:
        return abo, False
    try:
        with transaction.atomic():
            return Abonnement.objects.create(email=email), True
    except IntegrityError:
        return laufendes.get(), False


def _gesperrt(abo: Abonnement) -> Abonnement:
    return Abonnement.objects.select_for_update().get(pk=abo.pk)


def _aktivieren(abo: Abonnement, seite: str) -> None:
    abo.zustand = Abonnement.Zustand.AKTIV
    abo.bestaetigt_am = timezone.now()
    abo.save(update_fields=["zustand", "bestaetigt_am"])
    _einwilligung(abo, Schritt.BESTAETIGT, wortlaut(abo.themen.all()), seite)


def _neu_beginnen(altes: Abonnement, seite: str) -> Abonnement:
    """A new subscription in the place of an ended one, unless the address has another one by now."""
    abo, _ = _laufendes_oder_neues(altes.email)
    if abo.zustand != Abonnement.Zustand.AKTIV:
        abo.themen.set(altes.themen.all())
        _einwilligung(abo, Schritt.ERBETEN, wortlaut(abo.themen.all()), seite)
        _aktivieren(abo, seite)
    return abo


def _einwilligung(abo: Abonnement, schritt: Schritt, text: str, seite: str) -> None:
    festhalten(zweck=ZWECK, vorgang=abo.vorgang, schritt=schritt, email=abo.email, wortlaut=text, seite=seite)


def _mail(abo: Abonnement, mail: "Bestaetigung | SchonDabei | Abgemeldet", anlass: str) -> None:
    einreihen(
        mail,
        an=abo.email,
        schluessel=f"newsletter:{anlass}:{abo.pk}:{_zeitfenster(timezone.now())}",
        prioritaet=Nachricht.Prioritaet.SOFORT,
    )


def _zeitfenster(jetzt: datetime) -> int:
    return int(jetzt.timestamp()) // (60 * MAIL_ABSTAND_MINUTEN)


def _wartende_zurueckziehen(abo: Abonnement) -> None:
    """Issues queued for this address. One that is on its way at this moment is locked by the sender: let it go."""
    wartende = Nachricht.objects.filter(
        zustand=Nachricht.Zustand.WARTET, prioritaet=Nachricht.Prioritaet.MASSE, abmelden_url=abmelden_url(abo)
    ).select_for_update(skip_locked=True)
    for nachricht in wartende:
        nachricht.zustand = Nachricht.Zustand.ZURUECKGEZOGEN
        nachricht.save(update_fields=["zustand"])
