"""German text as words, for writing the index and for asking it alike.

The stemmer inside PostgreSQL differs by version, so stemming happens here.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

WORT = re.compile(r"[^\W_]+")
WORT_HOECHSTENS = 60
GEKOPPELT = re.compile(r"\b([^\W_]{1,3})[-‐‑]([^\W_]{2,})")
"""E-Akte, e‑Learning, IT-Sicherheit: also written in one."""
UMSCHRIFT = re.compile(r"ae|oe|(?<![aeq])ue")
FUELLWOERTER = frozenset(
    """
    aber alle als am an auch auf aus bei beim bis da das dass dem den der des die diese dieser dieses durch ein
    eine einem einen einer eines er es fur gegen gibt haben hat ich ihr ihre im in ins ist kann kein keine konnen
    man mehr mit nach nicht noch nur ob oder ohne sein sich sie sind so sowie uber um und uns unser unsere unter
    vom von vor war warum was welche welcher welches wenn wer werden wie wir wird wo zu zum zur zwischen
    """.split()  # noqa: SIM905
)
"""Folded."""


def zerlegen(text: str) -> list[str]:
    """The words of a text as they are written. Lone surrogates, which no database takes, become question marks."""
    return [wort[:WORT_HOECHSTENS] for wort in WORT.findall(_sauber(text))]


def begriffe(text: str) -> list[str]:
    """The words of a question or a synonym, without those that say nothing; E-Akte is one word here."""
    return [wort for wort in zerlegen(GEKOPPELT.sub(r"\1\2", text)) if falten(wort) not in FUELLWOERTER]


def gekoppelte(text: str) -> list[str]:
    return ["".join(paar)[:WORT_HOECHSTENS] for paar in GEKOPPELT.findall(_sauber(text))]


def _sauber(text: str) -> str:
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())


@lru_cache(maxsize=100_000)
def falten(wort: str) -> str:
    """Görlitz, Goerlitz and GORLITZ become the same; so do Budyšin and budysin, Straße and strasse."""
    klein = wort.casefold()
    if not klein.isascii():
        klein = "".join(z for z in unicodedata.normalize("NFKD", klein) if not unicodedata.combining(z))
    # As the stemmer does, and on both sides alike; not in "neue" or "Quelle".
    return UMSCHRIFT.sub(lambda umlaut: umlaut[0][0], klein)[:WORT_HOECHSTENS]


@lru_cache(maxsize=50_000)
def stamm(wort: str) -> str:
    # A stemmer object keeps state while it works: one for each call, since threads share this module.
    return falten(snowballstemmer.stemmer("german").stemWord(wort.casefold()))
