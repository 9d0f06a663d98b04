"""Who may see what of the register: it is public, except for gemeindefreie Gebiete, which nobody governs.

Successors are decided in the administration, by the role Redaktion (see `admin.py`).
"""

from .models import Kommune, KommuneQuerySet


def sichtbar() -> KommuneQuerySet:
    """What has a page: everything that can be chosen, and what was dissolved."""
    return Kommune.objects.filter(gemeindefrei=False)
