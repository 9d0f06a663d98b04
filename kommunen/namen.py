"""Names as the register writes them, as people say them, as they are sorted and searched."""

import re
import unicodedata

from .textkennzeichen import TYPEN

_UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ø": "o", "æ": "ae"})
_KEIN_WORT = re.compile(r"[^a-z0-9]+")
_TRAEGT_IHREN_TYP = re.compile(r"kreis\b|region\b|regionalverband", re.IGNORECASE)
_ABGEKUERZT = (
    (re.compile(r"^VVG der (?:Stadt |Gemeinde )?"), "Vereinbarte Verwaltungsgemeinschaft "),
    (re.compile(r"^GVV "), "Gemeindeverwaltungsverband "),
    (re.compile(r"^EG "), "Erfüllende Gemeinde "),
)


def falten(text: str) -> str:
    """Lower-case ASCII words, umlauts written out: "Bad Homburg v. d. Höhe" → "bad homburg v d hoehe"."""
    klein = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTE)
    return _KEIN_WORT.sub(" ", _ohne_zeichen(klein)).strip()


def _ohne_zeichen(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def kern(name: str) -> str:
    """The bare name, without titles: "Korbach, Hansestadt, Kreisstadt" → "Korbach", "GVV Elzach" → "Elzach"."""
    rumpf = _rumpf(name)
    for muster, _ in _ABGEKUERZT:
        rumpf = muster.sub("", rumpf)
    return rumpf


def _rumpf(name: str) -> str:
    return name.split(",")[0].removesuffix(" (VGem)").strip()


def kurzname(name: str, textkennzeichen: str, *, gemeinde: bool) -> str:
    """As people say it: "Köln", "Landkreis Stade", "Amt Arensharde"."""
    rumpf = _rumpf(name)
    if gemeinde:
        return rumpf
    for muster, ersatz in _ABGEKUERZT:
        if muster.match(rumpf):
            return muster.sub(ersatz, rumpf)
    typ = TYPEN.get(textkennzeichen, "")
    if _TRAEGT_IHREN_TYP.search(rumpf) or rumpf.startswith(f"{typ} "):
        return rumpf
    return f"{typ} {rumpf}".strip()


def suchname(kurz: str, name: str, kreis: str = "") -> str:
    """What the type-ahead looks in, every word after a blank: the bare name, the words of its type, other spellings;
    after a bar the words of the Kreis. One column, so one index finds "neuenkirchen stade"."""
    rumpf = falten(kern(name)).split()
    weitere = falten(kurz).split() + _KEIN_WORT.sub(" ", _ohne_zeichen(kern(name).casefold())).split()
    weitere += [anders for wort, anders in (("st", "sankt"), ("sankt", "st")) if wort in rumpf]
    return "".join(f" {wort}" for wort in [*dict.fromkeys(rumpf + weitere), "|", *falten(kreis).split()])
