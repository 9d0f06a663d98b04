"""From typed words to stems of the catalogue: the word itself, synonyms, parts and beginnings of words, typos.

For each typed word (or synonym of several words) there is one Einheit with alternatives, each with a weight; where
several fit a project, the best one counts.
"""

from dataclasses import dataclass, field

from .anfrage import Anfrage, Wort
from .synonyme import Folge
from .tippfehler import ist_deutsch, tippfehler
from .verzeichnis import Verzeichnis
from .woerter import stamm
from .wortschatz import Wortschatz
from .zusammensetzung import teilen, vorderteil

SYNONYM = 0.8
SYNONYM_MEHRERE = 0.7
GETEILT = 0.7
ANFANG = 0.6
NOMEN = 0.85
"""Planung for planen, and the other way round."""
GEBEUGT = 0.75
"""plant, geplant for planen."""
STAMM_MINDESTENS = 8
"""Letters of a stem that may be near a word where the typed form is not."""
KEIN_VERB = frozenset(["bildung", "kreuzung", "satzung", "schulung", "sitzung", "stiftung", "zeitung"])
BENACHBART = 2
"""Words of a synonym, one of them skipped: "schnelles Internet"."""
NAH = 5
"""Parts of a typed compound: "Ausbau in der Region mit Breitband"."""
SELTEN = 3
"""A word in fewer projects may also be a beginning."""
ANFANG_MINDESTENS = 3
ANFAENGE_HOECHSTENS = 200
ANFANG_BEKANNT_MINDESTENS = 7
"""A German word may also be the beginning of others from so many letters on: digital, but not Hund(ert)."""
TEIL_MINDESTENS = 4
TERME_HOECHSTENS = 5


@dataclass(frozen=True)
class Weg:
    """Stems that must all be there, and what that counts."""

    begriffe: tuple[int, ...]
    gewicht: float
    abstand: int = 0
    """At most so many words from each to the next; 0: wherever they stand."""


@dataclass
class Einheit:
    wege: list[Weg] = field(default_factory=list)
    beiwort: bool = False
    """Written small beside nouns: "Sperrmüll abholen", "freie Parkplätze"."""

    def begriffe(self) -> set[int]:
        return {begriff for weg in self.wege for begriff in weg.begriffe}


@dataclass
class Deutung:
    einheiten: list[Einheit] = field(default_factory=list)
    wortfolgen: list[tuple[int, ...]] = field(default_factory=list)
    ausgeschlossen: list[tuple[int, ...]] = field(default_factory=list)
    gemeint: dict[str, str] = field(default_factory=dict)
    woerter: int = 0
    """So many were typed; synonyms of several words make fewer Einheiten of them."""
    unmoeglich: bool = False
    """A phrase holds a word that no project has."""


def deuten(anfrage: Anfrage, verzeichnis: Verzeichnis) -> Deutung:
    deutung = Deutung(woerter=len(anfrage.woerter))
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
    mit_nomen = any(wort.getippt[0].isupper() for wort in anfrage.woerter)
    while stelle <= letzte:
        einheit = Einheit()
        folge = _laengster_begriff(anfrage.woerter[stelle:], verzeichnis)
        if len(folge) > 1:
            _alle(einheit, folge, 1.0, verzeichnis)
            _synonyme(einheit, folge, verzeichnis)
        else:
            _ein_wort(anfrage.woerter[stelle], stelle == letzte, verzeichnis, einheit, deutung)
        getippt = [wort.getippt for wort in anfrage.woerter[stelle : stelle + len(folge)]]
        einheit.beiwort = mit_nomen and all(wort[0].islower() for wort in getippt)
        deutung.einheiten.append(einheit)
        stelle += len(folge)


def _laengster_begriff(worte: tuple[Wort, ...], verzeichnis: Verzeichnis) -> Folge:
    """The stems of as many words as the editors' synonyms know as one term; at least of the first."""
    for laenge in range(min(verzeichnis.synonyme.laengste, len(worte)), 1, -1):
        folge = tuple(wort.stamm for wort in worte[:laenge])
        if verzeichnis.synonyme.zu(folge):
            return folge
    return (worte[0].stamm,)


def _alle(einheit: Einheit, folge: Folge, gewicht: float, verzeichnis: Verzeichnis, abstand: int = 0) -> None:
    begriffe = [verzeichnis.wortschatz.staemme.get(stamm) for stamm in folge]
    if all(begriff is not None and verzeichnis.haeufigkeit(begriff) for begriff in begriffe):
        einheit.wege.append(Weg(tuple(begriff for begriff in begriffe if begriff is not None), gewicht, abstand))


def _ein_wort(wort: Wort, ist_letztes: bool, verzeichnis: Verzeichnis, einheit: Einheit, deutung: Deutung) -> None:
    """The word itself and what is made of it; failing that as a beginning of words, failing that with a typo."""
    _bekannte(wort.form, wort.stamm, verzeichnis, einheit)
    vorkommen = max((verzeichnis.haeufigkeit(weg.begriffe[0]) for weg in einheit.wege), default=0)
    if vorkommen < SELTEN and (ist_letztes or not einheit.wege):
        _anfaenge(wort.form, verzeichnis, einheit)
    _synonyme(einheit, (wort.stamm,), verzeichnis)
    if einheit.wege:
        return
    gemeint, naechste = tippfehler(wort.form, verzeichnis)
    if not naechste and wort.stamm != wort.form and len(wort.stamm) >= STAMM_MINDESTENS:
        gemeint, naechste = tippfehler(wort.stamm, verzeichnis)
    for form, gewicht in naechste:
        _bekannte(form, stamm(verzeichnis.wortschatz.anzeigen.get(form, form)), verzeichnis, einheit, gewicht)
    if naechste:
        deutung.gemeint[wort.getippt] = gemeint
        _synonyme(einheit, (stamm(gemeint),), verzeichnis)


def _bekannte(form: str, eigener_stamm: str, verzeichnis: Verzeichnis, einheit: Einheit, gewicht: float = 1.0) -> None:
    """The stem, its noun or verb (planen, Planung), and for a compound its parts."""
    wortschatz = verzeichnis.wortschatz
    staemme = {**beugungen(form, eigener_stamm), eigener_stamm: 1.0}
    begriffe = {wortschatz.staemme[s]: wert for s, wert in staemme.items() if s in wortschatz.staemme}
    if form in wortschatz.formen:
        begriffe[wortschatz.formen[form]] = 1.0
    einheit.wege += [
        Weg((begriff,), wert * gewicht) for begriff, wert in begriffe.items() if verzeichnis.haeufigkeit(begriff)
    ]
    if geteilt := _geteilt(form, verzeichnis):
        einheit.wege.append(Weg(geteilt, GETEILT * gewicht, NAH))


def beugungen(form: str, eigener_stamm: str) -> dict[str, float]:
    """Stems of the same verb that the stemmer leaves apart: vernetzen, Vernetzung, vernetzt; buchen, gebucht."""
    verb = _verb(eigener_stamm) or eigener_stamm
    gebeugt = dict.fromkeys({verb + "ung", verb} - KEIN_VERB, NOMEN)
    if verb != eigener_stamm or form.removeprefix(eigener_stamm) in ("en", "ung", "ungen"):
        gebeugt |= dict.fromkeys((f"{verb}t", f"ge{verb}t"), GEBEUGT)
    return gebeugt


def _verb(nomen: str) -> str:
    return nomen[:-3] if nomen.endswith("ung") and len(nomen) > 6 and nomen not in KEIN_VERB else ""


def _synonyme(einheit: Einheit, folge: Folge, verzeichnis: Verzeichnis) -> None:
    for andere in verzeichnis.synonyme.zu(folge):
        _alle(einheit, andere, SYNONYM if len(andere) == 1 else SYNONYM_MEHRERE, verzeichnis, BENACHBART)


def _geteilt(form: str, verzeichnis: Verzeichnis) -> tuple[int, ...]:
    """The parts of a compound as stems of the catalogue, all of which must be there."""
    wortschatz = verzeichnis.wortschatz
    if form in wortschatz.formen and wortschatz.formen[form] not in wortschatz.teile:
        return ()
    teile = teilen(form, wortschatz.formen.__contains__)
    begriffe = tuple(wortschatz.formen[teil] for teil in teile if teil in wortschatz.formen)
    return begriffe if len(begriffe) == len(teile) and len(set(begriffe)) > 1 else ()


def _anfaenge(form: str, verzeichnis: Verzeichnis, einheit: Einheit) -> None:
    """Words of the catalogue, terms of the editors and parts of compounds that go on from what was typed."""
    if len(form) < ANFANG_MINDESTENS or (len(form) < ANFANG_BEKANNT_MINDESTENS and ist_deutsch(form)):
        return
    schon = einheit.begriffe()
    einheit.wege += [Weg((begriff,), ANFANG) for begriff in _mit_anfang(form, verzeichnis) - schon]
    if einheit.wege:
        return
    for term, geschrieben in verzeichnis.synonyme.mit_anfang(form, TERME_HOECHSTENS):
        _bekannte(term, stamm(geschrieben), verzeichnis, einheit, ANFANG)
        _synonyme(einheit, (stamm(geschrieben),), verzeichnis)
    formen = verzeichnis.wortschatz.formen
    for stelle in range(TEIL_MINDESTENS, len(form) - ANFANG_MINDESTENS):
        vorn = formen.get(vorderteil(form[:stelle], formen.__contains__))
        if vorn is not None:
            hinten = _mit_anfang(form[stelle:], verzeichnis) - {vorn}
            einheit.wege += [Weg((vorn, begriff), ANFANG * GETEILT, NAH) for begriff in hinten]


def _mit_anfang(form: str, verzeichnis: Verzeichnis) -> set[int]:
    wortschatz = verzeichnis.wortschatz
    formen = wortschatz.mit_anfang(form, ANFAENGE_HOECHSTENS)
    return {begriff for form in formen if verzeichnis.haeufigkeit(begriff := wortschatz.formen[form])}
