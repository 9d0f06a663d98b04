"""Who may see what of the register: it is public, except for gemeindefreie Gebiete, which nobody governs.

Successors are decided in the administration, by the role Redaktion (see `admin.py`).
"""

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.konten.rechte import Person, hat_rolle

from .models import Kommune, KommuneQuerySet


def sichtbar() -> KommuneQuerySet:
    """What has a page: everything that can be chosen, and what was dissolved."""
    return Kommune.objects.filter(gemeindefrei=False)


def darf_mitgliedschaften_entscheiden(person: Person) -> bool:
    return hat_rolle(person, Rolle.REDAKTION)
