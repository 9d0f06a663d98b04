"""Found by `versand` at the start."""

from kompetenzzentrum.versand.unzustellbar import bei_unzustellbar

from . import nachfrage

bei_unzustellbar(nachfrage.unzustellbar)
