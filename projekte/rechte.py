"""Who may see which project. Lists, pages, search, tags and sitemap all ask here."""

from kommunen.mitgliedschaft import kommunen_von
from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import Person, hat_rolle

from .models import Projekt, ProjektQuerySet


def oeffentliche() -> ProjektQuerySet:
    """What everybody may see."""
    return Projekt.objects.veroeffentlicht()


def darf_sehen(person: Person, projekt: Projekt) -> bool:
    return projekt.ist_veroeffentlicht or darf_bearbeiten(person)


def darf_bearbeiten(person: Person) -> bool:
    return hat_rolle(person, Rolle.REDAKTION)


def darf_pflegen(person: Person, projekt: Projekt) -> bool:
    """Members of a municipality that takes part propose changes, editors make them."""
    return darf_bearbeiten(person) or projekt.beteiligungen.filter(kommune__in=kommunen_von(person)).exists()
