"""The open data: the list with the parameters of the page, one project, and what is told when something is wrong."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from projekte import export, pflege, suche
from projekte.models import Foerderung, Nachnutzung, Partner, Projekt, Wirkung
from tests.factories.kommunen import KommuneFactory
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory

pytestmark = pytest.mark.django_db

LISTE = "/api/v1/projekte/"


def holen(client: Client, adresse: str, status: int = 200, **parameter: Any) -> Any:
    antwort = client.get(adresse, parameter)
    assert antwort.status_code == status, antwort.content
    assert antwort["Content-Type"].startswith("application/json")
    assert antwort["Access-Control-Allow-Origin"] == "*"
    return json.loads(antwort.content)


def einwaende(client: Client, status: int = 422, adresse: str = LISTE, **parameter: Any) -> dict[str, str]:
    return {eins["feld"]: eins["text"] for eins in holen(client, adresse, status, **parameter)["fehler"]}


@pytest.fixture
def rufbus() -> Projekt:
    kommune = KommuneFactory(landschluessel="06", name="Kassel, Stadt", einwohner=300_000)
    projekt = ProjektFactory(
        titel="Rufbus", slug="rufbus", federfuehrung=kommune, zustand="beendet", zustand_grund="Plangemäß.",
        kosten_einmalig="K2", kosten_basis="ist", kosten_jahr=2025, foerderung=[Foerderung.LAND], open_source="ja",
        kontakt_funktion="Stabsstelle", kontakt_email="geheim@example.org", lizenz="CC BY 4.0", quelle="Sammlung",
        bestaetigt_am=date(2026, 5, 3), weitere=[HandlungsfeldFactory(slug="energie")],
    )  # fmt: skip
    Wirkung.objects.create(
        projekt=projekt, aussage="Mehr Fahrten", wert=Decimal("12.50"), einheit="Prozent", art="gemessen",
        methode="Zählung", stand=date(2026, 4, 1),
    )  # fmt: skip
    Partner.objects.create(projekt=projekt, name="Ein Verein", art="zivilgesellschaft")
    return projekt


def test_the_list_takes_the_parameters_of_the_page(client: Client, rufbus: Projekt) -> None:
    ProjektFactory(titel="Parkleitsystem", federfuehrung=KommuneFactory(landschluessel="09"))
    ProjektFactory(veroeffentlicht_am=None)
    alle = holen(client, LISTE)
    assert (alle["anzahl"], alle["seiten"], alle["weiter"], alle["zurueck"]) == (2, 1, None, None)
    einer = holen(client, LISTE, q="rufbus", land=["06", "05"], groesse="12", phase="P4")
    assert [projekt["titel"] for projekt in einer["projekte"]] == ["Rufbus"]
    assert holen(client, LISTE, q="rufbus", land="09")["anzahl"] == 0


def test_codes_stand_beside_their_words(client: Client, rufbus: Projekt) -> None:
    [projekt] = holen(client, LISTE)["projekte"]
    assert projekt["phase"] == {"code": "P4", "text": "Betrieb"}
    assert projekt["zustand"] == {"code": "beendet", "text": "beendet"}
    assert projekt["kosten_einmalig"] == {"code": "K2", "text": "25.000 bis unter 100.000 €"}
    [kommune] = projekt["kommunen"]
    assert kommune["land"] == {"code": "06", "text": "Hessen"}
    assert kommune["groessenklasse"] == {"code": "12", "text": "Kleinere Großstadt"}
    assert projekt["url"] == f"{settings.PORTAL_URL}/projekte/rufbus/"
    assert projekt["daten_url"] == f"{settings.PORTAL_URL}/api/v1/projekte/rufbus/"


def test_facets_count_what_a_choice_would_leave(client: Client, rufbus: Projekt) -> None:
    ProjektFactory(federfuehrung=KommuneFactory(landschluessel="09"), phase="P1")
    facetten = holen(client, LISTE, land="06")["facetten"]
    assert {option["code"]: option["anzahl"] for option in facetten["land"]} == {"06": 1, "09": 1}
    assert facetten["phase"] == [{"code": "P4", "text": "Betrieb", "anzahl": 1}]


def test_pages_lead_on_and_back(client: Client) -> None:
    for nummer in range(3):
        ProjektFactory(titel=f"Rufbus {nummer}", veroeffentlicht_am=datetime(2026, 5, nummer + 1, tzinfo=UTC))
    gelesen, adresse = [], f"{LISTE}?q=rufbus&anzahl=1"
    for _ in range(3):
        seite = holen(client, adresse)
        gelesen.append(seite["projekte"][0]["titel"])
        adresse = (seite["weiter"] or "").removeprefix(settings.PORTAL_URL)
    assert adresse == ""
    assert sorted(gelesen) == ["Rufbus 0", "Rufbus 1", "Rufbus 2"]
    zurueck = holen(client, seite["zurueck"].removeprefix(settings.PORTAL_URL))
    assert zurueck["projekte"][0]["titel"] == gelesen[1]


def test_a_project_says_everything_that_is_public(client: Client, rufbus: Projekt) -> None:
    for bestaetigt_am in (None, datetime(2026, 5, 4, tzinfo=UTC)):
        Nachnutzung.objects.create(
            projekt=rufbus, kommune=KommuneFactory(), von=rufbus.federfuehrung, art="uebernahme", zustand="laufend",
            bestaetigt_am=bestaetigt_am,
        )  # fmt: skip
    daten = holen(client, f"{LISTE}rufbus/")
    assert daten["kosten"] == {
        "einmalig": {"code": "K2", "text": "25.000 bis unter 100.000 €"}, "jaehrlich": None,
        "basis": {"code": "ist", "text": "tatsächliche Kosten"}, "jahr": 2025, "personalaufwand": None,
        "finanzierung": [{"code": "land", "text": "Land"}], "foerderprogramm": "", "bestaetigt_am": None,
    }  # fmt: skip
    [wirkung] = daten["wirkungen"]
    assert (wirkung["wert"], wirkung["art"]["text"], wirkung["stand"]) == (12.5, "gemessen", "2026-04-01")
    assert daten["partner"] == [
        {"name": "Ein Verein", "rolle": "", "art": {"code": "zivilgesellschaft", "text": "Verein oder Initiative"}}
    ]
    assert daten["weitere_handlungsfelder"][0]["code"] == "energie"
    assert daten["kontakt"]["stelle"] == "Stabsstelle"
    assert daten["kontakt"]["frage_url"] == f"{settings.PORTAL_URL}/projekte/rufbus/frage/"
    assert daten["nachnutzungen"] == 1
    assert daten["lizenz_url"] == "https://creativecommons.org/licenses/by/4.0/deed.de"


@pytest.mark.parametrize("adresse", [LISTE, f"{LISTE}rufbus/", "/projekte/export.csv"])
def test_no_address_of_a_person_leaves(client: Client, rufbus: Projekt, adresse: str) -> None:
    assert "geheim@example.org" not in client.get(adresse).getvalue().decode()


def test_what_is_not_public_is_not_there(client: Client) -> None:
    client.force_login(NutzerFactory(rolle="redaktion"))
    archiviert = ProjektFactory()
    pflege.archivieren(Projekt.objects.filter(pk=archiviert.pk))
    for projekt in (ProjektFactory(veroeffentlicht_am=None), archiviert):
        assert einwaende(client, 404, f"{LISTE}{projekt.slug}/") == {
            "": "Dieses Projekt gibt es nicht oder nicht mehr."
        }
    assert holen(client, LISTE)["anzahl"] == 0


# --- errors ---


@pytest.mark.parametrize(
    ("feld", "wert", "text"),
    [
        ("phase", "P9", "„P9“ gibt es nicht. Es gibt: P1, P2, P3, P4, P5."),
        ("offen", "vielleicht", "„vielleicht“ gibt es nicht. Es gibt: ja, teilweise, nein."),
        ("kommune", "99999999", "„99999999“ ist kein amtlicher Schlüssel einer Kommune."),
        ("wie", "Kassel", "Erwartet werden 5, 8 oder 9 Ziffern."),
        ("sortierung", "teuerste", "Es gibt: relevanz, neueste, bestaetigt, titel."),
        ("seite", "zwei", "Erwartet wird eine ganze Zahl."),
        ("seite", "0", "Erwartet wird eine ganze Zahl, mindestens 1."),
        ("seite", "9" * 30, ""),
        ("anzahl", "101", "Erwartet wird eine ganze Zahl, höchstens 100."),
        ("q", "x" * 201, "höchstens 200 Zeichen"),
        ("q", "a\0b", "Nullzeichen"),
        ("land", "\0", "gibt es nicht"),
        ("kommune", "\0", "kein amtlicher Schlüssel"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_was_expected(client: Client, feld: str, wert: str, text: str) -> None:
    antwort = client.get(LISTE, {feld: wert})
    assert antwort.status_code in (404, 422)
    [fehler] = json.loads(antwort.content)["fehler"]
    assert text in fehler["text"]
    if text:
        assert fehler["feld"] == feld


def test_a_thousand_wrong_values_get_a_short_answer(client: Client) -> None:
    antwort = client.get(f"{LISTE}?{urlencode([('land', str(nummer)) for nummer in range(100, 1000)])}")
    assert antwort.status_code == 422
    assert len(json.loads(antwort.content)["fehler"]) == 20


def test_bytes_that_are_no_text_find_nothing(client: Client) -> None:
    assert client.get(f"{LISTE}?q=%FF%FE%ED%A0%80").status_code == 200


def test_a_page_behind_the_last(client: Client, rufbus: Projekt) -> None:
    assert einwaende(client, 404, seite=2) == {"": "Seite 2 gibt es nicht, die letzte ist 1."}


@pytest.mark.parametrize("adresse", ["/api/", "/api/v1/", "/api/v2/projekte/", "/api/v1/projekte/ä/", "/api/v1/x"])
def test_unknown_addresses(client: Client, adresse: str) -> None:
    assert "openapi.json" in einwaende(client, 404, adresse)[""]


@pytest.mark.parametrize("methode", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("adresse", [LISTE, "/api/v1/openapi.json", "/api/v1/gibt-es-nicht/"])
def test_nothing_can_be_written(methode: str, adresse: str) -> None:
    antwort = getattr(Client(enforce_csrf_checks=True), methode)(adresse)
    assert antwort.status_code == 405
    assert antwort["Allow"] == "GET, HEAD, OPTIONS"
    assert methode.upper() in json.loads(antwort.content)["fehler"][0]["text"]


def test_too_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.BEGRENZUNGEN, "schnittstelle", (2, 60))
    for _ in range(2):
        holen(client, LISTE)
    antwort = client.get(LISTE)
    assert (antwort.status_code, antwort["Retry-After"]) == (429, "60")
    assert "sehr viele Anfragen" in json.loads(antwort.content)["fehler"][0]["text"]


@pytest.mark.fehler_erwartet
def test_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def weg(*args: object, **kwargs: object) -> None:
        raise OperationalError("weg")

    monkeypatch.setattr(suche, "suchen", weg)
    antwort = client.get(LISTE)
    assert antwort.status_code == 503
    assert antwort["Retry-After"]
    assert "Datenbank" in json.loads(antwort.content)["fehler"][0]["text"]


# --- caches, other sites ---


def test_unchanged_is_not_sent_again(client: Client, rufbus: Projekt) -> None:
    for adresse in (LISTE, f"{LISTE}rufbus/", "/api/v1/openapi.json", "/projekte/export.csv"):
        antwort = client.get(adresse)
        assert antwort["Cache-Control"] == "public, max-age=60"
        wieder = client.get(adresse, headers={"if-none-match": antwort["ETag"]})
        assert (wieder.status_code, wieder.content) == (304, b"")
        assert wieder.get("Access-Control-Allow-Origin") == antwort.get("Access-Control-Allow-Origin")
        Projekt.objects.filter(pk=rufbus.pk).update(titel="Neuer Titel")
        suche.ableiten([rufbus.pk])
        assert client.get(adresse, headers={"if-none-match": antwort["ETag"]}).status_code == 200


def test_head_has_no_body(client: Client, rufbus: Projekt) -> None:
    antwort = client.head(LISTE)
    assert (antwort.status_code, antwort.content) == (200, b"")
    assert antwort["ETag"] == client.get(LISTE)["ETag"]


def test_scripts_of_other_sites_may_ask(client: Client) -> None:
    antwort = client.options(LISTE, headers={"origin": "https://example.org"})
    assert (antwort.status_code, antwort.content) == (204, b"")
    assert antwort["Access-Control-Allow-Origin"] == "*"
    assert antwort["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "Access-Control-Allow-Credentials" not in antwort


def test_no_cookie(client: Client, rufbus: Projekt) -> None:
    for adresse in (LISTE, f"{LISTE}rufbus/", "/projekte/export.csv"):
        assert not client.get(adresse).cookies


# --- the description ---


def entspricht(wert: Any, schema: dict[str, Any], teile: dict[str, Any], wo: str = "") -> list[str]:
    """Where the value is not as the OpenAPI schema says; of JSON Schema what ours uses."""
    if "$ref" in schema:
        return entspricht(wert, teile[schema["$ref"].rpartition("/")[2]], teile, wo)
    if "anyOf" in schema:
        versuche = [entspricht(wert, moeglich, teile, wo) for moeglich in schema["anyOf"]]
        return [] if [] in versuche else versuche[0]
    arten = {"object": dict, "array": list, "string": str, "integer": int, "number": int | float, "boolean": bool}
    if not isinstance(wert, arten.get(schema["type"], type(None))):
        return [f"{wo}: {wert!r} ist nicht {schema['type']}"]
    if schema["type"] == "array":
        return [fund for eins in wert for fund in entspricht(eins, schema["items"], teile, f"{wo}[]")]
    if schema["type"] != "object":
        return []
    if "properties" not in schema:
        return [fund for eins in wert.values() for fund in entspricht(eins, schema["additionalProperties"], teile, wo)]
    felder = schema["properties"]
    if felder.keys() != wert.keys():
        return [f"{wo}: {felder.keys() ^ wert.keys()}"]
    return [fund for name in felder for fund in entspricht(wert[name], felder[name], teile, f"{wo}.{name}")]


def test_answers_are_as_described(client: Client, rufbus: Projekt) -> None:
    beschreibung = holen(client, "/api/v1/openapi.json")
    assert beschreibung["servers"] == [{"url": settings.PORTAL_URL}]
    for pfad, adresse, status in (
        ("/api/v1/projekte/", LISTE, 200),
        ("/api/v1/projekte/{slug}/", f"{LISTE}rufbus/", 200),
        ("/api/v1/projekte/", f"{LISTE}?phase=x", 422),
        ("/api/v1/projekte/{slug}/", f"{LISTE}gibt-es-nicht/", 404),
    ):
        antworten = beschreibung["paths"][pfad]["get"]["responses"]
        schema = antworten[str(status)]["content"]["application/json"]["schema"]
        teile = beschreibung["components"]["schemas"]
        assert entspricht(holen(client, adresse, status), schema, teile) == []
        assert entspricht({"x": 1}, schema, teile) != []


def test_every_parameter_of_the_list_is_described(client: Client) -> None:
    angaben = holen(client, "/api/v1/openapi.json")["paths"]["/api/v1/projekte/"]["get"]["parameters"]
    namen = {angabe["name"] for angabe in angaben}
    assert namen >= {"q", "kommune", "wie", "sortierung", "seite", "anzahl", *holen(client, LISTE)["facetten"]}
    assert all("description" in angabe["schema"] for angabe in angaben if angabe["name"] != "seite")


@pytest.mark.parametrize("anzahl", [1, 3])
def test_queries_do_not_grow(client: Client, anzahl: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(anzahl):
        ProjektFactory(beteiligte=[KommuneFactory(), KommuneFactory()], weitere=[HandlungsfeldFactory(slug="energie")])
    client.get(LISTE)  # words and facets are kept from the first time on
    with django_assert_num_queries(5):
        client.get(LISTE)


# --- CSV ---


def zeilen(client: Client, **parameter: Any) -> list[dict[str, str]]:
    antwort = client.get("/projekte/export.csv", parameter)
    assert antwort["Content-Type"] == "text/csv; charset=utf-8"
    roh = antwort.getvalue()
    assert roh.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(roh.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_holds_the_list(client: Client, rufbus: Projekt) -> None:
    ProjektFactory(titel="Parkleitsystem")
    [zeile] = zeilen(client, q="rufbus")
    assert list(zeile) == list(export.SPALTEN)
    assert (zeile["Titel"], zeile["Land"], zeile["Phase"]) == ("Rufbus", "Hessen", "Betrieb")
    assert (zeile["Weitere Handlungsfelder"], zeile["Finanzierung"]) == ("Energie und Wärme", "Land")
    assert (zeile["Quelle"], zeile["Lizenz"], zeile["Bestätigt am"]) == ("Sammlung", "CC BY 4.0", "03.05.2026")
    assert zeile["Adresse"] == f"{settings.PORTAL_URL}/projekte/rufbus/"


def test_csv_of_nothing_is_the_head(client: Client) -> None:
    assert zeilen(client, q="quantenflausch") == []


@pytest.mark.parametrize("zeichen", ["=", "+", "-", "@", "\t"])
def test_csv_runs_no_formula(client: Client, zeichen: str) -> None:
    ProjektFactory(titel="Rufbus", kurzbeschreibung=f'{zeichen}HYPERLINK("https://example.org";"x")\r\nzweite Zeile')
    [zeile] = zeilen(client)
    assert zeile["Kurzbeschreibung"].startswith(f"'{zeichen}HYPER")
    assert zeile["Kurzbeschreibung"].endswith("zweite Zeile")


def test_csv_not_too_often(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.BEGRENZUNGEN, "tabelle", (1, 300))
    zeilen(client)
    antwort = client.get("/projekte/export.csv")
    assert (antwort.status_code, antwort["Retry-After"]) == (429, "300")


def test_csv_ends_at_its_limit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "HOECHSTENS", 2)
    for _ in range(3):
        ProjektFactory()
    assert len(zeilen(client)) == 2


def test_csv_is_read_in_batches(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "STAPEL", 2)
    titel = [ProjektFactory(titel=f"Projekt {nummer}").titel for nummer in range(5)]
    assert [zeile["Titel"] for zeile in zeilen(client, sortierung="titel")] == titel
