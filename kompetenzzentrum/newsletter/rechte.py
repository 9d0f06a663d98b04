"""Who may see and do what with the newsletter."""

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import Person, hat_rolle

from .models import Ausgabe, AusgabeQuerySet


def oeffentliche_ausgaben() -> AusgabeQuerySet:
    """What everybody may read: archive, page of an issue, sitemap."""
    return Ausgabe.objects.versendet()


def bearbeitbare_ausgaben(person: Person) -> AusgabeQuerySet:
    return Ausgabe.objects.all() if hat_rolle(person, Rolle.REDAKTION) else Ausgabe.objects.none()
