"""Which word of the catalogue was meant by one that stands nowhere in it."""

from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import woerterbuch
from .verzeichnis import Verzeichnis
from .wortschatz import Wortschatz
from .zusammensetzung import Zerleger

WORT_MINDESTENS = 5
TEIL_MINDESTENS = 4
REST_MINDESTENS = 5
"""Letters of the part of a compound that may hold the typo."""
SICHER_MINDESTENS = 5
"""Letters of each part of a compound that is taken as meant."""
LANG = 8
"""From this length on two letters may be wrong, before one; and the one may be the first."""
GEWICHTE = (1.0, 0.75, 0.5)
"""By the number of wrong letters beyond the nearest word's."""
HOECHSTENS = 3
MERKEN_HOECHSTENS = 5_000
"""Words typed by readers."""


def ist_deutsch(form: str) -> bool:
    """Written as it should be: a word, or one put together from longer ones; short ones meet in any typo."""
    if woerterbuch.bekannte([form]):
        return True
    teile = Zerleger([form]).teile(form)
    return bool(teile) and min(map(len, teile)) >= SICHER_MINDESTENS


Gemeint: TypeAlias = tuple[str, tuple[tuple[str, float], ...]]
"""The likeliest word as it is written, and the folded words that come into question, each with its weight."""


def tippfehler(form: str, verzeichnis: Verzeichnis) -> Gemeint:
    """Remembered as long as the catalogue stays the same: many make the same slips, and comparing takes longer than all
    the rest of a search."""
    bekannte: dict[str, Gemeint] = verzeichnis.einmal("tippfehler", dict)
    gemeint = bekannte.get(form)
    if gemeint is None:
        gemeint = _gemeint(form, verzeichnis)
        if len(bekannte) < MERKEN_HOECHSTENS:
            bekannte[form] = gemeint
    return gemeint


def _gemeint(form: str, verzeichnis: Verzeichnis) -> Gemeint:
    if len(form) < WORT_MINDESTENS or not form.isalpha() or ist_deutsch(form):
        return "", ()
    erlaubt = 2 if len(form) >= LANG else 1
    anzeigen = verzeichnis.wortschatz.anzeigen
    # The first letter is rarely the wrong one; if it is, it is the only one.
    naechste = _naechste(form, {form[0]}, erlaubt, verzeichnis)
    if not naechste and len(form) >= LANG:
        naechste = _naechste(form, verzeichnis.wortschatz.anfangsbuchstaben() - {form[0]}, 1, verzeichnis)
    if naechste:
        bester = naechste[0][1]
        gewichtet = ((andere, GEWICHTE[min(abstand - naechste[0][0], 2)]) for abstand, andere in naechste)
        return anzeigen.get(bester, bester), tuple(gewichtet)
    return _in_zusammensetzung(form, verzeichnis)


def _in_zusammensetzung(form: str, verzeichnis: Verzeichnis) -> Gemeint:
    """The typo stands in one part of a compound that is nowhere as a whole: Bürger|beteilgung, Straßne|beleuchtung."""
    wortschatz = verzeichnis.wortschatz
    for stelle in range(TEIL_MINDESTENS, len(form) - TEIL_MINDESTENS + 1):
        vorn, hinten = form[:stelle], form[stelle:]
        if vorn in wortschatz.formen and len(hinten) >= REST_MINDESTENS:
            naechste = [vorn + andere for _, andere in _naechste(hinten, {hinten[0]}, 1, verzeichnis)]
        elif hinten in wortschatz.formen and len(vorn) >= REST_MINDESTENS:
            naechste = [andere + hinten for _, andere in _naechste(vorn, {vorn[0]}, 1, verzeichnis)]
        else:
            continue
        if naechste:
            return _geschrieben(naechste[0], wortschatz), ((naechste[0], 1.0),)
    return "", ()


def _geschrieben(form: str, wortschatz: Wortschatz) -> str:
    """A compound put together from the spelling of its parts."""
    for stelle in range(TEIL_MINDESTENS, len(form)):
        vorn, hinten = form[:stelle], form[stelle:]
        if vorn in wortschatz.formen and hinten in wortschatz.formen:
            return wortschatz.anzeigen.get(vorn, vorn) + wortschatz.anzeigen.get(hinten, hinten).lower()
    return form


def _naechste(form: str, buchstaben: set[str], erlaubt: int, verzeichnis: Verzeichnis) -> list[tuple[int, str]]:
    """(wrong letters, word): the nearest first, of equally near ones the more common."""
    wortschatz = verzeichnis.wortschatz
    formen: list[str] = []
    for buchstabe in buchstaben:
        for laenge in range(len(form) - erlaubt, len(form) + erlaubt + 1):
            formen += wortschatz.von_laenge(buchstabe, laenge)
    nahe = process.extract(form, formen, scorer=OSA.distance, score_cutoff=erlaubt, limit=20)
    haeufig = {andere: verzeichnis.haeufigkeit(wortschatz.formen[andere]) for andere, _, _ in nahe}
    rang = sorted((abstand, -haeufig[andere], andere) for andere, abstand, _ in nahe if haeufig[andere])
    return [(abstand, andere) for abstand, _, andere in rang[:HOECHSTENS]]
