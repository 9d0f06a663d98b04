"""Who works for which municipality: asked for, confirmed by an official address or by the centre, ended."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.konten.rechte import Person, mit_rolle
from kompetenzzentrum.versand.postausgang import adresse as mit_portaladresse
from kompetenzzentrum.versand.postausgang import einreihen

from . import gebietswechsel
from .maildomains import domain_von, samt_uebergeordneten
from .mails import MitgliedschaftAbgelehnt, MitgliedschaftBeantragt, MitgliedschaftBestaetigt, MitgliedschaftEntzogen
from .models import Kommune, KommuneQuerySet, Maildomain, Mitgliedschaft, MitgliedschaftQuerySet
from .rechte import darf_mitgliedschaften_entscheiden

OFFEN_HOECHSTENS = 5
"""Requests of one person that wait for the centre: each one is work for somebody."""


class Konflikt(Exception):
    """This step is not, or no longer, possible. The message is for the person who tried."""


def kommunen_von(person: Person) -> KommuneQuerySet:
    """The municipalities in whose name the person may write; of a dissolved one its successor. One or two queries."""
    if not isinstance(person, Nutzer):
        return Kommune.objects.none()
    return Kommune.objects.waehlbar().filter(pk__in=_heutige(person.mitgliedschaften.gueltig()))


def ist_mitglied(person: Person, kommune: Kommune) -> bool:
    return kommunen_von(person).filter(pk=kommune.pk).exists()


def mitglieder_von(kommunen: Iterable[Kommune]) -> list[Nutzer]:
    """Who may write in the name of one of them, also through a dissolved one that became part of it; in a fixed order,
    for mails to the owner of a project. Two queries."""
    gefragt = {kommune.pk for kommune in kommunen}
    fruehere = [alt for alt, heute in gebietswechsel.heutige().items() if heute in gefragt]
    gueltige = Mitgliedschaft.objects.gueltig().filter(kommune__in=[*gefragt, *fruehere], nutzer__is_active=True)
    return list(Nutzer.objects.filter(pk__in=gueltige.values("nutzer")).order_by("pk"))


def kommunen_mit_mitgliedern() -> set[int]:
    """Keys of the municipalities for which anybody may write."""
    return _heutige(Mitgliedschaft.objects.gueltig().filter(nutzer__is_active=True))


def _heutige(mitgliedschaften: MitgliedschaftQuerySet) -> set[int]:
    """Keys of the municipalities, and of what the dissolved ones became."""
    paare = list(mitgliedschaften.values_list("kommune_id", "kommune__nachfolger_id"))
    gesehen = {kommune for kommune, _ in paare}
    offen = {nachfolger for _, nachfolger in paare if nachfolger} - gesehen
    while offen:
        gesehen |= offen
        weiter = Kommune.objects.filter(pk__in=offen, nachfolger__isnull=False).values_list("nachfolger_id", flat=True)
        offen = {pk for pk in weiter if pk} - gesehen
    return gesehen


def dienstliche_adresse(nutzer: Nutzer, kommune: Kommune) -> str:
    """The person's confirmed address whose domain belongs to this municipality; empty without one.

    The longest known domain decides: below the county's domain a town may have its own.
    """
    for adresse in EmailAddress.objects.filter(user=nutzer, verified=True).values_list("email", flat=True):
        domains = Maildomain.objects.filter(domain__in=samt_uebergeordneten(domain_von(adresse)))
        if (treffer := max(domains, key=lambda d: len(d.domain), default=None)) and treffer.kommune_id == kommune.pk:
            return str(adresse)
    return ""


@transaction.atomic
def beantragen(*, nutzer: Nutzer, kommune: Kommune, funktion: str = "") -> Mitgliedschaft:
    """Ask for a membership. An official address confirms it at once, otherwise the centre decides.

    Asked twice it is one: an open request is left as it is, but an official address found meanwhile confirms it.
    Raises Konflikt when too many requests of the person are open.
    """
    Nutzer.objects.select_for_update(no_key=True).get(pk=nutzer.pk)
    vorhanden = nutzer.mitgliedschaften.filter(kommune=kommune).exclude(zustand=Mitgliedschaft.Zustand.BEENDET).first()
    if vorhanden and vorhanden in nutzer.mitgliedschaften.gueltig():
        return vorhanden
    adresse = dienstliche_adresse(nutzer, kommune)
    if not adresse and vorhanden and vorhanden.zustand == Mitgliedschaft.Zustand.BEANTRAGT:
        return vorhanden
    if not adresse and nutzer.mitgliedschaften.offen().count() >= OFFEN_HOECHSTENS:
        raise Konflikt(
            f"Von Ihnen liegen schon {OFFEN_HOECHSTENS} Anträge bei uns. Sobald einer entschieden ist, geht es weiter."
        )
    mitgliedschaft = vorhanden or Mitgliedschaft(nutzer=nutzer, kommune=kommune)
    mitgliedschaft.funktion = funktion or mitgliedschaft.funktion
    if adresse:
        _bestaetigen(mitgliedschaft, weg=Mitgliedschaft.Weg.DOMAIN, adresse=adresse)
    else:  # also a confirmed one whose address the person has given up: the centre looks again
        mitgliedschaft.zustand, mitgliedschaft.weg = Mitgliedschaft.Zustand.BEANTRAGT, Mitgliedschaft.Weg.TEAM
        mitgliedschaft.adresse, mitgliedschaft.beantragt_am = "", timezone.now()
        mitgliedschaft.save()
        _redaktion_benachrichtigen(mitgliedschaft)
    return mitgliedschaft


@transaction.atomic
def bestaetigen(mitgliedschaft: Mitgliedschaft, *, durch: Nutzer) -> Mitgliedschaft:
    """The centre says yes. Raises Konflikt if the request is decided or withdrawn already."""
    mitgliedschaft = _zum_entscheiden(mitgliedschaft, durch)
    return _bestaetigen(mitgliedschaft, weg=Mitgliedschaft.Weg.TEAM, durch=durch)


@transaction.atomic
def ablehnen(mitgliedschaft: Mitgliedschaft, *, durch: Nutzer, grund: str) -> Mitgliedschaft:
    """The centre says no, with the reason the person reads. Raises Konflikt as `bestaetigen`."""
    mitgliedschaft = _zum_entscheiden(mitgliedschaft, durch)
    _beenden(mitgliedschaft)
    einreihen(
        MitgliedschaftAbgelehnt(kommune=str(mitgliedschaft.kommune), grund=grund, kontakt_url=_seite(mitgliedschaft)),
        an=mitgliedschaft.nutzer.email,
        schluessel=f"mitgliedschaft:{mitgliedschaft.pk}:abgelehnt",
    )
    return mitgliedschaft


@transaction.atomic
def verlassen(*, nutzer: Nutzer, kommune: Kommune) -> bool:
    """The person leaves, or takes her request back. Says whether there was anything to end."""
    for mitgliedschaft in nutzer.mitgliedschaften.select_for_update().filter(kommune=kommune, endet_am=None):
        _beenden(mitgliedschaft)
        return True
    return False


@transaction.atomic
def entziehen(mitgliedschaft: Mitgliedschaft, *, durch: Nutzer) -> Mitgliedschaft:
    """The centre ends a confirmed membership, say of somebody who left the town hall. Raises Konflikt."""
    if not darf_mitgliedschaften_entscheiden(durch):
        raise Konflikt("Über Mitgliedschaften entscheidet die Redaktion.")
    mitgliedschaft = _gesperrt(mitgliedschaft)
    if mitgliedschaft.zustand != Mitgliedschaft.Zustand.BESTAETIGT:
        raise Konflikt("Diese Mitgliedschaft ist schon beendet.")
    _beenden(mitgliedschaft)
    einreihen(
        MitgliedschaftEntzogen(kommune=str(mitgliedschaft.kommune), seite_url=_seite(mitgliedschaft)),
        an=mitgliedschaft.nutzer.email,
        schluessel=f"mitgliedschaft:{mitgliedschaft.pk}:entzogen",
    )
    return mitgliedschaft


def _gesperrt(mitgliedschaft: Mitgliedschaft) -> Mitgliedschaft:
    """The row as it stands now, locked until the transaction ends."""
    return (
        Mitgliedschaft.objects.select_for_update(of=("self",))
        .select_related("nutzer", "kommune")
        .get(pk=mitgliedschaft.pk)
    )


def _zum_entscheiden(mitgliedschaft: Mitgliedschaft, durch: Nutzer) -> Mitgliedschaft:
    if not darf_mitgliedschaften_entscheiden(durch):
        raise Konflikt("Über Mitgliedschaften entscheidet die Redaktion.")
    mitgliedschaft = _gesperrt(mitgliedschaft)
    if mitgliedschaft.zustand != Mitgliedschaft.Zustand.BEANTRAGT:
        raise Konflikt(f"Dieser Antrag ist schon entschieden oder zurückgezogen: {mitgliedschaft}.")
    return mitgliedschaft


def _bestaetigen(
    mitgliedschaft: Mitgliedschaft, *, weg: Mitgliedschaft.Weg, adresse: str = "", durch: Nutzer | None = None
) -> Mitgliedschaft:
    mitgliedschaft.zustand, mitgliedschaft.weg = Mitgliedschaft.Zustand.BESTAETIGT, weg
    mitgliedschaft.adresse, mitgliedschaft.bestaetigt_von = adresse, durch
    mitgliedschaft.bestaetigt_am = timezone.now()
    mitgliedschaft.save()
    einreihen(
        MitgliedschaftBestaetigt(
            kommune=str(mitgliedschaft.kommune),
            projekt_url=mit_portaladresse("/projekte/neu/"),
            seite_url=_seite(mitgliedschaft),
        ),
        an=mitgliedschaft.nutzer.email,
        schluessel=f"mitgliedschaft:{mitgliedschaft.pk}:bestaetigt:{mitgliedschaft.bestaetigt_am:%Y%m%dT%H%M%S%f}",
    )
    return mitgliedschaft


def _beenden(mitgliedschaft: Mitgliedschaft) -> None:
    mitgliedschaft.zustand = Mitgliedschaft.Zustand.BEENDET
    mitgliedschaft.endet_am = timezone.now()
    mitgliedschaft.save(update_fields=["zustand", "endet_am"])


def _redaktion_benachrichtigen(mitgliedschaft: Mitgliedschaft) -> None:
    mail = MitgliedschaftBeantragt(
        kommune=str(mitgliedschaft.kommune), liste_url=mit_portaladresse(reverse("kommunen:mitgliedschaften"))
    )
    for person in mit_rolle(Rolle.REDAKTION):
        einreihen(
            mail,
            an=person.email,
            schluessel=f"mitgliedschaft:{mitgliedschaft.pk}:beantragt:"
            f"{mitgliedschaft.beantragt_am:%Y%m%dT%H%M%S%f}:{person.pk}",
        )


def _seite(mitgliedschaft: Mitgliedschaft) -> str:
    return mit_portaladresse(reverse("kommunen:mitgliedschaft", args=[mitgliedschaft.kommune.schluessel]))
