"""A set of projects as arrays: who holds which word how strongly, and their facets. Never changed once built."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .dokumente import MASS
from .wortschatz import TEIL, Wortschatz

SAETTIGUNG = 2.5
"""k1 of BM25: this weighted frequency counts half of the possible."""
GEDAEMPFT = 0.6
"""What an entry counts whose yearly question nobody answered."""
STUFEN = 65_535


@dataclass(frozen=True)
class Zeile:
    """One published project as it comes from the database."""

    pk: int
    fassung: int
    veroeffentlicht: float
    """Seconds; the newest first."""
    bestaetigt: int
    """Day number, 0 if never."""
    sortiertitel: str
    unbeantwortet: bool
    merkmale: dict[str, frozenset[str]]
    """Facet → options, for those of the project itself."""
    beteiligte: tuple["Ort", ...]
    woerter: bytes


@dataclass(frozen=True)
class Ort:
    """A participant as the facets see it."""

    land: str
    groesse: str
    raum: str
    kreisart: str
    kommunen: tuple[int, ...] = ()
    """Its own key, that of its Kreis and its Verband."""

    @property
    def profil(self) -> tuple[str, str, str, str]:
        return self.land, self.groesse, self.raum, self.kreisart


class Spalte:
    """A facet of many projects: each holds one set of options, few different sets exist."""

    def __init__(self, mengen: Iterable[Any]) -> None:
        kennzahlen: dict[Any, int] = {}
        self.codes = np.fromiter((kennzahlen.setdefault(menge, len(kennzahlen)) for menge in mengen), np.int32)
        self.mengen: list[Any] = list(kennzahlen)

    def maske(self, bedingung: Callable[[Any], bool]) -> np.ndarray:
        """For each project whether its set meets the condition."""
        return np.fromiter(map(bedingung, self.mengen), bool, len(self.mengen))[self.codes]

    def zaehlen(self, treffer: np.ndarray | None) -> np.ndarray:
        """How often each set occurs among the hits; None means all."""
        codes = self.codes if treffer is None else self.codes[treffer]
        return np.bincount(codes, minlength=len(self.mengen))


class Segment:
    def __init__(self, zeilen: Sequence[Zeile], wortschatz: Wortschatz, merkmale: Sequence[str]) -> None:
        self.pks = np.fromiter((zeile.pk for zeile in zeilen), np.int64, len(zeilen))
        self.fassungen = np.fromiter((zeile.fassung for zeile in zeilen), np.int64, len(zeilen))
        self.veroeffentlicht = np.fromiter((zeile.veroeffentlicht for zeile in zeilen), float, len(zeilen))
        self.bestaetigt = np.fromiter((zeile.bestaetigt for zeile in zeilen), np.int32, len(zeilen))
        self.unbeantwortet = np.fromiter((zeile.unbeantwortet for zeile in zeilen), bool, len(zeilen))
        self.sortiertitel = [zeile.sortiertitel for zeile in zeilen]
        self.daempfung = np.where(self.unbeantwortet, np.float32(GEDAEMPFT), np.float32(1))
        self.spalten = {name: Spalte(zeile.merkmale.get(name, frozenset()) for zeile in zeilen) for name in merkmale}
        self.orte = Spalte(frozenset(ort.profil for ort in zeile.beteiligte) for zeile in zeilen)
        self._orte_einzeln(zeilen)
        self._titelrang: np.ndarray | None = None
        self._postings(zeilen, wortschatz)

    def __len__(self) -> int:
        return len(self.pks)

    def _orte_einzeln(self, zeilen: Sequence[Zeile]) -> None:
        """Participants beside each other, for the filter by municipality."""
        self.ort_dokument = np.fromiter((nr for nr, zeile in enumerate(zeilen) for _ in zeile.beteiligte), np.int32)
        self.ort_profil = Spalte(ort.profil for zeile in zeilen for ort in zeile.beteiligte)
        kommunen = [(*ort.kommunen, 0, 0, 0)[:3] for zeile in zeilen for ort in zeile.beteiligte]
        self.ort_kommunen = np.array(kommunen, np.int64).reshape(-1, 3)

    def _postings(self, zeilen: Sequence[Zeile], wortschatz: Wortschatz) -> None:
        anzahlen = np.fromiter((len(zeile.woerter) // 5 for zeile in zeilen), np.int64, len(zeilen))
        zahlen = np.frombuffer(b"".join(z.woerter[: len(z.woerter) // 5 * 4] for z in zeilen), "<u4")
        staerken = np.frombuffer(b"".join(z.woerter[len(z.woerter) // 5 * 4 :] for z in zeilen), "u1")
        dokumente = np.repeat(np.arange(len(zeilen), dtype=np.uint64), anzahlen)
        begriffe = wortschatz.nummern[zahlen].astype(np.uint64)
        schluessel = _schluessel(begriffe, dokumente, staerken.astype(np.uint64) * 2)
        teile = _teile(begriffe, dokumente, staerken, wortschatz)
        alle = np.concatenate([schluessel, teile])
        alle.sort()
        # Equal (stem, project) become one, their strengths added.
        paare = alle >> np.uint64(BITS_STAERKE)
        erste = np.flatnonzero(np.concatenate([[True], paare[1:] != paare[:-1]])) if len(paare) else np.zeros(0, int)
        staerke = alle & np.uint64((1 << BITS_STAERKE) - 1)
        summen = np.add.reduceat(staerke, erste) if len(erste) else staerke
        haeufigkeit = summen.astype(np.float32) / np.float32(2 * MASS)
        self.staerken = np.rint(haeufigkeit / (haeufigkeit + np.float32(SAETTIGUNG)) * STUFEN).astype(np.uint16)
        paare = paare[erste]
        self.dokumente = (paare & np.uint64((1 << BITS_DOKUMENT) - 1)).astype(np.int32)
        grenzen = np.searchsorted(paare >> np.uint64(BITS_DOKUMENT), np.arange(len(wortschatz) + 1, dtype=np.uint64))
        self.grenzen = grenzen.astype(np.int64)

    def wo(self, begriff: int) -> slice:
        """Where the entries of a stem stand in `dokumente` and `staerken`."""
        if begriff + 1 >= len(self.grenzen):
            return slice(0, 0)
        return slice(int(self.grenzen[begriff]), int(self.grenzen[begriff + 1]))

    def anzahl(self, begriff: int) -> int:
        stelle = self.wo(begriff)
        return stelle.stop - stelle.start

    @property
    def titelrang(self) -> np.ndarray:
        if self._titelrang is None:
            ordnung = sorted(range(len(self)), key=self.sortiertitel.__getitem__)
            rang = np.empty(len(self), np.int32)
            rang[ordnung] = np.arange(len(self), dtype=np.int32)
            self._titelrang = rang
        return self._titelrang


BITS_STAERKE = 12
BITS_DOKUMENT = 26


def _schluessel(begriffe: np.ndarray, dokumente: np.ndarray, staerken: np.ndarray) -> np.ndarray:
    """Stem, project and strength in one number each: sorting numbers is many times faster than sorting rows."""
    begriffe <<= np.uint64(BITS_DOKUMENT)
    begriffe |= dokumente
    schluessel = begriffe << np.uint64(BITS_STAERKE)
    schluessel |= staerken
    return schluessel


def _teile(paare: np.ndarray, dokumente: np.ndarray, staerken: np.ndarray, wortschatz: Wortschatz) -> np.ndarray:
    """The entries that parts of compounds get from them."""
    begriffe = (paare >> np.uint64(BITS_DOKUMENT)).astype(np.int64)
    anzahl_teile = np.zeros(len(wortschatz), np.int64)
    anzahl_teile[list(wortschatz.teile)] = [len(teile) for teile in wortschatz.teile.values()]
    anfang_teile = np.concatenate([[0], np.cumsum(anzahl_teile)])
    alle_teile = np.fromiter((teil for nr in sorted(wortschatz.teile) for teil in wortschatz.teile[nr]), np.uint64)
    je_eintrag = anzahl_teile[begriffe]
    eintraege = np.repeat(np.arange(len(begriffe)), je_eintrag)
    davor = np.cumsum(je_eintrag) - je_eintrag
    welcher = np.arange(len(eintraege)) - davor[eintraege]
    teile = alle_teile[anfang_teile[begriffe[eintraege]] + welcher]
    abgeschwaecht = np.maximum(1, np.rint(staerken[eintraege].astype(np.float32) * np.float32(2 * TEIL)))
    return _schluessel(teile, dokumente[eintraege], abgeschwaecht.astype(np.uint64))
