"""The facets of the list: which there are, their options in words, and their markup.

About a hundred options stand on every list. They are written by format strings from parts that were escaped once:
widgets and templates would cost more than the search.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kommunen.groessenklassen import Groessenklasse
from kommunen.models import Land, Verstaedterung
from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.oberflaeche.texte import zahl

from .models import (
    EinmaligeKosten,
    Foerderung,
    Handlungsfeld,
    JaehrlicheKosten,
    Loesungstyp,
    Offenheit,
    Personalaufwand,
    Phase,
)


@dataclass(frozen=True)
class Facette:
    name: str
    """Its parameter in the address, and its key in the search."""
    titel: str
    optionen: Mapping[str, str]
    """Code → words."""
    zusatz: Mapping[str, str] = field(default_factory=dict)
    """Code → what is said beside the words."""
    offen: bool = False
    """Unfolded from the start."""
    chip_benannt: bool = False
    """The words alone would not say what was chosen ("ja")."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_felder", {code: self._feld(code) for code in self.optionen})

    def _feld(self, code: str) -> tuple[str, str, str]:
        """What stands before the count, for an option that is chosen or not; and the whole of one without hits."""
        zusatz = f'<span class="wahl__zusatz">{escape(self.zusatz[code])}</span>' if code in self.zusatz else ""
        name = f'<span class="wahl__name">{escape(self.optionen[code])}{zusatz}</span>'
        eingabe = f'<input type="checkbox" name="{escape(self.name)}" value="{escape(code)}"'
        davor, danach = f'<li><label class="wahl">{eingabe}', f'>{name}<span class="wahl__zahl">'
        leer = f'<li><label class="wahl wahl--leer">{eingabe}{danach}0</span></label></li>'
        return f"{davor} checked{danach}", f"{davor}{danach}", leer

    def chip(self, code: str) -> str:
        return f"{self.titel}: {self.optionen[code]}" if self.chip_benannt else self.optionen[code]

    def zeichnen(self, gewaehlt: Set[str], anzahlen: Mapping[str, int]) -> str:
        """One group: the chosen options first, those without hits folded away."""
        oben, mit, ohne = [], [], []
        felder: dict[str, tuple[str, str, str]] = self._felder  # type: ignore[attr-defined]
        for code, (angekreuzt, davor, leer) in felder.items():
            anzahl = anzahlen.get(code, 0)
            if code in gewaehlt:
                oben.append(f"{angekreuzt}{zahl(anzahl)}</span></label></li>")
            elif anzahl:
                mit.append(f"{davor}{zahl(anzahl)}</span></label></li>")
            else:
                ohne.append(leer)
        titel = escape(self.titel)
        wahl = f'<span class="facette__wahl">{len(oben)} gewählt</span>' if oben else ""
        liste = f'<ul class="facette__optionen" aria-label="{titel}">{"".join(oben)}{"".join(mit)}</ul>'
        rest = (
            f'<details class="facette__rest"><summary>{len(ohne)} ohne Treffer</summary>'
            f'<ul class="facette__optionen" aria-label="{titel}, ohne Treffer">{"".join(ohne)}</ul></details>'
        )
        return (
            f'<details class="facette"{" open" if oben or self.offen else ""}>'
            f'<summary><span class="facette__titel">{titel}</span>{wahl}</summary>'
            f"{liste if oben or mit else ''}{rest if ohne else ''}</details>"
        )


def zeichnen(
    facetten: Iterable[Facette], gewaehlt: Mapping[str, Set[str]], anzahlen: Mapping[str, Mapping[str, int]]
) -> SafeString:
    """All groups. `anzahlen` are the hits each option would leave, the other facets as they are."""
    nichts: frozenset[str] = frozenset()
    return mark_safe(
        "".join(
            facette.zeichnen(gewaehlt.get(facette.name, nichts), anzahlen.get(facette.name, {})) for facette in facetten
        )
    )


_behalten: tuple[int, tuple[Facette, ...]] | None = None


def alle(fassung: int | None = None) -> tuple[Facette, ...]:
    """All facets in the order of the page, the most useful ones first; kept until something in the catalogue changes.

    `fassung` is the number of the catalogue, if the caller has read it already.
    """
    global _behalten  # one reference, swapped whole: safe between threads
    if fassung is None:
        fassung = stand.lesen()["projekte"]
    behalten = _behalten
    if behalten is None or behalten[0] != fassung:
        _behalten = behalten = (fassung, _laden())
    return behalten[1]


def vergessen() -> None:
    """For tests: a transaction rolled back takes the number back, too."""
    global _behalten
    _behalten = None


def _laden() -> tuple[Facette, ...]:
    return (
        Facette("handlungsfeld", "Handlungsfeld", _namen(Handlungsfeld), offen=True),
        Facette("land", "Land", dict(Land.objects.order_by("name").values_list("schluessel", "name")), offen=True),
        Facette(
            "groesse",
            "Größe der Kommune",
            dict(Groessenklasse.choices),
            zusatz={klasse.value: klasse.spanne for klasse in Groessenklasse},
            offen=True,
        ),
        Facette("loesungstyp", "Lösungstyp", _namen(Loesungstyp)),
        Facette("raum", "Besiedlung", dict(Verstaedterung.choices)),
        Facette("phase", "Phase", dict(Phase.choices)),
        Facette("kosten", "Einmalige Kosten", dict(EinmaligeKosten.choices)),
        Facette("jaehrlich", "Jährliche Kosten", dict(JaehrlicheKosten.choices)),
        Facette("aufwand", "Eigenes Personal", dict(Personalaufwand.choices)),
        Facette("foerderung", "Finanzierung", dict(Foerderung.choices), chip_benannt=True),
        Facette("offen", "Open Source", dict(Offenheit.choices), chip_benannt=True),
    )


def _namen(modell: type[Model]) -> dict[str, str]:
    return dict(modell._default_manager.values_list("slug", "name"))
