"""The Mediathek: films with captions and transcript, files by their content, nothing from elsewhere before the second
click."""

import io
import os
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image

from kompetenzzentrum.management.demo.dateien import pdf
from kompetenzzentrum.schutz import hochladen
from projekte.models import Handlungsfeld
from tests.factories.projekte import ProjektFactory
from tests.factories.veranstaltungen import MediumFactory, ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen import mediathek
from veranstaltungen.models import Medium, Veranstaltung

pytestmark = pytest.mark.django_db

MP4 = b"\x00\x00\x00\x20ftypisom" + bytes(5000)
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(5000)
VTT = "\ufeffWEBVTT\r\n\r\n00:00:01.000 --> 00:00:04.000\r\nGuten Tag, schön, dass Sie da sind.\r\n".encode()


def png() -> bytes:
    ziel = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(ziel, "PNG")
    return ziel.getvalue()


def html(antwort: Any) -> str:
    assert antwort.status_code == 200, antwort.status_code
    return str(antwort.content.decode())


def angaben(**werte: Any) -> dict[str, Any]:
    """What the admin's form sends."""
    return {
        "titel": "Sensoren selbst bauen", "slug": "sensoren-selbst-bauen", "art": "film", "kurzbeschreibung": "Kurz.",
        "externe_adresse": "", "anbieter": "", "dauer_minuten": "12", "lizenz": "CC BY 4.0", "transkript": "Guten Tag.",
        "alternativtext": "", "veranstaltung": "", "programmpunkt": "", "projekte": [],
    } | werte  # fmt: skip


def anlegen(team: Client, **werte: Any) -> Medium:
    antwort = team.post("/verwaltung/veranstaltungen/medium/add/", angaben(**werte))
    if antwort.status_code != 302:
        raise AssertionError(antwort.context["adminform"].form.errors)
    return Medium.objects.get()


def veroeffentlichen(team: Client, *medien: Medium) -> Any:
    werte = {"action": "veroeffentlichen", "_selected_action": [medium.pk for medium in medien]}
    return team.post("/verwaltung/veranstaltungen/medium/", werte, follow=True)


def datei(inhalt: bytes, name: str = "../../böse datei.exe") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, inhalt)


@pytest.mark.parametrize(("inhalt", "endung", "typ"), [(MP4, "mp4", "video/mp4"), (WEBM, "webm", "video/webm")])
def test_a_film_is_uploaded_published_and_played_with_captions(
    team: Client, inhalt: bytes, endung: str, typ: str
) -> None:
    medium = anlegen(team, datei=datei(inhalt), untertitel=datei(VTT))
    assert re.fullmatch(rf"mediathek/[0-9a-f]{{32}}\.{endung}", str(medium.datei.name)), "a name nobody chose"
    assert "ist veröffentlicht" in html(veroeffentlichen(team, medium))
    gast = Client()
    seite = html(gast.get("/mediathek/sensoren-selbst-bauen/"))
    assert f'<source src="/mediathek/sensoren-selbst-bauen/datei/" type="{typ}">' in seite
    assert '<track kind="captions" src="/mediathek/sensoren-selbst-bauen/untertitel.vtt" srclang="de"' in seite
    assert "Guten Tag." in seite
    stueck = gast.get("/mediathek/sensoren-selbst-bauen/datei/", headers={"Range": "bytes=4-11"})
    assert (stueck.status_code, stueck["Content-Type"], stueck.content) == (206, typ, inhalt[4:12])
    untertitel = gast.get("/mediathek/sensoren-selbst-bauen/untertitel.vtt")
    assert untertitel["Content-Type"] == "text/vtt; charset=utf-8"
    assert untertitel.getvalue().startswith(b"WEBVTT\n\n00:00:01.000"), "without byte order mark and carriage returns"
    assert not stueck.cookies


def test_slides_are_saved_not_shown(team: Client) -> None:
    inhalt = pdf(["Folien"])
    veroeffentlichen(team, anlegen(team, art="folien", datei=datei(inhalt), transkript=""))
    antwort = Client().get("/mediathek/sensoren-selbst-bauen/datei/")
    assert antwort["Content-Disposition"] == 'attachment; filename="sensoren-selbst-bauen.pdf"'
    assert antwort["X-Content-Type-Options"] == "nosniff"
    assert antwort.getvalue() == inhalt


def test_a_picture_is_written_anew_and_described(team: Client) -> None:
    bild = png() + b"<script>alert(1)</script>"
    medium = anlegen(team, art="bild", datei=datei(bild), alternativtext="Ein Sensor am Laternenmast", transkript="")
    veroeffentlichen(team, medium)
    seite = html(Client().get("/mediathek/sensoren-selbst-bauen/"))
    assert 'alt="Ein Sensor am Laternenmast" width="900" height="600"' in seite
    antwort = Client().get("/mediathek/sensoren-selbst-bauen/datei/")
    inhalt = antwort.getvalue()
    assert (antwort["Content-Type"], inhalt[8:12]) == ("image/webp", b"WEBP")
    assert b"script" not in inhalt
    with Image.open(io.BytesIO(Client().get("/mediathek/sensoren-selbst-bauen/vorschau/").getvalue())) as klein:
        assert klein.width == 640
    assert "/mediathek/sensoren-selbst-bauen/vorschau/" in html(Client().get("/mediathek/"))


@pytest.mark.parametrize(
    ("werte", "feld", "meldung"),
    [
        ({"datei": pdf(["x"])}, "datei", hochladen.KEIN_FILM),
        ({"datei": b"\x1a\x45\xdf\xa3\x42\x82\x88matroska" + bytes(99)}, "datei", hochladen.KEIN_FILM),
        ({"art": "folien", "datei": MP4}, "datei", hochladen.KEIN_PDF),
        ({"art": "bild", "datei": MP4, "alternativtext": "x"}, "datei", hochladen.KEIN_BILD),
        ({"datei": MP4, "untertitel": b"1\n00:00:01,000 --> 00:00:02,000\nSRT"}, "untertitel", hochladen.KEIN_VTT),
        ({"datei": MP4, "untertitel": b"WEBVTT\n\nohne Zeiten"}, "untertitel", hochladen.KEIN_VTT),
        ({"datei": MP4, "untertitel": "WEBVTT\n\nä".encode("latin-1")}, "untertitel", hochladen.KEIN_VTT),
        ({}, "__all__", "Bitte laden Sie eine Datei hoch oder nennen Sie eine Adresse."),
        ({"art": "bild", "datei": png()}, "__all__", "Bitte beschreiben Sie, was auf dem Bild zu sehen ist."),
        ({"externe_adresse": "https://video.example.org/1"}, "__all__", "Bitte nennen Sie den Anbieter"),
        ({"externe_adresse": "javascript:alert(1)", "anbieter": "x"}, "externe_adresse", "gültige"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(team: Client, werte: dict[str, Any], feld: str, meldung: str) -> None:
    eingaben = {name: datei(wert) if isinstance(wert, bytes) else wert for name, wert in werte.items()}
    antwort = team.post("/verwaltung/veranstaltungen/medium/add/", angaben(**eingaben))
    assert meldung in " ".join(antwort.context["adminform"].form.errors[feld])
    assert not Medium.objects.exists()


def test_a_film_too_large_is_refused_by_its_size_alone() -> None:
    grosse = SimpleUploadedFile("film.mp4", MP4)
    grosse.size = hochladen.FILM_BYTES_HOECHSTENS + 1
    with pytest.raises(ValidationError, match="Möglich sind 1024 MB"):
        hochladen.film_pruefen(grosse)


@pytest.mark.parametrize("fehlt", ["transkript", "untertitel"])
def test_a_film_is_not_published_before_everybody_can_follow_it(team: Client, fehlt: str) -> None:
    werte = {"transkript": "Guten Tag.", "untertitel": datei(VTT)}
    werte[fehlt] = ""
    medium = anlegen(team, datei=datei(MP4), **werte)
    assert fehlt.capitalize() in html(veroeffentlichen(team, medium))
    assert Client().get(medium.get_absolute_url()).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Medium.objects.update(veroeffentlicht_am=timezone.now())


def test_a_published_film_keeps_its_transcript(team: Client) -> None:
    medium = anlegen(team, datei=datei(MP4), untertitel=datei(VTT))
    veroeffentlichen(team, medium)
    antwort = team.post(f"/verwaltung/veranstaltungen/medium/{medium.pk}/change/", angaben(transkript=" "))
    assert "braucht ein Transkript" in " ".join(antwort.context["adminform"].form.errors["transkript"])


def test_without_a_new_file_the_old_one_stays_and_must_fit(team: Client) -> None:
    medium = anlegen(team, datei=datei(MP4), untertitel=datei(VTT))
    adresse = f"/verwaltung/veranstaltungen/medium/{medium.pk}/change/"
    assert team.post(adresse, angaben(titel="Anders")).status_code == 302
    assert (Medium.objects.get().titel, Medium.objects.get().datei) == ("Anders", medium.datei)
    antwort = team.post(adresse, angaben(art="folien"))
    assert "passt nicht zu dieser Art" in " ".join(antwort.context["adminform"].form.errors["datei"])


def test_a_session_belongs_to_its_event(team: Client) -> None:
    punkt = ProgrammpunktFactory()
    medium = MediumFactory(veranstaltung=VeranstaltungFactory())
    with pytest.raises(ValidationError, match="gehört zu einer anderen Veranstaltung"):
        Medium(programmpunkt=punkt, veranstaltung=medium.veranstaltung).clean()


def test_withdrawn_is_gone_for_everybody_but_those_who_make_it(team: Client) -> None:
    medium = anlegen(team, datei=datei(MP4), untertitel=datei(VTT))
    veroeffentlichen(team, medium)
    werte = {"action": "zurueckziehen", "_selected_action": [medium.pk]}
    assert "1 zurückgezogen" in html(team.post("/verwaltung/veranstaltungen/medium/", werte, follow=True))
    for ende in ("", "datei/", "untertitel.vtt"):
        assert Client().get(f"{medium.get_absolute_url()}{ende}").status_code == 404
    assert "Noch nicht veröffentlicht" in html(team.get(medium.get_absolute_url()))
    assert team.get(f"{medium.get_absolute_url()}datei/")["Cache-Control"] == "private, no-store"


def test_outside_films_are_named_before_anything_is_loaded(client: Client) -> None:
    medium = MediumFactory(externe_adresse="https://video.example.org/42")
    antwort = client.get(medium.get_absolute_url())
    seite = html(antwort)
    assert re.findall(r'(?:src|srcset|poster|data)="https?://', seite) == []
    assert "<iframe" not in seite
    davor, _, danach = seite.partition("erfährt der Anbieter Ihre IP-Adresse")
    assert medium.externe_adresse not in davor
    assert f'href="{medium.externe_adresse}" rel="noopener noreferrer external"' in danach
    assert "Bei Videohaus Beispiel ansehen" in davor
    assert not antwort.cookies


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: Any, anzahl: int
) -> None:
    for _ in range(anzahl):
        MediumFactory(veranstaltung=VeranstaltungFactory())
    with django_assert_num_queries(7):  # number of the room, how many, the page; the form asks twice for each choice
        assert client.get("/mediathek/").context["paginator"].count == anzahl


@pytest.mark.parametrize("anzahl", [1, 3])
def test_one_medium_takes_the_same_queries_for_any_number_of_projects(
    client: Client, django_assert_num_queries: Any, anzahl: int
) -> None:
    medium = MediumFactory(veranstaltung=VeranstaltungFactory())
    medium.projekte.set([ProjektFactory() for _ in range(anzahl)])
    client.get(medium.get_absolute_url())  # draws the cards
    with django_assert_num_queries(3):
        seite = html(client.get(medium.get_absolute_url()))
    assert seite.count('class="kachel__titel"') == anzahl


def test_the_list_is_paginated(client: Client) -> None:
    MediumFactory.create_batch(13)
    assert len(client.get("/mediathek/").context["medien"]) == 12
    assert len(client.get("/mediathek/?seite=2").context["medien"]) == 1


def gefunden(client: Client, **filter_: str) -> set[str]:
    return {medium.titel for medium in client.get("/mediathek/", filter_).context["medien"]}


def test_filters_by_kind_field_event_and_title(client: Client) -> None:
    energie, daten = Handlungsfeld.objects.get(slug="energie"), Handlungsfeld.objects.get(slug="daten")
    forum = VeranstaltungFactory(slug="forum")
    forum.handlungsfelder.add(energie)
    MediumFactory(titel="Wärme im Görlitzer Rathaus", veranstaltung=forum)
    projekt = MediumFactory(titel="Offene Daten", art="folien")
    projekt.projekte.add(ProjektFactory(handlungsfeld=daten))
    MediumFactory(titel="Geheim", veroeffentlicht_am=None, veranstaltung=forum)
    assert gefunden(client, art="folien") == {"Offene Daten"}
    assert gefunden(client, handlungsfeld="energie") == {"Wärme im Görlitzer Rathaus"}
    assert gefunden(client, handlungsfeld="daten") == {"Offene Daten"}
    assert gefunden(client, veranstaltung="forum") == {"Wärme im Görlitzer Rathaus"}
    assert gefunden(client, q="goerlitz") == {"Wärme im Görlitzer Rathaus"}
    assert gefunden(client, q="gibtesnicht") == set()
    assert "Dazu haben wir nichts." in html(client.get("/mediathek/?q=gibtesnicht"))


@pytest.mark.parametrize(
    "anfrage", ["art=gibtesnicht", "veranstaltung=%00", "handlungsfeld=x", "q=%00", "seite=1&q=" + "x" * 999]
)
def test_nonsense_in_the_address_is_no_error(client: Client, anfrage: str) -> None:
    MediumFactory(titel="Da")
    assert "Da" in html(client.get(f"/mediathek/?{anfrage}"))


def test_an_event_that_is_a_draft_again_is_not_named(client: Client) -> None:
    entwurf = VeranstaltungFactory(titel="Noch geheim", zustand=Veranstaltung.Zustand.ENTWURF)
    medium = MediumFactory(veranstaltung=entwurf)
    for adresse in ("/mediathek/", medium.get_absolute_url()):
        assert "Noch geheim" not in html(client.get(adresse))


def test_an_unchanged_list_is_not_made_again(client: Client, django_assert_num_queries: Any) -> None:
    medium = MediumFactory()
    etag = client.get("/mediathek/")["ETag"]
    with django_assert_num_queries(1):
        assert client.get("/mediathek/", headers={"If-None-Match": etag}).status_code == 304
    mediathek.zurueckziehen(medium)
    assert client.get("/mediathek/", headers={"If-None-Match": etag}).status_code == 200


def zeigen(vorlage: str, **werte: Any) -> str:
    kontext = Context({"request": RequestFactory().get("/"), **werte})
    return Template("{% load mediathek %}" + vorlage).render(kontext)


def test_projects_and_events_show_what_speaks_of_them(client: Client) -> None:
    projekt, veranstaltung = ProjektFactory(), VeranstaltungFactory()
    medium = MediumFactory(veranstaltung=veranstaltung, titel="Der Film dazu")
    medium.projekte.add(projekt)
    MediumFactory(veranstaltung=veranstaltung, titel="Noch nicht", veroeffentlicht_am=None).projekte.add(projekt)
    for adresse in (projekt.get_absolute_url(), veranstaltung.get_absolute_url()):
        seite = html(client.get(adresse))
        assert "Der Film dazu" in seite
        assert "Noch nicht" not in seite


@pytest.mark.parametrize("anzahl", [0, 1, 3, 9])
def test_the_tags_cost_one_query_and_one_for_what_is_there(django_assert_num_queries: Any, anzahl: int) -> None:
    projekt, veranstaltung = ProjektFactory(), VeranstaltungFactory()
    for _ in range(anzahl):
        MediumFactory(veranstaltung=veranstaltung).projekte.add(projekt)
    for vorlage in ("{% medien_zu ding %}", "{% medien_von ding %}"):
        ding = projekt if "zu" in vorlage else veranstaltung
        with django_assert_num_queries(3 if anzahl else 2):  # the number of the room, who has any, those
            stueck = zeigen(vorlage, ding=ding)
        assert stueck.count("<article") == min(anzahl, 6)
        assert ("Mehr" in stueck or "Alles" in stueck) == (anzahl > 6)


def test_replaced_files_are_swept_up_after_a_day(team: Client) -> None:
    medium = anlegen(team, datei=datei(MP4), untertitel=datei(VTT))
    ort, alter_name = medium.datei.storage, str(medium.datei.name)
    team.post(f"/verwaltung/veranstaltungen/medium/{medium.pk}/change/", angaben(datei=datei(WEBM)))
    assert ort.exists(alter_name)
    for zeit, da in ((timedelta(hours=1), True), (timedelta(days=2), False)):
        mediathek.verwaiste_loeschen(jetzt=timezone.now() + zeit)
        assert ort.exists(alter_name) == da
    medium.refresh_from_db()
    assert ort.exists(str(medium.datei.name))
    assert ort.exists(str(medium.untertitel.name))


def test_a_file_that_is_gone_is_not_found(team: Client) -> None:
    medium = anlegen(team, datei=datei(MP4), untertitel=datei(VTT))
    veroeffentlichen(team, medium)
    os.unlink(medium.datei.path)
    assert Client().get(f"{medium.get_absolute_url()}datei/").status_code == 404


def test_the_sitemap_names_what_is_public(client: Client) -> None:
    MediumFactory(slug="offen")
    MediumFactory(slug="zu", veroeffentlicht_am=None)
    seite = html(client.get("/sitemap-veranstaltungen-mediatheksitemap.xml"))
    assert "/mediathek/offen/" in seite
    assert "/mediathek/zu/" not in seite
