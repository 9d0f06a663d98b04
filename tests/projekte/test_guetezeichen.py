from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from projekte import guetezeichen, rechte, suche
from projekte.models import Nachnutzung, Projekt
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import ProjektFactory

pytestmark = pytest.mark.django_db

VOLL: dict[str, Any] = {
    "ausgangslage": "a", "loesung": "b", "vorgehen": "c", "ergebnis": "d", "lehren": "e", "phase": "P4",
    "kosten_einmalig": "K1", "kosten_jaehrlich": "J1", "kosten_basis": "ist", "kosten_jahr": 2026,
    "personalaufwand": "A1", "foerderung": ["eigen"], "kontakt_funktion": "Stab", "betriebsmodell": "selbst",
}  # fmt: skip


def zeichen(projekt: Projekt) -> list[str]:
    return [eins.schluessel for eins in guetezeichen.von(Projekt.objects.get(pk=projekt.pk))]


def test_complete() -> None:
    assert zeichen(ProjektFactory(**VOLL)) == ["vollstaendig"]


@pytest.mark.parametrize(
    ("felder", "fehlt"),
    [
        ({"ausgangslage": ""}, "Ausgangslage"),
        ({"lehren": ""}, "Hindernisse oder Lehren"),
        ({"phase": ""}, "Phase"),
        ({"personalaufwand": ""}, "Aufwand an eigenem Personal"),
        ({"foerderung": []}, "Finanzierung"),
        ({"kontakt_funktion": ""}, "Kontaktstelle"),
        ({"kontakt_gestoert_am": "2026-01-01"}, "Kontaktstelle"),
        ({"kosten_jaehrlich": ""}, "jährliche Kosten (ab dem Betrieb)"),
        ({"betriebsmodell": ""}, "wer es betreibt (ab dem Betrieb)"),
    ],
)
def test_one_fact_missing_is_named(felder: dict[str, Any], fehlt: str) -> None:
    projekt = ProjektFactory(**VOLL | felder)
    assert zeichen(projekt) == []
    assert dict(guetezeichen.fehlt(Projekt.objects.get()))[guetezeichen.VOLLSTAENDIG] == [fehlt]


def test_before_the_operation_nobody_needs_to_run_it() -> None:
    assert zeichen(ProjektFactory(**VOLL | {"phase": "P3", "kosten_jaehrlich": "", "betriebsmodell": ""})) == [
        "vollstaendig"
    ]


@pytest.mark.parametrize(("tage", "hat"), [(0, True), (365, True), (366, False)])
def test_confirmed_within_a_year_means_all_three(tage: int, hat: bool) -> None:
    heute = timezone.localdate()
    projekt = ProjektFactory(
        kosten_bestaetigt_am=heute, zustand_bestaetigt_am=heute - timedelta(days=tage), kontakt_bestaetigt_am=heute
    )
    assert (zeichen(projekt) == ["bestaetigt"]) is hat
    assert dict(guetezeichen.anzahlen(rechte.oeffentliche()))[guetezeichen.BESTAETIGT] == hat
    Projekt.objects.update(kontakt_bestaetigt_am=None)
    assert zeichen(projekt) == []


def test_measured_and_reused() -> None:
    projekt, anderes = ProjektFactory(), ProjektFactory()
    projekt.wirkungen.create(aussage="x", art="geschaetzt")
    nachnutzung = Nachnutzung.objects.create(
        projekt=projekt, kommune=KommuneFactory(), von=projekt.federfuehrung, art="uebernahme", zustand="laufend"
    )
    suche.ableiten([projekt.pk, anderes.pk])
    assert zeichen(projekt) == []
    projekt.wirkungen.create(aussage="x", art="gemessen", wert=1, einheit="x", methode="x", stand=timezone.localdate())
    nachnutzung.bestaetigt_am = timezone.now()
    nachnutzung.save()
    suche.ableiten([projekt.pk, anderes.pk])
    assert zeichen(projekt) == ["gemessen", "nachgenutzt"]
    assert zeichen(anderes) == []


def test_the_page_names_every_criterion_and_counts(client: Client) -> None:
    ProjektFactory(**VOLL)
    ProjektFactory(**VOLL, veroeffentlicht_am=None)
    html = client.get("/projekte/guetezeichen/").text
    for eins in guetezeichen.ALLE:
        assert eins.name in html
    for angabe in guetezeichen.KRITERIEN:
        assert angabe in html
    assert html.count("1 Projekt trägt dieses Zeichen") == 1
    assert html.count("0 Projekte tragen dieses Zeichen") == 3


def test_every_criterion_counts() -> None:
    """Each one of them, left out, is found by its own condition: none is there for show."""
    ProjektFactory()
    for bedingung in guetezeichen.KRITERIEN.values():
        assert isinstance(bedingung, Q)
    kriterien = guetezeichen.KRITERIEN
    ohne = [name for name, bedingung in kriterien.items() if not Projekt.objects.filter(bedingung).exists()]
    assert set(ohne) == set(kriterien) - {"Phase"}
