"""Asking the catalogue: text, filters, order, counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from kommunen.models import Kommune

from . import anfrage as anfragen
from . import lesen
from .deutung import Deutung, deuten
from .facetten import FACETTEN, Filter
from .markieren import Marken, marken_von
from .reihenfolge import NEUESTE, RELEVANZ, TITEL, WEIT_HINTEN, Fund, blaettern, naehe, ordnen, reihe, titelraenge
from .segment import Profil
from .verzeichnis import Verzeichnis, aktuelles
from .wertung import Bewertung, bewerten


@dataclass(frozen=True)
class Auswahl:
    text: str = ""
    merkmale: Mapping[str, Any] = field(default_factory=dict)
    """Facet → options, any of which will do."""
    kommune: int | None = None
    """Key: its projects, and those of what lies in it; or OHNE_KOMMUNE."""
    wie: int | None = None
    """Key: projects of comparable municipalities come first."""
    sortierung: str = RELEVANZ


@dataclass(frozen=True)
class Ergebnis:
    schluessel: list[int]
    fassungen: dict[int, int]
    """Key → version of the project, for the cards of this page."""
    anzahl: int
    facetten: dict[str, dict[str, int]]
    """Options without any project are not in it."""
    gemeint: dict[str, str]
    """Typed word → the one it was taken for."""
    marken: Marken
    naehe: dict[int, int]


def suchen(
    auswahl: Auswahl, von: int = 0, anzahl: int = 12, *, stand: int | None = None, noetig: float | None = None
) -> Ergebnis:
    """`stand`: the number of the room, if the caller knows it already. `noetig`: see `wertung.NOETIG`."""
    verzeichnis = aktuelles(stand)
    anfrage = anfragen.zerlegen(auswahl.text)
    if not anfrage and auswahl.text.strip():
        return Ergebnis([], {}, 0, {}, {}, Marken(), {})
    deutung = deuten(anfrage, verzeichnis)
    facetten: dict[str, Counter[str]] = {name: Counter() for name in FACETTEN}
    eigene, funde = _profil(auswahl.wie), []
    raenge = _titelraenge(auswahl, verzeichnis)
    for nummer, (gefunden, punkte) in enumerate(gefundene(deutung, verzeichnis, noetig)):
        segment = verzeichnis.segmente[nummer]
        filter_ = Filter(segment, auswahl.merkmale, auswahl.kommune, gefunden)
        ist_alles = not anfrage and not filter_
        zahlen = verzeichnis.einmal(("alle", nummer), filter_.zaehlen) if ist_alles else filter_.zaehlen()
        for name, anzahlen in zahlen.items():
            facetten[name].update(anzahlen)
        if filter_:
            punkte = punkte[np.searchsorted(gefunden, filter_.treffer)]
        funde.append(Fund(segment, filter_.treffer, punkte, naehe(eigene, segment), raenge[nummer]))
    sortierung = NEUESTE if auswahl.sortierung == RELEVANZ and not anfrage else auswahl.sortierung
    if von >= WEIT_HINTEN and sortierung != RELEVANZ and not eigene:
        alle = verzeichnis.einmal(("reihe", sortierung), partial(reihe, verzeichnis.segmente, sortierung, raenge))
        seite = blaettern(funde, alle, von, anzahl)
    else:
        seite = ordnen(funde, sortierung, von, anzahl)
    return Ergebnis(
        schluessel=[pk for pk, _, _ in seite],
        fassungen={pk: fassung for pk, fassung, _ in seite},
        anzahl=sum(len(fund.treffer) for fund in funde),
        facetten={name: dict(zahlen) for name, zahlen in facetten.items()},
        gemeint=deutung.gemeint,
        marken=marken_von(deutung, verzeichnis),
        naehe={pk: nah for pk, _, nah in seite} if auswahl.wie else {},
    )


def _titelraenge(auswahl: Auswahl, verzeichnis: Verzeichnis) -> list[np.ndarray]:
    if auswahl.sortierung != TITEL:
        return [np.zeros(0, np.int32)] * len(verzeichnis.segmente)
    return verzeichnis.einmal("titelraenge", partial(titelraenge, verzeichnis.segmente))


def gefundene(deutung: Deutung, verzeichnis: Verzeichnis, noetig: float | None = None) -> list[Bewertung]:
    if deutung.einheiten or deutung.wortfolgen or deutung.ausgeschlossen:
        return bewerten(deutung, verzeichnis, noetig)
    return [(np.flatnonzero(lebend), np.ones(int(lebend.sum()), np.float32)) for lebend in verzeichnis.lebend]


def _profil(kommune: int | None) -> list[Profil]:
    if kommune is None:
        return []
    angaben = ("land__schluessel", "groessenklasse", "verstaedterung", "art", "textkennzeichen")
    zeile = Kommune.objects.filter(pk=kommune).values_list(*angaben).first()
    return [(*zeile[:3], lesen.kreisart(*zeile[3:]))] if zeile else []
