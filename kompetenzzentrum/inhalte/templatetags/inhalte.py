from django import template
from django.db.models import QuerySet

from kompetenzzentrum.inhalte.models import Meldung
from kompetenzzentrum.inhalte.rechte import oeffentliche_meldungen

register = template.Library()


@register.inclusion_tag("inhalte/neueste_meldungen.html")
def neueste_meldungen(anzahl: int = 3) -> dict[str, QuerySet[Meldung]]:
    """One query."""
    return {"meldungen": oeffentliche_meldungen().defer("text")[:anzahl]}
