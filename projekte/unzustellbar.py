"""Found by `versand` at the start."""

from kompetenzzentrum.versand.unzustellbar import bei_abgelehnt, bei_unzustellbar

from . import nachfrage, rueckfrage

bei_unzustellbar(nachfrage.unzustellbar)
bei_unzustellbar(rueckfrage.unzustellbar)
bei_abgelehnt(rueckfrage.abgelehnt)
