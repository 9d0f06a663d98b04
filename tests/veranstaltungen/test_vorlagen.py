"""Copies, templates, series: what comes along, what never does, and the clock on the wall."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    AusstellerFactory,
    FrageFactory,
    MitwirkendeFactory,
    ProgrammpunktFactory,
    RaumFactory,
    ReiheFactory,
    StrangFactory,
    VeranstaltungFactory,
)
from veranstaltungen import planung, vorlagen
from veranstaltungen.models import Veranstaltung

pytestmark = pytest.mark.django_db


def am(tag: str, uhrzeit: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(tag), time.fromisoformat(uhrzeit)))


def ortszeit(zeit: datetime | None) -> str:
    assert zeit
    return f"{timezone.localtime(zeit):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("nach", "erwartet"),
    [
        ("2027-03-29", "2027-03-29"),  # the day after clocks go forward
        ("2027-11-02", "2027-11-02"),  # after they went back
    ],
)
def test_ten_o_clock_stays_ten_o_clock_across_a_change_of_the_clocks(nach: str, erwartet: str) -> None:
    alt = VeranstaltungFactory(
        beginn=am("2027-03-22", "10:00"),
        ende=am("2027-03-22", "16:00"),
        anmeldeschluss=am("2027-03-15", "18:00"),
        hoechstens_je_kommune=2,
        hoechstens_bis=am("2027-03-10", "00:00"),
        plaetze_kleine=5,
        kleine_bis=am("2027-03-12", "12:00"),
    )
    ProgrammpunktFactory(veranstaltung=alt, beginn=am("2027-03-22", "13:15"), ende=am("2027-03-22", "14:00"))
    neu = vorlagen.kopieren(alt.pk, beginn=am(nach, "10:00"))
    assert (ortszeit(neu.beginn), ortszeit(neu.ende)) == (f"{erwartet} 10:00", f"{erwartet} 16:00")
    punkt = neu.programm.get()
    assert (ortszeit(punkt.beginn), ortszeit(punkt.ende)) == (f"{erwartet} 13:15", f"{erwartet} 14:00")
    woche_davor = date.fromisoformat(erwartet) - timedelta(days=7)
    assert ortszeit(neu.anmeldeschluss) == f"{woche_davor} 18:00"
    assert ortszeit(neu.kleine_bis) == f"{date.fromisoformat(erwartet) - timedelta(days=10)} 12:00"
    assert ortszeit(neu.hoechstens_bis) == f"{date.fromisoformat(erwartet) - timedelta(days=12)} 00:00"


def test_several_days_and_another_time_of_day_shift_together() -> None:
    alt = VeranstaltungFactory(beginn=am("2027-05-03", "10:00"), ende=am("2027-05-04", "16:00"))
    ProgrammpunktFactory(veranstaltung=alt, beginn=am("2027-05-04", "09:00"), ende=am("2027-05-04", "10:00"))
    neu = vorlagen.kopieren(alt.pk, beginn=am("2027-10-30", "11:30"))  # the clocks change in that night
    assert ortszeit(neu.ende) == "2027-10-31 17:30"
    assert ortszeit(neu.programm.get().beginn) == "2027-10-31 10:30"


def test_what_was_planned_comes_along_and_nothing_that_happened() -> None:
    alt = VeranstaltungFactory(reihe=ReiheFactory(), beschreibung="Worum es geht", zustand="entwurf", sequenz=0)
    punkt = ProgrammpunktFactory(
        veranstaltung=alt,
        raum=RaumFactory(veranstaltung=alt, name="Saal 1"),
        strang=StrangFactory(veranstaltung=alt, name="Praxis"),
        waehlbar=True,
        plaetze=12,
        mitwirkende="Dr. Ada Beispiel",
    )
    punkt.sprechende.add(MitwirkendeFactory(veranstaltung=alt))
    AusstellerFactory(veranstaltung=alt)
    FrageFactory(veranstaltung=alt, text="Essen Sie mit?")
    planung.veroeffentlichen(alt.pk)
    AnmeldungFactory(veranstaltung=alt).programmpunkte.add(punkt)
    planung.aendern(alt.pk, ort_name="Stadthalle")
    vorher = Nachricht.objects.count()

    neu = vorlagen.kopieren(alt.pk, beginn=alt.beginn + timedelta(days=70))

    assert (neu.zustand, neu.sequenz, neu.reihe) == ("entwurf", 0, alt.reihe)
    assert neu.uid != alt.uid
    assert neu.slug != alt.slug
    assert (neu.beschreibung, neu.ort_name, neu.plaetze) == ("Worum es geht", "Stadthalle", alt.plaetze)
    kopie = neu.programm.get()
    assert (kopie.raum.name, kopie.strang.name, kopie.plaetze) == ("Saal 1", "Praxis", 12)
    assert kopie.raum.veranstaltung == neu
    assert neu.fragen.get().text == "Essen Sie mit?"
    assert (kopie.mitwirkende, neu.mitwirkende.count(), neu.aussteller.count()) == ("", 0, 0)
    assert not neu.anmeldungen.exists()
    assert not neu.erinnerungen.exists()
    assert not neu.programmfassungen.exists()
    assert Nachricht.objects.count() == vorher
    alt.refresh_from_db()
    assert (alt.programm.count(), alt.raeume.count(), alt.anmeldungen.count()) == (1, 1, 1)


def test_people_on_stage_come_along_when_they_agreed() -> None:
    punkt = ProgrammpunktFactory(mitwirkende="Dr. Ada Beispiel")
    person = MitwirkendeFactory(veranstaltung=punkt.veranstaltung)
    punkt.sprechende.add(person)
    AusstellerFactory(veranstaltung=punkt.veranstaltung)
    beginn = punkt.veranstaltung.beginn + timedelta(days=7)
    neu = vorlagen.kopieren(punkt.veranstaltung_id, beginn=beginn, mit_mitwirkenden=True)
    assert neu.programm.get().mitwirkende == "Dr. Ada Beispiel"
    sprechende = neu.programm.get().sprechende.get()
    assert (sprechende.name, sprechende.veranstaltung) == (person.name, neu)
    assert neu.aussteller.count() == 1


def test_a_cancelled_event_gives_a_clean_draft() -> None:
    alt = VeranstaltungFactory()
    planung.absagen(alt.pk, grund="Sturm")
    neu = vorlagen.kopieren(alt.pk, beginn=alt.beginn)
    assert (neu.zustand, neu.absagegrund) == ("entwurf", "")
    assert planung.veroeffentlichen(neu.pk).zustand == "veroeffentlicht"


def test_what_the_team_makes_of_an_example_is_none() -> None:
    alt = VeranstaltungFactory(ist_beispiel=True)
    assert not vorlagen.kopieren(alt.pk, beginn=alt.beginn).ist_beispiel


def test_a_copy_of_a_moved_event_has_not_moved() -> None:
    alt = VeranstaltungFactory()
    verlegt = planung.aendern(alt.pk, beginn=alt.beginn + timedelta(hours=1))
    assert verlegt.urspruenglicher_beginn == alt.beginn
    assert vorlagen.kopieren(alt.pk, beginn=alt.beginn + timedelta(days=7)).urspruenglicher_beginn is None


def test_a_template_stays_as_it_was_saved_and_gives_events_without_a_series() -> None:
    alt = VeranstaltungFactory(reihe=ReiheFactory())
    vorlage = vorlagen.als_vorlage_speichern(alt.pk, titel="Unser Workshop")
    planung.aendern(alt.pk, kurzbeschreibung="Später geändert")
    vorlage.refresh_from_db()
    assert vorlage.ist_vorlage
    assert vorlage.reihe is None
    assert vorlage.kurzbeschreibung != "Später geändert"
    neu = vorlagen.kopieren(vorlage.pk, beginn=alt.beginn, titel="Workshop in Görlitz")
    assert (neu.ist_vorlage, neu.titel) == (False, "Workshop in Görlitz")
    assert neu.slug.startswith("workshop-in-goerlitz-")


def test_a_series_has_one_draft_for_each_date_in_a_series_of_its_own() -> None:
    alt = VeranstaltungFactory()
    termine = [am("2027-06-07", "09:00"), am("2027-05-03", "10:00")]
    neue = vorlagen.serie(alt.pk, termine=termine, titel="Werkstatt", reihe_titel="Werkstätten")
    assert [ortszeit(eine.beginn) for eine in neue] == ["2027-05-03 10:00", "2027-06-07 09:00"]
    assert {eine.reihe.titel for eine in neue if eine.reihe} == {"Werkstätten"}
    assert len({eine.slug for eine in neue}) == 2
    alt.refresh_from_db()
    assert alt.reihe is None
    assert Veranstaltung.objects.count() == 3


def test_two_copies_on_the_same_day_have_addresses_of_their_own() -> None:
    alt = VeranstaltungFactory(titel="Neu")
    beginn = am("2027-05-03", "10:00")
    slugs = [vorlagen.kopieren(alt.pk, beginn=beginn).slug for _ in range(2)]
    assert slugs == ["neu-2027-05-03", "neu-2027-05-03-2"]
    assert vorlagen.freier_slug("Schreibtisch") == "schreibtisch-2"


def test_a_copy_has_no_join_link_of_another_date() -> None:
    alt = VeranstaltungFactory(online=True)
    assert alt.zugangslink
    assert vorlagen.kopieren(alt.pk, beginn=alt.beginn + timedelta(days=7)).zugangslink == ""
