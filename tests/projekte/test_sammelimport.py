"""Several projects from one table: the template, what is wrong with a file, the preview, the drafts."""

import io
import re
import subprocess
import time
import zipfile
from functools import partial
from html import unescape
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Nutzer, Rolle
from projekte import einreichung, sammelimport, sammelvorlage
from projekte.models import Einreichung, Handlungsfeld, Importvorschau
from projekte.schritte import SCHRITTE
from tests.factories.kommunen import KommuneFactory, MitgliedschaftFactory
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import ProjektFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig

pytestmark = pytest.mark.django_db

SEITE = "/projekte/neu/mehrere/"


@pytest.fixture
def kassel() -> Kommune:
    return KommuneFactory(name="Kassel, Stadt", landschluessel="06")


@pytest.fixture
def mitglied(kassel: Kommune) -> Nutzer:
    return MitgliedschaftFactory(kommune=kassel).nutzer


@pytest.fixture
def angemeldet(client: Client, mitglied: Nutzer) -> Client:
    client.force_login(mitglied)
    return client


def als_csv(*zeilen: dict[str, str], trennzeichen: str = ";") -> bytes:
    kopf = list(dict.fromkeys(name for zeile in zeilen for name in zeile))
    alle = [kopf, *([zeile.get(name, "") for name in kopf] for zeile in zeilen)]
    return "\r\n".join(trennzeichen.join(f'"{zelle}"' for zelle in zeile) for zeile in alle).encode()


def als_excel(*zeilen: dict[str, Any], blatt: str = "Projekte", davor: str = "") -> bytes:
    ziel = io.BytesIO()
    kopf = list(dict.fromkeys(name for zeile in zeilen for name in zeile))
    with xlsxwriter.Workbook(ziel) as mappe:
        if davor:
            mappe.add_worksheet(davor).write_row(0, 0, ["Hier", "steht", "anderes"])
        tabelle = mappe.add_worksheet(blatt)
        tabelle.write_row(0, 0, kopf)
        for nummer, zeile in enumerate(zeilen, start=1):
            tabelle.write_row(nummer, 0, [zeile.get(name, "") for name in kopf])
    return ziel.getvalue()


def hochladen(client: Client, kommune: Kommune, inhalt: bytes, name: str = "projekte.csv") -> Any:
    daten = {"kommune": kommune.schluessel, "datei": SimpleUploadedFile(name, inhalt)}
    return client.post(SEITE, daten, follow=True)


def ablehnung(client: Client, kommune: Kommune, inhalt: bytes, name: str = "projekte.csv") -> str:
    antwort = hochladen(client, kommune, inhalt, name)
    assert antwort.status_code == 200
    assert not Importvorschau.objects.exists()
    [text] = antwort.context["form"].errors["datei"]
    assert str(text) in unescape(antwort.content.decode())
    return str(text)


def einwaende(client: Client, kommune: Kommune, *zeilen: dict[str, str]) -> dict[int, list[tuple[str, str]]]:
    hochladen(client, kommune, als_csv(*zeilen))
    vorschau = Importvorschau.objects.latest("pk")
    return {zeile["nummer"]: [tuple(e) for e in zeile["einwaende"]] for zeile in vorschau.zeilen if zeile["einwaende"]}


# --- the template ---


def test_the_template_knows_every_field_of_a_submission() -> None:
    felder = [name for schritt in SCHRITTE for name in schritt.form.base_fields]
    assert [spalte.name for spalte in sammelvorlage.spalten()] == felder
    koepfe = [spalte.kopf for spalte in sammelvorlage.spalten()]
    assert len(set(koepfe)) == len(koepfe)


def test_excel_template(client: Client) -> None:
    antwort = client.get(f"{SEITE}vorlage.xlsx")
    assert "projekte-vorlage.xlsx" in antwort["Content-Disposition"]
    mappe = CalamineWorkbook.from_filelike(io.BytesIO(antwort.content))
    assert mappe.sheet_names == ["Projekte", "Erklärung", "Werte"]
    assert mappe.get_sheet_by_name("Projekte").to_python() == [[s.kopf for s in sammelvorlage.spalten()]]
    erklaert = {zeile[0]: zeile[2] for zeile in mappe.get_sheet_by_name("Erklärung").to_python()}
    assert erklaert["Phase"] == "Idee, Prototyp, Pilot, Betrieb, Transfer"


@pytest.mark.parametrize("art", ["csv", "xlsx"])
def test_a_filled_template_is_read(angemeldet: Client, kassel: Kommune, art: str) -> None:
    """The headings of the file that was downloaded, with one row below them."""
    roh = angemeldet.get(f"{SEITE}vorlage.{art}").content
    koepfe = [spalte.kopf for spalte in sammelvorlage.spalten()]
    assert art == "xlsx" or roh.decode("utf-8-sig").strip() == ";".join(koepfe)
    if art == "csv":
        inhalt = roh + ("Rufbus" + ";" * (len(koepfe) - 1) + "\r\n").encode()
    else:
        inhalt = als_excel(dict.fromkeys(koepfe, "") | {"Titel": "Rufbus"})
    hochladen(angemeldet, kassel, inhalt, f"projekte.{art}")
    [zeile] = Importvorschau.objects.get().zeilen
    assert (zeile["titel"], zeile["einwaende"]) == ("Rufbus", [])


# --- what becomes of a row ---


def test_words_become_what_the_form_would_have_sent(angemeldet: Client, kassel: Kommune) -> None:
    partner = KommuneFactory()
    zeile = {
        "Titel": "Rufbus", "Handlungsfeld": "Mobilität und Verkehr", "Weitere Handlungsfelder": "energie; daten",
        "Lösungstypen": "App", "Phase": "betrieb", "Zustand": "laufend", "Einmalige Kosten": "K2",
        "Grundlage der Kosten": "Schätzung", "Jahr der Kosten": "2025", "Finanzierung": "Land; Eigenmittel",
        "Weitere Kommunen": partner.schluessel, "Website": "rufbus.example.org", "Open Source": "JA",
    }  # fmt: skip
    hochladen(angemeldet, kassel, als_csv(zeile))
    vorschau = Importvorschau.objects.get()
    assert vorschau.zeilen[0]["einwaende"] == []
    assert not Einreichung.objects.exists()
    angemeldet.post(f"{SEITE}{vorschau.token}/")
    entwurf = Einreichung.objects.get()
    assert (entwurf.kommune, entwurf.von, entwurf.zustand) == (kassel, vorschau.nutzer, "entwurf")
    assert entwurf.inhalt == {
        "titel": "Rufbus", "handlungsfeld": "mobilitaet", "weitere_handlungsfelder": ["energie", "daten"],
        "loesungstypen": ["app"], "phase": "P4", "zustand": "laufend", "kosten_einmalig": "K2",
        "kosten_basis": "schaetzung", "kosten_jahr": "2025", "foerderung": ["land", "eigen"],
        "beteiligte": partner.schluessel, "website": "rufbus.example.org", "open_source": "ja",
    }  # fmt: skip


def test_numbers_and_days_of_excel_are_read_as_written(angemeldet: Client, kassel: Kommune) -> None:
    zeile = {"Titel": "Rufbus", "Jahr der Kosten": 2025, "Einmalige Kosten": "K0", "Grundlage der Kosten": "Plan"}
    hochladen(angemeldet, kassel, als_excel(zeile, davor="Deckblatt"), "projekte.xlsx")
    [gelesen] = Importvorschau.objects.get().zeilen
    assert (gelesen["inhalt"]["kosten_jahr"], gelesen["einwaende"]) == ("2025", [])


def test_every_objection_has_line_and_column(angemeldet: Client, kassel: Kommune) -> None:
    gefunden = einwaende(
        angemeldet,
        kassel,
        {"Titel": "Gut"},
        {"Titel": "Rufbus", "Phase": "Betrib", "Jahr der Kosten": "neulich"},
        {"Titel": "", "Kurzbeschreibung": "x" * 501},
        {"Titel": "Ohne Grund", "Zustand": "abgebrochen"},
        {"Titel": "Ohne Jahr", "Einmalige Kosten": "K2", "Grundlage der Kosten": "Plan"},
        {"Titel": "Fern", "Weitere Kommunen": "Nirgendwo", "Weitere Handlungsfelder": "Weltraum;energie"},
        {"Titel": "Post", "E-Mail-Adresse der Kontaktstelle": "kein@"},
    )
    assert gefunden[3] == [
        ("Phase", "„Betrib“ kennen wir nicht. Erwartet: Idee, Prototyp, Pilot, Betrieb, Transfer."),
        ("Jahr der Kosten", "Bitte geben Sie eine Zahl von 1990 bis 2100 ein."),
    ]
    assert [spalte for spalte, _ in gefunden[4]] == ["Kurzbeschreibung", "Titel"]
    assert gefunden[5] == [("Grund", "Bitte nennen Sie den Grund. Gerade daraus lernen andere.")]
    assert gefunden[6] == [("Jahr der Kosten", "Bitte nennen Sie das Jahr zu den Kosten.")]
    assert {spalte for spalte, _ in gefunden[7]} == {"Weitere Kommunen", "Weitere Handlungsfelder"}
    assert [spalte for spalte, _ in gefunden[8]] == ["E-Mail-Adresse der Kontaktstelle"]
    assert 2 not in gefunden


def test_the_preview_shows_what_is_wrong_and_what_is_missing(angemeldet: Client, kassel: Kommune) -> None:
    antwort = hochladen(
        angemeldet,
        kassel,
        als_csv({"Titel": "Gut"}, {"Titel": "<b>Böse</b>", "Phase": "Betrib"}, {"Bearbeiter": "Ada"}),
    )
    text = antwort.content.decode()
    assert "„Betrib“ kennen wir nicht." in text
    assert "Zeile 3" in text
    assert "<b>Böse" not in text
    assert "Bis zum Einreichen noch zu ergänzen: Kurzbeschreibung, Handlungsfeld" in text
    assert "Diese Spalten kennen wir nicht und lassen sie weg: „Bearbeiter“." in " ".join(text.split())
    assert "Einen Entwurf anlegen" in text


def test_the_preview_shows_what_was_read_from_each_column(angemeldet: Client, kassel: Kommune) -> None:
    antwort = hochladen(
        angemeldet,
        kassel,
        als_csv(
            {"Titel": "Rufbus", "Phase": "P4", "Weitere Handlungsfelder": "energie; daten", "Lösung": "<b>Bus</b>"},
            {"Titel": "Bank", "Phase": "x", "Lösung": "Eine Bank."},
        ),
    )
    gelesen = [
        [(unescape(name), unescape(wert)) for name, wert in re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", teil)]
        for teil in antwort.content.decode().split('<details class="aufklapper"')[1:]
    ]
    energie, daten = Handlungsfeld.objects.get(slug="energie"), Handlungsfeld.objects.get(slug="daten")
    assert gelesen == [
        [("Titel", "Bank"), ("Lösung", "Eine Bank.")],
        [
            ("Titel", "Rufbus"), ("Weitere Handlungsfelder", f"{energie}, {daten}"), ("Phase", "Betrieb"),
            ("Lösung", "<b>Bus</b>"),
        ],
    ]  # fmt: skip


@pytest.mark.parametrize("anzahl", [1, 9])
def test_queries_of_the_preview_do_not_grow(
    angemeldet: Client, kassel: Kommune, anzahl: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    antwort = hochladen(angemeldet, kassel, als_csv(*({"Titel": f"Rufbus {nummer}"} for nummer in range(anzahl))))
    with django_assert_max_num_queries(8):
        angemeldet.get(antwort.redirect_chain[-1][0])


def test_only_rows_without_objection_become_drafts(angemeldet: Client, kassel: Kommune) -> None:
    antwort = hochladen(angemeldet, kassel, als_csv({"Titel": "Gut"}, {"Titel": "Schlecht", "Phase": "x"}))
    fertig = angemeldet.post(antwort.redirect_chain[-1][0], follow=True)
    assert "Ein Entwurf ist angelegt" in fertig.content.decode()
    assert [entwurf.titel for entwurf in Einreichung.objects.all()] == ["Gut"]
    assert Importvorschau.objects.get().zeilen == []


def test_confirming_twice_makes_nothing_double(angemeldet: Client, kassel: Kommune) -> None:
    hochladen(angemeldet, kassel, als_csv({"Titel": "Gut"}))
    adresse = f"{SEITE}{Importvorschau.objects.get().token}/"
    for _ in range(2):
        angemeldet.post(adresse)
    assert Einreichung.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mit_sperre", [True, False])
def test_confirming_at_the_same_moment(monkeypatch: pytest.MonkeyPatch, mit_sperre: bool) -> None:
    """With the lock off each click makes its own drafts: so the lock is what holds."""
    with transaction.atomic():
        kommune = KommuneFactory(landschluessel="06")
        person = NutzerFactory(rolle=Rolle.REDAKTION)
    vorschau = sammelimport.vorschau_anlegen(
        nutzer=person, kommune=kommune, inhalt=als_csv({"Titel": "Rufbus"}), dateiname="p.csv"
    )
    anlegen = einreichung.entwurf_anlegen

    def langsam(**werte: Any) -> Einreichung:
        time.sleep(0.05)
        return anlegen(**werte)

    monkeypatch.setattr(einreichung, "entwurf_anlegen", langsam)
    if not mit_sperre:
        monkeypatch.setattr(Importvorschau.objects, "select_for_update", Importvorschau.objects.all)
    gleichzeitig([partial(sammelimport.uebernehmen, vorschau)] * 3)
    assert (Einreichung.objects.count() == 1) is mit_sperre


def test_the_same_file_again_finds_its_drafts(angemeldet: Client, kassel: Kommune) -> None:
    ProjektFactory(titel="Mitfahrbank", federfuehrung=kassel)
    inhalt = [{"Titel": "Rufbus"}, {"Titel": "Mitfahrbank"}, {"Titel": "RUFBUS"}]
    gefunden = einwaende(angemeldet, kassel, *inhalt)
    assert gefunden == {
        3: [("Titel", "Dieses Projekt steht schon im Verzeichnis. Ändern Sie es bitte dort.")],
        4: [("Titel", "Derselbe Titel steht schon in Zeile 2.")],
    }
    angemeldet.post(f"{SEITE}{Importvorschau.objects.get().token}/")
    assert einwaende(angemeldet, kassel, *inhalt)[2] == [("Titel", "Einen Entwurf mit diesem Titel gibt es schon.")]


# --- who ---


def test_a_guest_comes_back_after_the_login(client: Client) -> None:
    assert client.get(SEITE)["Location"] == f"/konto/login/?next={SEITE}"


def test_without_a_municipality_one_is_told_how(client: Client) -> None:
    client.force_login(NutzerFactory())
    assert "Mitglied werden" in client.get(SEITE).content.decode()


def test_a_member_writes_for_its_own_only(angemeldet: Client, kassel: Kommune) -> None:
    antwort = hochladen(angemeldet, KommuneFactory(), als_csv({"Titel": "Rufbus"}))
    assert antwort.context["form"].errors["kommune"] == ["Bitte wählen Sie eine Kommune, deren Mitglied Sie sind."]


def test_editors_write_for_any(client: Client, kassel: Kommune) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    hochladen(client, kassel, als_csv({"Titel": "Rufbus"}))
    client.post(f"{SEITE}{Importvorschau.objects.get().token}/")
    assert Einreichung.objects.get().kommune == kassel


def test_the_preview_is_its_owners(client: Client, angemeldet: Client, kassel: Kommune) -> None:
    hochladen(angemeldet, kassel, als_csv({"Titel": "Rufbus"}))
    adresse = f"{SEITE}{Importvorschau.objects.get().token}/"
    andere = Client()
    andere.force_login(MitgliedschaftFactory(kommune=kassel).nutzer)
    assert andere.get(adresse).status_code == andere.post(adresse).status_code == 404
    assert not Einreichung.objects.exists()


def test_who_left_meanwhile_creates_nothing(angemeldet: Client, mitglied: Nutzer, kassel: Kommune) -> None:
    hochladen(angemeldet, kassel, als_csv({"Titel": "Rufbus"}, {"Titel": "Uhr"}))
    mitglied.mitgliedschaften.all().delete()
    vorschau = Importvorschau.objects.get()
    antwort = angemeldet.post(f"{SEITE}{vorschau.token}/")
    assert antwort.status_code == 409
    assert "Es wurde nichts angelegt." in antwort.content.decode()
    assert not Einreichung.objects.exists()
    vorschau.refresh_from_db()
    assert vorschau.uebernommen_am is None
    assert len(vorschau.zeilen) == 2


# --- files of all kinds ---


@pytest.mark.parametrize("trennzeichen", [";", ",", "\t"])
@pytest.mark.parametrize("kodierung", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_of_any_program(angemeldet: Client, kassel: Kommune, trennzeichen: str, kodierung: str) -> None:
    inhalt = als_csv({"Titel": "Müll & Größe", "Lösung": "Ü"}, trennzeichen=trennzeichen).decode().encode(kodierung)
    hochladen(angemeldet, kassel, inhalt)
    [zeile] = Importvorschau.objects.get().zeilen
    assert (zeile["inhalt"]["titel"], zeile["inhalt"]["loesung"]) == ("Müll & Größe", "Ü")


def test_headings_in_any_case_and_by_field_name(angemeldet: Client, kassel: Kommune) -> None:
    hochladen(angemeldet, kassel, als_csv({"TITEL": "Rufbus", "kosten_einmalig": "K1"}))
    [zeile] = Importvorschau.objects.get().zeilen
    assert zeile["inhalt"] == {"titel": "Rufbus", "kosten_einmalig": "K1"}


def bombe() -> bytes:
    """A few kilobytes that stand for 17 billion cells."""
    quelle = zipfile.ZipFile(io.BytesIO(als_excel({"Titel": "x"})))
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as neu:
        for eintrag in quelle.namelist():
            inhalt = quelle.read(eintrag)
            if eintrag == "xl/worksheets/sheet1.xml":
                weit = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                inhalt = inhalt.replace(b"</sheetData>", weit)
            neu.writestr(eintrag, inhalt)
    return ziel.getvalue()


def riese() -> bytes:
    """Half a megabyte that unfolds to half a gigabyte."""
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as neu:
        neu.writestr("[Content_Types].xml", "x")
        with neu.open("xl/worksheets/sheet1.xml", "w") as blatt:
            for _ in range(512):
                blatt.write(b" " * 1024 * 1024)
    return ziel.getvalue()


def geteilt(zellen: int, zeichen: int) -> bytes:
    """One text that many cells share: a file of a few kilobytes."""
    wort = "ä" * zeichen
    quelle = zipfile.ZipFile(
        io.BytesIO(als_excel({f"S{nummer}" if nummer else "Titel": "x" for nummer in range(zellen)}))
    )
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as neu:
        for eintrag in quelle.namelist():
            neu.writestr(eintrag, quelle.read(eintrag).replace(b"<t>x</t>", f"<t>{wort}</t>".encode()))
    return ziel.getvalue()


def kaputt() -> bytes:
    heil = als_excel({"Titel": "Rufbus"})
    return heil[: len(heil) // 2]


@pytest.mark.parametrize(
    ("inhalt", "name", "meldung"),
    [
        (bombe, "p.xlsx", "Diese Excel-Datei ist nicht zu lesen"),
        (riese, "p.xlsx", "Diese Excel-Datei ist nicht zu lesen"),
        (partial(geteilt, 40, 1_000_000), "p.xlsx", "mehr als 5 Millionen Zeichen"),
        (partial(geteilt, 80, 1_000_000), "p.xlsx", "mehr als 5 Millionen Zeichen"),
        (partial(geteilt, 2, 20_001), "p.xlsx", "In Zeile 2 hat eine Zelle mehr als 20.000 Zeichen."),
        (lambda: b"Titel\n" + b"x" * 20_001, "p.csv", "In Zeile 2 hat eine Zelle mehr als 20.000 Zeichen."),
        (lambda: b"x" * 140_000 + b"\nRufbus", "p.csv", "eine Zelle übergroß"),
        (lambda: b"Titel" + b";x" * 100_000 + b"\nRufbus", "p.csv", "höchstens 200"),
        (lambda: b"Titel\r" + b"\r".join([b"Rufbus"] * 201), "p.csv", "Die Tabelle hat 201 Zeilen"),
        (kaputt, "p.xlsx", "Diese Excel-Datei ist nicht zu lesen"),
        (lambda: b"PK\x03\x04", "p.xlsx", "Diese Excel-Datei ist nicht zu lesen"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "p.xls", "mit einem Passwort geschützt"),
        (lambda: b"\xef\xbb\xbf <html><table><tr><td>Titel", "p.xlsx", "Das ist eine Webseite oder XML"),
        (lambda: b"%PDF-1.7\n\0\0", "p.csv", "Nullzeichen"),
        (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "p.csv", "Nullzeichen"),
        (lambda: "Titel;x\nä;b".encode("utf-16"), "p.csv", "UTF-16"),
        (lambda: b"Titel;Phase\n\x81\x8d;x", "p.csv", "Zeile 2"),
        (lambda: b"   \n", "p.csv", "Die Datei ist leer."),
        (lambda: b"Titel;Phase\n", "p.csv", "nur die Kopfzeile"),
        (lambda: b"Name;Phase\nRufbus;x\n", "p.csv", "fehlt die Spalte „Titel“"),
        (lambda: b"Titel;Titel\nRufbus;x\n", "p.csv", "zweimal"),
        (lambda: b"Titel;titel\nRufbus;x\n", "p.csv", "zweimal"),
        (lambda: b'Titel;Phase\n"Rufbus;x\n', "p.csv", "Anführungszeichen"),
        (lambda: b"Titel\n" + b"Rufbus\n" * 201, "p.csv", "Die Tabelle hat 201 Zeilen, möglich sind 200."),
        (lambda: b"Titel\n" + b"x" * (5 * 1024 * 1024), "p.csv", "größer als 5 MB"),
        (lambda: als_excel({"Titel": "x", "": "rechts"}), "p.xlsx", "Rechts von der letzten Überschrift"),
        (lambda: als_excel({"": ""}), "p.xlsx", "Die Tabelle ist leer."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_gets_a_clear_answer(
    angemeldet: Client, kassel: Kommune, inhalt: Any, name: str, meldung: str
) -> None:
    assert meldung in ablehnung(angemeldet, kassel, inhalt(), name)


def test_rows_with_too_few_cells_are_named(angemeldet: Client, kassel: Kommune) -> None:
    hochladen(angemeldet, kassel, b"Titel;Phase;Grund\nRufbus;Betrieb\n")
    [zeile] = Importvorschau.objects.get().zeilen
    assert zeile["einwaende"] == [["", "2 Zellen, die Kopfzeile hat 3. Stimmen die Trennzeichen?"]]


def test_without_a_file(angemeldet: Client, kassel: Kommune) -> None:
    antwort = angemeldet.post(SEITE, {"kommune": kassel.schluessel})
    assert antwort.context["form"].errors["datei"] == ["Bitte wählen Sie die ausgefüllte Tabelle aus."]
    antwort = hochladen(angemeldet, kassel, b"")
    assert antwort.context["form"].errors["datei"] == ["Die Datei ist leer."]


def test_an_excel_file_that_takes_too_long(
    angemeldet: Client, kassel: Kommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    def zu_lang(*args: Any, **kwargs: Any) -> None:
        raise subprocess.TimeoutExpired("calamine", 30)

    monkeypatch.setattr(subprocess, "run", zu_lang)
    assert "nicht zu lesen" in ablehnung(angemeldet, kassel, als_excel({"Titel": "x"}), "p.xlsx")


def test_rows_keep_their_number(angemeldet: Client, kassel: Kommune) -> None:
    leer = {"Titel": "", "Phase": ""}
    hochladen(angemeldet, kassel, als_excel({"Titel": "Eins", "Phase": ""}, leer, leer, {"Titel": "Vier"}), "p.xlsx")
    assert [zeile["nummer"] for zeile in Importvorschau.objects.get().zeilen] == [2, 5]


def test_who_uploads_again_and_again_keeps_the_newest(
    angemeldet: Client, kassel: Kommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sammelimport, "OFFENE_HOECHSTENS", 2)
    for nummer in range(4):
        hochladen(angemeldet, kassel, als_csv({"Titel": f"Rufbus {nummer}"}))
    assert [v.zeilen[0]["titel"] for v in Importvorschau.objects.order_by("pk")] == ["Rufbus 2", "Rufbus 3"]
