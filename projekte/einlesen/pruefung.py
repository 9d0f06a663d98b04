"""From rows to records: every cell checked, every objection with line, column and what was expected."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, TextChoices

from kommunen.models import Kommune
from kommunen.namen import falten
from projekte import pflege
from projekte.models import (
    BESTAETIGUNGEN,
    RESERVIERTE_SLUGS,
    WEITERE_FELDER_HOECHSTENS,
    EinmaligeKosten,
    Handlungsfeld,
    JaehrlicheKosten,
    Kostenbasis,
    Loesungstyp,
    Merkmal,
    Phase,
    Projekt,
    Zustand,
)

from .datei import Tabelle, Unlesbar, Zeile
from .zuordnung import SPALTEN, Zuordnung

PFLICHT = ("titel", "kurzbeschreibung", "handlungsfelder")
AUSWAHL: dict[str, type[TextChoices]] = {
    "phase": Phase,
    "zustand": Zustand,
    "kosten_einmalig": EinmaligeKosten,
    "kosten_jaehrlich": JaehrlicheKosten,
    "kosten_basis": Kostenbasis,
}
ADRESSEN = ("website", "quelle_url")
TEXTE = (
    "titel", "kurzbeschreibung", "zustand_grund", "traeger", "ausgangslage", "loesung", "vorgehen", "ergebnis",
    "kontakt_funktion", "kontakt_email", "quelle", "lizenz", "slug",
)  # fmt: skip
BEDINGUNGEN = [bedingung for bedingung in Projekt._meta.constraints if isinstance(bedingung, CheckConstraint)]
# Django asks the database for each; together they cost one question a row.
ALLE_BEDINGUNGEN = CheckConstraint(
    condition=reduce(and_, (bedingung.condition for bedingung in BEDINGUNGEN)), name="alle_zusammen"
)
DATUMSFORMEN = ("%Y-%m-%d", "%d.%m.%Y")


@dataclass(frozen=True)
class Einwand:
    zeile: int
    spalte: str
    text: str

    def __str__(self) -> str:
        wo = f"Zeile {self.zeile}, Spalte {self.spalte}" if self.spalte else f"Zeile {self.zeile}"
        return f"{wo}: {self.text}"


@dataclass
class Satz:
    """One checked row."""

    zeile: int
    felder: dict[str, Any] = field(default_factory=dict)
    handlungsfelder: list[Handlungsfeld] = field(default_factory=list)
    loesungstypen: list[Loesungstyp] = field(default_factory=list)
    federfuehrung: Kommune | None = None
    beteiligte: list[Kommune] = field(default_factory=list)

    @property
    def schluessel(self) -> str:
        """What makes a second reading find the same project."""
        return str(self.felder["quelle_url"] or self.felder["slug"])


class Pruefer:
    """Checks the rows of one file; looks up vocabularies and municipalities once."""

    def __init__(self, tabelle: Tabelle, zuordnung: Zuordnung) -> None:
        self.tabelle, self.zuordnung = tabelle, zuordnung
        self.einwaende: list[Einwand] = []
        self._stellen: set[tuple[int, str]] = set()
        self._unbekannt: set[tuple[int, str]] = set()
        self.stelle = {name: nummer for nummer, name in enumerate(tabelle.spalten)}
        self.merkmale: dict[str, dict[str, Merkmal]] = {
            "handlungsfelder": _nach_namen(Handlungsfeld.objects.all()),
            "loesungstypen": _nach_namen(Loesungstyp.objects.all()),
        }
        self.kommunen: dict[str, Kommune] = {}
        self._spalten_pruefen()

    def _spalten_pruefen(self) -> None:
        fehlend = [name for name in self.zuordnung.spalten.values() if name not in self.stelle]
        if self.zuordnung.eigenes_format:
            fehlend = [name for name in PFLICHT if name not in self.stelle]
            if fremd := [name for name in self.tabelle.spalten if name not in SPALTEN]:
                raise Unlesbar(f"Unbekannte Spalte „{fremd[0]}“. Es gibt: {', '.join(SPALTEN)}.")
        if fehlend:
            raise Unlesbar(
                f"Im Kopf fehlt die Spalte „{fehlend[0]}“. Gefunden wurden: {', '.join(self.tabelle.spalten)}."
            )

    def saetze(self) -> list[Satz]:
        """The rows without objection; the others are in `einwaende`."""
        zeilen = [zeile for zeile in self.tabelle.zeilen if self._laenge_stimmt(zeile)]
        self._kommunen_laden(zeilen)
        gut: list[Satz] = []
        gesehen: dict[str, int] = {}
        for zeile in zeilen:
            vorher = len(self.einwaende)
            satz = self._satz(zeile)
            if len(self.einwaende) > vorher:
                continue
            if erste := gesehen.get(satz.schluessel):
                self._einwand(satz.zeile, "", f"dasselbe Projekt wie in Zeile {erste} (gleiche Quelle oder Adresse).")
                continue
            gesehen[satz.schluessel] = satz.zeile
            gut.append(satz)
        return gut

    # --- cells ---

    def _einwand(self, zeile: int, spalte: str, text: str) -> None:
        """`spalte` is ours; people are told the name that stands in their file."""
        self._stellen.add((zeile, spalte))
        fremd = self.zuordnung.spalten.get(spalte, spalte)
        self.einwaende.append(Einwand(zeile, fremd if fremd == spalte else f"{fremd} (für {spalte})", text))

    def _beanstandet(self, zeile: Zeile, spalte: str) -> bool:
        return (zeile.nummer, spalte) in self._stellen

    def _laenge_stimmt(self, zeile: Zeile) -> bool:
        soll, ist = len(self.tabelle.spalten), len(zeile.zellen)
        if soll != ist:
            self._einwand(zeile.nummer, "", f"{ist} Zellen, erwartet {soll} wie im Kopf. Stimmen die Trennzeichen?")
        return soll == ist

    def _roh(self, zeile: Zeile, spalte: str) -> str:
        quelle = self.zuordnung.spalten.get(spalte)
        if quelle is None or quelle not in self.stelle:
            return self.zuordnung.fest.get(spalte, "")
        return zeile.zellen[self.stelle[quelle]] or self.zuordnung.fest.get(spalte, "")

    def _uebersetzt(self, zeile: Zeile, spalte: str, wert: str) -> str:
        """The value in our words; unknown ones are an objection as soon as a table for the column exists."""
        tabelle = self.zuordnung.werte.get(spalte)
        if tabelle is None or not wert or spalte not in self.zuordnung.spalten:
            return wert
        if wert in tabelle:
            return tabelle[wert]
        # One foreign column may feed several of ours: one objection is enough.
        fremd = (zeile.nummer, self.zuordnung.spalten[spalte])
        if fremd not in self._unbekannt:
            erwartet = _aufzaehlung(tabelle)
            self._einwand(zeile.nummer, spalte, f"„{wert}“ kommt in der Zuordnung nicht vor, erwartet {erwartet}.")
        self._unbekannt.add(fremd)
        self._stellen.add((zeile.nummer, spalte))
        return ""

    def _liste(self, zeile: Zeile, spalte: str) -> list[str]:
        einzelne = [teil.strip() for teil in self._roh(zeile, spalte).split(self.zuordnung.trenner) if teil.strip()]
        uebersetzt = dict.fromkeys(self._uebersetzt(zeile, spalte, wert) for wert in einzelne)
        werte = [wert for wert in uebersetzt if wert]
        if wichtigkeit := list(self.zuordnung.werte.get(spalte, {}).values()):
            werte.sort(key=wichtigkeit.index)
        return werte

    # --- one row ---

    def _satz(self, zeile: Zeile) -> Satz:
        satz = Satz(zeile.nummer)
        satz.felder = {name: self._uebersetzt(zeile, name, self._roh(zeile, name)) for name in TEXTE}
        satz.felder |= {name: self._roh(zeile, name).rstrip(",; ") for name in ADRESSEN}
        if not self.zuordnung.eigenes_format:
            satz.felder["traeger"] = ", ".join(self._liste(zeile, "traeger"))
        satz.felder |= {name: self._auswahl(zeile, name) for name in AUSWAHL}
        satz.felder["zustand"] = satz.felder["zustand"] or Zustand.LAUFEND
        satz.felder["kosten_jahr"] = self._jahr(zeile)
        satz.felder |= dict.fromkeys(BESTAETIGUNGEN, self._datum(zeile))
        satz.felder["slug"] = satz.felder["slug"] or _slug_aus(satz.felder["titel"])
        satz.handlungsfelder = self._aus_wortschatz(zeile, "handlungsfelder", 1 + WEITERE_FELDER_HOECHSTENS)
        satz.loesungstypen = self._aus_wortschatz(zeile, "loesungstypen", len(self.merkmale["loesungstypen"]))
        satz.federfuehrung = next(iter(self._orte(zeile, "kommune")), None)
        satz.beteiligte = self._orte(zeile, "beteiligte")
        if not satz.handlungsfelder and not self._beanstandet(zeile, "handlungsfelder"):
            self._einwand(
                zeile.nummer,
                "handlungsfelder",
                f"kein Handlungsfeld genannt, erwartet {_aufzaehlung(self._slugs('handlungsfelder'))}.",
            )
        if satz.federfuehrung is None and not satz.felder["traeger"] and not self._beanstandet(zeile, "kommune"):
            self._einwand(zeile.nummer, "traeger", "leer, erwartet ein Träger oder der Schlüssel der Kommune.")
        self._als_projekt_pruefen(satz)
        return satz

    def _auswahl(self, zeile: Zeile, spalte: str) -> str:
        wert = self._uebersetzt(zeile, spalte, self._roh(zeile, spalte))
        auswahl = AUSWAHL[spalte]
        for moeglich in auswahl:
            if wert.casefold() in (moeglich.value.casefold(), moeglich.label.casefold()):
                return str(moeglich.value)
        if wert:
            self._einwand(zeile.nummer, spalte, f"„{wert}“, erwartet {_aufzaehlung(auswahl.values)}.")
        return ""

    def _jahr(self, zeile: Zeile) -> int | None:
        wert = self._roh(zeile, "kosten_jahr")
        if wert and not re.fullmatch(r"\d{4}", wert, re.ASCII):
            self._einwand(zeile.nummer, "kosten_jahr", f"„{wert}“, erwartet ein Jahr mit vier Ziffern.")
            return None
        return int(wert) if wert else None

    def _datum(self, zeile: Zeile) -> date | None:
        wert = self._roh(zeile, "bestaetigt_am")
        for form in DATUMSFORMEN if wert else ():
            try:
                return datetime.strptime(wert, form).date()  # noqa: DTZ007  a day has no time zone
            except ValueError:
                continue
        if wert:
            self._einwand(
                zeile.nummer, "bestaetigt_am", f"„{wert}“, erwartet ein Datum wie 2026-05-03 oder 03.05.2026."
            )
        return None

    def _slugs(self, spalte: str) -> list[str]:
        return list(dict.fromkeys(merkmal.slug for merkmal in self.merkmale[spalte].values()))

    def _aus_wortschatz(self, zeile: Zeile, spalte: str, hoechstens: int) -> list[Any]:
        werte = self._liste(zeile, spalte)
        if self.zuordnung.eigenes_format and len(werte) > hoechstens:
            self._einwand(zeile.nummer, spalte, f"{len(werte)} Werte, erwartet höchstens {hoechstens}.")
        gefunden = []
        for wert in werte[:hoechstens]:
            if merkmal := self.merkmale[spalte].get(wert.casefold()):
                gefunden.append(merkmal)
            else:
                self._einwand(zeile.nummer, spalte, f"„{wert}“, erwartet {_aufzaehlung(self._slugs(spalte))}.")
        return list(dict.fromkeys(gefunden))

    def _kommunen_laden(self, zeilen: Iterable[Zeile]) -> None:
        gesucht = {
            wert for zeile in zeilen for spalte in ("kommune", "beteiligte") for wert in self._liste(zeile, spalte)
        }
        gueltige = Kommune.objects.waehlbar().select_related("land")
        self.kommunen = {kommune.schluessel: kommune for kommune in gueltige.filter(schluessel__in=gesucht)}

    def _orte(self, zeile: Zeile, spalte: str) -> list[Kommune]:
        for wert in (werte := self._liste(zeile, spalte)):
            if wert not in self.kommunen:
                self._einwand(
                    zeile.nummer,
                    spalte,
                    f"„{wert}“, erwartet der amtliche Schlüssel einer Kommune mit 5, 8 oder 9 Ziffern.",
                )
        return [self.kommunen[wert] for wert in werte if wert in self.kommunen]

    def _als_projekt_pruefen(self, satz: Satz) -> None:
        """Lengths, addresses and whatever else the model asks for."""
        projekt = Projekt(**satz.felder)
        try:
            projekt.full_clean(exclude=["handlungsfeld"], validate_unique=False, validate_constraints=False)
        except ValidationError as fehler:
            for spalte, texte in fehler.message_dict.items():
                for text in texte:
                    self._einwand(satz.zeile, spalte, text)
        try:
            ALLE_BEDINGUNGEN.validate(Projekt, projekt)
        except ValidationError:
            self._bedingungen_einzeln_pruefen(satz, projekt)

    def _bedingungen_einzeln_pruefen(self, satz: Satz, projekt: Projekt) -> None:
        for bedingung in BEDINGUNGEN:
            try:
                bedingung.validate(Projekt, projekt)
            except ValidationError as fehler:
                self._einwand(satz.zeile, "", " ".join(fehler.messages))


def _slug_aus(titel: str) -> str:
    """The same title always gives the same one: a row without source and address is found again by it."""
    slug = falten(titel).replace(" ", "-")[: pflege.SLUG_HOECHSTENS].strip("-") or "projekt"
    return f"{slug}-projekt" if slug in RESERVIERTE_SLUGS else slug


def _nach_namen(merkmale: Iterable[Merkmal]) -> dict[str, Merkmal]:
    return {name.casefold(): merkmal for merkmal in merkmale for name in (merkmal.slug, merkmal.name)}


def _aufzaehlung(werte: Iterable[str] | Mapping[str, str]) -> str:
    *vorher, letzter = (f"„{wert}“" for wert in werte)
    return f"{', '.join(vorher)} oder {letzter}" if vorher else letzter
