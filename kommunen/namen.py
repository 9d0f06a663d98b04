"""Names as the register writes them, as people say them, as they are sorted and searched."""

import re
import unicodedata

from .textkennzeichen import TYPEN

_UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ø": "o", "æ": "ae"})
_KEIN_WORT = re.compile(r"[^a-z0-9]+")
_TRAEGT_IHREN_TYP = re.compile(r"kreis\b|\bkreis\b|region\b|regionalverband", re.IGNORECASE)
_AUSGESCHRIEBEN = (
    (re.compile(r"^VVG der "), "Vereinbarte Verwaltungsgemeinschaft der "),
    (re.compile(r"^GVV "), "Gemeindeverwaltungsverband "),
)


def falten(text: str) -> str:
    """Lower-case ASCII words, umlauts written out: "Bad Homburg v. d. Höhe" → "bad homburg v d hoehe"."""
    klein = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTE)
    ohne_zeichen = unicodedata.normalize("NFKD", klein).encode("ascii", "ignore").decode()
    return _KEIN_WORT.sub(" ", ohne_zeichen).strip()


def kern(name: str) -> str:
    """The name without its titles: "Korbach, Hansestadt, Kreisstadt" → "Korbach"."""
    return name.split(",")[0].removesuffix(" (VGem)").removeprefix("EG ").strip()


def kurzname(name: str, textkennzeichen: str, *, gemeinde: bool) -> str:
    """As people say it: "Köln", "Landkreis Stade", "Amt Arensharde"."""
    rumpf = kern(name)
    if gemeinde:
        return rumpf
    for muster, ersatz in _AUSGESCHRIEBEN:
        if muster.match(rumpf):
            return muster.sub(ersatz, rumpf)
    typ = TYPEN.get(textkennzeichen, "")
    if _TRAEGT_IHREN_TYP.search(rumpf) or not typ or rumpf.startswith(typ):
        return rumpf
    return f"{typ} {rumpf}"


def suchname(kurz: str, name: str) -> str:
    """What the type-ahead looks in: the bare name first, then the words of its type; every word after a blank."""
    rumpf = falten(kern(name))
    uebrige = [wort for wort in falten(kurz).split() if wort not in rumpf.split()]
    return " " + " ".join([rumpf, *uebrige])
