"""Several projects from one file: checked as a whole, shown, and only after confirmation turned into drafts."""

from collections import Counter
from typing import Any

from django.db import transaction
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Nutzer

from . import einreichung, sammelvorlage
from .einlesen.datei import Tabelle, Unlesbar, Zeile
from .models import Einreichung, Importvorschau, Projekt
from .sammelvorlage import Spalte
from .schritte import BEZEICHNUNG, PFLICHT, SCHRITTE, gebunden

OFFENE_HOECHSTENS = 10
"""Previews of one person: who uploads again and again no longer needs the oldest."""


@transaction.atomic
def vorschau_anlegen(*, nutzer: Nutzer, kommune: Kommune, inhalt: bytes, dateiname: str) -> Importvorschau:
    """Read and check; nothing is created yet but the preview. Raises Unlesbar."""
    spalten = sammelvorlage.spalten()
    tabelle = sammelvorlage.lesen(inhalt, spalten)
    zuordnung = _zuordnen(tabelle, spalten)
    zeilen = [_pruefen(zeile, tabelle, zuordnung) for zeile in tabelle.zeilen]
    _doppelte_melden(zeilen, kommune)
    vorschau = Importvorschau.objects.create(
        nutzer=nutzer,
        kommune=kommune,
        dateiname=dateiname.replace("\0", "")[:200],
        zeilen=zeilen,
        ohne_spalten=[name for name in tabelle.spalten if name and name not in zuordnung],
    )
    offene = nutzer.importvorschauen.filter(uebernommen_am=None).order_by("-pk")
    offene.filter(pk__in=list(offene.values_list("pk", flat=True)[OFFENE_HOECHSTENS:])).delete()
    return vorschau


@transaction.atomic
def uebernehmen(vorschau: Importvorschau) -> int:
    """A draft of each row without objection. Done twice it is done once. Raises einreichung.Konflikt; then nothing
    has changed."""
    vorschau = Importvorschau.objects.select_for_update().select_related("kommune", "nutzer").get(pk=vorschau.pk)
    if vorschau.uebernommen_am:
        return vorschau.anzahl
    gute = [zeile for zeile in vorschau.zeilen if not zeile["einwaende"]]
    for zeile in gute:
        einreichung.entwurf_anlegen(nutzer=vorschau.nutzer, kommune=vorschau.kommune, inhalt=zeile["inhalt"])
    vorschau.uebernommen_am = timezone.now()
    vorschau.anzahl = len(gute)
    vorschau.zeilen = []  # what was typed lives on in the drafts
    vorschau.save(update_fields=["uebernommen_am", "anzahl", "zeilen"])
    return vorschau.anzahl


# --- checking ---


def _zuordnen(tabelle: Tabelle, spalten: list[Spalte]) -> dict[str, Spalte]:
    """Heading as in the file → column. The heading of the template or the name of the field, in any case."""
    bekannt = {kopf.casefold(): spalte for spalte in spalten for kopf in (spalte.kopf, spalte.name)}
    zuordnung = {kopf: bekannt[kopf.casefold()] for kopf in tabelle.spalten if kopf.casefold() in bekannt}
    mehrfach = [name for name, anzahl in Counter(s.kopf for s in zuordnung.values()).items() if anzahl > 1]
    if mehrfach:
        raise Unlesbar(f"Im Kopf steht die Spalte „{mehrfach[0]}“ zweimal.")
    if not any(spalte.name == "titel" for spalte in zuordnung.values()):
        raise Unlesbar(
            "In der ersten Zeile fehlt die Spalte „Titel“. Bitte benutzen Sie die Vorlage und lassen Sie ihre Kopfzeile"
            f" stehen. Gefunden haben wir: {', '.join(filter(None, tabelle.spalten))[:300] or 'nichts'}."
        )
    return zuordnung


def _pruefen(zeile: Zeile, tabelle: Tabelle, zuordnung: dict[str, Spalte]) -> dict[str, Any]:
    """One row as stored in a preview."""
    inhalt: dict[str, Any] = {}
    einwaende: list[tuple[str, str]] = []
    if len(zeile.zellen) != len(tabelle.spalten):
        text = f"{len(zeile.zellen)} Zellen, die Kopfzeile hat {len(tabelle.spalten)}. Stimmen die Trennzeichen?"
        return _ergebnis(zeile, inhalt, [("", text)])
    for kopf, zelle in zip(tabelle.spalten, zeile.zellen, strict=True):
        if (spalte := zuordnung.get(kopf)) is None:
            continue
        inhalt[spalte.name], einwand = spalte.als_eingabe(zelle)
        if einwand:
            einwaende.append((spalte.kopf, einwand))
    beanstandet = {kopf for kopf, _ in einwaende}
    koepfe = {spalte.name: spalte.kopf for spalte in zuordnung.values()}
    for schritt in SCHRITTE:
        form, _ = gebunden(schritt, inhalt)
        for name, texte in form.errors.items():
            kopf = koepfe.get(name, BEZEICHNUNG.get(name, ""))
            if kopf not in beanstandet:
                einwaende.append((kopf, " ".join(str(text) for text in texte)))
    if not inhalt.get("titel"):
        einwaende.append((koepfe["titel"], "Bitte geben Sie jedem Projekt einen Titel."))
    return _ergebnis(zeile, inhalt, einwaende)


def _ergebnis(zeile: Zeile, inhalt: dict[str, Any], einwaende: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "nummer": zeile.nummer,
        "titel": inhalt.get("titel", ""),
        "inhalt": inhalt,
        "einwaende": einwaende,
        "fehlt": [BEZEICHNUNG[name] for name in PFLICHT if not inhalt.get(name)],
    }


def _doppelte_melden(zeilen: list[dict[str, Any]], kommune: Kommune) -> None:
    """The same title twice is nearly always the same file twice."""
    entwuerfe = Einreichung.objects.offen().filter(kommune=kommune).values_list("inhalt__titel", flat=True)
    schon_entwurf = "Einen Entwurf mit diesem Titel gibt es schon."
    bekannt = {str(eins or "").strip().casefold(): schon_entwurf for eins in entwuerfe}
    for eins in Projekt.objects.filter(beteiligungen__kommune=kommune).values_list("titel", flat=True):
        bekannt[eins.casefold()] = "Dieses Projekt steht schon im Verzeichnis. Ändern Sie es bitte dort."
    gesehen: dict[str, int] = {}
    for zeile in zeilen:
        wort = zeile["titel"].casefold()
        if wort and wort in bekannt:
            zeile["einwaende"].append(("Titel", bekannt[wort]))
        elif wort and wort in gesehen:
            zeile["einwaende"].append(("Titel", f"Derselbe Titel steht schon in Zeile {gesehen[wort]}."))
        gesehen.setdefault(wort, zeile["nummer"])
