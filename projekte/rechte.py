"""Who may see which project. Lists, pages, search, tags and sitemap all ask here."""

from django.db.models import Q

from kommunen.mitgliedschaft import ist_mitglied, kommunen_von
from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import Person, hat_rolle

from .models import Einreichung, EinreichungQuerySet, Nachnutzung, NachnutzungQuerySet, Projekt, ProjektQuerySet


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


def darf_nachnutzung_melden(person: Person, kommune: Kommune) -> bool:
    """Its members for their municipality, editors for any."""
    return darf_bearbeiten(person) or ist_mitglied(person, kommune)


def oeffentliche_nachnutzungen() -> NachnutzungQuerySet:
    """What everybody may see: confirmed, of published projects."""
    sichtbar = Q(projekt__veroeffentlicht_am__isnull=False, projekt__archiviert_am=None)
    return Nachnutzung.objects.bestaetigt().filter(sichtbar)


def eigene_nachnutzungen(person: Person) -> NachnutzungQuerySet:
    """What the person may follow up: editors what is not confirmed, members what their municipalities took or gave."""
    if darf_bearbeiten(person):
        return Nachnutzung.objects.filter(bestaetigt_am=None)
    eigene = kommunen_von(person)
    return Nachnutzung.objects.filter(Q(kommune__in=eigene) | Q(von__in=eigene))


def darf_einreichen(person: Person, kommune: Kommune) -> bool:
    """Describe a project of this municipality: its members, and editors for any."""
    return darf_bearbeiten(person) or ist_mitglied(person, kommune)


def eigene_einreichungen(person: Person) -> EinreichungQuerySet:
    """What the person writes at: that of her municipalities, an editor's own."""
    eigene = kommunen_von(person)
    menge = Q(kommune__in=eigene) | Q(kommune__nachfolger__in=eigene)
    if darf_bearbeiten(person):
        menge |= Q(von=person.pk)
    return Einreichung.objects.filter(menge)


def sichtbare_einreichungen(person: Person) -> EinreichungQuerySet:
    """Her own; editors also what was ever handed in."""
    eigene = eigene_einreichungen(person)
    return eigene | Einreichung.objects.filter(eingereicht_am__isnull=False) if darf_bearbeiten(person) else eigene


def darf_mitschreiben(person: Person, einreichung: Einreichung) -> bool:
    return eigene_einreichungen(person).filter(pk=einreichung.pk).exists()


def darf_schreiben(person: Person, einreichung: Einreichung) -> bool:
    """Not while the editors read it, not after they decided."""
    return einreichung.ist_schreibbar and darf_mitschreiben(person, einreichung)


def darf_pruefen(person: Person) -> bool:
    return darf_bearbeiten(person)


def darf_fassungen_sehen(person: Person, projekt: Projekt) -> bool:
    """The history: those who look after the entry. What anybody may see is the entry as it is."""
    return darf_pflegen(person, projekt)
