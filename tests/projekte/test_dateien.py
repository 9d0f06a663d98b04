from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.schutz.hochladen import bild_pruefen, mit_dateien
from projekte import dateien, pflege
from projekte.models import Bild, Dokument, Projekt
from projekte.tasks import dateien_aufraeumen
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import ProjektFactory
from tests.schutz.test_hochladen import PDF, bild, datei

pytestmark = pytest.mark.django_db
NEU = "/verwaltung/projekte/projekt/{}/change/"


@pytest.fixture(autouse=True)
def ablage(ablagen: tuple[Path, Path]) -> Path:
    return ablagen[0]


def angelegt(projekt: Projekt) -> tuple[Bild, Dokument]:
    worte = {"alternativtext": "Eine Bank am Dorfplatz", "nachweis": "Foto: Gemeinde, CC BY"}
    with mit_dateien():
        eins = dateien.bild_fuellen(Bild(**worte), bild_pruefen(datei(bild())))
        dokument = dateien.dokument_fuellen(Dokument(titel="Größe & Weg", art="konzept"), PDF)
        pflege.speichern(projekt, federfuehrung=projekt.federfuehrung, bilder=[eins], dokumente=[dokument])
    return eins, dokument


def test_pictures_and_documents_stand_on_the_page_and_are_served(client: Client) -> None:
    projekt = ProjektFactory()
    eins, dokument = angelegt(projekt)
    html = client.get(projekt.get_absolute_url()).text
    for angabe in (
        'alt="Eine Bank am Dorfplatz"', "Foto: Gemeinde, CC BY", f'src="{eins.url_klein}"', 'width="1280"',
        'height="720"', "Größe &amp; Weg", "Konzept, PDF", dokument.get_absolute_url(),
    ):  # fmt: skip
        assert angabe in html
    for adresse, typ in ((eins.url_gross, "image/webp"), (eins.url_klein, "image/webp")):
        antwort = client.get(adresse)
        assert antwort["Content-Type"] == typ
        assert antwort["Cache-Control"] == "public, max-age=86400"
        assert antwort["X-Content-Type-Options"] == "nosniff"
        assert b"".join(antwort.streaming_content).startswith(b"RIFF")
    antwort = client.get(dokument.get_absolute_url())
    assert antwort["Content-Disposition"] == 'attachment; filename="groesse-weg.pdf"'
    assert antwort["X-Content-Type-Options"] == "nosniff"
    assert b"".join(antwort.streaming_content) == PDF
    assert client.get(dokument.get_absolute_url(), headers={"if-none-match": antwort["ETag"]}).status_code == 304


def test_files_of_drafts_and_archived_are_for_editors_only(client: Client) -> None:
    for felder in ({"veroeffentlicht_am": None}, {"archiviert_am": datetime(2026, 6, 1, tzinfo=UTC)}):
        eins, dokument = angelegt(ProjektFactory(**felder))
        for adresse in (eins.url_gross, dokument.get_absolute_url()):
            assert Client().get(adresse).status_code == 404
            client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
            antwort = client.get(adresse)
            assert antwort.status_code == 200
            assert antwort["Cache-Control"] == "private, no-store"
            assert b"".join(antwort.streaming_content)


def test_wrong_addresses_find_nothing(client: Client) -> None:
    eins, _ = angelegt(ProjektFactory())
    anderes = ProjektFactory()
    assert client.get(f"/projekte/{anderes.slug}/bilder/{eins.kennung}-gross.webp").status_code == 404
    assert client.get(f"/projekte/{eins.projekt.slug}/bilder/{eins.kennung}-riesig.webp").status_code == 404
    assert client.get(f"/projekte/{eins.projekt.slug}/bilder/x-gross.webp").status_code == 404
    Path(eins.gross.path).unlink()
    assert client.get(eins.url_gross).status_code == 404


def test_without_words_neither_row_nor_file(ablage: Path) -> None:
    projekt = ProjektFactory()
    kommune = projekt.federfuehrung
    with pytest.raises(ValidationError), mit_dateien():
        eins = dateien.bild_fuellen(Bild(alternativtext="", nachweis="Foto"), bild_pruefen(datei(bild())))
        pflege.speichern(projekt, federfuehrung=kommune, bilder=[eins])
    with pytest.raises(ValidationError), mit_dateien():
        dokument = dateien.dokument_fuellen(Dokument(titel="", art="konzept"), PDF)
        pflege.speichern(projekt, federfuehrung=kommune, dokumente=[dokument])
    assert not list(ablage.iterdir())
    with pytest.raises(IntegrityError), transaction.atomic():
        Bild.objects.create(projekt=projekt, breite=1, hoehe=1, alternativtext="", nachweis="x")


def test_what_nobody_refers_to_is_swept_up_after_a_day(ablage: Path) -> None:
    projekt = ProjektFactory()
    eins, _ = angelegt(projekt)
    assert len(list(ablage.iterdir())) == 3
    eins.delete()
    (ablage / "vergessen.webp").write_bytes(b"x")
    dateien_aufraeumen()
    assert len(list(ablage.iterdir())) == 4
    assert dateien.verwaiste_loeschen(jetzt=timezone.now() + timedelta(days=2)) == 3
    assert [pfad.suffix for pfad in ablage.iterdir()] == [".pdf"]


def test_sweeping_an_empty_store() -> None:
    assert dateien.verwaiste_loeschen() == 0


def zeile(projekt: Projekt, **felder: Any) -> dict[str, Any]:
    teile = ("beteiligungen", "wirkungen", "partner", "bilder", "dokumente")
    leer = {f"{teil}-{zahl}": "0" for teil in teile for zahl in ("TOTAL_FORMS", "INITIAL_FORMS")}
    kopf = {"titel": "Rufbus", "kurzbeschreibung": "Er kommt.", "handlungsfeld": projekt.handlungsfeld_id}
    return leer | kopf | {"phase": "P4", "zustand": "laufend", "traeger": "x", "slug": projekt.slug} | felder


@pytest.mark.parametrize(
    ("inhalt", "meldung"),
    [
        (b"<html>", "kein Bild im Format JPEG, PNG oder WebP"),
        (None, "Bitte wählen Sie eine Datei."),
    ],
)
def test_editors_get_a_clear_answer_and_nothing_is_stored_by_half(
    client: Client, ablage: Path, inhalt: bytes | None, meldung: str
) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    projekt = ProjektFactory(traeger="x", federfuehrung=None, titel="Vorher")
    felder = {"bilder-TOTAL_FORMS": "1", "bilder-0-alternativtext": "Bus", "bilder-0-nachweis": "Foto: x"}
    if inhalt:
        felder["bilder-0-datei_neu"] = SimpleUploadedFile("bus.jpg", inhalt, content_type="image/jpeg")
    antwort = client.post(NEU.format(projekt.pk), zeile(projekt, **felder))
    assert antwort.status_code == 200
    assert meldung in antwort.text
    assert "Foto: x" in antwort.text
    assert Projekt.objects.get().titel == "Vorher"
    assert not Bild.objects.exists()
    assert not ablage.exists()


def test_editors_add_and_remove_pictures_documents_effects_and_partners(client: Client, ablage: Path) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    projekt = ProjektFactory(traeger="x", federfuehrung=None)
    fassung = Projekt.objects.get().fassung
    felder = {
        "bilder-TOTAL_FORMS": "1", "bilder-0-alternativtext": "Bus", "bilder-0-nachweis": "Foto: x",
        "bilder-0-reihenfolge": "1", "bilder-0-datei_neu": datei(bild()),
        "dokumente-TOTAL_FORMS": "1", "dokumente-0-titel": "Konzept", "dokumente-0-art": "konzept",
        "dokumente-0-reihenfolge": "1",
        "dokumente-0-datei_neu": datei(PDF, "k.pdf"),
        "wirkungen-TOTAL_FORMS": "1", "wirkungen-0-aussage": "Mehr Fahrten", "wirkungen-0-art": "erwartet",
        "partner-TOTAL_FORMS": "1", "partner-0-name": "Verein", "foerderung": ["land", "eu"],
    }  # fmt: skip
    antwort = client.post(NEU.format(projekt.pk), zeile(projekt, **felder))
    assert antwort.status_code == 302, antwort.context["errors"]
    projekt = Projekt.objects.get()
    assert projekt.fassung > fassung
    assert projekt.foerderung == ["land", "eu"]
    eins = projekt.bilder.get()
    assert (ablage / f"{eins.kennung}-gross.webp").exists()
    assert projekt.dokumente.get().groesse == len(PDF)
    assert (projekt.wirkungen.get().aussage, projekt.partner.get().name) == ("Mehr Fahrten", "Verein")
    seite = client.get(NEU.format(projekt.pk)).text
    assert 'value="Foto: x"' in seite
    assert 'type="file" name="bilder-0-datei_neu"' not in seite
    felder = {
        "bilder-TOTAL_FORMS": "1", "bilder-INITIAL_FORMS": "1", "bilder-0-id": eins.pk,
        "bilder-0-projekt": projekt.pk, "bilder-0-alternativtext": "Bus", "bilder-0-nachweis": "Foto: x",
        "bilder-0-reihenfolge": "1", "bilder-0-DELETE": "on",
    }  # fmt: skip
    assert client.post(NEU.format(projekt.pk), zeile(projekt, **felder)).status_code == 302
    assert not projekt.bilder.exists()
