"""The import as a whole: open, check, compare, write. Either everything is in afterwards, or nothing has changed."""

from pathlib import Path

from django.db import transaction

from kommunen import gebietswechsel
from kommunen.models import Land, Registerstand

from . import datei, ziele
from .auszug import FORMAT as AUSZUG
from .plan import Bestand, Eintrag, Plan, nur_lage, vergleichen
from .pruefung import pruefen
from .register import Ablehnung, Fortschritt, Register, ohne_fortschritt
from .schreiben import auffrischen, schreiben, sperren, vergleiche_schreiben
from .vergleich import vergleiche


def einlesen(
    pfad: Path, *, probe: bool = False, aelter: bool = False, fortschritt: Fortschritt = ohne_fortschritt
) -> Plan:
    """Reads a register file and returns what it changed, or with `probe` would change.

    Raises Ablehnung if the file is damaged, or older than what is stored (unless `aelter`). A workbook that is not
    newer than the stored register only fills coordinates and Verstädterung. The same file twice changes nothing.
    """
    register = datei.lesen(pfad, fortschritt)
    pruefen(register)
    with transaction.atomic():
        sperren()
        fortschritt("Vergleichen", 0, 1)
        aktueller = Registerstand.objects.aktueller()
        plan, eintraege = planen(register, aktueller, aelter=aelter)
        fortschritt("Vergleichen", 1, 1)
        if not probe:
            _darf_schreiben(register, aktueller, plan, aelter=aelter)
            _ausfuehren(plan, eintraege, aktueller, fortschritt)
    return plan


def planen(register: Register, aktueller: Registerstand | None, *, aelter: bool) -> tuple[Plan, dict[str, Eintrag]]:
    ergaenzung = _nur_ergaenzung(register, aktueller) and not aelter
    plan = Plan(
        stand=register.stand,
        format=register.format,
        datei=register.datei,
        bisher=aktueller.stand if aktueller else None,
        ergaenzung=ergaenzung,
        beispiel=not register.vollstaendig,
    )
    bestand = Bestand.lesen()
    if ergaenzung:
        eintraege = nur_lage(register, bestand)
        ziele.summen(eintraege.values())
    else:
        eintraege = ziele.bilden(register, bestand)
    return vergleichen(plan, eintraege, bestand), eintraege


def _nur_ergaenzung(register: Register, aktueller: Registerstand | None) -> bool:
    if register.format != AUSZUG or aktueller is None:
        return False
    return register.stand < aktueller.stand or (register.stand == aktueller.stand and aktueller.format != AUSZUG)


def _darf_schreiben(register: Register, aktueller: Registerstand | None, plan: Plan, *, aelter: bool) -> None:
    if aktueller is None:
        return
    if not register.vollstaendig and not aktueller.beispiel:
        raise Ablehnung("Es ist schon ein amtliches Verzeichnis geladen. Die mitgelieferte Auswahl ersetzt es nicht.")
    if register.stand < aktueller.stand and not (aelter or plan.ergaenzung):
        raise Ablehnung(
            f"Die Datei hat den Gebietsstand {register.stand:%d.%m.%Y}, gespeichert ist schon"
            f" {aktueller.stand:%d.%m.%Y}. Wenn Sie wirklich zurückgehen möchten, ergänzen Sie --aelter."
        )


def _ausfuehren(
    plan: Plan, eintraege: dict[str, Eintrag], aktueller: Registerstand | None, fortschritt: Fortschritt
) -> None:
    gleich = aktueller and (aktueller.stand, aktueller.format) == (plan.stand, plan.format)
    if not plan.aendert_etwas and (gleich or plan.ergaenzung):
        return
    fortschritt("Schreiben", 0, 3)
    schreiben(plan)
    if plan.aendert_etwas:
        fortschritt("Schreiben", 1, 3)
        paare = vergleiche(eintraege.values(), dict(Land.objects.values_list("schluessel", "name")))
        vergleiche_schreiben(paare)
        gebietswechsel.nachziehen()  # what is valid again takes back what its successor had
        auffrischen()
    fortschritt("Schreiben", 3, 3)
