"""Building a segment from rows, in batches, so that 100,000 projects never lie in memory twice."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from .dokumente import MASS
from .segment import HOECHSTENS, PROFILE, STUFEN, Profil, Profile, Segment, Spalte, Zeile
from .wortschatz import TEIL, Wortschatz

STAPEL = 1_000
"""What a batch needs while it is worked on is the peak of memory."""
SAETTIGUNG = 2.5
"""k1 of BM25: this weighted frequency counts half of the possible."""
BITS_STAERKE = 12
BITS_DOKUMENT = 16
KOPF = np.dtype(
    [("pk", "i8"), ("fassung", "i8"), ("veroeffentlicht", "f8"), ("bestaetigt", "i4"), ("unbeantwortet", "?")]
)
BYTES_JE_WORT = 5
"""See `Suchdokument.woerter`."""
BYTES_JE_ZAHL = 4


def bauen(zeilen: Iterable[Zeile], wortschatz: Wortschatz, merkmale: tuple[str, ...]) -> list[Segment]:
    """At least one segment, of at most HOECHSTENS projects each."""
    alle = iter(zeilen)
    segmente: list[Segment] = []
    while (bauer := _Bauer(merkmale)).fuellen(islice(alle, HOECHSTENS), wortschatz) or not segmente:
        segmente.append(bauer.fertig(len(wortschatz)))
    return segmente


class _Bauer:
    def __init__(self, merkmale: tuple[str, ...]) -> None:
        self.merkmale = merkmale
        self.anzahl = 0
        self.kopf: list[np.ndarray] = []
        self.sortiertitel: list[str] = []
        self.mengen: list[dict[Any, int]] = [{} for _ in range(len(merkmale) + 1)]
        """For each facet, and last for the profiles, set → number."""
        self.nummern: list[np.ndarray] = []
        self.orte: list[np.ndarray] = []
        self.profile: dict[Profil, int] = {}
        self.postings: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.folgen: list[np.ndarray] = []
        self.folgen_laengen: list[int] = []

    def fuellen(self, zeilen: Iterator[Zeile], wortschatz: Wortschatz) -> int:
        while stapel := list(islice(zeilen, STAPEL)):
            self._koepfe(stapel)
            self._orte(stapel)
            self.postings.append(_postings(stapel, self.anzahl, wortschatz))
            self.folgen.append(_folgen(stapel, wortschatz))
            self.folgen_laengen += [len(zeile.folge) // BYTES_JE_ZAHL for zeile in stapel]
            self.anzahl += len(stapel)
        return self.anzahl

    def _koepfe(self, stapel: list[Zeile]) -> None:
        koepfe = [(z.pk, z.fassung, z.veroeffentlicht, z.bestaetigt, z.unbeantwortet) for z in stapel]
        self.kopf.append(np.array(koepfe, KOPF))
        self.sortiertitel += [zeile.sortiertitel for zeile in stapel]

    def _orte(self, stapel: list[Zeile]) -> None:
        nummern = [
            [
                bekannte.setdefault(menge, len(bekannte))
                for bekannte, menge in zip(self.mengen, (*zeile.merkmale, _profile(zeile)), strict=True)
            ]
            for zeile in stapel
        ]
        self.nummern.append(np.array(nummern, np.intp))
        orte = [
            (stelle, *ort.kommunen, self.profile.setdefault(ort.profil, len(self.profile)))
            for stelle, zeile in enumerate(stapel, start=self.anzahl)
            for ort in zeile.beteiligte
        ]
        self.orte.append(np.array(orte, np.int32).reshape(-1, 5))

    def fertig(self, begriffe: int) -> Segment:
        kopf = np.concatenate([np.zeros(0, KOPF), *self.kopf])
        nummern = np.concatenate([np.zeros((0, len(self.mengen)), np.intp), *self.nummern])
        orte = np.concatenate([np.zeros((0, 5), np.int32), *self.orte]).astype(np.int64)
        profile = Profile(list(self.mengen[-1]))
        namen = (*self.merkmale, PROFILE)
        return Segment(
            pks=kopf["pk"].copy(),
            fassungen=kopf["fassung"].copy(),
            veroeffentlicht=kopf["veroeffentlicht"].copy(),
            bestaetigt=kopf["bestaetigt"].copy(),
            unbeantwortet=kopf["unbeantwortet"].copy(),
            sortiertitel=self.sortiertitel,
            spalten={
                name: Spalte(list(bekannte)) for name, bekannte in zip(self.merkmale, self.mengen[:-1], strict=True)
            },
            profile=profile,
            mengen={name: nummern[:, stelle].copy() for stelle, name in enumerate(namen)},
            ort_dokument=orte[:, 0].copy(),
            ort_codes=[codes[orte[:, 4]] for codes in profile.codes_von(list(self.profile))],
            ort_kommunen=orte[:, 1:4].copy(),
            folgen=np.concatenate([np.zeros(0, np.uint16), *self.folgen]),
            folgen_grenzen=np.cumsum([0, *self.folgen_laengen], dtype=np.int64),
            **self._eintraege(begriffe),
        )

    def _eintraege(self, begriffe: int) -> dict[str, np.ndarray]:
        """The batches put together by stem: each is sorted, and holds later places than the one before."""
        summen = sum((anzahlen for anzahlen, _, _ in self.postings), np.zeros(begriffe, np.int64))
        grenzen = np.concatenate([[0], np.cumsum(summen)])
        dokumente = np.empty(int(grenzen[-1]), np.uint16)
        staerken = np.empty(int(grenzen[-1]), np.uint8)
        frei = grenzen[:-1].copy()
        while self.postings:
            anzahlen, stellen, werte = self.postings.pop(0)
            davor = np.cumsum(anzahlen, dtype=np.int64) - anzahlen
            ziel = np.arange(len(stellen)) + np.repeat(frei - davor, anzahlen)
            dokumente[ziel] = stellen
            staerken[ziel] = werte
            frei += anzahlen
        return {"grenzen": grenzen.astype(np.int32), "dokumente": dokumente, "staerken": staerken}


def _profile(zeile: Zeile) -> frozenset[Profil]:
    return frozenset(ort.profil for ort in zeile.beteiligte)


def _postings(zeilen: list[Zeile], erste: int, wortschatz: Wortschatz) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How many projects hold each stem; their places and strengths by stem. Parts of compounds included.

    Three bytes for each entry and two for each stem: all batches of a segment lie in memory at once.
    """
    laengen = [len(zeile.woerter) // BYTES_JE_WORT for zeile in zeilen]
    zahlen = np.frombuffer(b"".join(z.woerter[: 4 * n] for z, n in zip(zeilen, laengen, strict=True)), "<u4")
    staerken = np.frombuffer(b"".join(z.woerter[4 * n :] for z, n in zip(zeilen, laengen, strict=True)), "u1")
    dokumente = np.repeat(np.arange(erste, erste + len(zeilen), dtype=np.uint64), laengen)
    # Words newer than the vocabulary belong to projects that are read once more right after.
    bekannt = zahlen < len(wortschatz.nummern)
    begriffe, dokumente, staerken = wortschatz.nummern[zahlen[bekannt]], dokumente[bekannt], staerken[bekannt]
    schluessel = np.concatenate(
        [
            _schluessel(begriffe, dokumente, staerken.astype(np.uint64) * np.uint64(2)),
            _teile(begriffe, dokumente, staerken, wortschatz),
        ]
    )
    schluessel.sort()
    # Equal (stem, project) become one, their strengths added.
    paare = schluessel >> np.uint64(BITS_STAERKE)
    neu = np.flatnonzero(np.diff(paare, prepend=paare[:1] + np.uint64(1)))
    summen = np.add.reduceat((schluessel & np.uint64((1 << BITS_STAERKE) - 1)).astype(np.float32), neu)
    haeufigkeit = summen / np.float32(2 * MASS)
    staerke = np.maximum(1, np.rint(haeufigkeit / (haeufigkeit + np.float32(SAETTIGUNG)) * STUFEN)).astype(np.uint8)
    paare = paare[neu]
    anzahlen = np.bincount((paare >> np.uint64(BITS_DOKUMENT)).astype(np.intp), minlength=len(wortschatz))
    return anzahlen.astype(np.uint16), (paare & np.uint64((1 << BITS_DOKUMENT) - 1)).astype(np.uint16), staerke


def _folgen(zeilen: list[Zeile], wortschatz: Wortschatz) -> np.ndarray:
    """The words of these projects in order, in two bytes each as long as these do."""
    zahlen = np.frombuffer(b"".join(zeile.folge for zeile in zeilen), "<u4")
    begriffe = wortschatz.nummern[np.where(zahlen < len(wortschatz.nummern), zahlen, 0)] + 1
    return begriffe.astype(np.min_scalar_type(len(wortschatz)))


def _schluessel(begriffe: np.ndarray, dokumente: np.ndarray, staerken: np.ndarray) -> np.ndarray:
    """Stem, project and strength in one number each: sorting numbers is many times faster than sorting rows."""
    paare = begriffe.astype(np.uint64) << np.uint64(BITS_DOKUMENT) | dokumente
    return paare << np.uint64(BITS_STAERKE) | staerken


def _teile(begriffe: np.ndarray, dokumente: np.ndarray, staerken: np.ndarray, wortschatz: Wortschatz) -> np.ndarray:
    """The entries that parts of compounds get from them."""
    anfaenge, teile = wortschatz.teile_als_felder()
    je_eintrag = anfaenge[begriffe + 1] - anfaenge[begriffe]
    eintraege = np.repeat(np.arange(len(begriffe)), je_eintrag)
    welcher = np.arange(len(eintraege)) - np.repeat(np.cumsum(je_eintrag) - je_eintrag, je_eintrag)
    abgeschwaecht = np.maximum(1, np.rint(staerken[eintraege] * np.float32(2 * TEIL))).astype(np.uint64)
    return _schluessel(teile[anfaenge[begriffe[eintraege]] + welcher], dokumente[eintraege], abgeschwaecht)
