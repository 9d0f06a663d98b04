from collections.abc import Iterable

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import Person, hat_rolle

from .models import Anmeldung, AnmeldungQuerySet, Medium, Veranstaltung, VeranstaltungQuerySet
from .models.danach import MediumQuerySet


def oeffentliche() -> VeranstaltungQuerySet:
    """What everybody sees: cancelled ones too, so that a link in a calendar says what happened."""
    return Veranstaltung.objects.exclude(zustand=Veranstaltung.Zustand.ENTWURF)


def sichtbare(person: Person) -> VeranstaltungQuerySet:
    """The team also sees drafts. Templates have no page: nobody is invited to one."""
    team = hat_rolle(person, Rolle.VERANSTALTUNGSTEAM)
    return Veranstaltung.objects.filter(ist_vorlage=False) if team else oeffentliche()


def verwaltete(person: Person) -> VeranstaltungQuerySet:
    """What stands on the desk: everything, templates too, for the team; nothing for anybody else."""
    alle = Veranstaltung.objects.all()
    return alle if hat_rolle(person, Rolle.VERANSTALTUNGSTEAM) else alle.none()


def eigene_anmeldungen(adressen: Iterable[str]) -> AnmeldungQuerySet:
    """Where the owner of these confirmed addresses (stored in lower case) is registered, has an offer or waits."""
    return Anmeldung.objects.offen().filter(email__in=[adresse.lower() for adresse in adressen])


def oeffentliche_medien() -> MediumQuerySet:
    return Medium.objects.oeffentlich()


def sichtbare_medien(person: Person) -> MediumQuerySet:
    """Who makes the Mediathek also sees what is not published yet."""
    macht_sie = hat_rolle(person, Rolle.VERANSTALTUNGSTEAM, Rolle.REDAKTION)
    return Medium.objects.all() if macht_sie else oeffentliche_medien()
