"""Rooms, tracks, sessions, people, exhibitors and questions of one event. Locks: the room, then the event."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from kommunen.namen import falten
from kompetenzzentrum.oberflaeche import stand

from .models import Anmeldung, Aussteller, Frage, Mitwirkende, Programmpunkt, Raum, Strang
from .plaetze import sperren

Teil = Raum | Strang | Programmpunkt | Mitwirkende | Aussteller | Frage


@transaction.atomic
def speichern(teil: Teil, *, sprechende: Any = None) -> Teil:
    """New or changed. Raises ValidationError if a session would have fewer seats than people who chose it, or a
    question another purpose than it was answered for."""
    stand.sperren("veranstaltungen")
    sperren(teil.veranstaltung_id)
    if isinstance(teil, Programmpunkt):
        _sitze_pruefen(teil)
    if isinstance(teil, Frage):
        teil.clean()  # once more, under the lock
    if isinstance(teil, Mitwirkende | Aussteller) and not teil.slug:
        teil.slug = _freier_slug(teil)
    teil.save()
    if isinstance(teil, Programmpunkt) and sprechende is not None:
        teil.sprechende.set(sprechende)
    return teil


def _sitze_pruefen(punkt: Programmpunkt) -> None:
    if not punkt.pk:
        return
    gewaehlt = punkt.programmwahlen.filter(anmeldung__zustand__in=Anmeldung.MIT_PLATZ).count()
    wer = _wer_hat(gewaehlt)
    if gewaehlt and not punkt.waehlbar:
        raise ValidationError({"waehlbar": f"{wer} diesen Punkt schon gewählt."})
    if punkt.plaetze is not None and punkt.plaetze < gewaehlt:
        raise ValidationError({"plaetze": f"{wer} diesen Punkt schon gewählt. Weniger Plätze gehen nicht."})


def _wer_hat(anzahl: int) -> str:
    return "Eine Person hat" if anzahl == 1 else f"{anzahl} Personen haben"


def _freier_slug(teil: Mitwirkende | Aussteller) -> str:
    grund = falten(teil.name).replace(" ", "-")[:100].strip("-") or "eintrag"
    nummer, frei = 1, grund
    while type(teil)._default_manager.filter(veranstaltung=teil.veranstaltung_id, slug=frei).exists():
        nummer += 1
        frei = f"{grund}-{nummer}"
    return frei


@transaction.atomic
def loeschen(teil: Teil) -> None:
    """With what people answered there. Raises ValidationError for a session that somebody chose: she must be told."""
    stand.sperren("veranstaltungen")
    sperren(teil.veranstaltung_id)
    if isinstance(teil, Programmpunkt):
        if gewaehlt := betroffene(teil):
            raise ValidationError(
                f"{_wer_hat(gewaehlt)} „{teil}“ schon gewählt. Setzen Sie „entfällt“ und geben Sie das Programm"
                " bekannt: Dann bekommen alle Betroffenen eine E-Mail."
            )
        teil.programmwahlen.all().delete()
    teil.delete()


def betroffene(teil: Teil) -> int:
    """How many people chose this session (then it is not deleted) or answered this question (they lose that)."""
    if isinstance(teil, Programmpunkt):
        return teil.programmwahlen.filter(anmeldung__zustand__in=Anmeldung.OFFENE).count()
    return teil.antworten.count() if isinstance(teil, Frage) else 0
