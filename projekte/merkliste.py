"""The Merkliste: projects somebody wants to come back to. With an account it is kept there; without one it stands in
an address, and in a cookie of that page alone once the reader asks for it (docs/decisions/015)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core import signing
from django.db import transaction

from kompetenzzentrum.konten.models import Nutzer

from . import rechte
from .models import Merkeintrag, Projekt

HOECHSTENS = 100
_ZIFFERN = "0123456789abcdefghijklmnopqrstuvwxyz"


class Ungueltig(Exception):
    """The text was cut off or changed on its way."""


@dataclass(frozen=True)
class Stand:
    """A list as it can be shown, in its order."""

    lesbar: list[Projekt]
    archiviert: list[Projekt]
    """Taken off the catalogue; only the title is told."""
    verschwunden: int
    """How many are gone for good."""

    @property
    def schluessel(self) -> list[int]:
        return [projekt.pk for projekt in (*self.lesbar, *self.archiviert)]


def _signierer() -> signing.Signer:
    return signing.Signer(salt="projekte.merkliste", sep="~")


def verpacken(schluessel: Sequence[int]) -> str:
    """A short signed text for addresses and the cookie; the same list always gives the same text."""
    return _signierer().sign("-".join(_kurz(eins) for eins in schluessel[:HOECHSTENS]))


def auspacken(text: str) -> list[int]:
    """Raises Ungueltig."""
    try:
        inhalt = _signierer().unsign(text)
    except signing.BadSignature as fehler:
        raise Ungueltig from fehler
    return [int(eins, 36) for eins in inhalt.split("-") if eins]


def aus_adressen(slugs: Iterable[str]) -> list[int]:
    """Keys of the public projects with these addresses, in the order given."""
    gesucht = list(dict.fromkeys(slug for slug in slugs if "\0" not in slug))[:HOECHSTENS]
    gefunden = dict(rechte.oeffentliche().filter(slug__in=gesucht).values_list("slug", "pk"))
    return [gefunden[slug] for slug in gesucht if slug in gefunden]


def passende(liste: Sequence[int], dazu: Iterable[int]) -> list[int]:
    """Of the new ones those that are not on the list yet and still have room on it."""
    neue = [eins for eins in dict.fromkeys(dazu) if eins not in liste]
    return neue[: max(0, HOECHSTENS - len(liste))]


def von(nutzer: Nutzer) -> list[int]:
    """The newest first."""
    return list(nutzer.merkeintraege.values_list("projekt_id", flat=True)[:HOECHSTENS])


@transaction.atomic
def merken(nutzer: Nutzer, schluessel: Sequence[int]) -> int:
    """Put projects that can be read on the list of an account, as far as there is room. Returns how many are new."""
    Nutzer.objects.select_for_update(no_key=True).get(
        pk=nutzer.pk
    )  # two clicks at once never make it longer than allowed
    lesbar = set(rechte.oeffentliche().filter(pk__in=schluessel).values_list("pk", flat=True))
    neue = passende(von(nutzer), (eins for eins in schluessel if eins in lesbar))
    # The first of them shall stand on top: it is written last.
    Merkeintrag.objects.bulk_create([Merkeintrag(nutzer=nutzer, projekt_id=eins) for eins in reversed(neue)])
    return len(neue)


def entfernen(nutzer: Nutzer, schluessel: Sequence[int]) -> None:
    nutzer.merkeintraege.filter(projekt_id__in=schluessel).delete()


def laden(schluessel: Sequence[int]) -> Stand:
    alle = {
        projekt.pk: projekt
        for projekt in Projekt.objects.filter(pk__in=schluessel, veroeffentlicht_am__isnull=False).fuer_karten()
    }
    vorhanden = [alle[eins] for eins in dict.fromkeys(schluessel) if eins in alle]
    return Stand(
        lesbar=[projekt for projekt in vorhanden if projekt.ist_veroeffentlicht],
        archiviert=[projekt for projekt in vorhanden if not projekt.ist_veroeffentlicht],
        verschwunden=len(set(schluessel)) - len(vorhanden),
    )


def _kurz(zahl: int) -> str:
    text = ""
    while zahl:
        zahl, rest = divmod(zahl, 36)
        text = _ZIFFERN[rest] + text
    return text or "0"
