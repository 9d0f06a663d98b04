"""Checked records against the catalogue: what would change, and changing it whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from projekte import pflege, suche
from projekte.models import BESTAETIGUNGEN, Projekt

from .pruefung import Satz


@dataclass
class Plan:
    neu: list[Satz] = field(default_factory=list)
    geaendert: list[tuple[Satz, Projekt]] = field(default_factory=list)
    unveraendert: int = 0


def _bestand(saetze: Iterable[Satz]) -> dict[str, Projekt]:
    """Projects of the catalogue by the key a record finds them with: their source, without one their address."""
    alle = Projekt.objects.prefetch_related("weitere_handlungsfelder", "loesungstypen", "beteiligungen__kommune")
    mit_quelle = [satz.felder["quelle_url"] for satz in saetze if satz.felder["quelle_url"]]
    ohne_quelle = [satz.felder["slug"] for satz in saetze if not satz.felder["quelle_url"]]
    return {
        **{projekt.quelle_url: projekt for projekt in alle.filter(quelle_url__in=mit_quelle)},
        **{projekt.slug: projekt for projekt in alle.filter(slug__in=ohne_quelle)},
    }


def _felder(satz: Satz, projekt: Projekt) -> dict[str, Any]:
    """The plain fields; a known project keeps the address people have bookmarked, and what was confirmed later than
    the file says."""
    werte = {name: wert for name, wert in satz.felder.items() if name != "slug"}
    for name, angaben in BESTAETIGUNGEN.items():
        tage = [tag for tag in (werte[name], getattr(projekt, name)) if tag is not None]
        werte[name] = max(tage, default=None) if any(werte[feld] for feld in angaben) else None
    return werte | {"handlungsfeld": satz.handlungsfelder[0]}


def _gleich(satz: Satz, projekt: Projekt) -> bool:
    return (
        all(getattr(projekt, name) == wert for name, wert in _felder(satz, projekt).items())
        and set(projekt.weitere_handlungsfelder.all()) == set(satz.handlungsfelder[1:])
        and set(projekt.loesungstypen.all()) == set(satz.loesungstypen)
        and projekt.federfuehrung == satz.federfuehrung
        and set(projekt.weitere_kommunen) == set(satz.beteiligte) - {satz.federfuehrung}
    )


def planen(saetze: list[Satz]) -> Plan:
    plan, bestand = Plan(), _bestand(saetze)
    for satz in saetze:
        projekt = bestand.get(satz.schluessel)
        if projekt is None:
            plan.neu.append(satz)
        elif _gleich(satz, projekt):
            plan.unveraendert += 1
        else:
            plan.geaendert.append((satz, projekt))
    return plan


@transaction.atomic
def ausfuehren(plan: Plan) -> None:
    """New projects are published at once. Raises ValidationError, naming the line; then nothing has changed."""
    jetzt = timezone.now()
    geschrieben = []
    for satz in plan.neu:
        projekt = Projekt(slug=pflege.freier_slug(satz.felder["slug"]), veroeffentlicht_am=jetzt)
        geschrieben.append(_schreiben(satz, projekt).pk)
    for satz, projekt in plan.geaendert:
        geschrieben.append(_schreiben(satz, projekt).pk)
    suche.ableiten(geschrieben)


def _schreiben(satz: Satz, projekt: Projekt) -> Projekt:
    for name, wert in _felder(satz, projekt).items():
        setattr(projekt, name, wert)
    try:
        return pflege.speichern(
            projekt,
            federfuehrung=satz.federfuehrung,
            beteiligte=satz.beteiligte,
            weitere_handlungsfelder=satz.handlungsfelder[1:],
            loesungstypen=satz.loesungstypen,
            mit_index=False,
        )
    except ValidationError as fehler:
        raise ValidationError(f"Zeile {satz.zeile}: {' '.join(fehler.messages)}") from fehler
