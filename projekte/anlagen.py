"""Pictures and documents of a submission: stored confidentially beside it, and with the project once it is accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.schutz.hochladen import MB, Bilddaten, mit_dateien

from . import dateien
from .einreichung import Unvollstaendig, gesperrt, speichern_schritt
from .models import Anlage, Bild, Dokument, Einreichung, Projekt
from .schritte import ZEILENFORMEN, Schritt

BYTES_HOECHSTENS = 60 * MB
"""Of all files of one submission, as they are stored."""
ZU_VIEL = f"Mit dieser Datei wären es zusammen mehr als {BYTES_HOECHSTENS // MB} MB. Sie ist nicht gespeichert."
FEHLT = "Eine Datei fehlt in der Ablage. Bitte geben Sie die Einreichung zurück, damit sie neu hochgeladen wird."


@dataclass
class Zeile:
    """A picture or document as it came from the page: its words, its new file, and what is wrong with that file."""

    werte: dict[str, Any]
    inhalt: Bilddaten | bytes | None = None
    fehler: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ansicht:
    """Where a file of a submission can be seen, be it confidential or published already."""

    url: str
    url_klein: str = ""
    breite: int | None = None
    hoehe: int | None = None
    groesse: int = 0


def speichern(
    einreichung: Einreichung, *, durch: Nutzer, schritt: Schritt, zeilen: Mapping[str, list[Zeile]], stand: str
) -> Einreichung:
    """Store words and files of the step together; files that no row names any more are deleted. A file that is too
    much is left out, and its row says so. Raises as `speichern_schritt`; then nothing is stored.
    """
    with mit_dateien():
        einreichung = gesperrt(einreichung)
        eigene = {anlage.kennung: anlage for anlage in einreichung.anlagen.all()}
        bekannt = {name: _bekannte(einreichung, eigene, name) for name in zeilen}
        behalten = {zeile.werte["kennung"] for liste in zeilen.values() for zeile in liste if zeile.inhalt is None}
        frei = BYTES_HOECHSTENS - sum(anlage.groesse for kennung, anlage in eigene.items() if kennung in behalten)
        werte: dict[str, list[dict[str, Any]]] = {}
        for name, liste in zeilen.items():
            werte[name] = []
            for zeile in liste[: ZEILENFORMEN[name][2].max_num]:
                neu = {**zeile.werte}
                if neu["kennung"] not in bekannt[name]:
                    neu["kennung"] = ""
                if zeile.inhalt is not None and (groesse := dateien.groesse(zeile.inhalt)) > frei:
                    zeile.fehler.append(ZU_VIEL)
                elif zeile.inhalt is not None:
                    neu["kennung"] = dateien.anlage_anlegen(einreichung, zeile.inhalt).kennung
                    frei -= groesse
                werte[name].append(neu)
        gefuellt = {name: [zeile for zeile in liste if any(zeile.values())] for name, liste in werte.items()}
        einreichung = speichern_schritt(einreichung, durch=durch, schritt=schritt, werte=gefuellt, stand=stand)
        genannt = [zeile["kennung"] for liste in gefuellt.values() for zeile in liste]
        einreichung.anlagen.exclude(kennung__in=genannt).delete()
    for name, liste in zeilen.items():
        for zeile, neu in zip(liste, werte[name], strict=False):
            zeile.werte = neu
    return einreichung


def _bekannte(einreichung: Einreichung, eigene: Mapping[str, Anlage], name: str) -> set[str]:
    """The files a row may name: the submission's own and those of the entry it changes."""
    kennungen = {kennung for kennung, anlage in eigene.items() if anlage.ist_bild == (name == "bilder")}
    if projekt := einreichung.projekt:
        veroeffentlicht: Any = projekt.bilder if name == "bilder" else projekt.dokumente
        kennungen |= set(veroeffentlicht.values_list("kennung", flat=True))
    return kennungen


def ansichten(einreichung: Einreichung) -> dict[str, Ansicht]:
    """Of every file that the submission may name, by its `kennung`. Up to three queries."""
    gefunden = {}
    if projekt := einreichung.projekt:
        for bild in projekt.bilder.select_related("projekt"):
            gefunden[bild.kennung] = Ansicht(bild.url_gross, bild.url_klein, bild.breite, bild.hoehe)
        for dokument in projekt.dokumente.select_related("projekt"):
            gefunden[dokument.kennung] = Ansicht(dokument.get_absolute_url(), groesse=dokument.groesse)
    for anlage in einreichung.anlagen.all():
        gefunden[anlage.kennung] = _ansicht(einreichung.token, anlage)
    return gefunden


def _ansicht(token: str, anlage: Anlage) -> Ansicht:
    if not anlage.ist_bild:
        url = reverse("projekte:anlage_dokument", args=[token, anlage.kennung])
        return Ansicht(url, groesse=anlage.groesse)
    gross, klein = (
        reverse("projekte:anlage_bild", args=[token, anlage.kennung, groesse]) for groesse in ("gross", "klein")
    )
    return Ansicht(gross, klein, anlage.breite, anlage.hoehe)


def fuer_projekt(
    projekt: Projekt, zeilen: Mapping[str, list[dict[str, Any]]], einreichung: Einreichung | None
) -> tuple[list[Bild], list[Dokument]]:
    """What the rows name, in their order, for `pflege.speichern`, inside `mit_dateien()`: of the entry as it stands
    there, of the submission as a copy among the public files. What the editors took away meanwhile stays away.

    Raises Unvollstaendig if a file has gone.
    """
    eigene = {anlage.kennung: anlage for anlage in einreichung.anlagen.all()} if einreichung else {}
    bilder = {bild.kennung: bild for bild in projekt.bilder.all()} if projekt.pk else {}
    dokumente = {dokument.kennung: dokument for dokument in projekt.dokumente.all()} if projekt.pk else {}
    alle_bilder, alle_dokumente = [], []
    for platz, zeile in enumerate(zeilen["bilder"], 1):
        if bild := bilder.get(zeile["kennung"]) or _als_bild(eigene.get(zeile["kennung"])):
            bild.alternativtext, bild.nachweis, bild.reihenfolge = zeile["alternativtext"], zeile["nachweis"], platz
            alle_bilder.append(bild)
    for platz, zeile in enumerate(zeilen["dokumente"], 1):
        if dokument := dokumente.get(zeile["kennung"]) or _als_dokument(eigene.get(zeile["kennung"])):
            dokument.titel, dokument.art, dokument.reihenfolge = zeile["titel"], zeile["art"], platz
            alle_dokumente.append(dokument)
    return alle_bilder, alle_dokumente


def _als_bild(anlage: Anlage | None) -> Bild | None:
    if anlage is None or not (anlage.breite and anlage.hoehe):
        return None
    daten = Bilddaten(_gelesen(anlage.datei, "bilder"), _gelesen(anlage.klein, "bilder"), anlage.breite, anlage.hoehe)
    return dateien.bild_fuellen(Bild(kennung=anlage.kennung), daten)


def _als_dokument(anlage: Anlage | None) -> Dokument | None:
    if anlage is None or anlage.ist_bild:
        return None
    return dateien.dokument_fuellen(Dokument(kennung=anlage.kennung), _gelesen(anlage.datei, "dokumente"))


def _gelesen(datei: Any, feld: str) -> bytes:
    try:
        with datei.open("rb") as offen:
            inhalt: bytes = offen.read()
            return inhalt
    except OSError as fehler:
        raise Unvollstaendig({feld: [FEHLT]}) from fehler
