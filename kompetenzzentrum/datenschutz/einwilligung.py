"""Writing down consent: each step is a new row, nothing is ever changed."""

import uuid

from .models import Einwilligung

Schritt = Einwilligung.Schritt


def festhalten(
    *, zweck: str, vorgang: uuid.UUID, schritt: Einwilligung.Schritt, email: str, wortlaut: str, seite: str
) -> Einwilligung:
    """Append one step; a step that stands already is returned as it is (a link clicked twice)."""
    vorhanden = Einwilligung.objects.filter(vorgang=vorgang, schritt=schritt).first()
    if vorhanden:
        return vorhanden
    return Einwilligung.objects.create(
        zweck=zweck, vorgang=vorgang, schritt=schritt, email=email, wortlaut=wortlaut, seite=seite
    )
