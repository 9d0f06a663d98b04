"""Finding municipalities by what people type: part of a name, a key, a postcode."""

import re

from django.db.models import Case, IntegerField, Q, Value, When

from kompetenzzentrum.oberflaeche.treffer import Treffer

from .models import Art, Kommune, KommuneQuerySet, Registerstand
from .namen import falten

AGS_STELLEN = 8
LAENGSTE_EINGABE = 120
_ZIFFERN = re.compile(r"^\d{2,12}$")
_ORTE_ZUERST = Case(When(art=Art.GEMEINDE, then=Value(0)), default=Value(1), output_field=IntegerField())


def suchen(text: str, menge: KommuneQuerySet | None = None) -> KommuneQuerySet:
    """Best first: exact name, beginning of the name, beginning of a word. Of equals, towns before their Verband and
    Kreis, larger ones first.

    Digits are looked up as key (AGS, ARS, of a Kreis, of a Verband) and as postcode of the seat.
    """
    kommunen = Kommune.objects.waehlbar() if menge is None else menge
    eingabe = bereinigt(text)
    if ziffern := ziffern_in(eingabe):
        return _nach_ziffern(kommunen, ziffern)
    woerter = falten(eingabe).split()
    if not woerter:
        return kommunen.none()
    return _nach_namen(kommunen, woerter)


def bereinigt(text: str) -> str:
    return text.replace("\0", "").strip()[:LAENGSTE_EINGABE]


def ziffern_in(eingabe: str) -> str:
    """The digits of a key or postcode, however they are spaced; empty if it is something else."""
    ziffern = re.sub(r"\s", "", eingabe)
    return ziffern if _ZIFFERN.match(ziffern) else ""


def _nach_ziffern(kommunen: KommuneQuerySet, ziffern: str) -> KommuneQuerySet:
    schluessel = Q(schluessel__startswith=ziffern)
    if len(ziffern) > AGS_STELLEN:  # the first digits of ARS and AGS are the same: they belong to the Kreis
        schluessel |= Q(ars__startswith=ziffern)
    rang = Case(
        When(Q(schluessel=ziffern) | Q(ars=ziffern), then=Value(0)),
        When(Q(plz=ziffern), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return kommunen.filter(schluessel | Q(plz__startswith=ziffern)).order_by(
        rang, _ORTE_ZUERST, "-einwohner", "schluessel"
    )


def _nach_namen(kommunen: KommuneQuerySet, woerter: list[str]) -> KommuneQuerySet:
    """The first word must begin a word of the name; the others may also name the Kreis ("neuenkirchen stade")."""
    menge = kommunen.mit_wort_im_namen(woerter[0])
    for wort in woerter[1:]:
        menge = menge.filter(suchname__contains=f" {wort}")
    name = " ".join(woerter)
    rang = Case(
        When(sortiername=name, then=Value(0)),
        When(sortiername__startswith=name, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return menge.order_by(rang, _ORTE_ZUERST, "-einwohner", "schluessel")


def eindeutig(text: str) -> Kommune | None:
    """The one municipality this text names, if there is exactly one: by key, display name or short name."""
    eingabe = bereinigt(text)
    if not eingabe:
        return None
    gemeint = (
        Q(schluessel=eingabe)
        | Q(ars=eingabe)
        | Q(anzeigename__iexact=eingabe)
        | Q(name__iexact=eingabe)
        | Q(sortiername=falten(eingabe), art=Art.GEMEINDE)
    )
    gefunden = list(Kommune.objects.waehlbar().filter(gemeint).select_related("land", "kreis")[:2])
    return gefunden[0] if len(gefunden) == 1 else None


def hinweis_zur_auswahl() -> str:
    """Whoever finds nothing is told that only the shipped selection is loaded; empty with the whole register."""
    stand = Registerstand.objects.aktueller()
    return stand.auswahl if stand else ""


def hinweis_zur_plz(text: str, plz: str) -> str:
    """Only the seat's postcode is in the register: whoever searches by postcode is told."""
    ziffern = text.strip()
    if not _ZIFFERN.match(ziffern) or not plz.startswith(ziffern):
        return ""
    return f"PLZ {plz} (nur Sitz der Verwaltung)"


def finden(text: str, hoechstens: int) -> tuple[list[Treffer], int]:
    """For the search across everything: the first hits and how many there are."""
    menge = suchen(text)
    anzahl = menge.count()
    if not anzahl:
        return [], 0
    treffer = [
        Treffer(titel=kommune.anzeigename, url=kommune.get_absolute_url(), zusatz=kommune.zusatz)
        for kommune in menge.select_related("land", "kreis")[:hoechstens]
    ]
    return treffer, anzahl
