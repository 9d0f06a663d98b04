"""The event team's desk: planning."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory, KreisFactory
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    FrageFactory,
    MitwirkendeFactory,
    ProgrammpunktFactory,
    RaumFactory,
    VeranstaltungFactory,
)
from veranstaltungen import platzbedarf, programmfassung, programmpflege
from veranstaltungen.forms.schreibtisch import SchreibtischForm
from veranstaltungen.forms.teile import ARTEN
from veranstaltungen.models import Antwort, Programmpunkt, Veranstaltung

from .am_schreibtisch import adresse, seite, wartend

pytestmark = pytest.mark.django_db

Zustand = Veranstaltung.Zustand


def formular(veranstaltung: Veranstaltung, **werte: Any) -> dict[str, Any]:
    """The form as the page sends it back."""
    form = SchreibtischForm(instance=veranstaltung)
    daten: dict[str, Any] = {}
    for feld in form:
        wert = feld.value()
        if feld.name == "kommune":
            daten["kommune"] = veranstaltung.kommune.schluessel if veranstaltung.kommune else ""
            daten["kommune_text"] = veranstaltung.kommune.anzeigename if veranstaltung.kommune else ""
        elif hasattr(wert, "strftime"):
            daten[feld.name] = f"{wert:%Y-%m-%dT%H:%M}"
        elif wert not in (None, False):
            daten[feld.name] = wert
    return daten | werte


# --- overview ---


def test_the_overview_sorts_events_by_what_they_are(team: Client) -> None:
    VeranstaltungFactory(titel="Kommt noch")
    VeranstaltungFactory(titel="War schon", vergangen=True)
    VeranstaltungFactory(titel="Im Entstehen", zustand=Zustand.ENTWURF)
    VeranstaltungFactory(titel="Fällt aus", zustand=Zustand.ABGESAGT)
    VeranstaltungFactory(titel="Zum Nachmachen", zustand=Zustand.ENTWURF, ist_vorlage=True)
    titel = {"geplant": "Kommt noch", "vorbei": "War schon", "entwurf": "Im Entstehen", "abgesagt": "Fällt aus"}
    for ansicht, gemeint in {**titel, "vorlage": "Zum Nachmachen"}.items():
        text = seite(team, adresse("uebersicht"), ansicht=ansicht)
        assert gemeint in text
        assert not [
            anderer for anderer in (*titel.values(), "Zum Nachmachen") if anderer in text and anderer != gemeint
        ]
    assert "Kommt noch" in seite(team, adresse("uebersicht"), ansicht="unsinn")
    assert "Kommt noch" not in seite(team, adresse("uebersicht"), q="anders")


def test_the_overview_counts_people_and_says_what_needs_attention(team: Client) -> None:
    eine = VeranstaltungFactory(plaetze=2, beginn=timezone.now() + timedelta(days=5))
    AnmeldungFactory(veranstaltung=eine, bedarfe=["weg"])
    wartend(eine)
    VeranstaltungFactory(online=True, zugangslink="", beginn=timezone.now() + timedelta(days=5))
    text = seite(team, adresse("uebersicht"))
    assert "1 Person wartet, obwohl Plätze frei sind (1)" in text
    assert "1 mit Bedarf an Barrierefreiheit." in text
    assert "Der Zugangslink fehlt." in text
    VeranstaltungFactory(zustand=Zustand.ENTWURF, beginn=timezone.now() + timedelta(days=20, hours=1))
    assert "Noch nicht veröffentlicht, beginnt in 20 Tagen." in seite(team, adresse("uebersicht"), ansicht="entwurf")
    AnmeldungFactory(veranstaltung__vergangen=True)
    assert "Niemand ist als anwesend vermerkt" in seite(team, adresse("uebersicht"), ansicht="vorbei")


def test_the_overview_of_a_hybrid_event_adds_up(team: Client) -> None:
    eine = VeranstaltungFactory(hybrid=True, plaetze=40)
    AnmeldungFactory(veranstaltung=eine)
    AnmeldungFactory.create_batch(2, veranstaltung=eine, teilnahme="online")
    text = seite(team, adresse("uebersicht"))
    assert '<td class="zahl">3<br><span class="leise klein">2 online</span></td>' in text
    assert '<td class="zahl">39<br><span class="leise klein">von 40 vor Ort</span></td>' in text


def test_what_is_over_says_so_and_promises_no_free_seats(team: Client) -> None:
    vorbei, kommt = VeranstaltungFactory(vergangen=True), VeranstaltungFactory()
    text = seite(team, adresse("live", vorbei.pk))
    assert ">vorbei</span>" in text
    assert "Plätze gab es" in text
    assert "Plätzen frei" not in text
    text = seite(team, adresse("live", kommt.pk))
    assert ">veröffentlicht</span>" in text
    assert "von 30 Plätzen frei" in text


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_overview_asks_the_database_as_often_for_many(
    team: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    for _ in range(anzahl):
        AnmeldungFactory.create_batch(2, veranstaltung=VeranstaltungFactory())
    with django_assert_num_queries(7):  # session, account, roles, tabs, count, rows, registrations
        team.get(adresse("uebersicht"))


# --- creating and changing ---


def test_a_new_event_begins_empty_as_a_draft(team: Client) -> None:
    vorlage = VeranstaltungFactory.build(titel="Ganz neu", slug="")
    daten = formular(vorlage)
    antwort = team.post(adresse("leer"), daten)
    neu = Veranstaltung.objects.get()
    assert antwort.headers["Location"] == adresse("teile", neu.pk)
    assert (neu.zustand, neu.titel) == (Zustand.ENTWURF, "Ganz neu")
    assert neu.slug.startswith("ganz-neu-20")


def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(team: Client) -> None:
    eine = VeranstaltungFactory()
    antwort = team.post(adresse("bearbeiten", eine.pk), formular(eine, titel="Neuer Titel", beginn="gestern"))
    form = antwort.context["form"]
    assert form.errors["beginn"] == ["Bitte geben Sie Tag und Uhrzeit an, zum Beispiel 03.05.2027 10:00."]
    assert "Neuer Titel" in antwort.content.decode()
    assert eine.titel in antwort.content.decode()  # the page's head shows what is stored
    eine.refresh_from_db()
    assert eine.titel != "Neuer Titel"


def test_a_move_is_told_once_and_saving_without_a_change_tells_nobody(team: Client) -> None:
    anmeldung = AnmeldungFactory()
    eine = anmeldung.veranstaltung
    assert team.post(adresse("bearbeiten", eine.pk), formular(eine)).status_code == 302
    assert not Nachricht.objects.exists()
    team.post(adresse("bearbeiten", eine.pk), formular(Veranstaltung.objects.get(), ort_name="Stadthalle"))
    eine.refresh_from_db()
    assert (eine.ort_name, eine.sequenz) == ("Stadthalle", 1)
    assert Nachricht.objects.get().an == anmeldung.email


def test_fair_share_is_set_with_its_day_and_too_few_seats_are_refused(team: Client) -> None:
    eine = VeranstaltungFactory()
    AnmeldungFactory.create_batch(3, veranstaltung=eine)
    ohne_tag = team.post(adresse("bearbeiten", eine.pk), formular(eine, hoechstens_je_kommune=2))
    assert "Zur Grenze je Kommune gehört ein Tag, bis zu dem sie gilt." in ohne_tag.content.decode()
    zu_wenige = team.post(adresse("bearbeiten", eine.pk), formular(eine, plaetze=2))
    assert "3 Plätze sind schon vergeben oder angeboten." in zu_wenige.context["form"].errors["plaetze"][0]
    bis = f"{timezone.localtime(eine.beginn):%Y-%m-%dT%H:%M}"
    regeln = {"hoechstens_je_kommune": 2, "hoechstens_bis": bis, "plaetze_kleine": 5, "kleine_bis": bis}
    assert team.post(adresse("bearbeiten", eine.pk), formular(eine, **regeln)).status_code == 302
    eine.refresh_from_db()
    assert (eine.hoechstens_je_kommune, eine.plaetze_kleine, eine.kleine_bis) == (2, 5, eine.beginn)


def test_who_saved_in_between_is_not_overwritten_unseen(team: Client) -> None:
    eine = VeranstaltungFactory()
    veraltet = formular(eine, kurzbeschreibung="Meine Fassung")
    team.post(adresse("bearbeiten", eine.pk), formular(eine, kurzbeschreibung="Die andere"))
    antwort = team.post(adresse("bearbeiten", eine.pk), veraltet)
    assert "inzwischen an anderer Stelle geändert" in antwort.content.decode()
    assert "Meine Fassung" in antwort.content.decode()
    assert Veranstaltung.objects.get().kurzbeschreibung == "Die andere"
    noch_einmal = {**veraltet, "gelesen": antwort.context["form"]["gelesen"].value()}
    assert team.post(adresse("bearbeiten", eine.pk), noch_einmal).status_code == 302
    assert Veranstaltung.objects.get().kurzbeschreibung == "Meine Fassung"


def test_the_address_of_a_published_event_is_not_asked(team: Client) -> None:
    assert 'name="slug"' not in seite(team, adresse("bearbeiten", VeranstaltungFactory().pk))
    assert 'name="slug"' in seite(team, adresse("bearbeiten", VeranstaltungFactory(zustand=Zustand.ENTWURF).pk))


def test_dates_of_a_series_are_typed_one_a_line(team: Client) -> None:
    eine = VeranstaltungFactory()
    antwort = team.post(
        adresse("kopieren", eine.pk),
        {"titel": "Werkstatt", "termine": "3.5.2027 10:00\n\n07.06.2027, 9.30 Uhr", "reihe_titel": "Werkstätten"},
    )
    assert antwort.status_code == 302
    neue = Veranstaltung.objects.filter(titel="Werkstatt").order_by("beginn")
    assert [f"{timezone.localtime(neu.beginn):%d.%m. %H:%M}" for neu in neue] == ["03.05. 10:00", "07.06. 09:30"]
    assert {neu.zustand for neu in neue} == {Zustand.ENTWURF}


@pytest.mark.parametrize(
    ("termine", "satz"),
    [
        ("", "Bitte geben Sie mindestens einen Termin an."),
        ("nächsten Montag", "„nächsten Montag“"),
        ("31.02.2027 10:00", "„31.02.2027 10:00“"),
        ("03.05.2027 10:00\n03.05.2027 10:00", "Ein Termin steht zweimal da."),
        ("\n".join(f"03.05.2027 {n // 60:02}:{n % 60:02}" for n in range(61)), "höchstens 60 Termine"),
    ],
)
def test_dates_that_make_no_sense_are_told(team: Client, termine: str, satz: str) -> None:
    eine = VeranstaltungFactory()
    antwort = team.post(adresse("kopieren", eine.pk), {"titel": "Werkstatt", "termine": termine})
    assert satz in antwort.context["form"].errors["termine"][0]
    assert Veranstaltung.objects.count() == 1


def test_a_template_is_saved_used_and_deleted_but_never_published(team: Client) -> None:
    eine = VeranstaltungFactory()
    team.post(adresse("vorlage", eine.pk), {"titel": "Unser Workshop"})
    vorlage = Veranstaltung.objects.get(ist_vorlage=True)
    assert "Unser Workshop" in seite(team, adresse("neu"))
    antwort = team.post(adresse("veroeffentlichen", vorlage.pk))
    assert "ist eine Vorlage" in antwort.content.decode()
    assert team.post(adresse("loeschen", vorlage.pk)).status_code == 302
    assert not Veranstaltung.objects.filter(ist_vorlage=True).exists()


def test_publishing_shows_what_is_missing_and_asks(team: Client) -> None:
    entwurf = VeranstaltungFactory(zustand=Zustand.ENTWURF)
    text = seite(team, adresse("veroeffentlichen", entwurf.pk))
    assert "Es gibt noch kein Programm." in text
    assert "Platzhalter" not in text
    Veranstaltung.objects.filter(pk=entwurf.pk).update(ort="Ort eintragen")
    assert "steht noch ein Platzhalter" in seite(team, adresse("veroeffentlichen", entwurf.pk))
    entwurf.refresh_from_db()
    assert entwurf.zustand == Zustand.ENTWURF
    team.post(adresse("veroeffentlichen", entwurf.pk))
    entwurf.refresh_from_db()
    assert entwurf.zustand == Zustand.VEROEFFENTLICHT


def test_cancelling_says_how_many_mails_go_out_and_needs_a_reason(team: Client) -> None:
    erste = AnmeldungFactory()
    eine = erste.veranstaltung
    AnmeldungFactory(veranstaltung=eine, email="", kontakt=erste, herkunft="formular")
    wartend(eine)
    text = seite(team, adresse("absagen", eine.pk))
    assert "3 Personen sind" in text
    assert "2 E-Mails gehen" in text
    assert team.post(adresse("absagen", eine.pk), {"grund": ""}).status_code == 200
    team.post(adresse("absagen", eine.pk), {"grund": "Sturm"})
    eine.refresh_from_db()
    assert (eine.zustand, eine.absagegrund) == (Zustand.ABGESAGT, "Sturm")
    assert Nachricht.objects.count() == 2
    assert "schon" in str(team.post(adresse("veroeffentlichen", eine.pk)).context["konflikt"])


def test_only_a_draft_nobody_registered_for_can_be_deleted(team: Client) -> None:
    entwurf = VeranstaltungFactory(zustand=Zustand.ENTWURF)
    ProgrammpunktFactory(veranstaltung=entwurf)
    anmeldung = AnmeldungFactory(veranstaltung__zustand=Zustand.ENTWURF)
    assert team.post(adresse("loeschen", anmeldung.veranstaltung_id)).status_code == 404
    assert team.post(adresse("loeschen", VeranstaltungFactory().pk)).status_code == 404
    assert team.post(adresse("loeschen", entwurf.pk)).status_code == 302
    assert not Veranstaltung.objects.filter(pk=entwurf.pk).exists()


# --- programme and questions ---

TEILE: dict[str, dict[str, Any]] = {
    "raum": {"name": "Saal 7", "hinweis": "Erster Stock"},
    "strang": {"name": "Praxis", "position": 2},
    "person": {"name": "Dr. Öykü Beispiel", "funktion": "Moderation"},
    "aussteller": {"name": "Rechenzentrum", "kurz": "Fachverfahren", "webseite": "rz.example.org"},
    "frage": {"text": "Essen Sie mit?", "art": "ja_nein", "zweck": "Einkauf", "loeschen_nach_tagen": 14, "position": 1},
    "punkt": {"titel": "Vortrag", "beginn": "2027-05-03T10:00", "ende": "2027-05-03T11:00"},
}


@pytest.mark.parametrize("art", TEILE)
def test_each_part_is_added_shown_changed_and_deleted(team: Client, art: str) -> None:
    eine = VeranstaltungFactory()
    daten = TEILE[art]
    name = str(next(iter(daten.values())))
    assert team.post(adresse("teil_neu", eine.pk, art), daten).headers["Location"] == adresse("teile", eine.pk)
    assert name in seite(team, adresse("teile", eine.pk))
    beziehung = ARTEN[art].beziehung
    teil = getattr(eine, beziehung).get()
    assert name in seite(team, adresse("teil", eine.pk, art, teil.pk))
    feld = next(iter(daten))
    assert team.post(adresse("teil", eine.pk, art, teil.pk), {**daten, feld: "Anders"}).status_code == 302
    assert "Anders" in seite(team, adresse("teile", eine.pk))
    assert "Anders" in seite(team, adresse("teil_loeschen", eine.pk, art, teil.pk))
    team.post(adresse("teil_loeschen", eine.pk, art, teil.pk))
    assert not getattr(eine, beziehung).exists()


def test_a_part_is_found_only_at_its_own_event(team: Client) -> None:
    raum, andere = RaumFactory(), VeranstaltungFactory()
    assert team.get(adresse("teil", andere.pk, "raum", raum.pk)).status_code == 404
    assert team.get(adresse("teil_neu", andere.pk, "unsinn")).status_code == 404
    text = seite(team, adresse("teil_neu", andere.pk, "punkt"))
    assert raum.name not in text


def test_names_are_unique_within_the_event_only(team: Client) -> None:
    raum = RaumFactory(name="Saal 1")
    doppelt = team.post(adresse("teil_neu", raum.veranstaltung_id, "raum"), {"name": "Saal 1"})
    assert "Das gibt es bei dieser Veranstaltung schon." in doppelt.content.decode()
    andere = VeranstaltungFactory()
    assert team.post(adresse("teil_neu", andere.pk, "raum"), {"name": "Saal 1"}).status_code == 302


def test_people_of_the_same_name_get_addresses_of_their_own(team: Client) -> None:
    eine = VeranstaltungFactory()
    for _ in range(2):
        team.post(adresse("teil_neu", eine.pk, "person"), {"name": "Dr. Öykü Beispiel"})
    assert {person.slug for person in eine.mitwirkende.all()} == {"dr-oeykue-beispiel", "dr-oeykue-beispiel-2"}


def test_a_session_takes_people_on_stage_room_and_seats(team: Client) -> None:
    eine = VeranstaltungFactory()
    person, raum = MitwirkendeFactory(veranstaltung=eine), RaumFactory(veranstaltung=eine)
    daten = {**TEILE["punkt"], "raum": raum.pk, "sprechende": [person.pk], "waehlbar": "on", "plaetze": 12, "noch": "1"}
    antwort = team.post(adresse("teil_neu", eine.pk, "punkt"), daten)
    assert antwort.headers["Location"] == adresse("teil_neu", eine.pk, "punkt")
    punkt = eine.programm.get()
    assert (punkt.raum, list(punkt.sprechende.all()), punkt.plaetze) == (raum, [person], 12)
    nur_so = team.post(adresse("teil_neu", eine.pk, "punkt"), {**TEILE["punkt"], "plaetze": 5})
    assert "Eigene Plätze hat nur ein Programmpunkt, der gewählt wird." in nur_so.content.decode()


def test_a_session_never_has_fewer_seats_than_people(team: Client) -> None:
    punkt = ProgrammpunktFactory(waehlbar=True, plaetze=10)
    for anmeldung in AnmeldungFactory.create_batch(3, veranstaltung=punkt.veranstaltung):
        anmeldung.programmpunkte.add(punkt)
    pfad = adresse("teil", punkt.veranstaltung_id, "punkt", punkt.pk)
    daten = {**TEILE["punkt"], "waehlbar": "on", "plaetze": 2}
    assert "3 Personen haben diesen Punkt schon gewählt." in team.post(pfad, daten).content.decode()
    assert "3 Personen haben diesen Punkt schon gewählt." in team.post(pfad, TEILE["punkt"]).content.decode()
    punkt.refresh_from_db()
    assert punkt.plaetze == 10


def test_a_chosen_session_stays_and_an_answered_question_says_what_goes_with_it(team: Client) -> None:
    punkt = ProgrammpunktFactory(waehlbar=True)
    eine = punkt.veranstaltung
    anmeldung = AnmeldungFactory(veranstaltung=eine)
    anmeldung.programmpunkte.add(punkt)
    frage = FrageFactory(veranstaltung=eine)
    Antwort.objects.create(anmeldung=anmeldung, frage=frage, wert="ja")
    assert "Deshalb bleibt er stehen" in seite(team, adresse("teil_loeschen", eine.pk, "punkt", punkt.pk))
    team.post(adresse("teil_loeschen", eine.pk, "punkt", punkt.pk))
    assert Programmpunkt.objects.exists()
    assert "Mit 1 Antwort." in seite(team, adresse("teil_loeschen", eine.pk, "frage", frage.pk))
    team.post(adresse("teil_loeschen", eine.pk, "frage", frage.pk))
    assert not Antwort.objects.exists()


def test_answers_go_no_later_than_was_promised(team: Client) -> None:
    eine = VeranstaltungFactory()
    frage = FrageFactory(veranstaltung=eine, loeschen_nach_tagen=14)
    pfad = adresse("teil", eine.pk, "frage", frage.pk)
    daten = {"text": "Essen Sie mit?", "art": "text", "zweck": "Einkauf", "position": 1}
    for tage, gilt in ((30, 30), (20, 20)):
        team.post(pfad, {**daten, "loeschen_nach_tagen": tage})
        frage.refresh_from_db()
        assert frage.loeschen_nach_tagen == gilt
    Antwort.objects.create(anmeldung=AnmeldungFactory(veranstaltung=eine), frage=frage, wert="ja")
    assert "20 Tage zugesagt" in team.post(pfad, {**daten, "loeschen_nach_tagen": 21}).content.decode()
    team.post(pfad, {**daten, "loeschen_nach_tagen": 7})
    frage.refresh_from_db()
    assert frage.loeschen_nach_tagen == 7


def test_answers_serve_no_other_purpose_than_was_told(team: Client) -> None:
    eine = VeranstaltungFactory()
    frage = FrageFactory(veranstaltung=eine, text="Essen Sie mit?", zweck="Einkauf", loeschen_nach_tagen=14)
    pfad = adresse("teil", eine.pk, "frage", frage.pk)
    daten = {"text": "Essen Sie mit?", "art": "text", "zweck": "Küche", "position": 1, "loeschen_nach_tagen": 14}
    team.post(pfad, daten)
    frage.refresh_from_db()
    assert frage.zweck == "Küche"
    Antwort.objects.create(anmeldung=AnmeldungFactory(veranstaltung=eine), frage=frage, wert="ja")
    antwort = team.post(pfad, {**daten, "zweck": "Auswertung", "loeschen_nach_tagen": 15, "text": "Und?"})
    fehler = antwort.context["form"].errors
    assert list(fehler) == ["zweck", "loeschen_nach_tagen"]
    assert "für den Zweck, der daneben stand: „Küche“" in fehler["zweck"][0]
    assert 'value="Auswertung"' in antwort.content.decode()
    frage.refresh_from_db()
    assert (frage.text, frage.zweck) == ("Essen Sie mit?", "Küche")
    assert team.post(pfad, {**daten, "text": "Essen Sie mittags mit?"}).status_code == 302
    frage.zweck = "Auswertung"  # answered while the form was checked
    with pytest.raises(ValidationError, match="stellen Sie bitte eine neue Frage"):
        programmpflege.speichern(frage)


@pytest.mark.parametrize("boese", ["Forum\rATTENDEE:mailto:x@example.org", "Forum\x0bWest", "Forum\u202eWest"])
def test_titles_are_one_line(team: Client, boese: str) -> None:
    eine = VeranstaltungFactory()
    for pfad, daten in (
        (adresse("bearbeiten", eine.pk), formular(eine, titel=boese)),
        (adresse("teil_neu", eine.pk, "raum"), {"name": boese}),
    ):
        assert "unsichtbares Zeichen" in team.post(pfad, daten).content.decode()
    eine.refresh_from_db()
    assert eine.titel != boese
    assert not eine.raeume.exists()


def test_the_programme_is_announced_after_a_look_at_what_changed(team: Client) -> None:
    punkt = ProgrammpunktFactory(waehlbar=True, titel="Werkstatt Karten")
    eine = punkt.veranstaltung
    anmeldung = AnmeldungFactory(veranstaltung=eine)
    anmeldung.programmpunkte.add(punkt)
    assert "zum ersten Mal" in seite(team, adresse("bekanntgeben", eine.pk))
    team.post(adresse("bekanntgeben", eine.pk))
    assert "nichts geändert" in seite(team, adresse("bekanntgeben", eine.pk))
    Programmpunkt.objects.update(entfaellt=True)
    text = seite(team, adresse("bekanntgeben", eine.pk))
    assert "„Werkstatt Karten“ entfällt." in text
    assert "Eine E-Mail geht" in text
    assert not Nachricht.objects.exists()
    team.post(adresse("bekanntgeben", eine.pk))
    assert Nachricht.objects.get().an == anmeldung.email
    assert "nichts geändert" in team.post(adresse("bekanntgeben", eine.pk)).context["konflikt"]
    assert programmfassung.empfaenger(eine) == 0


# --- demand ---


def test_demand_is_counted_by_kreis_with_the_nearest_event_that_has_seats(team: Client) -> None:
    kreis = KreisFactory(anzeigename="Kreis Musterland")
    dorf = KommuneFactory(kreis=kreis, lon=8.0, lat=50.0)
    stadt = KommuneFactory(kreis=kreis, lon=8.2, lat=50.0)
    voll = VeranstaltungFactory(plaetze=1, kommune=dorf, titel="Voll")
    frei = VeranstaltungFactory(plaetze=1, kommune=KommuneFactory(lon=8.1, lat=50.3), titel="In der Nähe")
    VeranstaltungFactory(kommune=KommuneFactory(lon=13.4, lat=52.5), titel="Weit weg")
    wartend(voll, kommune=dorf)
    wartend(voll, kommune=stadt)
    wartend(voll, zustand="verfallen", kommune=dorf)
    wartend(voll, zustand="storniert", storniert_am=timezone.now(), kommune=stadt)
    AnmeldungFactory(veranstaltung=voll, kommune=dorf, zustand="storniert", storniert_am=timezone.now())  # had a seat
    AnmeldungFactory(veranstaltung=voll, kommune=stadt)
    text = seite(team, adresse("bedarf"))
    jetzt = timezone.now()
    termine = platzbedarf.kommende_termine(jetzt)
    [einer] = platzbedarf.nach_kreis(seit=jetzt - timedelta(days=30), jetzt=jetzt, termine=termine)
    assert (einer.name, einer.wartend, einer.leer_ausgegangen) == ("Kreis Musterland", 2, 2)
    assert einer.naechste == frei
    assert einer.naechste_km == 33
    assert "Kreis Musterland" in text
    assert "In der Nähe" in text
    assert "Weit weg" not in text
    assert "Voll" not in text


def test_who_came_to_nothing_long_ago_or_without_a_municipality(team: Client) -> None:
    eine = VeranstaltungFactory(plaetze=1)
    wartend(eine)
    wartend(eine, angemeldet_am=timezone.now() - timedelta(days=120))
    assert "ohne Kommune" in seite(team, adresse("bedarf"))
    assert "1 Person wollte" in seite(team, adresse("bedarf"), monate="3")
    assert "2 Personen wollten" in seite(team, adresse("bedarf"), monate="6")
    assert "2 Personen wollten" in seite(team, adresse("bedarf"), monate="unsinn", land="99")


@pytest.mark.parametrize("anzahl", [1, 3])
def test_demand_asks_the_database_as_often_for_many(
    team: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    for _ in range(anzahl):
        wartend(VeranstaltungFactory(plaetze=1), kommune=KommuneFactory())
    with django_assert_num_queries(6):  # session, account, roles, events, groups, Kreise
        team.get(adresse("bedarf"))
