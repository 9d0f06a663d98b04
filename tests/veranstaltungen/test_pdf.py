"""The papers of an event: programme, badges."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import pdflesen
from tests.factories.kommunen import KommuneFactory
from tests.factories.veranstaltungen import AnmeldungFactory, ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen import ausweise
from veranstaltungen.models import Anmeldung, Mitwirkende, Raum, Strang, Veranstaltung

pytestmark = pytest.mark.django_db


def programm(veranstaltung: Veranstaltung, anzahl: int) -> None:
    raum = Raum.objects.create(veranstaltung=veranstaltung, name="Saal Süd")
    strang = Strang.objects.create(veranstaltung=veranstaltung, name="Daten")
    for nummer in range(anzahl):
        punkt = ProgrammpunktFactory(
            veranstaltung=veranstaltung, raum=raum, strang=strang, beschreibung="Worum es geht"
        )
        punkt.sprechende.add(
            Mitwirkende.objects.create(
                veranstaltung=veranstaltung,
                name=f"Ada Beispiel {nummer}",
                slug=f"ada-{nummer}",
                funktion="Stadt Musterstadt",
            )
        )


def test_the_programme_is_accessible_and_complete(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(titel="Forum *Nord* #1", barrierefreiheit="Aufzug im Foyer.")
    programm(veranstaltung, 2)
    ProgrammpunktFactory(
        veranstaltung=veranstaltung, beginn=veranstaltung.beginn + timedelta(hours=1), titel="Kaffee", entfaellt=True
    )
    antwort = client.get(f"/veranstaltungen/{veranstaltung.slug}/programm.pdf")
    assert antwort["Content-Type"] == "application/pdf"
    assert antwort["Content-Disposition"] == f'attachment; filename="programm-{veranstaltung.slug}.pdf"'
    pdflesen.ist_zugaenglich(antwort.content)
    text = pdflesen.text(antwort.content)
    for stueck in ("Forum *Nord* #1", "Saal Süd Daten", "Worum es geht", "Ada Beispiel 1, Stadt Musterstadt"):
        assert stueck in text
    assert "Entfällt." in text
    assert "Aufzug im Foyer." in text
    rollen = pdflesen.rollen(antwort.content)
    assert rollen.count("/TH") == 3
    assert rollen.count("/TR") == 4


def test_the_programme_of_several_days_has_a_heading_for_each(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    for tage in (0, 1):
        ProgrammpunktFactory(veranstaltung=veranstaltung, beginn=veranstaltung.beginn + timedelta(days=tage))
    inhalt = client.get(f"/veranstaltungen/{veranstaltung.slug}/programm.pdf").content
    assert pdflesen.rollen(inhalt).count("/H2") == 2


def test_an_unchanged_programme_is_not_made_again(client: Client, django_assert_num_queries: Any) -> None:
    veranstaltung = VeranstaltungFactory()
    programm(veranstaltung, 1)
    adresse = f"/veranstaltungen/{veranstaltung.slug}/programm.pdf"
    etag = client.get(adresse)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(adresse, headers={"If-None-Match": etag}).status_code == 304
    veranstaltung.programm.update(titel="Anders")
    antwort = client.get(adresse, headers={"If-None-Match": etag})
    assert "Anders" in pdflesen.text(antwort.content)


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_programme_takes_the_same_queries_for_any_length(
    client: Client, django_assert_num_queries: Any, anzahl: int
) -> None:
    veranstaltung = VeranstaltungFactory()
    programm(veranstaltung, anzahl)
    with django_assert_num_queries(4):  # number of the room, event, sessions, speakers
        client.get(f"/veranstaltungen/{veranstaltung.slug}/programm.pdf")


def test_nobody_has_programmes_printed_all_day(client: Client, settings: Any) -> None:
    settings.BEGRENZUNGEN = {**settings.BEGRENZUNGEN, "pdf": (1, 3600)}
    adresse = f"/veranstaltungen/{VeranstaltungFactory().slug}/programm.pdf"
    assert [client.get(adresse).status_code for _ in range(2)] == [200, 429]


def test_a_draft_has_no_programme_for_strangers(client: Client) -> None:
    entwurf = VeranstaltungFactory(zustand=Veranstaltung.Zustand.ENTWURF)
    assert client.get(f"/veranstaltungen/{entwurf.slug}/programm.pdf").status_code == 404


@pytest.mark.parametrize("anzahl", [1, 3])
def test_badges_take_the_same_queries_for_any_number(django_assert_num_queries: Any, anzahl: int) -> None:
    veranstaltung = VeranstaltungFactory()
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True, titel="Sensoren bauen")
    for _ in range(anzahl):
        AnmeldungFactory(veranstaltung=veranstaltung, kommune=KommuneFactory()).programmpunkte.add(punkt)
    with django_assert_num_queries(2):
        ausweise.als_pdf(veranstaltung, ausweise.laden(Anmeldung.objects.filter(veranstaltung=veranstaltung)))


def test_a_badge_says_who_it_is_from_where_and_where_to_go() -> None:
    veranstaltung = VeranstaltungFactory(titel="Bundeskonferenz")
    raum = Raum.objects.create(veranstaltung=veranstaltung, name="Raum 2")
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True, titel="Sensoren bauen", raum=raum)
    mit = AnmeldungFactory(veranstaltung=veranstaltung, name="Ada Beispiel", kommune=KommuneFactory(name="Musterstadt"))
    mit.programmpunkte.add(punkt)
    AnmeldungFactory(veranstaltung=veranstaltung, name="Bo Beispiel", organisation="Verein für alles")
    AnmeldungFactory(veranstaltung=veranstaltung, name="李明")
    alle = ausweise.laden(Anmeldung.objects.filter(veranstaltung=veranstaltung).order_by("pk"))
    inhalt = ausweise.als_pdf(veranstaltung, alle)
    pdflesen.ist_zugaenglich(inhalt)
    text = pdflesen.text(inhalt)
    for stueck in ("Ada Beispiel", "Musterstadt", "Sensoren bauen (Raum 2)", "Verein für alles", mit.einlasscode):
        assert stueck in text
    assert "?" not in text, "a name in another script is left to the pen"
    assert pdflesen.rollen(inhalt).count("/Figure") == 3


def test_eight_badges_fill_a_page() -> None:
    veranstaltung = VeranstaltungFactory()
    AnmeldungFactory.create_batch(
        9, veranstaltung=veranstaltung, name="Maximiliane von Beispielhausen-Musterstadt " * 2
    )
    alle = ausweise.laden(Anmeldung.objects.filter(veranstaltung=veranstaltung))
    assert len(pdflesen.lesen(ausweise.als_pdf(veranstaltung, alle)).pages) == 2
