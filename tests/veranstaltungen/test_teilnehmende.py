"""The event team's desk: the people of one event."""

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
import python_calamine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.versand.darstellung import nachricht_bauen
from kompetenzzentrum.versand.models import Inhalt, Nachricht
from tests.factories.kommunen import KommuneFactory
from tests.factories.veranstaltungen import AnmeldungFactory, FrageFactory, ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen import planung
from veranstaltungen.betreuung import nicht_erreicht
from veranstaltungen.models import Anmeldung, Antwort, Einlass, Frage, Veranstaltung
from veranstaltungen.rundschreiben import postfaecher

from .am_schreibtisch import adresse, seite, wartend

pytestmark = pytest.mark.django_db


def tun(client: Client, anmeldung: Anmeldung, aktion: str, **werte: Any) -> str:
    """Press a button on the person's page; gives what the page says then."""
    pfad = adresse("person", anmeldung.veranstaltung_id, anmeldung.pk)
    antwort = client.post(pfad, {"aktion": aktion, **werte}, follow=True)
    assert antwort.status_code == 200
    return antwort.content.decode()


# --- live view ---


def test_the_live_view_counts_by_state_session_size_and_land(team: Client) -> None:
    punkt = ProgrammpunktFactory(waehlbar=True, plaetze=10, titel="Werkstatt Karten")
    eine = punkt.veranstaltung
    dorf = KommuneFactory(einwohner=900, groessenklasse="50")
    for anmeldung in AnmeldungFactory.create_batch(2, veranstaltung=eine, kommune=dorf):
        anmeldung.programmpunkte.add(punkt)
    AnmeldungFactory(veranstaltung=eine, eingelassen_am=timezone.now(), bedarfe=["weg"])
    wartend(eine).programmpunkte.add(punkt)
    werte = team.get(adresse("live", eine.pk)).context
    assert {name: werte["zahlen"][name] for name in ("angemeldet", "wartend", "belegt", "da", "kommunen")} == {
        "angemeldet": 3, "wartend": 1, "belegt": 3, "da": 1, "kommunen": 1,
    }  # fmt: skip
    [zeile] = werte["punkte"]
    assert (zeile.name, zeile.anzahl, zeile.plaetze, zeile.wartend, zeile.anteil) == ("Werkstatt Karten", 2, 10, 1, 20)
    assert [(zeile.name[:12], zeile.anzahl) for zeile in werte["groessen"]] == [
        ("Landgemeinde", 2),
        ("ohne Kommune", 1),
    ]
    assert [(zeile.name, zeile.anzahl) for zeile in werte["laender"]] == [(dorf.land.name, 2), ("ohne Kommune", 1)]
    assert [(zeile.name, zeile.anzahl) for zeile in werte["bedarfe"]] == [("ein Weg ohne Stufen", 1)]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_live_view_asks_as_often_for_many(
    team: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    eine = VeranstaltungFactory()
    for _ in range(anzahl):
        AnmeldungFactory(veranstaltung=eine, kommune=KommuneFactory())
        ProgrammpunktFactory(veranstaltung=eine, waehlbar=True)
    with django_assert_num_queries(11):
        team.get(adresse("live", eine.pk))


# --- whom no confirmation reached ---


def brief(anmeldung: Anmeldung, zustand: str, teil: str = "bestaetigung", *, vor: int = 0) -> None:
    """A confirmation, taken or refused by the mail server so many minutes ago."""
    am = timezone.now() - timedelta(minutes=vor)
    art = "uebergeben" if teil.endswith(":alt") else "bestaetigung"
    neu = Nachricht.objects.create(
        schluessel=f"anmeldung:{anmeldung.pk}:{teil}",
        art=f"veranstaltungen.{art}",
        zustand=zustand,
        gesendet_am=am if zustand == "gesendet" else None,
    )
    Nachricht.objects.filter(pk=neu.pk).update(angelegt_am=am)


@pytest.fixture
def unerreicht() -> Anmeldung:
    """Her confirmation was refused for good. Of the others of the event everybody has one."""
    eine = AnmeldungFactory(name="Mira Vertippt")
    brief(eine, "unzustellbar", vor=60)
    brief(AnmeldungFactory(veranstaltung=eine.veranstaltung, name="Zoe Erreicht"), "gesendet")
    return eine


def test_whom_no_confirmation_reached_is_marked_found_and_counted(team: Client, unerreicht: Anmeldung) -> None:
    event = unerreicht.veranstaltung
    AnmeldungFactory(veranstaltung=event, name="Begleitung", email="", kontakt=unerreicht)
    brief(AnmeldungFactory(), "unzustellbar")  # of another event
    marke = 'kern-label">Bestätigung nicht zustellbar'
    assert seite(team, adresse("teilnehmende", event.pk)).count(marke) == 2
    assert namen(team, event, stand="nicht-erreicht") == ["Begleitung", "Mira Vertippt"]
    live = seite(team, adresse("live", event.pk))
    assert "2 Personen haben einen Platz, aber ihre Bestätigung war nicht zustellbar" in live
    assert f"{adresse('teilnehmende', event.pk)}?stand=nicht-erreicht" in live
    assert marke in seite(team, adresse("person", event.pk, unerreicht.pk))
    Veranstaltung.objects.filter(pk=event.pk).update(
        beginn=timezone.now() - timedelta(hours=9), ende=timezone.now() - timedelta(hours=1)
    )
    assert "nicht zustellbar" not in seite(team, adresse("live", event.pk))


@pytest.mark.parametrize(
    ("danach", "bleibt"),
    [
        ([("gesendet", "noch-einmal:1", 5)], False),
        ([("unzustellbar", "noch-einmal:1", 5)], True),
        ([("gesendet", "noch-einmal:1", 90)], True),
        ([("gesendet", "uebergabe:{token}:neu", 5)], False),
        ([("gesendet", "noch-einmal:1", 30), ("unzustellbar", "uebergabe:{token}:neu", 5)], True),
        ([("unzustellbar", "uebergabe:{token}:neu", 5), ("gesendet", "uebergabe:{token}:alt", 4)], True),
    ],
)
def test_the_mark_goes_with_the_next_confirmation_that_arrives(
    unerreicht: Anmeldung, danach: list[tuple[str, str, int]], bleibt: bool
) -> None:
    for zustand, teil, vor in danach:
        brief(unerreicht, zustand, teil.format(token=unerreicht.token[:8]), vor=vor)
    assert nicht_erreicht(unerreicht.veranstaltung) == ({unerreicht.pk} if bleibt else set())


@pytest.mark.parametrize("zustand", ["storniert", "wartend"])
def test_who_has_no_seat_is_not_marked(unerreicht: Anmeldung, zustand: str) -> None:
    jetzt = timezone.now()
    zeiten = {"storniert_am": jetzt} if zustand == "storniert" else {"wartet_seit": jetzt}
    Anmeldung.objects.filter(pk=unerreicht.pk).update(zustand=zustand, **zeiten)
    assert nicht_erreicht(unerreicht.veranstaltung) == set()


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_mark_costs_the_same_for_many(
    team: Client, unerreicht: Anmeldung, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    for _ in range(anzahl):
        brief(AnmeldungFactory(veranstaltung=unerreicht.veranstaltung), "unzustellbar")
    with django_assert_num_queries(3):
        assert len(nicht_erreicht(unerreicht.veranstaltung)) == 1 + anzahl
    with django_assert_num_queries(15):
        team.get(adresse("teilnehmende", unerreicht.veranstaltung_id))


# --- list, print, Excel ---


@pytest.fixture
def forum() -> Veranstaltung:
    punkt = ProgrammpunktFactory(waehlbar=True, veranstaltung__plaetze=10)
    eine = punkt.veranstaltung
    frage = FrageFactory(veranstaltung=eine, art=Frage.Art.JA_NEIN, text="Essen Sie mit?")
    goerlitz = KommuneFactory(anzeigename="Görlitz", sortiername="goerlitz", groessenklasse="21")
    anna = AnmeldungFactory(veranstaltung=eine, name="Anna Zander", kommune=goerlitz, bedarfe=["weg"])
    anna.programmpunkte.add(punkt)
    Antwort.objects.create(anmeldung=anna, frage=frage, wert="ja")
    AnmeldungFactory(veranstaltung=eine, name="Zoe Adler", organisation="Stadtwerke", eingelassen_am=timezone.now())
    wartend(eine, name="Mia Wartet")
    AnmeldungFactory(veranstaltung=eine, name="Ole Storniert", zustand="storniert", storniert_am=timezone.now())
    return eine


def namen(client: Client, veranstaltung: Veranstaltung, **werte: Any) -> list[str]:
    antwort = client.get(adresse("teilnehmende", veranstaltung.pk), werte)
    return [anmeldung.name for anmeldung in antwort.context["page_obj"]]


def test_the_list_is_searched_filtered_and_sorted(team: Client, forum: Veranstaltung) -> None:
    anna, zoe, mia, ole = "Anna Zander", "Zoe Adler", "Mia Wartet", "Ole Storniert"
    erste = Anmeldung.objects.get(name=anna)
    land, frage, punkt = erste.kommune.land_id, forum.fragen.get().pk, forum.programm.get().pk
    for werte, erwartet in (
        ({}, [anna, mia, zoe]),
        ({"sort": "-name"}, [zoe, mia, anna]),
        ({"stand": "alle"}, [anna, mia, ole, zoe]),
        ({"stand": "wartend"}, [mia]),
        ({"q": "görlitz zand"}, [anna]),
        ({"q": "stadtwerke"}, [zoe]),
        ({"q": erste.einlasscode.lower()}, [anna]),
        ({"q": "a%_"}, []),
        ({"land": land}, [anna]),
        ({"groesse": "21"}, [anna]),
        ({"groesse": "ohne"}, [mia, zoe]),
        ({"punkt": punkt}, [anna]),
        ({"bedarf": "weg"}, [anna]),
        ({"bedarf": "irgendeiner"}, [anna]),
        ({"bedarf": "schrift"}, []),
        ({"antwort": f"{frage}:ja"}, [anna]),
        ({"antwort": f"{frage}:"}, [anna]),
        ({"da": "ja"}, [zoe]),
        ({"da": "nein"}, [anna, mia]),
        ({"stand": "unsinn", "land": "x", "sort": "y", "antwort": "1:x"}, [anna, mia, zoe]),
    ):
        assert namen(team, forum, **werte) == erwartet, werte


def test_the_list_names_no_needs_and_no_personal_link(team: Client, forum: Veranstaltung) -> None:
    Anmeldung.objects.filter(name="Anna Zander").update(zugangsbedarf="Rollstuhl")
    for pfad in ("teilnehmende", "druck"):
        text = seite(team, adresse(pfad, forum.pk))
        assert "Rollstuhl" not in text
        assert Anmeldung.objects.get(name="Anna Zander").token not in text


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_asks_as_often_for_many(
    team: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    punkt = ProgrammpunktFactory(waehlbar=True)
    for _ in range(anzahl):
        anmeldung = AnmeldungFactory(veranstaltung=punkt.veranstaltung, kommune=KommuneFactory())
        anmeldung.programmpunkte.add(punkt)
    with django_assert_num_queries(15):  # half of them for the choices of the filters
        team.get(adresse("teilnehmende", punkt.veranstaltung_id))


def test_the_print_out_has_everybody_of_the_selection(team: Client, forum: Veranstaltung) -> None:
    AnmeldungFactory.create_batch(55, veranstaltung=forum)
    text = seite(team, adresse("druck", forum.pk), stand="angemeldet")
    assert "57 Personen" in text
    assert "Stand: angemeldet" in text
    assert "Mia Wartet" not in text


def tabelle(client: Client, veranstaltung: Veranstaltung, **werte: Any) -> list[list[Any]]:
    antwort = client.get(adresse("excel", veranstaltung.pk), werte)
    assert antwort.headers["Cache-Control"] == "private, no-store"
    return python_calamine.load_workbook(io.BytesIO(antwort.content)).get_sheet_by_index(0).to_python()


def test_excel_holds_the_selection_as_text_never_as_a_formula(team: Client, forum: Veranstaltung) -> None:
    Anmeldung.objects.filter(name="Anna Zander").update(name="=1+1", zugangsbedarf="Rollstuhl")
    kopf, *zeilen = tabelle(team, forum, stand="angemeldet")
    assert [zeile[0] for zeile in zeilen] == ["=1+1", "Zoe Adler"]
    zelle = dict(zip(kopf, zeilen[0], strict=True))
    assert (zelle["Kommune"], zelle["Essen Sie mit?"], zelle["war da"]) == ("Görlitz", "ja", "")
    assert "Rollstuhl" not in str(zeilen)
    kopf, *zeilen = tabelle(team, forum, stand="angemeldet", mit_bedarf="1")
    assert kopf[-2:] == ["Bedarf", "In eigenen Worten"]
    assert zeilen[0][-2:] == ["ein Weg ohne Stufen", "Rollstuhl"]


def test_badges_are_for_those_who_come(team: Client, forum: Veranstaltung) -> None:
    blatt = team.get(adresse("ausweise", forum.pk), {"stand": "angemeldet"})
    assert blatt.content.startswith(b"%PDF-")
    assert blatt.headers["Cache-Control"] == "private, no-store"
    antwort = team.get(adresse("ausweise", forum.pk), {"stand": "wartend"}, follow=True)
    assert "Es gibt keine Namensschilder zu drucken." in antwort.content.decode()
    online = AnmeldungFactory(veranstaltung=VeranstaltungFactory(online=True))
    assert team.get(adresse("ausweise", online.veranstaltung_id)).status_code == 302


# --- one person ---


def test_her_page_shows_needs_answers_and_her_place_in_the_line(team: Client, forum: Veranstaltung) -> None:
    anna = Anmeldung.objects.get(name="Anna Zander")
    text = seite(team, adresse("person", forum.pk, anna.pk))
    assert "ein Weg ohne Stufen" in text
    assert "Essen Sie mit?" in text
    assert anna.token not in text
    mia = Anmeldung.objects.get(name="Mia Wartet")
    assert "1 von 1" in seite(team, adresse("person", forum.pk, mia.pk))
    assert team.get(adresse("person", VeranstaltungFactory().pk, anna.pk)).status_code == 404


def test_cancelling_for_somebody_frees_the_seat_for_the_next(team: Client) -> None:
    anmeldung = AnmeldungFactory(veranstaltung__plaetze=1)
    naechste = wartend(anmeldung.veranstaltung)
    assert "ist abgemeldet und bekommt eine E-Mail" in tun(team, anmeldung, "stornieren")
    anmeldung.refresh_from_db()
    naechste.refresh_from_db()
    assert (anmeldung.zustand, naechste.zustand) == ("storniert", "angeboten")


def test_the_confirmation_goes_out_once_more_for_each_press(team: Client) -> None:
    anmeldung = AnmeldungFactory()
    vorgang = uuid.uuid4()
    for _ in range(2):
        assert f"unterwegs an {anmeldung.email}" in tun(team, anmeldung, "noch-einmal-senden", vorgang=vorgang)
    assert Nachricht.objects.get().art == "veranstaltungen.bestaetigung"
    tun(team, wartend(anmeldung.veranstaltung), "noch-einmal-senden", vorgang="unsinn")
    assert Nachricht.objects.filter(art="veranstaltungen.warteliste").count() == 1
    angeboten = wartend(anmeldung.veranstaltung, zustand="angeboten", angebot_bis=timezone.now() + timedelta(days=1))
    tun(team, angeboten, "noch-einmal-senden", vorgang=uuid.uuid4())
    assert Nachricht.objects.get(art="veranstaltungen.angebot").an == angeboten.email
    stumm = AnmeldungFactory(veranstaltung=anmeldung.veranstaltung, email="", herkunft="team")
    assert "keine E-Mail-Adresse bekannt" in tun(team, stumm, "noch-einmal-senden")


def test_a_wrong_address_is_corrected_and_what_was_missed_goes_there(team: Client) -> None:
    anmeldung = AnmeldungFactory(email="falsch@example.org")
    event = anmeldung.veranstaltung
    begleitung = AnmeldungFactory(veranstaltung=event, email="", kontakt=anmeldung)
    alte = anmeldung.token, begleitung.token
    Nachricht.objects.create(schluessel=f"anmeldung:{anmeldung.pk}:bestaetigung", an="falsch@example.org")
    Nachricht.objects.create(schluessel=f"anmeldung:{begleitung.pk}:bestaetigung", zustand="unzustellbar")
    vorgang = uuid.uuid4()
    for _ in range(2):
        text = tun(team, anmeldung, "adresse", email="Richtig@Example.org", vorgang=vorgang)
        assert "Die E-Mail ist unterwegs an richtig@example.org." in text
    for person in (anmeldung, begleitung):
        person.refresh_from_db()
        assert person.token not in alte
    assert (anmeldung.email, begleitung.email) == ("richtig@example.org", "")
    zustaende = Nachricht.objects.exclude(zustand="unzustellbar").values_list("an", "zustand", "kontext__anzahl")
    assert sorted(zustaende) == [("falsch@example.org", "zurueckgezogen", None), ("richtig@example.org", "wartet", 2)]
    assert anmeldung.token in Nachricht.objects.get(zustand="wartet").kontext["anmeldung_url"]


def test_a_correction_that_cannot_be_says_why_beside_the_field(team: Client) -> None:
    anmeldung = AnmeldungFactory(email="falsch@example.org")
    AnmeldungFactory(veranstaltung=anmeldung.veranstaltung, email="andere@example.org")
    for email, grund in (
        ("andere@example.org", "schon jemand eingetragen"),
        ("unsinn", "Bitte prüfen Sie"),
        ("", "Bitte"),
    ):
        text = tun(team, anmeldung, "adresse", email=email, vorgang=uuid.uuid4())
        assert grund in text
        assert f'value="{email}"' in text or not email
    storniert = AnmeldungFactory(zustand="storniert", storniert_am=timezone.now(), email="alt@example.org")
    assert "Geändert wurde nichts" in tun(team, storniert, "adresse", email="neu@example.org", vorgang=uuid.uuid4())
    assert set(Anmeldung.objects.values_list("email", flat=True)) == {
        "falsch@example.org", "andere@example.org", "alt@example.org",
    }  # fmt: skip
    assert not Nachricht.objects.exists()


def test_who_took_part_online_is_marked_as_present_and_it_can_be_undone(team: Client) -> None:
    anmeldung = AnmeldungFactory(veranstaltung=VeranstaltungFactory(online=True, vergangen=True))
    assert "ist als anwesend vermerkt" in tun(team, anmeldung, "war-da")
    tun(team, anmeldung, "war-da")
    anmeldung.refresh_from_db()
    assert anmeldung.eingelassen_am
    tun(team, anmeldung, "war-nicht-da")
    anmeldung.refresh_from_db()
    assert anmeldung.eingelassen_am is None
    assert list(Einlass.objects.values_list("art", "tuer").order_by("pk")) == [
        ("eingelassen", "Schreibtisch"), ("zurueck", "Schreibtisch"),
    ]  # fmt: skip


def test_who_has_no_seat_is_never_marked_as_present(team: Client) -> None:
    mia = wartend(VeranstaltungFactory())
    tun(team, mia, "war-da")
    mia.refresh_from_db()
    assert mia.eingelassen_am is None


def test_the_page_says_why_nobody_is_offered_a_seat(team: Client) -> None:
    stadt = KommuneFactory(anzeigename="Dortmund", einwohner=600_000)
    bis = timezone.now() + timedelta(days=10)
    regeln = {"hoechstens_je_kommune": 1, "hoechstens_bis": bis, "plaetze_kleine": 2, "kleine_bis": bis}
    eine = VeranstaltungFactory(plaetze=3, **regeln)
    AnmeldungFactory(veranstaltung=eine, kommune=stadt)
    zweite, aus_bremen = wartend(eine, kommune=stadt), wartend(eine, kommune=KommuneFactory(einwohner=500_000))
    fremde = wartend(eine)
    for person, grund in (
        (zweite, "Aus Dortmund ist schon eine Person dabei."),
        (aus_bremen, "Die freien Plätze (2) sind bis zum"),
        (fremde, "Die Person kommt aus keiner solchen."),
    ):
        assert grund in seite(team, adresse("person", eine.pk, person.pk))
    assert "Aus Dortmund ist schon eine Person dabei." in seite(team, adresse("live", eine.pk))
    Veranstaltung.objects.update(plaetze=2, plaetze_kleine=None, kleine_bis=None)
    AnmeldungFactory(veranstaltung=eine)
    assert "Alle 2 Plätze sind vergeben oder angeboten." in seite(team, adresse("person", eine.pk, zweite.pk))
    planung.absagen(eine.pk, grund="Sturm")
    assert "Die Veranstaltung ist abgesagt" in seite(team, adresse("person", eine.pk, zweite.pk))


def test_a_seat_that_a_rule_keeps_back_can_be_offered_and_accepted_by_the_team(team: Client) -> None:
    stadt = KommuneFactory(einwohner=600_000)
    bis = timezone.now() + timedelta(days=10)
    eine = VeranstaltungFactory(plaetze=2, hoechstens_je_kommune=1, hoechstens_bis=bis)
    AnmeldungFactory(veranstaltung=eine, kommune=stadt)
    zweite, dritte = wartend(eine, kommune=stadt), wartend(eine, kommune=stadt)
    assert "ist" in tun(team, zweite, "anbieten")
    zweite.refresh_from_db()
    assert zweite.zustand == "angeboten"
    assert Nachricht.objects.get(art="veranstaltungen.angebot").an == zweite.email
    assert "Gerade ist kein Platz frei." in tun(team, dritte, "anbieten")
    dritte.refresh_from_db()
    assert dritte.zustand == "wartend"
    assert "ist angemeldet" in tun(team, zweite, "annehmen")
    assert "gilt nicht mehr" in tun(team, dritte, "annehmen")
    assert tun(team, dritte, "unsinn")


# --- registered by hand ---


def test_somebody_is_registered_after_a_call_even_after_the_closing_date(team: Client) -> None:
    punkt = ProgrammpunktFactory(waehlbar=True, plaetze=2)
    eine = punkt.veranstaltung
    AnmeldungFactory(veranstaltung=eine).programmpunkte.add(punkt)
    Veranstaltung.objects.update(anmeldeschluss=timezone.now() - timedelta(days=1))
    daten = {
        "name": "Ruft An", "email": "ruft.an@example.org", "kommune_keine": "1", "programmpunkte": [punkt.pk],
        "vorgang": uuid.uuid4(),
    }  # fmt: skip
    antwort = team.post(adresse("von_hand", eine.pk), daten, follow=True)
    assert "Ruft An ist angemeldet." in antwort.content.decode()
    neu = Anmeldung.objects.get(name="Ruft An")
    assert (neu.herkunft, list(neu.programmpunkte.all())) == ("team", [punkt])
    assert Nachricht.objects.get().an == "ruft.an@example.org"
    ohne_wahl = {**daten, "programmpunkte": [], "vorgang": uuid.uuid4()}
    nochmal = team.post(adresse("von_hand", eine.pk), ohne_wahl, follow=True)
    assert "ist schon eingetragen" in nochmal.content.decode()
    voll = {**daten, "email": "zweite@example.org", "vorgang": uuid.uuid4()}
    antwort = team.post(adresse("von_hand", eine.pk), voll)
    assert "Kein Platz mehr frei" in antwort.context["form"].errors["programmpunkte"][0]


def test_without_an_address_nobody_is_written_to_and_a_double_click_counts_once(team: Client) -> None:
    eine = VeranstaltungFactory()
    daten = {"name": "Ohne Post", "email": "", "kommune_keine": "1", "vorgang": uuid.uuid4()}
    for _ in range(2):
        antwort = team.post(adresse("von_hand", eine.pk), daten, follow=True)
        assert "Eine E-Mail bekommt sie nicht." in antwort.content.decode()
    assert eine.anmeldungen.count() == 1
    assert not Nachricht.objects.exists()
    team.post(adresse("von_hand", eine.pk), {**daten, "name": "Eine Andere", "vorgang": uuid.uuid4()})
    assert eine.anmeldungen.count() == 2


def test_when_it_is_full_she_waits_or_is_told(team: Client) -> None:
    eine = AnmeldungFactory(veranstaltung__plaetze=1).veranstaltung
    daten = {"name": "Noch Eine", "email": "noch@example.org", "kommune_keine": "1", "vorgang": uuid.uuid4()}
    antwort = team.post(adresse("von_hand", eine.pk), daten)
    assert "Für diese Person ist kein Platz frei" in antwort.content.decode()
    antwort = team.post(adresse("von_hand", eine.pk), {**daten, "warteliste": "on"}, follow=True)
    assert "auf die Warteliste gesetzt" in antwort.content.decode()
    entwurf = VeranstaltungFactory(zustand="entwurf")
    antwort = team.post(adresse("von_hand", entwurf.pk), daten)
    assert "noch nicht veröffentlicht" in antwort.content.decode()


# --- mail to a selection ---

TEXT = {"betreff": "Parken am Tagungshaus", "text": "Guten Tag,\n\nes gibt **zehn** Plätze im Hof."}


def test_each_mailbox_counts_once_and_who_cancelled_is_left_out() -> None:
    erste = AnmeldungFactory(email="mia@example.org")
    eine = erste.veranstaltung
    AnmeldungFactory(veranstaltung=eine, email="", kontakt=erste)
    AnmeldungFactory(veranstaltung=eine, email="", herkunft="tuer")
    wartend(eine, email="wartet@example.org")
    AnmeldungFactory(veranstaltung=eine, zustand="storniert", storniert_am=timezone.now())
    assert set(postfaecher(eine.anmeldungen.all())) == {"mia@example.org", "wartet@example.org"}
    nur_begleitung = eine.anmeldungen.filter(kontakt=erste)
    assert postfaecher(nur_begleitung) == {"mia@example.org": erste.pk}


def test_a_mail_is_previewed_tried_and_sent_once_to_the_selection(team: Client, forum: Veranstaltung) -> None:
    pfad = f"{adresse('nachricht', forum.pk)}?stand=angemeldet"
    daten = {**TEXT, "vorgang": uuid.uuid4(), "anzahl": "2"}
    vorschau = team.post(pfad, {**daten, "aktion": "vorschau"}).content.decode()
    assert "<strong>zehn</strong>" in vorschau
    assert "Jetzt an 2 Postfächer senden" in vorschau
    assert not Nachricht.objects.exists()
    probe = team.post(pfad, {**daten, "aktion": "probe"}).content.decode()
    assert "An die Auswahl wurde noch nichts gesendet." in probe
    assert Nachricht.objects.get().an == "team@example.org"
    for _ in range(2):
        assert team.post(pfad, {**daten, "aktion": "senden"}).status_code == 302
    briefe = Nachricht.objects.exclude(an="team@example.org")
    angemeldet = set(forum.anmeldungen.angemeldet().values_list("email", flat=True))
    assert {brief.an for brief in briefe} == angemeldet
    assert briefe.count() == 2
    assert Inhalt.objects.count() == 2  # the test and the mail
    assert "0 von 2 zugestellt" in seite(team, adresse("nachricht", forum.pk))


def test_who_goes_back_and_writes_it_anew_sends_the_new_text(team: Client, forum: Veranstaltung) -> None:
    """The browser shows the old form again, with its old key."""
    daten = {**TEXT, "vorgang": uuid.uuid4(), "anzahl": "3", "aktion": "senden"}
    for text in ("Es geht um zehn los.", "Es geht um elf los.", "Es geht um elf los."):
        team.post(adresse("nachricht", forum.pk), {**daten, "text": text})
    assert sorted(Nachricht.objects.values_list("inhalt__text", flat=True)) == (
        ["Es geht um elf los."] * 3 + ["Es geht um zehn los."] * 3
    )


def test_answers_reach_the_centre_and_nobody_else_is_named(team: Client, forum: Veranstaltung, settings: Any) -> None:
    daten = {**TEXT, "vorgang": uuid.uuid4(), "anzahl": "3", "aktion": "senden"}
    team.post(adresse("nachricht", forum.pk), daten)
    briefe = [nachricht_bauen(nachricht) for nachricht in Nachricht.objects.select_related("inhalt")]
    adressen = set(Nachricht.objects.values_list("an", flat=True))
    for brief in briefe:
        assert brief.reply_to == [settings.PORTAL_EMAIL]
        assert len(brief.recipients()) == 1
        ganz = brief.message().as_string()
        assert not [andere for andere in adressen - set(brief.to) if andere in ganz]
        assert forum.titel in str(brief.body)


def test_the_plain_part_of_a_mail_has_no_markup(team: Client, forum: Veranstaltung) -> None:
    text = (
        "# Anreise\n\nEs gibt **zehn** Plätze *im Hof*, siehe [Plan](https://example.org/plan).\n\n"
        "- links\n- rechts\n\nMit freundlichen Grüßen\nMia Muster"
    )
    team.post(adresse("nachricht", forum.pk), {**TEXT, "text": text, "vorgang": uuid.uuid4(), "aktion": "probe"})
    email = nachricht_bauen(Nachricht.objects.select_related("inhalt").get())
    assert str(email.body).startswith(
        "Anreise\n-------\n\nEs gibt zehn Plätze im Hof, siehe Plan [1].\n[1] https://example.org/plan\n\n"
        "- links\n- rechts\n\nMit freundlichen Grüßen\nMia Muster\n\nDiese E-Mail gehört zu Ihrer Anmeldung:"
    )
    assert "<strong>zehn</strong>" in str(email.alternatives[0][0])


def test_nothing_is_sent_when_the_selection_changed_meanwhile_or_is_empty(team: Client, forum: Veranstaltung) -> None:
    daten = {**TEXT, "vorgang": uuid.uuid4(), "anzahl": "7", "aktion": "senden"}
    antwort = team.post(adresse("nachricht", forum.pk), daten).content.decode()
    assert "Die Auswahl hat sich geändert: Jetzt geht die E-Mail an 3 Postfächer." in antwort
    leer = f"{adresse('nachricht', forum.pk)}?stand=storniert"
    antwort = team.post(leer, {**daten, "anzahl": "0"}).content.decode()
    assert "niemand, dem wir schreiben können" in antwort
    antwort = team.post(adresse("nachricht", forum.pk), {**daten, "betreff": ""}).content.decode()
    assert "Bitte geben Sie der E-Mail einen Betreff." in antwort
    assert "zehn" in antwort
    assert not Nachricht.objects.exists()
