"""A set of projects as arrays: who holds which word how strongly, and their facets. Never changed once built."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

HOECHSTENS = 50_000
"""Projects of one segment: their places are 16-bit numbers."""
PROFILE = "profile"
STUFEN = 255
"""Strengths are stored in so many steps."""

Profil: TypeAlias = tuple[str, str, str, str]
MERKMALE_DES_ORTES = 4
Bedingungen: TypeAlias = dict[int, frozenset[str]]
"""Feature of a profile → options, any of which will do."""


@dataclass(frozen=True)
class Ort:
    """A participant as the facets see it."""

    land: str
    groesse: str
    raum: str
    kreisart: str
    kommunen: tuple[int, int, int]
    """Its own key, that of its Kreis and its Verband; 0 if there is none."""

    @property
    def profil(self) -> Profil:
        return self.land, self.groesse, self.raum, self.kreisart


@dataclass(frozen=True)
class Zeile:
    """One published project as it comes from the database."""

    pk: int
    fassung: int
    veroeffentlicht: float
    """Seconds."""
    bestaetigt: int
    """Day number, 0 if never."""
    sortiertitel: str
    unbeantwortet: bool
    merkmale: tuple[frozenset[str], ...]
    """The options of each facet of the project itself, in the order of `lesen.MERKMALE`."""
    beteiligte: tuple[Ort, ...]
    woerter: bytes
    folge: bytes
    """See `Suchdokument`."""


class Spalte:
    """One facet of all projects: each holds a set of options, and few different sets exist."""

    def __init__(self, mengen: list[frozenset[str]]) -> None:
        self.optionen = sorted(set().union(*mengen))
        self.matrix = np.zeros((len(mengen), len(self.optionen)), np.float32)
        """Sets by options, 1 where the set holds the option."""
        stellen = {option: stelle for stelle, option in enumerate(self.optionen)}
        for nummer, menge in enumerate(mengen):
            self.matrix[nummer, [stellen[option] for option in menge]] = 1

    def passende(self, optionen: frozenset[str]) -> np.ndarray:
        """For each set whether it holds any of these."""
        spalten = [stelle for stelle, option in enumerate(self.optionen) if option in optionen]
        return np.logical_or.reduce(self.matrix[:, spalten] > 0, axis=1)


class Profile:
    """The municipalities of all projects by Land, size class, space type and county type: few sets of them, too."""

    def __init__(self, mengen: list[frozenset[Profil]]) -> None:
        self.anzahl = len(mengen)
        flach = [profil for menge in mengen for profil in menge]
        self.optionen = [sorted({profil[merkmal] for profil in flach}) for merkmal in range(MERKMALE_DES_ORTES)]
        self.menge = np.repeat(np.arange(len(mengen)), [len(menge) for menge in mengen])
        """For each profile of each set the number of the set."""
        self.codes = self.codes_von(flach)
        self._paare = [self._verschiedene(merkmal, np.arange(len(flach))) for merkmal in range(MERKMALE_DES_ORTES)]
        """For each feature each option of each set once."""

    def codes_von(self, profile: list[Profil]) -> list[np.ndarray]:
        """For each feature the options of these profiles, as numbers."""
        return [
            np.fromiter((optionen.index(profil[merkmal]) for profil in profile), np.intp, len(profile))
            for merkmal, optionen in enumerate(self.optionen)
        ]

    def code(self, merkmal: int, option: str) -> int:
        return self.optionen[merkmal].index(option) if option in self.optionen[merkmal] else -1

    def erfuellt(self, bedingungen: Bedingungen, codes: list[np.ndarray]) -> np.ndarray:
        """For each profile whether it meets all conditions."""
        erfuellt = np.ones(len(codes[0]), bool)
        for merkmal, optionen in bedingungen.items():
            gewollt = np.array([option in optionen for option in self.optionen[merkmal]], bool)
            erfuellt &= gewollt[codes[merkmal]]
        return erfuellt

    def passende(self, bedingungen: Bedingungen) -> np.ndarray:
        """For each set whether one profile of it meets all conditions."""
        passende = np.zeros(self.anzahl, bool)
        passende[self.menge[self.erfuellt(bedingungen, self.codes)]] = True
        return passende

    def summen(self, merkmal: int, bedingungen: Bedingungen, anzahlen: np.ndarray) -> np.ndarray:
        """Projects by option of the feature: `anzahlen` by set, each set once for each option that a profile of it
        with that option meeting the conditions gives it."""
        menge, code = self._paare[merkmal]
        if bedingungen:
            menge, code = self._verschiedene(merkmal, np.flatnonzero(self.erfuellt(bedingungen, self.codes)))
        return np.bincount(code, anzahlen[menge], len(self.optionen[merkmal]))

    def _verschiedene(self, merkmal: int, profile: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(set, option of the feature) of these profiles, each once."""
        anzahl = max(1, len(self.optionen[merkmal]))
        menge, code = np.divmod(np.unique(self.menge[profile] * anzahl + self.codes[merkmal][profile]), anzahl)
        return menge, code

    def hoechste(self, punkte: Callable[[list[np.ndarray]], np.ndarray]) -> np.ndarray:
        """For each set the most points one of its profiles has."""
        hoechste = np.zeros(self.anzahl, np.int32)
        np.maximum.at(hoechste, self.menge, punkte(self.codes).astype(np.int32))
        return hoechste


@dataclass(frozen=True)
class Segment:
    """Places are in the order of publication, so a greater one is newer."""

    pks: np.ndarray
    fassungen: np.ndarray
    veroeffentlicht: np.ndarray
    bestaetigt: np.ndarray
    unbeantwortet: np.ndarray
    sortiertitel: list[str]
    spalten: dict[str, Spalte]
    profile: Profile
    mengen: dict[str, np.ndarray]
    """Facet → for each project the number of its set; those of the profiles under PROFILE."""
    ort_dokument: np.ndarray
    ort_codes: list[np.ndarray]
    """The participants beside each other: their project, their profile, their municipality with Kreis and Verband."""
    ort_kommunen: np.ndarray
    grenzen: np.ndarray
    """Stem → where its entries begin in the two arrays below."""
    dokumente: np.ndarray
    staerken: np.ndarray
    folgen: np.ndarray
    """The words of all projects in order: numbers of their stems plus one; 0 after each section."""
    folgen_grenzen: np.ndarray
    """Place → where the words of the project begin."""

    def __len__(self) -> int:
        return len(self.pks)

    def wo(self, begriff: int) -> slice:
        if begriff + 1 >= len(self.grenzen):
            return slice(0, 0)
        return slice(int(self.grenzen[begriff]), int(self.grenzen[begriff + 1]))

    def anzahl(self, begriff: int) -> int:
        """Projects that hold the stem."""
        stelle = self.wo(begriff)
        return stelle.stop - stelle.start

    def eintraege(self, begriff: int) -> tuple[np.ndarray, np.ndarray]:
        """Places of the projects that hold the stem, ascending, and how strongly (0 to 1)."""
        stelle = self.wo(begriff)
        return self.dokumente[stelle].astype(np.intp), self.staerken[stelle] * np.float32(1 / STUFEN)

    def text(self, stellen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The words of these projects one after the other, and where those of each begin."""
        anfaenge, enden = self.folgen_grenzen[stellen], self.folgen_grenzen[stellen + 1]
        stuecke = [self.folgen[von:bis] for von, bis in zip(anfaenge.tolist(), enden.tolist(), strict=True)]
        return np.concatenate([self.folgen[:0], *stuecke]), np.cumsum(enden - anfaenge) - (enden - anfaenge)

    def zaehlen(self, name: str, stellen: np.ndarray) -> np.ndarray:
        """How many of these projects hold each set of the facet."""
        anzahl = self.profile.anzahl if name == PROFILE else len(self.spalten[name].matrix)
        return np.bincount(self.mengen[name].take(stellen), minlength=anzahl)

    def profile_von(self, stelle: int) -> list[Profil]:
        """Those of the municipalities of one project."""
        profile = self.profile
        return [
            tuple(optionen[codes[nummer]] for optionen, codes in zip(profile.optionen, profile.codes, strict=True))
            for nummer in np.flatnonzero(profile.menge == self.mengen[PROFILE][stelle])
        ]

    def merkmal(self, name: str, stelle: int) -> set[str]:
        """The options of one project."""
        spalte = self.spalten[name]
        zeile = spalte.matrix[self.mengen[name][stelle]]
        return {option for option, da in zip(spalte.optionen, zeile, strict=True) if da}
