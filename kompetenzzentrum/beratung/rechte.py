"""Who may see and do what in consulting: list, detail, search and every action ask here."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Lower

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.konten.rechte import Person, hat_rolle

from .models import Anfrage, AnfrageQuerySet


def darf_beraten(person: Person) -> bool:
    return hat_rolle(person, Rolle.BERATUNG)


def sichtbare_anfragen(person: Person) -> AnfrageQuerySet:
    """Advisors see every request (they stand in for each other), nobody else sees any."""
    return Anfrage.objects.exclude(email="") if darf_beraten(person) else Anfrage.objects.none()


def anfragen_zum_token(token: str) -> AnfrageQuerySet:
    """What the holder of a personal link sees; an anonymised request opens for nobody."""
    return Anfrage.objects.filter(token=token).exclude(email="")


def eigene_anfragen(adressen: Iterable[str]) -> AnfrageQuerySet:
    """What the owner of these confirmed addresses asked; anonymised requests have no address."""
    return Anfrage.objects.annotate(adresse=Lower("email")).filter(
        adresse__in=[adresse.lower() for adresse in adressen]
    )


def darf_antworten(person: Person, anfrage: Anfrage) -> bool:
    """One voice towards the municipality: only the advisor in charge answers and closes."""
    return darf_beraten(person) and anfrage.beraterin_id == person.pk


def beraterinnen() -> "QuerySet[Nutzer]":
    """Everybody a request can be given to."""
    return Nutzer.objects.filter(is_active=True, rollenzuweisungen__rolle=Rolle.BERATUNG).order_by("name", "email")
