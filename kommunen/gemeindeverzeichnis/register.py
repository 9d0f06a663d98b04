"""What every format is turned into, and how a file is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

Fortschritt = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and of how much."""

LAND, REGIERUNGSBEZIRK, REGION, KREIS, VERBAND, GEMEINDE = "10", "20", "30", "40", "50", "60"
SATZARTEN = (LAND, REGIERUNGSBEZIRK, REGION, KREIS, VERBAND, GEMEINDE)


def ohne_fortschritt(schritt: str, fertig: int, von: int) -> None:
    """For callers that show nothing."""


@dataclass(frozen=True, slots=True)
class Mangel:
    zeile: int
    """Line of the text file, row of the sheet; 0 if it concerns the file as a whole."""
    text: str

    def __str__(self) -> str:
        return f"Zeile {self.zeile}: {self.text}" if self.zeile else self.text


class Ablehnung(Exception):
    """The file is not taken; nothing was changed. `maengel` says why, in German."""

    HOECHSTENS = 20

    def __init__(self, maengel: Sequence[Mangel] | str) -> None:
        self.maengel = [Mangel(0, maengel)] if isinstance(maengel, str) else list(maengel)
        zeilen = [str(mangel) for mangel in self.maengel[: self.HOECHSTENS]]
        if len(self.maengel) > self.HOECHSTENS:
            zeilen.append(f"… und {len(self.maengel) - self.HOECHSTENS} weitere Mängel.")
        super().__init__("\n".join(zeilen))


@dataclass(slots=True)
class Satz:
    """One record. None means: this format does not say."""

    zeile: int
    satzart: str
    schluessel: str
    """Land 2 digits, Regierungsbezirk 3, Region 4, Kreis 5, Verband 9, Gemeinde 12 (ARS)."""
    name: str
    textkennzeichen: str = ""
    sitz: str | None = None
    flaeche_ha: int | None = None
    einwohner: int | None = None
    plz: str = ""
    mehrere_plz: bool | None = None
    lon: float | None = None
    lat: float | None = None
    verstaedterung: str | None = None
    mehrdeutig: bool = False
    """Only in the shipped selection: the short name occurs again in the whole register."""

    @property
    def ags(self) -> str:
        """Of a Gemeinde: the ARS without the digits of its Verband. Of all others: their own key."""
        return self.schluessel[:5] + self.schluessel[9:] if self.satzart == GEMEINDE else self.schluessel


@dataclass(slots=True)
class Register:
    stand: date
    format: str
    datei: str
    saetze: list[Satz]
    vollstaendig: bool = True
    """False for the shipped selection, which is not all of Germany."""
    kennt_lage: bool = False
    """Whether the format carries coordinates and Verstädterung."""
    maengel: list[Mangel] = field(default_factory=list)
