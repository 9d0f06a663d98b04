"""Pictures and documents in a submission: from the browser into the confidential storage, and on to the entry."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.schutz.hochladen import Bilddaten, bild_pruefen, mit_dateien
from projekte import anlagen, dateien, pflege, pruefung
from projekte import einreichung as ablauf
from projekte.einreichung import Unvollstaendig, stand_von
from projekte.models import Anlage, Bild, Einreichung, Projekt
from projekte.schritte import NACH_SLUG
from projekte.unterschiede import zwischen
from tests.factories.beitrag import VOLLSTAENDIG, EinreichungFactory
from tests.factories.kommunen import MitgliedschaftFactory
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import ProjektFactory
from tests.schutz.test_hochladen import PDF, bild, datei, png_bombe

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ablagen")]

SCHRITT = NACH_SLUG["bilder"]
BANK = {"alternativtext": "Eine Bank am Dorfplatz", "nachweis": "Foto: Gemeinde"}
PLAN = {"titel": "Bauplan", "art": "konzept"}


@pytest.fixture
def mitglied() -> Nutzer:
    return MitgliedschaftFactory().nutzer


@pytest.fixture
def redaktion() -> Nutzer:
    return NutzerFactory(rolle=Rolle.REDAKTION)


@pytest.fixture
def entwurf(mitglied: Nutzer) -> Einreichung:
    kommune = mitglied.mitgliedschaften.get().kommune
    return ablauf.entwurf_anlegen(nutzer=mitglied, kommune=kommune, inhalt=VOLLSTAENDIG)


@pytest.fixture
def angemeldet(client: Client, mitglied: Nutzer) -> Client:
    client.force_login(mitglied)
    return client


def adresse(einreichung: Einreichung) -> str:
    return f"{einreichung.get_absolute_url()}bilder/"


def senden(
    client: Client, einreichung: Einreichung, bilder: Any = (), dokumente: Any = (), stand: str = "", **optionen: Any
) -> Any:
    """Post the step: rows as a browser sends them, `datei` among them."""
    einreichung.refresh_from_db()
    daten: dict[str, Any] = {"stand": stand or stand_von(einreichung, SCHRITT), "ziel": "bleiben"}
    for name, zeilen in (("bilder", bilder), ("dokumente", dokumente)):
        daten |= {f"{name}-TOTAL_FORMS": str(len(zeilen)), f"{name}-INITIAL_FORMS": "0"}
        for nummer, zeile in enumerate(zeilen):
            daten |= {f"{name}-{nummer}-{feld}": wert for feld, wert in zeile.items()}
    return client.post(adresse(einreichung), daten, **optionen)


def zeilen(einreichung: Einreichung, name: str = "bilder") -> list[dict[str, Any]]:
    einreichung.refresh_from_db()
    liste: list[dict[str, Any]] = einreichung.inhalt[name]
    return liste


def mit_bild(**worte: str) -> dict[str, Any]:
    return {**BANK, "datei": datei(bild()), **worte}


# --- uploading ---


def test_pictures_and_documents_come_without_script(
    angemeldet: Client, entwurf: Einreichung, ablagen: tuple[Path, Path]
) -> None:
    assert 'enctype="multipart/form-data"' in angemeldet.get(adresse(entwurf)).text
    antwort = senden(angemeldet, entwurf, [mit_bild()], [{**PLAN, "datei": datei(PDF, "plan.pdf")}])
    assert antwort.status_code == 302, antwort.text
    [erste], [plan] = zeilen(entwurf), zeilen(entwurf, "dokumente")
    assert (erste["alternativtext"], plan["titel"]) == (BANK["alternativtext"], "Bauplan")
    assert {anlage.kennung for anlage in entwurf.anlagen.all()} == {erste["kennung"], plan["kennung"]}
    oeffentlich, vertraulich = ablagen
    assert not oeffentlich.exists()
    assert len(list(vertraulich.iterdir())) == 3
    seite = angemeldet.get(adresse(entwurf)).text
    assert f"{erste['kennung']}-klein.webp" in seite
    assert 'name="bilder-1-datei"' in seite
    letzte = angemeldet.get(entwurf.get_absolute_url()).text
    assert 'alt="Eine Bank am Dorfplatz"' in letzte
    assert f"{plan['kennung']}.pdf" in letzte


@pytest.mark.parametrize(
    ("inhalt", "meldung"),
    [
        (b"<html><script>alert(1)</script></html>", "kein Bild im Format JPEG, PNG oder WebP"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "kein Bild im Format JPEG, PNG oder WebP"),
        (png_bombe(60_000, 60_000), "zu viele Bildpunkte"),
        (PDF, "kein Bild im Format JPEG, PNG oder WebP"),
    ],
    ids=["html", "svg", "bombe", "pdf"],
)
def test_a_refused_file_is_named_beside_its_field_and_the_rest_is_stored(
    angemeldet: Client, entwurf: Einreichung, ablagen: tuple[Path, Path], inhalt: bytes, meldung: str
) -> None:
    falsch = {"alternativtext": "Eine Tafel", "nachweis": "Foto: Amt", "datei": SimpleUploadedFile("bild.jpg", inhalt)}
    antwort = senden(angemeldet, entwurf, [mit_bild(), falsch], [{**PLAN, "datei": datei(b"<html>", "plan.pdf")}])
    assert antwort.status_code == 200
    assert "Eine Datei konnten wir nicht übernehmen." in antwort.text
    eingabe = antwort.context["dateizeilen"][0][4][1].eingabe
    assert meldung in str(eingabe.errors["datei"])
    assert meldung in antwort.text
    assert "Das ist kein PDF" in antwort.text
    assert [bool(zeile["kennung"]) for zeile in zeilen(entwurf)] == [True, False]
    assert [zeile["alternativtext"] for zeile in zeilen(entwurf)] == [BANK["alternativtext"], "Eine Tafel"]
    assert zeilen(entwurf, "dokumente")[0]["titel"] == "Bauplan"
    assert len(list(ablagen[1].iterdir())) == 2
    with pytest.raises(Unvollstaendig) as fehlt:
        ablauf.einreichen(entwurf, durch=entwurf.von)
    assert fehlt.value.maengel == {
        "bilder": ["Bitte wählen Sie die Datei dazu."],
        "dokumente": ["Bitte wählen Sie die Datei dazu."],
    }


def test_a_refused_file_without_words_leaves_nothing(angemeldet: Client, entwurf: Einreichung) -> None:
    antwort = senden(angemeldet, entwurf, [{"datei": datei(b"<html>")}])
    assert "kein Bild im Format" in antwort.text
    assert zeilen(entwurf) == []


@pytest.mark.parametrize(
    ("worte", "meldung"),
    [
        ({"nachweis": "Foto: x"}, "Bitte beschreiben Sie, was auf dem Bild zu sehen ist."),
        ({"alternativtext": "Bank"}, "Bitte nennen Sie, wer das Bild gemacht hat."),
    ],
)
def test_a_picture_needs_its_words(
    angemeldet: Client, entwurf: Einreichung, worte: dict[str, str], meldung: str
) -> None:
    senden(angemeldet, entwurf, [{**worte, "datei": datei(bild())}])
    assert meldung in angemeldet.get(adresse(entwurf)).text
    assert ablauf.maengel(entwurf.inhalt) == {}
    entwurf.refresh_from_db()
    assert ablauf.maengel(entwurf.inhalt) == {"bilder": [meldung]}


def test_too_many_bytes_together(
    angemeldet: Client, entwurf: Einreichung, monkeypatch: pytest.MonkeyPatch, ablagen: tuple[Path, Path]
) -> None:
    monkeypatch.setattr(anlagen, "BYTES_HOECHSTENS", 2 * len(PDF))
    drei = [{"titel": f"Plan {nummer}", "art": "konzept", "datei": datei(PDF)} for nummer in (1, 2, 3)]
    antwort = senden(angemeldet, entwurf, (), drei)
    assert anlagen.ZU_VIEL in antwort.text
    assert [bool(zeile["kennung"]) for zeile in zeilen(entwurf, "dokumente")] == [True, True, False]
    # Replacing makes room.
    erste, zweite, _ = zeilen(entwurf, "dokumente")
    senden(angemeldet, entwurf, (), [{**erste, "datei": datei(PDF)}, zweite])
    assert zeilen(entwurf, "dokumente")[0]["kennung"] not in ("", erste["kennung"])


def test_more_rows_than_there_is_room_for(angemeldet: Client, entwurf: Einreichung) -> None:
    viele = [{"titel": f"Plan {nummer}", "art": "konzept", "datei": datei(PDF)} for nummer in range(12)]
    assert senden(angemeldet, entwurf, (), viele).status_code == 302
    assert len(zeilen(entwurf, "dokumente")) == dateien.DOKUMENTE_HOECHSTENS
    seite = angemeldet.get(adresse(entwurf)).text
    assert 'name="dokumente-7-titel"' in seite
    assert 'name="dokumente-8-titel"' not in seite
    assert "Mehr als 8 passen nicht hinein." in seite


def test_order_removing_and_replacing(
    angemeldet: Client, entwurf: Einreichung, django_capture_on_commit_callbacks: Any, ablagen: tuple[Path, Path]
) -> None:
    senden(angemeldet, entwurf, [mit_bild(alternativtext=text) for text in "ABC"])
    a, b, c = zeilen(entwurf)
    senden(angemeldet, entwurf, [{**a, "platz": "1"}, {**b, "platz": "2"}, {**c, "platz": "1"}])
    assert [zeile["alternativtext"] for zeile in zeilen(entwurf)] == ["C", "A", "B"]
    senden(angemeldet, entwurf, [{**c, "platz": "2"}, {**a, "platz": "2"}, {**b, "platz": "3"}])
    assert [zeile["alternativtext"] for zeile in zeilen(entwurf)] == ["A", "C", "B"]
    assert len(list(ablagen[1].iterdir())) == 6
    with django_capture_on_commit_callbacks(execute=True):
        senden(angemeldet, entwurf, [{**a, "datei": datei(bild())}, {**c, "weg": "on"}, b])
    neu, rest = zeilen(entwurf)
    assert (neu["alternativtext"], rest) == ("A", b)
    assert neu["kennung"] != a["kennung"]
    assert {pfad.name[:32] for pfad in ablagen[1].iterdir()} == {neu["kennung"], b["kennung"]}


def test_saving_as_one_types_neither_moves_nor_removes(angemeldet: Client, entwurf: Einreichung) -> None:
    senden(angemeldet, entwurf, [mit_bild(alternativtext=text) for text in "AB"])
    a, b = zeilen(entwurf)
    getan = [{**a, "weg": "on", "datei": "[object File]"}, {**b, "platz": "1", "alternativtext": "Bank"}]
    antwort = senden(angemeldet, entwurf, getan, headers={"Accept": "application/json"})
    assert antwort.json()["stand"] == stand_von(Einreichung.objects.get(), SCHRITT)
    assert zeilen(entwurf) == [a, {**b, "alternativtext": "Bank"}]


def test_the_second_of_two_stores_no_file(angemeldet: Client, entwurf: Einreichung, ablagen: tuple[Path, Path]) -> None:
    alt = stand_von(entwurf, SCHRITT)
    senden(angemeldet, entwurf, [mit_bild(alternativtext="Von der Kollegin")])
    antwort = senden(angemeldet, entwurf, [mit_bild(alternativtext="Von mir")], stand=alt)
    assert antwort.status_code == 409
    assert "Von der Kollegin" in antwort.text
    assert "Von mir" in antwort.text
    assert "Bitte wählen Sie die Datei noch einmal." in antwort.text
    assert len(zeilen(entwurf)) == Anlage.objects.count() == 1
    assert len(list(ablagen[1].iterdir())) == 2


def test_nothing_stored_by_half(
    entwurf: Einreichung, mitglied: Nutzer, ablagen: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def geht_nicht(*args: Any, **kwargs: Any) -> None:
        raise OSError("Platte voll")

    monkeypatch.setattr(anlagen, "speichern_schritt", geht_nicht)
    zeile = anlagen.Zeile({"kennung": "", **BANK}, bild_pruefen(datei(bild())))
    with pytest.raises(OSError, match="Platte"):
        anlagen.speichern(entwurf, durch=mitglied, schritt=SCHRITT, zeilen={"bilder": [zeile]}, stand="")
    assert not Anlage.objects.exists()
    assert not list(ablagen[1].iterdir())
    assert zeile.werte["kennung"] == ""


def test_files_of_others_cannot_be_named(angemeldet: Client, entwurf: Einreichung) -> None:
    fremd = EinreichungFactory()
    with mit_dateien():
        anlage = dateien.anlage_anlegen(fremd, bild_pruefen(datei(bild())))
        eigenes_pdf = dateien.anlage_anlegen(entwurf, PDF)
    senden(angemeldet, entwurf, [{**BANK, "kennung": anlage.kennung}, {**BANK, "kennung": eigenes_pdf.kennung}])
    assert [zeile["kennung"] for zeile in zeilen(entwurf)] == ["", ""]
    assert Anlage.objects.filter(pk=anlage.pk).exists()


# --- who may see them ---


def test_files_of_a_draft_are_for_those_who_may_see_it(
    angemeldet: Client, entwurf: Einreichung, redaktion: Nutzer
) -> None:
    senden(angemeldet, entwurf, [mit_bild()], [{**PLAN, "datei": datei(PDF)}])
    wurzel = f"{entwurf.get_absolute_url()}dateien/"
    klein = f"{wurzel}{zeilen(entwurf)[0]['kennung']}-klein.webp"
    pdf = f"{wurzel}{zeilen(entwurf, 'dokumente')[0]['kennung']}.pdf"
    for pfad, typ, anfang in ((klein, "image/webp", b"RIFF"), (pdf, "application/pdf", b"%PDF")):
        antwort = angemeldet.get(pfad)
        assert (antwort["Content-Type"], antwort["Cache-Control"]) == (typ, "private, no-store")
        assert antwort["X-Content-Type-Options"] == "nosniff"
        assert b"".join(antwort.streaming_content).startswith(anfang)
        assert Client().get(pfad)["Location"].startswith("/konto/login/")
        for fremde in (MitgliedschaftFactory().nutzer, redaktion):
            andere = Client()
            andere.force_login(fremde)
            assert andere.get(pfad).status_code == 404
    assert angemeldet.get(pdf)["Content-Disposition"].startswith("attachment")
    for falsch in (klein.replace("klein", "riesig"), klein.replace("-klein.webp", ".pdf"), f"{wurzel}x-gross.webp"):
        assert angemeldet.get(falsch).status_code == 404
    ablauf.einreichen(entwurf, durch=entwurf.von)
    andere = Client()
    andere.force_login(redaktion)
    assert andere.get(klein).status_code == 200
    seite = andere.get(f"/projekte/pruefung/{entwurf.token}/").text
    assert klein in seite
    assert pdf in seite


# --- to the entry ---


def test_accepted_they_belong_to_the_entry(
    angemeldet: Client, entwurf: Einreichung, redaktion: Nutzer, ablagen: tuple[Path, Path],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    zwei = [mit_bild(alternativtext="A"), mit_bild(alternativtext="B")]
    senden(angemeldet, entwurf, zwei, [{**PLAN, "datei": datei(PDF)}])
    ablauf.einreichen(entwurf, durch=entwurf.von)
    entwurf.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        projekt = pruefung.annehmen(entwurf, durch=redaktion, version=entwurf.version)
    assert [str(eins) for eins in projekt.bilder.all()] == ["A", "B"]
    assert projekt.dokumente.get().titel == "Bauplan"
    gast = Client()
    html = gast.get(projekt.get_absolute_url()).text
    assert 'alt="A"' in html
    for url in (projekt.bilder.first().url_gross, projekt.dokumente.get().get_absolute_url()):
        assert b"".join(gast.get(url).streaming_content)
    assert not Anlage.objects.exists()
    assert not list(ablagen[1].iterdir())
    assert projekt.bilder.first().url_klein in angemeldet.get(entwurf.get_absolute_url()).text


def test_a_change_keeps_replaces_and_removes_pictures_of_the_entry(
    angemeldet: Client, mitglied: Nutzer, redaktion: Nutzer
) -> None:
    kommune = mitglied.mitgliedschaften.get().kommune
    projekt = ProjektFactory(federfuehrung=kommune)
    with mit_dateien():
        drei = [dateien.bild_fuellen(Bild(alternativtext=text, nachweis="x"), gemalt()) for text in "ABC"]
        pflege.speichern(projekt, federfuehrung=kommune, bilder=drei)
    a, b, c = projekt.bilder.order_by("pk")
    eine = ablauf.entwurf_anlegen(nutzer=mitglied, kommune=kommune, projekt=projekt, inhalt=VOLLSTAENDIG)
    assert a.url_klein in angemeldet.get(adresse(eine)).text
    reihen = zeilen(eine)
    senden(angemeldet, eine, [{**reihen[0], "datei": datei(bild())}, {**reihen[1], "weg": "on"}, reihen[2]])
    assert Projekt.objects.get().bilder.count() == 3
    ablauf.einreichen(eine, durch=mitglied)
    eine.refresh_from_db()
    client = Client()
    client.force_login(redaktion)
    assert "neue Datei" in client.get(f"/projekte/pruefung/{eine.token}/").text
    pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    neu, rest = Projekt.objects.get().bilder.all()
    assert (neu.alternativtext, rest) == ("A", c)
    assert neu.kennung != a.kennung
    assert not Bild.objects.filter(pk=b.pk).exists()


def gemalt() -> Bilddaten:
    return bild_pruefen(datei(bild(groesse=(40, 20))))


def test_pictures_the_author_did_not_touch_stay_as_the_editors_have_them(mitglied: Nutzer, redaktion: Nutzer) -> None:
    kommune = mitglied.mitgliedschaften.get().kommune
    projekt = ProjektFactory(federfuehrung=kommune)
    eine = ablauf.entwurf_anlegen(nutzer=mitglied, kommune=kommune, projekt=projekt, inhalt=VOLLSTAENDIG)
    with mit_dateien():
        eins = dateien.bild_fuellen(Bild(alternativtext="Von der Redaktion", nachweis="x"), gemalt())
        pflege.speichern(projekt, federfuehrung=kommune, bilder=[eins])
    eine = ablauf.einreichen(eine, durch=mitglied)
    pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    assert str(projekt.bilder.get()) == "Von der Redaktion"


def test_what_the_disk_has_lost_is_not_published_silently(
    angemeldet: Client, entwurf: Einreichung, redaktion: Nutzer, ablagen: tuple[Path, Path]
) -> None:
    senden(angemeldet, entwurf, [mit_bild()])
    for pfad in ablagen[1].iterdir():
        pfad.unlink()
    ablauf.einreichen(entwurf, durch=entwurf.von)
    entwurf.refresh_from_db()
    with pytest.raises(Unvollstaendig):
        pruefung.annehmen(entwurf, durch=redaktion, version=entwurf.version)
    assert not Projekt.objects.exists()


def test_versions_tell_of_pictures_and_undo_leaves_them(redaktion: Nutzer) -> None:
    projekt = ProjektFactory(**{"titel": "Eins", "ausgangslage": "A", "loesung": "L", "kontakt_funktion": "Amt"})
    kommune = projekt.federfuehrung
    with mit_dateien():
        eins = dateien.bild_fuellen(Bild(alternativtext="Bank", nachweis="Foto: x"), gemalt())
        projekt.titel = "Zwei"
        pflege.speichern(projekt, federfuehrung=kommune, bilder=[eins])
    erste, zweite = projekt.fassungen.order_by("nummer")
    gesagt = {unterschied.name: unterschied.neu for unterschied in zwischen(erste.inhalt, zweite.inhalt)}
    assert gesagt == {"Titel": "Zwei", "Bilder": "Bank · Foto: x · neue Datei"}
    pruefung.zurueckholen(erste, durch=redaktion, gesehen=2)
    projekt = Projekt.objects.get()
    assert (projekt.titel, str(projekt.bilder.get())) == ("Eins", "Bank")


# --- the end of a draft ---


@pytest.mark.parametrize("weg", [lambda eine: ablauf.loeschen(eine, durch=eine.von), lambda eine: eine.delete()])
def test_files_go_with_the_draft(
    entwurf: Einreichung, ablagen: tuple[Path, Path], weg: Callable[[Einreichung], Any],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    with mit_dateien():
        dateien.anlage_anlegen(entwurf, gemalt())
    assert len(list(ablagen[1].iterdir())) == 2
    with django_capture_on_commit_callbacks(execute=True):
        weg(entwurf)
    assert not list(ablagen[1].iterdir())


def test_the_nightly_sweep_takes_what_no_draft_names(entwurf: Einreichung, ablagen: tuple[Path, Path]) -> None:
    with mit_dateien():
        dateien.anlage_anlegen(entwurf, PDF)
    (ablagen[1] / "vergessen.webp").write_bytes(b"x")
    assert dateien.verwaiste_loeschen() == 0
    assert dateien.verwaiste_loeschen(jetzt=timezone.now() + timedelta(days=2)) == 1
    assert [pfad.suffix for pfad in ablagen[1].iterdir()] == [".pdf"]


def test_query_count_does_not_grow_with_files(angemeldet: Client, entwurf: Einreichung) -> None:
    senden(angemeldet, entwurf, [mit_bild()], [{**PLAN, "datei": datei(PDF)}])
    with CaptureQueriesContext(connection) as wenige:
        angemeldet.get(adresse(entwurf))
    senden(angemeldet, entwurf, [mit_bild() for _ in range(4)], [{**PLAN, "datei": datei(PDF)} for _ in range(8)])
    with CaptureQueriesContext(connection) as viele:
        angemeldet.get(adresse(entwurf))
    assert len(viele) == len(wenige)
