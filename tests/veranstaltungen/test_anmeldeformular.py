"""One page for everything: colleagues, sessions, questions, needs, the waiting list. Without JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    FrageFactory,
    ProgrammpunktFactory,
    VeranstaltungFactory,
)
from tests.veranstaltungen.test_seiten import angaben, html, sende, wert
from veranstaltungen.models import Anmeldung, Veranstaltung

pytestmark = pytest.mark.django_db

Zustand = Anmeldung.Zustand


def pfad(veranstaltung: Veranstaltung) -> str:
    return f"{veranstaltung.get_absolute_url()}anmeldung/"


def fehler(antwort: HttpResponse) -> dict[str, list[str]]:
    return antwort.context["form"].errors  # type: ignore[attr-defined,no-any-return]


def zeile(nummer: int, name: str, email: str = "") -> dict[str, str]:
    return {f"begleitung_{nummer}_name": name, f"begleitung_{nummer}_email": email}


# --- colleagues -----------------------------------------------------------------------------


def test_several_people_of_one_municipality_in_one_go(client: Client) -> None:
    veranstaltung, kommune = VeranstaltungFactory(), KommuneFactory(name="Görlitz, Stadt")
    daten = angaben(client, veranstaltung, kommune=kommune.schluessel, kommune_text="Görlitz", bedarfe="weg")
    del daten["kommune_keine"]
    daten |= zeile(1, "Ayşe Kollegin", "ayse@example.org") | zeile(2, "Jo Kollege") | zeile(3, "")
    assert sende(client, veranstaltung, daten).status_code == 302
    mira, ayse, jo = Anmeldung.objects.order_by("pk")
    assert {person.kommune for person in (mira, ayse, jo)} == {kommune}
    assert (ayse.kontakt, jo.kontakt, jo.post_an) == (mira, mira, "mira@example.org")
    assert (mira.bedarfe, ayse.bedarfe) == (["weg"], [])
    assert set(Nachricht.objects.values_list("an", flat=True)) == {"mira@example.org", "ayse@example.org"}


def test_another_row_keeps_all_that_was_typed_and_complains_about_nothing(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True)
    daten = angaben(client, veranstaltung, email="", bedarfe="schrift", programmpunkte=str(punkt.pk))
    daten |= zeile(1, "Ayşe Kollegin", "kein-at-zeichen")
    antwort = sende(client, veranstaltung, daten | {"noch_eine": "1"})
    form, seite = antwort.context["form"], html(antwort)
    assert (antwort.status_code, fehler(antwort), len(form.zeilen)) == (200, {}, 2)
    assert form["vorgang"].value() == daten["vorgang"]
    for stueck in ('value="Mira Beispiel"', 'value="Ayşe Kollegin"', 'value="kein-at-zeichen"'):
        assert stueck in seite
    assert seite.count(" checked") == 3  # no municipality, session, need
    assert seite.count(" autofocus") == 1
    assert not Anmeldung.objects.exists()


def test_nine_may_come_along_and_not_one_more(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    daten = angaben(client, veranstaltung)
    for nummer in range(1, 10):
        daten |= zeile(nummer, f"Person {'ABCDEFGHI'[nummer - 1]}")
    antwort = sende(client, veranstaltung, daten | {"noch_eine": "1"})
    assert len(antwort.context["form"].zeilen) == 9
    assert 'name="noch_eine"' not in html(antwort)
    sende(client, veranstaltung, daten | zeile(10, "Person Z"))
    assert Anmeldung.objects.count() == 10


def test_a_row_says_what_is_wrong_with_it(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    daten = angaben(client, veranstaltung)
    daten |= zeile(1, "", "ohne.namen@example.org") | zeile(2, "Jo", "MIRA@example.org") | zeile(3, "www.boese.example")
    meldungen = fehler(sende(client, veranstaltung, daten))
    assert set(meldungen) == {"begleitung_1_name", "begleitung_2_email", "begleitung_3_name"}
    assert "den Namen zu dieser E-Mail-Adresse" in meldungen["begleitung_1_name"][0]
    assert "steht weiter oben schon" in meldungen["begleitung_2_email"][0]
    assert "nur einen Namen" in meldungen["begleitung_3_name"][0]


def test_a_group_gets_all_its_seats_or_hears_how_many_there_are(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=2)
    daten = angaben(client, veranstaltung) | zeile(1, "Ayşe Kollegin") | zeile(2, "Jo Kollege")
    antwort = sende(client, veranstaltung, daten)
    [meldung] = fehler(antwort)["begleitung_1_name"]
    assert "sind noch 2 Plätze frei, angemeldet haben Sie 3 Personen" in meldung
    assert "dass Sie warten möchten" in meldung
    assert 'value="Jo Kollege"' in html(antwort)
    assert not Anmeldung.objects.exists()
    antwort = sende(client, veranstaltung, daten | {"warteliste": "on"})
    assert antwort["Location"].endswith("/anmeldung/warteliste/")
    assert Anmeldung.objects.offen().count() == 3
    assert not Anmeldung.objects.angemeldet().exists()


# --- sessions -------------------------------------------------------------------------------


def test_sessions_show_their_free_seats_and_full_ones_cannot_be_ticked(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    eng = ProgrammpunktFactory(veranstaltung=veranstaltung, titel="Eng", waehlbar=True, plaetze=1)
    ProgrammpunktFactory(veranstaltung=veranstaltung, titel="Weit", waehlbar=True, plaetze=9)
    ProgrammpunktFactory(veranstaltung=veranstaltung, titel="Für alle")
    AnmeldungFactory(veranstaltung=veranstaltung).programmpunkte.add(eng)
    form = client.get(pfad(veranstaltung)).context["form"]
    eng_wahl, weit_wahl = form["programmpunkte"]
    assert "ausgebucht" in eng_wahl.choice_label
    assert "disabled" in eng_wahl.tag()
    assert "Noch 9\N{NO-BREAK SPACE}Plätze frei" in weit_wahl.choice_label
    assert "disabled" not in weit_wahl.tag()


def test_a_chosen_session_is_booked_for_everybody_in_the_form(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True, plaetze=2)
    daten = angaben(client, veranstaltung, programmpunkte=str(punkt.pk)) | zeile(1, "Jo Kollege")
    assert sende(client, veranstaltung, daten).status_code == 302
    assert punkt.angemeldete.count() == 2


def test_two_sessions_at_the_same_time_are_refused_beside_the_field(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    punkte = [ProgrammpunktFactory(veranstaltung=veranstaltung, titel=titel, waehlbar=True) for titel in ("A", "B")]
    daten: dict[str, Any] = angaben(client, veranstaltung)
    antwort = sende(client, veranstaltung, daten | {"programmpunkte": [str(punkt.pk) for punkt in punkte]})
    assert "„A“ und „B“ finden zur selben Zeit statt." in fehler(antwort)["programmpunkte"][0]
    assert not Anmeldung.objects.exists()


def test_sessions_one_after_the_other_may_touch(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    erster = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True)
    zweiter = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True, beginn=erster.ende)
    daten: dict[str, Any] = angaben(client, veranstaltung)
    daten["programmpunkte"] = [str(zweiter.pk), str(erster.pk)]
    assert sende(client, veranstaltung, daten).status_code == 302
    assert Anmeldung.objects.get().programmpunkte.count() == 2


def test_a_session_that_filled_up_meanwhile_is_named_and_everything_else_stays(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung, titel="Sensoren", waehlbar=True, plaetze=1)
    daten = angaben(client, veranstaltung, programmpunkte=str(punkt.pk), organisation="Stadtwerke")
    AnmeldungFactory(veranstaltung=veranstaltung).programmpunkte.add(punkt)
    antwort = sende(client, veranstaltung, daten)
    assert "nicht mehr genug Platz: „Sensoren“" in fehler(antwort)["programmpunkte"][0]
    assert "ausgebucht" in html(antwort)
    assert 'value="Stadtwerke"' in html(antwort)
    del daten["programmpunkte"]
    assert sende(client, veranstaltung, daten).status_code == 302


def test_a_session_with_fewer_seats_than_the_group_needs_is_not_overbooked(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True, plaetze=1)
    daten = angaben(client, veranstaltung, programmpunkte=str(punkt.pk)) | zeile(1, "Jo Kollege")
    assert "nicht mehr genug Platz" in fehler(sende(client, veranstaltung, daten))["programmpunkte"][0]
    assert not Anmeldung.objects.exists()


def test_a_session_of_another_event_is_no_choice(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True)
    fremd = ProgrammpunktFactory(waehlbar=True)
    antwort = sende(client, veranstaltung, angaben(client, veranstaltung, programmpunkte=str(fremd.pk)))
    assert "steht nicht mehr im Programm" in fehler(antwort)["programmpunkte"][0]


def test_a_full_session_tells_a_stranger_nothing_about_who_is_registered(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True, plaetze=1)
    AnmeldungFactory(veranstaltung=veranstaltung, email="mira@example.org").programmpunkte.add(punkt)
    daten = angaben(client, veranstaltung, programmpunkte=str(punkt.pk))
    antworten = [sende(client, veranstaltung, daten | {"email": f"{wer}@example.org"}) for wer in ("mira", "fremd")]
    assert [antwort.status_code for antwort in antworten] == [200, 200]
    assert fehler(antworten[0]) == fehler(antworten[1])


# --- questions and needs --------------------------------------------------------------------


def test_each_question_says_why_it_is_asked_and_when_the_answer_goes(client: Client) -> None:
    beginn = timezone.now().replace(year=2027, month=5, day=3, hour=8)
    veranstaltung = VeranstaltungFactory(beginn=beginn)
    FrageFactory(veranstaltung=veranstaltung, zweck="Für die <Küche>.", loeschen_nach_tagen=7)
    seite = html(client.get(pfad(veranstaltung)))
    assert "Für die &lt;Küche&gt;. Ihre Antwort löschen wir 7 Tage nach der Veranstaltung" in seite
    assert "spätestens am 11. Mai 2027" in seite
    assert "löschen wir 14 Tage nach der Veranstaltung, spätestens am 18. Mai 2027" in seite  # needs


def test_answers_of_every_kind_are_kept(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    frei = FrageFactory(veranstaltung=veranstaltung)
    ja = FrageFactory(veranstaltung=veranstaltung, art="ja_nein", pflicht=True)
    wahl = FrageFactory(veranstaltung=veranstaltung, art="auswahl", optionen="vegan\nvegetarisch\n")
    lang = FrageFactory(veranstaltung=veranstaltung, art="auswahl", optionen="\n".join("abcdefgh"))
    daten = angaben(client, veranstaltung)
    assert set(fehler(sende(client, veranstaltung, daten))) == {f"frage_{ja.pk}"}
    antworten = {f"frage_{frei.pk}": "QGIS", f"frage_{ja.pk}": "nein", f"frage_{wahl.pk}": "vegan"}
    falsch = sende(client, veranstaltung, daten | antworten | {f"frage_{lang.pk}": "z"})
    assert set(fehler(falsch)) == {f"frage_{lang.pk}"}
    assert sende(client, veranstaltung, daten | antworten).status_code == 302
    assert dict(Anmeldung.objects.get().antworten.values_list("frage", "wert")) == {
        frei.pk: "QGIS",
        ja.pk: "nein",
        wahl.pk: "vegan",
    }


def test_needs_are_ticked_or_written(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    daten: dict[str, Any] = angaben(client, veranstaltung, zugangsbedarf="Assistenzhund")
    assert sende(client, veranstaltung, daten | {"bedarfe": ["gebaerdensprache", "weg"]}).status_code == 302
    anmeldung = Anmeldung.objects.get()
    assert (anmeldung.bedarfe, anmeldung.zugangsbedarf) == (["gebaerdensprache", "weg"], "Assistenzhund")


def test_online_nobody_is_asked_about_seats_and_stairs(client: Client) -> None:
    form = client.get(pfad(VeranstaltungFactory(online=True))).context["form"]
    assert [wert for wert, _ in form.fields["bedarfe"].choices] == ["gebaerdensprache", "schrift"]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_an_empty_form_costs_three_queries_and_one_while_it_is_kept(
    client: Client, anzahl: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    veranstaltung = VeranstaltungFactory()
    FrageFactory.create_batch(anzahl, veranstaltung=veranstaltung)
    ProgrammpunktFactory.create_batch(anzahl, veranstaltung=veranstaltung, waehlbar=True, plaetze=3)
    client.get(veranstaltung.get_absolute_url())
    with time_machine.travel(timezone.now() + timedelta(seconds=2), tick=False):
        with django_assert_num_queries(3):
            client.get(pfad(veranstaltung))
        with django_assert_num_queries(1):
            client.get(pfad(veranstaltung))


def test_a_kept_form_has_its_own_secrets_for_everybody(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    with time_machine.travel(timezone.now(), tick=False):
        seiten = [html(Client().get(pfad(veranstaltung))) for _ in range(2)]
    for name in ("vorgang", "csrfmiddlewaretoken"):
        assert wert(seiten[0], name) != wert(seiten[1], name)
    assert "leerstelle" not in seiten[0] + seiten[1]
    assert len(wert(seiten[0], "vorgang")) == 36


def test_a_kept_form_does_not_know_who_is_logged_in(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    with time_machine.travel(timezone.now(), tick=False):
        client.get(pfad(veranstaltung))
        client.force_login(Nutzer.objects.create_user("birgit@example.org", name="Birgit Sommer"))
        assert 'value="Birgit Sommer"' in html(client.get(pfad(veranstaltung)))
        assert "Birgit" not in html(Client().get(pfad(veranstaltung)))


# --- waiting list ---------------------------------------------------------------------------


def test_a_full_event_says_plainly_that_one_joins_the_list_how_long_it_is_and_by_which_rule(client: Client) -> None:
    bis = timezone.now() + timedelta(days=7)
    veranstaltung = VeranstaltungFactory(
        plaetze=1, hoechstens_je_kommune=2, hoechstens_bis=bis, plaetze_kleine=1, kleine_bis=bis
    )
    AnmeldungFactory(veranstaltung=veranstaltung)
    AnmeldungFactory.create_batch(
        2, veranstaltung=veranstaltung, zustand=Zustand.WARTEND, wartet_seit=timezone.now(), platz_seit=None
    )
    antwort = client.get(pfad(veranstaltung))
    seite = html(antwort)
    for stueck in (
        "Zurzeit sind alle Plätze vergeben.",
        "Auf der Warteliste stehen 2 Personen.",
        "höchstens 2\N{NO-BREAK SPACE}Plätze",
        "für Kommunen unter 20.000 Einwohnern reserviert",
        "Auf die Warteliste setzen",
    ):
        assert stueck in seite
    assert 'type="checkbox" name="warteliste"' not in seite


def voll_und_formular(client: Client) -> tuple[Veranstaltung, dict[str, str]]:
    """The form of a full event, filled in; the one who has the seat is there to give it up."""
    veranstaltung = VeranstaltungFactory(plaetze=1)
    AnmeldungFactory(veranstaltung=veranstaltung)
    return veranstaltung, angaben(client, veranstaltung, warteliste="voll")


def test_who_finds_it_full_is_put_at_the_end_of_the_list(client: Client) -> None:
    veranstaltung, daten = voll_und_formular(client)
    antwort = sende(client, veranstaltung, daten)
    assert antwort["Location"].endswith("/anmeldung/warteliste/")
    assert Anmeldung.objects.get(email="mira@example.org").zustand == Zustand.WARTEND
    danach = html(client.get(antwort["Location"]))
    assert "Einen Platz haben Sie noch nicht." in danach
    assert "Mira" not in danach


def test_a_seat_free_again_while_the_form_for_the_list_is_filled_in_is_simply_taken(client: Client) -> None:
    veranstaltung, daten = voll_und_formular(client)
    Anmeldung.objects.update(zustand=Zustand.STORNIERT, storniert_am=timezone.now())
    assert sende(client, veranstaltung, daten)["Location"].endswith("/anmeldung/eingegangen/")
    assert Anmeldung.objects.get(email="mira@example.org").ist_angemeldet


def test_the_last_seat_goes_while_one_types_and_one_tick_is_all_it_takes_to_wait(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    daten = angaben(client, veranstaltung, organisation="Stadtwerke")
    AnmeldungFactory(veranstaltung=veranstaltung)
    antwort = sende(client, veranstaltung, daten)
    assert "Kreuzen Sie dieses Feld an" in fehler(antwort)["warteliste"][0]
    assert 'type="checkbox" name="warteliste"' in html(antwort)
    assert 'value="Stadtwerke"' in html(antwort)
    assert sende(client, veranstaltung, daten | {"warteliste": "on"})["Location"].endswith("/warteliste/")


def test_mistakes_in_the_form_for_the_list_leave_it_one(client: Client) -> None:
    veranstaltung, daten = voll_und_formular(client)
    antwort = sende(client, veranstaltung, daten | {"email": "mira@"})
    assert set(fehler(antwort)) == {"email"}
    assert 'type="hidden" name="warteliste" value="voll"' in html(antwort)
    assert "Auf der Warteliste steht noch niemand." in html(antwort)


def test_the_same_form_for_the_list_twice_is_one_entry_and_one_mail(client: Client) -> None:
    veranstaltung, daten = voll_und_formular(client)
    ziele = {sende(client, veranstaltung, daten)["Location"] for _ in range(2)}
    assert len(ziele) == 1
    assert Anmeldung.objects.wartend().count() == 1
    assert Nachricht.objects.count() == 1


def test_nobody_learns_from_the_list_who_has_a_seat(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    AnmeldungFactory(veranstaltung=veranstaltung, email="mira@example.org")
    daten = angaben(client, veranstaltung, warteliste="voll")
    antworten = [sende(client, veranstaltung, daten | {"email": f"{wer}@example.org"}) for wer in ("mira", "fremd")]
    assert len({(antwort.status_code, antwort["Location"]) for antwort in antworten}) == 1


def test_a_large_town_hears_why_the_free_seats_are_not_for_it(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(
        plaetze=1, plaetze_kleine=1, kleine_bis=timezone.now() + timedelta(days=7), kommune=None
    )
    stadt = KommuneFactory(name="Görlitz, Stadt", einwohner=55_000)
    daten = angaben(client, veranstaltung, kommune=stadt.schluessel, kommune_text="Görlitz")
    del daten["kommune_keine"]
    [meldung] = fehler(sende(client, veranstaltung, daten))["warteliste"]
    assert meldung.startswith("Für Sie ist gerade kein Platz frei. Ein Platz ist bis zum")
    assert sende(client, veranstaltung, daten | {"warteliste": "on"})["Location"].endswith("/warteliste/")


def test_where_there_is_no_limit_nobody_is_asked_about_waiting(client: Client) -> None:
    for felder in ({"plaetze": None}, {"warteliste": False}):
        assert "warteliste" not in client.get(pfad(VeranstaltungFactory(**felder))).context["form"].fields


def test_one_may_wait_for_a_seat_on_site_though_online_is_open(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1, hybrid=True)
    AnmeldungFactory(veranstaltung=veranstaltung)
    daten = angaben(client, veranstaltung, teilnahme="vor_ort")
    [meldung] = fehler(sende(client, veranstaltung, daten))["warteliste"]
    assert meldung.startswith("Vor Ort sind inzwischen alle Plätze vergeben.")
    assert "oder wählen Sie oben „online“" in meldung
    assert sende(client, veranstaltung, daten | {"warteliste": "on"})["Location"].endswith("/warteliste/")
