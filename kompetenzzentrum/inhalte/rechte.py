"""Drafts and waiting news are for the editors alone, on every page."""

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import Person, hat_rolle

from .models import Meldung, MeldungQuerySet


def oeffentliche_meldungen() -> MeldungQuerySet:
    return Meldung.objects.veroeffentlicht()


def sichtbare_meldungen(person: Person) -> MeldungQuerySet:
    if hat_rolle(person, Rolle.REDAKTION):
        return Meldung.objects.all()
    return oeffentliche_meldungen()
