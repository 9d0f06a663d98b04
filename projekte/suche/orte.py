"""Where the hits of a question lie."""

import numpy as np

from . import anfrage as anfragen
from .deutung import deuten
from .facetten import Filter
from .suchen import Auswahl, gefundene
from .verzeichnis import aktuelles


def orte(auswahl: Auswahl, *, stand: int | None = None) -> tuple[dict[int, int], int]:
    """Municipality (key) → projects among the hits in which it takes part and, with filters by place, meets them; and
    how many of the hits are without any."""
    verzeichnis = aktuelles(stand)
    anfrage = anfragen.zerlegen(auswahl.text)
    if not anfrage and auswahl.text.strip():
        return {}, 0
    summen: dict[int, int] = {}
    ohne = 0
    funde = gefundene(deuten(anfrage, verzeichnis), verzeichnis)
    for segment, (gefunden, _) in zip(verzeichnis.segmente, funde, strict=True):
        filter_ = Filter(segment, auswahl.merkmale, auswahl.kommune, gefunden)
        kommunen, anzahlen = np.unique(filter_.kommunen(), return_counts=True)
        for kommune, anzahl in zip(kommunen.tolist(), anzahlen.tolist(), strict=True):
            summen[kommune] = summen.get(kommune, 0) + anzahl
        ohne += filter_.ohne_kommune()
    return summen, ohne
