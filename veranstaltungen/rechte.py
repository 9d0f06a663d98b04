from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import Person, hat_rolle

from .models import Veranstaltung, VeranstaltungQuerySet


def oeffentliche() -> VeranstaltungQuerySet:
    """What everybody sees: cancelled ones too, so that a link in a calendar says what happened."""
    return Veranstaltung.objects.exclude(zustand=Veranstaltung.Zustand.ENTWURF)


def sichtbare(person: Person) -> VeranstaltungQuerySet:
    """The team also sees drafts."""
    return Veranstaltung.objects.all() if hat_rolle(person, Rolle.VERANSTALTUNGSTEAM) else oeffentliche()
