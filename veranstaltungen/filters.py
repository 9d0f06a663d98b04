"""What the address of the overview, or of its calendar, asks for."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import date, datetime, timedelta
from functools import cached_property

from django import forms
from django.http import QueryDict
from django.utils import timezone

from kompetenzzentrum.oberflaeche.texte import datum_lang
from projekte import facetten as projektfacetten
from projekte.facetten import Facette
from projekte.filters import Chip, Paar, als_abfrage

from . import verzeichnis
from .models import Veranstaltung
from .verzeichnis import Eintrag

VERGANGEN = "vergangen"
IM_KALENDER = timedelta(days=365)
"""How long an event that is over stays in the calendar people have subscribed to."""
EINGABE_HOECHSTENS = 20

EIGENE_FACETTEN = (
    Facette("format", "Format", dict(Veranstaltung.Format.choices), offen=True),
    Facette("region", "Region", dict(Veranstaltung.Region.choices), offen=True),
    Facette("modus", "Teilnahme", dict(Veranstaltung.Modus.choices), offen=True),
)
DATUM = forms.DateField(
    required=False,
    input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    error_messages={"invalid": "Bitte geben Sie ein Datum mit Tag, Monat und Jahr an, zum Beispiel 03.05.2027."},
)


class VeranstaltungFilter:
    """The parameters, checked. What does not exist (any more) filters nothing and is named in `unbekannt`."""

    def __init__(self, parameter: QueryDict, nummern: Mapping[str, int], jetzt: datetime) -> None:
        self.parameter, self.nummern = parameter, nummern
        self.jetzt, self.heute = jetzt, timezone.localdate(jetzt)
        self.verzeichnis = verzeichnis.alle(nummern)
        felder = (facette for facette in projektfacetten.alle(nummern["projekte"]) if facette.name == "handlungsfeld")
        self.facetten: tuple[Facette, ...] = (*EIGENE_FACETTEN, *felder)
        self.unbekannt: list[str] = []
        self.merkmale: dict[str, Set[str]] = {}
        for facette in self.facetten:
            gefragt = {wert for wert in parameter.getlist(facette.name) if wert}
            if bekannt := gefragt & facette.optionen.keys():
                self.merkmale[facette.name] = bekannt
            if len(bekannt) < len(gefragt):
                self.unbekannt.append(facette.titel)
        self.vergangen = parameter.get("zeit") == VERGANGEN
        self.nur_freie = bool(parameter.get("frei")) and not self.vergangen
        self.fehler: dict[str, str] = {}
        self.von, self.bis = self._tag("von"), self._tag("bis")
        if self.von and self.bis and self.bis < self.von:
            self.fehler["bis"] = "Dieser Tag liegt vor dem ersten. Bitte ändern Sie einen von beiden."
            self.bis = None

    def _tag(self, name: str) -> date | None:
        try:
            tag: date | None = DATUM.clean(self.eingabe(name))
        except forms.ValidationError as fehler:
            self.fehler[name] = fehler.messages[0]
            return None
        return tag

    def eingabe(self, name: str) -> str:
        text = self.parameter.get(name, "")[:EINGABE_HOECHSTENS]
        return "".join(zeichen for zeichen in text if zeichen.isprintable()).strip()

    @property
    def felder(self) -> list[tuple[str, str, str, str]]:
        """The two dates for the form: name, label, value, what is wrong with it."""
        return [
            (name, titel, tag.isoformat() if tag else self.eingabe(name), self.fehler.get(name, ""))
            for name, titel, tag in (("von", "Vom", self.von), ("bis", "Bis zum", self.bis))
        ]

    # --- events ---

    @cached_property
    def eintraege(self) -> list[Eintrag]:
        """The hits in the order of the page."""
        gewaehlt = list(self.merkmale.items())
        return [
            eintrag
            for eintrag in self._moegliche
            if all(not codes.isdisjoint(eintrag.merkmale[name]) for name, codes in gewaehlt)
        ]

    def anzahlen(self) -> dict[str, Counter[str]]:
        """Facet → code → hits this option would leave, the other facets as they are."""
        anzahlen: dict[str, Counter[str]] = {facette.name: Counter() for facette in self.facetten}
        for eintrag in self._moegliche:
            gegen = [name for name, codes in self.merkmale.items() if codes.isdisjoint(eintrag.merkmale[name])]
            for name in anzahlen if not gegen else gegen if len(gegen) == 1 else ():
                anzahlen[name].update(eintrag.merkmale[name])
        return anzahlen

    @cached_property
    def _moegliche(self) -> list[Eintrag]:
        """What fits time and seats, in the order of the page."""
        passt = self._zeit()
        moegliche = [eintrag for eintrag in self.verzeichnis.eintraege if passt(eintrag)]
        if self.vergangen:
            moegliche.reverse()
        if self.nur_freie:
            buchbare = verzeichnis.buchbare(self.nummern, self.jetzt)
            return [eintrag for eintrag in moegliche if eintrag.veranstaltung.pk in buchbare]
        return moegliche

    def _zeit(self) -> Callable[[Eintrag], bool]:
        """Without dates what comes and runs; a date before today also shows what is over."""
        von, bis, jetzt = self.von or date.min, self.bis or date.max, self.jetzt
        if self.vergangen:
            return lambda e: e.veranstaltung.ende <= jetzt and e.tage[1] >= von and e.tage[0] <= bis
        if min(self.von or self.heute, self.bis or self.heute) < self.heute:
            return lambda e: e.tage[1] >= von and e.tage[0] <= bis
        return lambda e: e.veranstaltung.ende > jetzt and e.tage[1] >= von and e.tage[0] <= bis

    def fuer_kalender(self) -> list[Eintrag]:
        """For people who subscribe: what is over stays a year, else it would vanish from their calendars."""
        if not (self.von or self.bis or self.vergangen):
            self.von = (self.jetzt - IM_KALENDER).date()
        return self.eintraege

    # --- addresses ---

    def _filterpaare(self) -> Iterator[Paar]:
        for facette in self.facetten:
            gewaehlt = self.merkmale.get(facette.name, ())
            yield from ((facette.name, code) for code in facette.optionen if code in gewaehlt)
        for name, tag in (("von", self.von), ("bis", self.bis)):
            if tag:
                yield name, tag.isoformat()
        if self.nur_freie:
            yield "frei", "1"

    def adresse(self, **aenderungen: str) -> str:
        """This list with other values, from its first page; an empty one takes the parameter away."""
        paare = [paar for paar in self._paare() if paar[0] not in aenderungen]
        return als_abfrage([*paare, *((name, wert) for name, wert in aenderungen.items() if wert)])

    def _paare(self) -> list[Paar]:
        return [*self._filterpaare(), *([("zeit", VERGANGEN)] if self.vergangen else [])]

    @property
    def ohne_filter(self) -> str:
        return self.adresse(**dict.fromkeys((chip.name for chip in self.chips), ""))

    @property
    def abonnement(self) -> str:
        """Query string of the calendar with these filters; empty if there are none."""
        return als_abfrage(list(self._filterpaare())).removesuffix("?")

    @property
    def knapper(self) -> str | None:
        """The query string without what a form sends for nothing; None if there is nothing of that."""
        gefragt = [(name, wert) for name, werte in self.parameter.lists() for wert in werte]
        paare = [paar for paar in gefragt if paar[1]]
        return None if len(paare) == len(gefragt) else als_abfrage(paare)

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in force; each takes away exactly itself."""
        titel = {facette.name: facette for facette in self.facetten}
        paare = self._paare()
        chips = []
        for paar in self._filterpaare():
            name, wert = paar
            url = als_abfrage([anderes for anderes in paare if anderes != paar])
            if facette := titel.get(name):
                chips.append(Chip(name, facette.titel, facette.chip(wert), url))
            elif name == "frei":
                chips.append(Chip(name, "Plätze", "nur mit freien Plätzen", url))
            else:
                chips.append(
                    Chip(
                        name, "Zeit", f"{'ab' if name == 'von' else 'bis'} {datum_lang(date.fromisoformat(wert))}", url
                    )
                )
        return chips

    @property
    def zeiten(self) -> list[tuple[str, str, bool]]:
        """The quick choices of time: what they say, their address, whether it is the one shown."""
        heute, monat = self.heute, self.heute.replace(day=1)
        naechster = (monat + timedelta(days=32)).replace(day=1)
        uebernaechster = (naechster + timedelta(days=32)).replace(day=1)
        spaeter = (uebernaechster + timedelta(days=32)).replace(day=1)
        tag = timedelta(days=1)
        spannen = (
            ("Diese Woche", heute, heute + (6 - heute.weekday()) * tag),
            ("Dieser Monat", heute, naechster - tag),
            ("Nächster Monat", naechster, uebernaechster - tag),
            ("Nächste 3 Monate", heute, spaeter - tag),
        )
        gewaehlt = (self.von, self.bis) if not self.vergangen else None
        return [
            ("Alle kommenden", self.adresse(von="", bis="", zeit=""), gewaehlt == (None, None)),
            *(
                (name, self.adresse(von=von.isoformat(), bis=bis.isoformat(), zeit=""), gewaehlt == (von, bis))
                for name, von, bis in spannen
            ),
            ("Vergangene", self.adresse(von="", bis="", frei="", zeit=VERGANGEN), self.vergangen),
        ]

    @property
    def lockerungen(self) -> list[tuple[str, int, str]]:
        """Where nothing is found: leaving out one filter, else all but one; how many that gives, and the address."""
        worte: dict[str, list[str]] = {}  # name of the filter → its values in words
        for chip in self.chips:
            worte.setdefault(chip.name, []).append(chip.wert)
        oder = {name: " oder ".join(werte) for name, werte in worte.items()}
        ohne = [(f"{oder[name]} weglassen", self._mit(**{name: ""})) for name in oder]
        allein = [(f"Nur {oder[name]}", self._mit(**{an: "" for an in oder if an != name})) for name in oder]
        vergangene = ("Vergangene ansehen", self._mit(zeit=VERGANGEN, von="", bis="", frei=""))
        vorschlaege = [
            *([vorschlag for vorschlag in ohne if vorschlag[1].eintraege] or allein),
            *(() if self.vergangen else (vergangene,)),
        ]
        return [(text, len(anderer.eintraege), anderer.adresse()) for text, anderer in vorschlaege if anderer.eintraege]

    @property
    def gestalt(self) -> tuple[object, ...]:
        """What the form and the links of the page are made of, besides the events."""
        gewaehlt = tuple((name, frozenset(codes)) for name, codes in self.merkmale.items())
        eingaben = tuple((name, self.eingabe(name)) for name in self.fehler)
        return gewaehlt, self.von, self.bis, self.nur_freie, self.vergangen, eingaben

    def _mit(self, **aenderungen: str) -> "VeranstaltungFilter":
        return VeranstaltungFilter(QueryDict(self.adresse(**aenderungen).removeprefix("?")), self.nummern, self.jetzt)
