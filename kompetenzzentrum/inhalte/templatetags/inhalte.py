from django import template
from django.db.models import QuerySet

from kompetenzzentrum.inhalte.models import Meldung

register = template.Library()


@register.inclusion_tag("inhalte/neueste_meldungen.html")
def neueste_meldungen(anzahl: int = 3) -> dict[str, QuerySet[Meldung]]:
    """One query."""
    return {"meldungen": Meldung.objects.veroeffentlicht().defer("text")[:anzahl]}
