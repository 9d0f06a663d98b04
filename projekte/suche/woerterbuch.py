"""All German word forms, folded, as hashes: made once from simplemma's dictionary and kept in the data folder.

Taking the dictionary apart takes seconds and 80 MB; the file is mapped into memory, and all processes share its 8 MB.
"""

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

import numpy as np
from django.conf import settings
from simplemma import __version__ as ausgabe
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

from .woerter import falten

MINDESTENS = 4
"""Letters of a word."""


def bekannte(formen: Iterable[str]) -> set[str]:
    """Those of these folded words that are German."""
    liste = list(formen)
    if not liste:
        return set()
    buch = _buch()
    gesucht = np.fromiter(map(_zahl, liste), np.int64, len(liste))
    stellen = np.minimum(np.searchsorted(buch, gesucht), len(buch) - 1)
    return {form for form, da in zip(liste, buch[stellen] == gesucht, strict=True) if da}


def bereitlegen() -> None:
    """So that nobody waits for it who publishes the first project."""
    _buch()


@lru_cache(maxsize=1)
def _buch() -> np.ndarray:
    """Hashes, ascending. Without a data folder that can be written it is made anew in each process."""
    datei = Path(settings.DATENVERZEICHNIS) / f"woerterbuch-{ausgabe}.npy"
    with suppress(OSError, ValueError, EOFError):
        return np.load(datei, mmap_mode="r")
    buch = _ableiten()
    neu = datei.with_suffix(f".{uuid4().hex}.npy")
    with suppress(OSError):
        np.save(neu, buch)
        neu.replace(datei)
    return buch


def _ableiten() -> np.ndarray:
    eintraege = StreamDictionaryFactory().get_dictionary("de")
    formen = (falten.__wrapped__(form) for form in eintraege if len(form) >= MINDESTENS and form.isalpha())
    return np.unique(np.fromiter(map(_zahl, formen), np.int64))


def _zahl(form: str) -> int:
    """Python's own hash is another one in each process."""
    return int.from_bytes(blake2b(form.encode(), digest_size=8).digest(), "little", signed=True)
