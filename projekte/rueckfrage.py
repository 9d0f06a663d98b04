"""A question to the owner of a project: in through a public form, on by mail, answered on a page, back by mail.

Neither side learns the other's address from us.
"""

import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import mit_rolle
from kompetenzzentrum.schutz import begrenzung
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import adresse, einreihen

from .mails_nachnutzung import RueckfrageBeantwortet, RueckfrageEingegangen, RueckfrageGestellt
from .models import Fragenstopp, Projekt, Rueckfrage
from .nachfrage import ansprechstelle


class Konflikt(Exception):
    """The step is not, or no longer, possible. The message is for the person who tried."""


def beim_zentrum() -> QuerySet[Rueckfrage]:
    """What waits for an answer of the editors, longest first."""
    wartend = Rueckfrage.objects.filter(beim_zentrum=True, beantwortet_am=None)
    return wartend.select_related("projekt", "kommune").order_by("gestellt_am", "pk")


def nimmt_fragen_an(projekt: Projekt) -> bool:
    return projekt.ist_veroeffentlicht and not Fragenstopp.objects.filter(projekt=projekt).exists()


@transaction.atomic
def stellen(
    *,
    projekt: Projekt,
    art: str,
    name: str,
    email: str,
    frage: str,
    kommune: Kommune | None = None,
    vorgang: uuid.UUID | None = None,
    absender: str = "",
) -> Rueckfrage:
    """Take the question down, send it on, send a receipt. The same form sent twice (`vorgang`) is one question.

    Raises Konflikt if the owner wants no more questions, or got too many today, in all or from one sender
    (`absender` as of `begrenzung`).
    """
    vorgang = vorgang or uuid.uuid4()
    if vorhanden := Rueckfrage.objects.filter(vorgang=vorgang).first():
        return vorhanden
    if not nimmt_fragen_an(projekt):
        raise Konflikt("Zu diesem Projekt werden gerade keine Fragen angenommen. Unsere Beratung hilft Ihnen gern.")
    if absender and begrenzung.ueberschritten("rueckfrage_absender", f"{projekt.pk}:{absender}"):
        raise Konflikt(
            "Von Ihrem Anschluss kamen heute schon mehrere Fragen zu diesem Projekt. Bitte versuchen Sie es morgen noch"
            " einmal. Ihre Eingaben bleiben hier stehen."
        )
    if begrenzung.ueberschritten("rueckfrage_projekt", str(projekt.pk)):
        raise Konflikt(
            "Zu diesem Projekt kamen heute schon sehr viele Fragen. Bitte versuchen Sie es morgen noch einmal."
            " Ihre Eingaben bleiben hier stehen."
        )
    an = ansprechstelle(projekt)
    rueckfrage, neu = Rueckfrage.objects.get_or_create(
        vorgang=vorgang,
        defaults={
            "projekt": projekt,
            "art": art,
            "name": name,
            "email": email,
            "frage": frage,
            "kommune": kommune,
            "beim_zentrum": not an,
        },
    )
    if neu:
        _weiterleiten(rueckfrage, an or _zentrum(), "" if an else _warum_zentrum(projekt))
        einreihen(
            RueckfrageEingegangen(projekt=projekt.titel, seite_url=adresse(rueckfrage.token_url)),
            an=email,
            schluessel=f"rueckfrage:{rueckfrage.pk}:eingang",
            prioritaet=Nachricht.Prioritaet.SOFORT,
        )
    return rueckfrage


@transaction.atomic
def beantworten(rueckfrage: Rueckfrage, *, text: str) -> Rueckfrage:
    """Once. The same text twice is one answer. Raises Konflikt."""
    rueckfrage = Rueckfrage.objects.select_for_update(of=("self",)).select_related("projekt").get(pk=rueckfrage.pk)
    if rueckfrage.antwort == text:
        return rueckfrage
    if rueckfrage.beantwortet_am:
        raise Konflikt("Diese Frage ist schon beantwortet. Die Antwort steht unten.")
    rueckfrage.antwort, rueckfrage.beantwortet_am = text, timezone.now()
    rueckfrage.save(update_fields=["antwort", "beantwortet_am"])
    einreihen(
        RueckfrageBeantwortet(projekt=rueckfrage.projekt.titel, antwort=text, seite_url=adresse(rueckfrage.token_url)),
        an=rueckfrage.email,
        schluessel=f"rueckfrage:{rueckfrage.pk}:antwort",
    )
    return rueckfrage


@transaction.atomic
def abgeben(rueckfrage: Rueckfrage, *, warum: str = "abgegeben") -> Rueckfrage:
    """The owner cannot help: the centre looks for the answer. Twice is once."""
    rueckfrage = Rueckfrage.objects.select_for_update(of=("self",)).select_related("projekt").get(pk=rueckfrage.pk)
    if not rueckfrage.beim_zentrum and not rueckfrage.beantwortet_am:
        rueckfrage.beim_zentrum = True
        rueckfrage.save(update_fields=["beim_zentrum"])
        _weiterleiten(rueckfrage, _zentrum(), warum)
    return rueckfrage


def unzustellbar(nachricht: Nachricht) -> None:
    """The question reached none of those it went to: the centre takes over."""
    if rueckfrage := _nicht_angekommen(nachricht):
        abgeben(rueckfrage, warum="gestoert")


def abgelehnt(nachricht: Nachricht) -> None:
    """A mail server takes no such text. It waits on the editors' page: mailed to them it would be refused again."""
    if rueckfrage := _nicht_angekommen(nachricht):
        Rueckfrage.objects.filter(pk=rueckfrage.pk, beantwortet_am=None).update(beim_zentrum=True)


def _nicht_angekommen(nachricht: Nachricht) -> Rueckfrage | None:
    """The question of this mail to the owner, if it reached none of those it went to."""
    anfang, _, rest = nachricht.schluessel.partition(":")
    pk, _, weg = rest.partition(":")
    if anfang != "rueckfrage" or not weg.startswith("stelle:"):
        return None
    briefe = Nachricht.objects.filter(schluessel__startswith=f"rueckfrage:{pk}:stelle:")
    if briefe.exclude(zustand=Nachricht.Zustand.UNZUSTELLBAR).exclude(pk=nachricht.pk).exists():
        return None
    return Rueckfrage.objects.filter(pk=pk).first()


def stoppen(projekt: Projekt) -> None:
    Fragenstopp.objects.get_or_create(projekt=projekt)


def wieder_annehmen(projekt: Projekt) -> None:
    Fragenstopp.objects.filter(projekt=projekt).delete()


def _warum_zentrum(projekt: Projekt) -> str:
    return "gestoert" if projekt.kontakt_gestoert_am else "ohne"


def _zentrum() -> list[str]:
    return [person.email for person in mit_rolle(Rolle.REDAKTION)] or [settings.PORTAL_EMAIL]


def _weiterleiten(rueckfrage: Rueckfrage, an: list[str], an_zentrum: str) -> None:
    mail = RueckfrageGestellt(
        projekt=rueckfrage.projekt.titel,
        name=rueckfrage.name,
        kommune=str(rueckfrage.kommune or ""),
        austausch=rueckfrage.art == Rueckfrage.Art.AUSTAUSCH,
        frage=rueckfrage.frage,
        antwort_url=adresse(rueckfrage.antwort_url),
        an_zentrum=an_zentrum,
    )
    weg = "zentrum" if an_zentrum else "stelle"
    for empfaenger in an:
        einreihen(mail, an=empfaenger, schluessel=f"rueckfrage:{rueckfrage.pk}:{weg}:{empfaenger}")
