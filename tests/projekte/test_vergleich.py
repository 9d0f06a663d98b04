import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from projekte import suche
from projekte.models import Phase
from tests.factories.kommunen import KommuneFactory
from tests.factories.nachnutzung import NachnutzungFactory
from tests.factories.projekte import HandlungsfeldFactory, LoesungstypFactory, ProjektFactory

pytestmark = pytest.mark.django_db


def html(client: Client, *slugs: str) -> str:
    antwort = client.get("/projekte/vergleich/", {"p": slugs})
    assert antwort.status_code == 200
    return antwort.content.decode()


def zeilen(seite: str) -> dict[str, tuple[str, list[str]]]:
    """Title of a row → its word (gleich, verschieden) and its values."""
    muster = r'<th scope="row" role="rowheader">(.*?)<span class="vergleich__zeichen">(\w+)</span></th>(.*?)</tr>'
    zelle = re.compile(r'<td role="cell"><span class="vergleich__wer" aria-hidden="true">.*?</span>(.*?)</td>', re.S)
    return {
        titel: (zeichen, [unescape(re.sub("<[^>]+>", "", wert)) for wert in zelle.findall(werte)])
        for titel, zeichen, werte in re.findall(muster, seite, re.S)
    }


def test_differences_are_marked_by_a_word(client: Client) -> None:
    ort = KommuneFactory(name="Musterstadt, Stadt", landschluessel="06", einwohner=30_000)
    ProjektFactory(slug="a", federfuehrung=ort, phase=Phase.PILOT, technik="LoRa & <b>")
    ProjektFactory(slug="b", federfuehrung=ort, phase=Phase.BETRIEB, typen=[LoesungstypFactory(slug="app", name="App")])
    tabelle = zeilen(html(client, "a", "b"))
    assert tabelle["Phase"] == ("verschieden", ["Pilot", "Betrieb"])
    assert tabelle["Federführung"] == ("gleich", ["Musterstadt", "Musterstadt"])
    assert tabelle["Größe der Kommune"] == ("gleich", ["Kleinere Mittelstadt"] * 2)
    assert tabelle["Technik"] == ("verschieden", ["LoRa & <b>", "keine Angabe"])
    assert tabelle["Lösungstyp"][1][0] == "keine Angabe"
    assert "Jährliche Kosten" not in tabelle


def test_results_and_trust_are_compared(client: Client) -> None:
    ort = KommuneFactory()
    eins = ProjektFactory(
        slug="a", federfuehrung=ort, kosten_bestaetigt_am=date(2026, 3, 1), zustand_bestaetigt_am=date(2026, 4, 1)
    )
    ProjektFactory(slug="b", federfuehrung=ort)
    eins.partner.create(name="Stadtwerke & Co")
    eins.wirkungen.create(
        aussage="Mehr Fahrten", wert=1250, einheit="Fahrten im Monat", art="gemessen", methode="Zählung",
        stand=date(2026, 3, 1),
    )  # fmt: skip
    eins.wirkungen.create(aussage="Weniger <i>Anrufe", art="erwartet")
    for bestaetigt in (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), None):
        NachnutzungFactory(projekt=eins, von=ort, bestaetigt_am=bestaetigt)
    suche.ableiten([eins.pk])
    tabelle = {titel: werte for titel, (_, werte) in zeilen(html(client, "a", "b")).items()}
    assert tabelle["Wirkung"] == [
        "Mehr Fahrten: 1.250 Fahrten im Monat (gemessen)Weniger <i>Anrufe (erwartet)", "keine Angabe"
    ]  # fmt: skip
    assert tabelle["Nachgenutzt von"] == ["2 Kommunen", "keine Angabe"]
    assert tabelle["Partner"] == ["Stadtwerke & Co", "keine Angabe"]
    assert tabelle["Gütezeichen"] == ["Wirkung gemessen, Anderswo nachgenutzt", "keine Angabe"]
    assert tabelle["Kosten bestätigt"][0] == "1. März 2026"
    assert tabelle["Zustand bestätigt"] == ["1. April 2026", "keine Angabe"]


def test_if_all_differs_one_sentence_says_so(client: Client) -> None:
    typ, feld = LoesungstypFactory(slug="app"), HandlungsfeldFactory(slug="daten")
    anders = {
        "phase": Phase.PILOT,
        "zustand": "beendet",
        "zustand_grund": "Zu teuer.",
        "handlungsfeld": feld,
        "typen": [typ],
    }
    groesser = KommuneFactory(landschluessel="09", einwohner=900_000)
    ProjektFactory(slug="a", federfuehrung=KommuneFactory(einwohner=800))
    ProjektFactory(slug="b", federfuehrung=groesser, beteiligte=[KommuneFactory()], **anders)
    seite = html(client, "a", "b")
    assert "In keiner Angabe stimmen die beiden Projekte überein." in seite
    assert "vergleich__anders" not in seite
    assert "vergleich__zeichen" not in seite


def test_the_order_is_that_of_the_address(client: Client) -> None:
    for slug in ("a", "b", "c"):
        ProjektFactory(slug=slug, titel=f"Projekt {slug.upper()}")
    seite = html(client, "c", "a", "b")
    assert re.findall(r'role="columnheader"><a href="/projekte/(\w)/">', seite) == ["c", "a", "b"]


def test_each_can_be_taken_out_alone(client: Client) -> None:
    for slug in ("a", "b", "c"):
        ProjektFactory(slug=slug)
    wege = re.findall(r'class="vergleich__weg" href="([^"]*)"', html(client, "a", "b", "c"))
    assert [unescape(weg) for weg in wege] == ["?p=b&p=c", "?p=a&p=c", "?p=a&p=b"]


def test_one_project_leads_to_comparable_ones(client: Client) -> None:
    ProjektFactory(slug="a", titel="Mitfahrbank am Markt")
    ProjektFactory(slug="b", titel="Mitfahrbank am Bahnhof")
    seite = html(client, "a")
    assert "Womit vergleichen?" in seite
    assert 'href="/projekte/vergleich/?p=a&amp;p=b"' in seite
    assert 'href="/projekte/?p=a"' in seite


def test_none_at_all_says_how(client: Client) -> None:
    seite = html(client)
    assert "Noch ist kein Projekt gewählt" in seite
    assert 'href="/projekte/"' in seite


def test_more_than_three_are_told(client: Client) -> None:
    for slug in ("a", "b", "c", "d"):
        ProjektFactory(slug=slug)
    seite = html(client, "a", "b", "c", "d")
    assert "Nebeneinander passen drei Projekte" in seite
    assert seite.count('role="columnheader"') == 3


def test_what_is_not_public_stays_hidden_and_is_told(client: Client) -> None:
    ProjektFactory(slug="a")
    ProjektFactory(slug="entwurf", titel="Geheim", veroeffentlicht_am=None)
    ProjektFactory(slug="weg", titel="Archiviert", archiviert_am=datetime(2026, 1, 1, tzinfo=UTC))
    seite = html(client, "a", "entwurf", "weg", "gibtesnicht")
    assert "Geheim" not in seite
    assert "Archiviert" not in seite
    assert "Nicht jedes gewählte Projekt ist" in html(client, "a", "entwurf")


def test_list_and_cards_carry_what_was_chosen(client: Client) -> None:
    for slug in ("a", "b", "c"):
        ProjektFactory(slug=slug)
    seite = client.get("/projekte/?p=a&p=b&phase=P4").content.decode()
    assert "2 Projekte zum Vergleich vorgemerkt" in seite
    assert '<a href="/projekte/vergleich/?p=a&amp;p=b">Vergleich ansehen</a>' in seite
    assert '<a href="?phase=P4">Vormerkung aufheben</a>' in seite
    assert 'href="/projekte/vergleich/?p=a&amp;p=b&amp;p=c"' in seite
    assert seite.count('type="hidden" name="p"') == 2
    assert 'href="?p=a&amp;p=b"><span class="kern-sr-only">Phase: </span>Betrieb' in seite


@pytest.mark.parametrize("anzahl", [2, 3])
def test_query_count_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    for slug in "abc":
        ProjektFactory(
            slug=slug, beteiligte=KommuneFactory.create_batch(2), weitere=[HandlungsfeldFactory(slug="daten")]
        )
    slugs = ["a", "b", "c"][:anzahl]
    html(client, *slugs)
    with django_assert_num_queries(8 if anzahl < 3 else 7):  # proposals: the state of the rooms
        html(client, *slugs)
