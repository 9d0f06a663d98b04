"""From typed words to stems of the catalogue: the word itself, synonyms, parts and beginnings of words, typos.

For each typed word (or synonym of several words) there is one Einheit with alternatives, each with a weight; where
several fit a project, the best one counts.
"""

from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .anfrage import Anfrage, Wort
from .synonyme import Folge
from .verzeichnis import Verzeichnis
from .wortschatz import Wortschatz
from .zusammensetzung import teilen

SYNONYM = 0.8
SYNONYM_MEHRERE = 0.7
GETEILT = 0.7
ANFANG = 0.6
TIPPFEHLER = (1.0, 0.8, 0.6)
"""By the number of wrong letters."""
SELTEN = 3
"""A word in fewer projects may also be a beginning."""
ANFANG_MINDESTENS = 3
ANFAENGE_HOECHSTENS = 200
TIPPFEHLER_MINDESTENS = 4
TIPPFEHLER_HOECHSTENS = 4


@dataclass(frozen=True)
class Weg:
    """Stems that must all be there, and what that counts."""

    begriffe: tuple[int, ...]
    gewicht: float


@dataclass
class Einheit:
    wege: list[Weg] = field(default_factory=list)

    def begriffe(self) -> set[int]:
        return {begriff for weg in self.wege for begriff in weg.begriffe}


@dataclass
class Deutung:
    einheiten: list[Einheit] = field(default_factory=list)
    wortfolgen: list[tuple[int, ...]] = field(default_factory=list)
    ausgeschlossen: list[tuple[int, ...]] = field(default_factory=list)
    gemeint: dict[str, str] = field(default_factory=dict)
    unmoeglich: bool = False
    """A phrase holds a word that no project has."""


def deuten(anfrage: Anfrage, verzeichnis: Verzeichnis) -> Deutung:
    deutung = Deutung()
    wortschatz = verzeichnis.wortschatz
    for folge in anfrage.wortfolgen:
        begriffe = tuple(_begriff(wort, wortschatz) for wort in folge)
        deutung.unmoeglich |= None in begriffe
        deutung.wortfolgen.append(tuple(begriff for begriff in begriffe if begriff is not None))
    for folge in anfrage.ausgeschlossen:
        begriffe = tuple(_begriff(wort, wortschatz) for wort in folge)
        if None not in begriffe:
            deutung.ausgeschlossen.append(tuple(begriff for begriff in begriffe if begriff is not None))
    _einheiten(anfrage, verzeichnis, deutung)
    return deutung


def _begriff(wort: Wort, wortschatz: Wortschatz) -> int | None:
    return wortschatz.formen.get(wort.form, wortschatz.staemme.get(wort.stamm))


def _einheiten(anfrage: Anfrage, verzeichnis: Verzeichnis, deutung: Deutung) -> None:
    """The longest term of several words first ("digitaler Zwilling"), then word by word."""
    stelle, letzte = 0, len(anfrage.woerter) - 1
    while stelle <= letzte:
        for laenge in range(min(verzeichnis.synonyme.laengste, len(anfrage.woerter) - stelle), 0, -1):
            worte = anfrage.woerter[stelle : stelle + laenge]
            synonyme = verzeichnis.synonyme.zu(tuple(wort.stamm for wort in worte))
            if laenge == 1 or synonyme:
                break
        einheit = Einheit()
        if laenge == 1:
            _ein_wort(worte[0], stelle == letzte, verzeichnis, einheit, deutung, bool(synonyme))
        else:
            _alle(einheit, tuple(wort.stamm for wort in worte), 1.0, verzeichnis)
        for folge in synonyme:
            _alle(einheit, folge, SYNONYM if len(folge) == 1 else SYNONYM_MEHRERE, verzeichnis)
        deutung.einheiten.append(einheit)
        stelle += laenge


def _alle(einheit: Einheit, folge: Folge, gewicht: float, verzeichnis: Verzeichnis) -> None:
    begriffe = [verzeichnis.wortschatz.staemme.get(stamm) for stamm in folge]
    if None not in begriffe:
        einheit.wege.append(Weg(tuple(begriff for begriff in begriffe if begriff is not None), gewicht))


def _ein_wort(
    wort: Wort, ist_letztes: bool, verzeichnis: Verzeichnis, einheit: Einheit, deutung: Deutung, hat_synonyme: bool
) -> None:
    wortschatz = verzeichnis.wortschatz
    eigene = {wortschatz.formen.get(wort.form), wortschatz.staemme.get(wort.stamm)} - {None}
    begriffe = [begriff for begriff in eigene if begriff is not None and verzeichnis.haeufigkeit(begriff)]
    einheit.wege += [Weg((begriff,), 1.0) for begriff in begriffe]
    vorkommen = sum(verzeichnis.haeufigkeit(begriff) for begriff in begriffe)
    geteilt = _geteilt(wort.form, verzeichnis)
    if geteilt:
        einheit.wege.append(Weg(geteilt, GETEILT))
    if vorkommen >= SELTEN:
        return
    anfaenge = _anfaenge(wort, verzeichnis) if ist_letztes or not begriffe else set()
    einheit.wege += [Weg((begriff,), ANFANG) for begriff in anfaenge - set(begriffe)]
    if not (begriffe or anfaenge or geteilt or hat_synonyme):
        _tippfehler(wort, verzeichnis, einheit, deutung)


def _geteilt(form: str, verzeichnis: Verzeichnis) -> tuple[int, ...]:
    """The parts of a compound as stems of the catalogue, all of which must be there."""
    wortschatz = verzeichnis.wortschatz
    teile = teilen(form, wortschatz.formen.__contains__)
    begriffe = tuple(wortschatz.formen[teil] for teil in teile if teil in wortschatz.formen)
    return begriffe if len(begriffe) == len(teile) and len(set(begriffe)) > 1 else ()


def _anfaenge(wort: Wort, verzeichnis: Verzeichnis) -> set[int]:
    if len(wort.form) < ANFANG_MINDESTENS:
        return set()
    wortschatz = verzeichnis.wortschatz
    formen = wortschatz.mit_anfang(wort.form, ANFAENGE_HOECHSTENS)
    return {begriff for form in formen if verzeichnis.haeufigkeit(begriff := wortschatz.formen[form])}


def _tippfehler(wort: Wort, verzeichnis: Verzeichnis, einheit: Einheit, deutung: Deutung) -> None:
    form = wort.form
    if len(form) < TIPPFEHLER_MINDESTENS or not form.isalpha():
        return
    erlaubt = 1 if len(form) < 8 else 2
    wortschatz = verzeichnis.wortschatz
    laengen = range(len(form) - erlaubt, len(form) + erlaubt + 1)
    for buchstaben in ({form[0]}, wortschatz.anfangsbuchstaben() - {form[0]}):
        formen = [f for buchstabe in buchstaben for f in wortschatz.von_laenge(buchstabe, laengen)]
        nahe = process.extract(form, formen, scorer=OSA.distance, score_cutoff=erlaubt, limit=20)
        # The nearest first, of equally near ones the more common.
        rang = sorted(
            (abstand, -verzeichnis.haeufigkeit(wortschatz.formen[andere]), andere)
            for andere, abstand, _ in nahe
            if verzeichnis.haeufigkeit(wortschatz.formen[andere])
        )[:TIPPFEHLER_HOECHSTENS]
        if rang:
            naechster = rang[0][0]
            for abstand, _, andere in rang:
                einheit.wege.append(Weg((wortschatz.formen[andere],), TIPPFEHLER[abstand - naechster]))
            deutung.gemeint[wort.getippt] = wortschatz.anzeigen.get(rang[0][2], rang[0][2])
            return
