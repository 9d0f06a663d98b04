"""Another date of the series, another person, another way of taking part: either all of it happens, or nothing."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    FrageFactory,
    ProgrammpunktFactory,
    ReiheFactory,
    VeranstaltungFactory,
)
from veranstaltungen.anmeldung import (
    AnmeldungAbgelehnt,
    Begleitung,
    SchonDabei,
    angaben_aendern,
    anmelden,
    stornieren,
    uebergeben,
)
from veranstaltungen.models import Anmeldung, Veranstaltung
from veranstaltungen.umbuchung import umbuchen

pytestmark = pytest.mark.django_db

Zustand = Veranstaltung.Zustand


def melde_an(veranstaltung: Veranstaltung, name: str = "mira", **angaben: object) -> Anmeldung:
    werte = {"email": f"{name}@example.org", "vorgang": uuid.uuid4(), "warteliste": True, **angaben}
    return anmelden(veranstaltung_id=veranstaltung.pk, name=name, **werte).anmeldung  # type: ignore[arg-type]


def zwei_termine(**felder: object) -> tuple[Veranstaltung, Veranstaltung]:
    """The second one with these fields."""
    reihe = ReiheFactory()
    return VeranstaltungFactory(reihe=reihe), VeranstaltungFactory(**{"reihe": reihe, **felder})


def letzte(art: str) -> Nachricht:
    return Nachricht.objects.filter(art=f"veranstaltungen.{art}").latest("pk")


def methode(kalendereintrag: str) -> str:
    return str(Calendar.from_ical(kalendereintrag)["METHOD"])


# --- dates -------------------------------------------------------------------------------------


def test_the_person_comes_along_what_belongs_to_the_old_date_stays_behind() -> None:
    von, nach = zwei_termine()
    punkt, frage = ProgrammpunktFactory(veranstaltung=von, waehlbar=True), FrageFactory(veranstaltung=von)
    alt = melde_an(
        von,
        kommune=KommuneFactory(),
        organisation="Stadtwerke",
        bedarfe=["weg"],
        zugangsbedarf="Rampe",
        programmpunkte=[punkt.pk],
        antworten={frage.pk: "LibreOffice"},
    )
    neu = umbuchen(alt, nach=nach.pk)
    for feld in ("name", "email", "organisation", "kommune", "bedarfe", "zugangsbedarf"):
        assert getattr(neu, feld) == getattr(alt, feld)
    assert neu.token != alt.token
    assert neu.einlasscode != alt.einlasscode
    alt.refresh_from_db()
    assert (alt.zustand, alt.zugangsbedarf) == ("storniert", "")
    assert not (punkt.programmwahlen.exists() or frage.antworten.exists())


def test_one_mail_brings_the_new_entry_and_takes_the_old_one_out_of_the_calendar() -> None:
    von, nach = zwei_termine()
    umbuchen(melde_an(von), nach=nach.pk)
    kontext = letzte("umgebucht").kontext
    neuer, alter = kontext["kalendereintrag"], kontext["alter_eintrag"]
    assert (methode(neuer), methode(alter)) == ("REQUEST", "CANCEL")
    assert (str(nach.uid) in neuer, str(von.uid) in alter) == (True, True)
    assert Nachricht.objects.count() == 2


def test_the_seat_that_becomes_free_goes_to_the_first_who_waits() -> None:
    von, nach = zwei_termine()
    Veranstaltung.objects.filter(pk=von.pk).update(plaetze=1)
    alt, wartend = melde_an(von), melde_an(von, "wartend")
    umbuchen(alt, nach=nach.pk)
    wartend.refresh_from_db()
    assert wartend.zustand == "angeboten"


def test_a_full_date_is_refused_also_if_seats_are_free_for_which_others_wait() -> None:
    von, nach = zwei_termine(plaetze=1)
    dabei, wartend = melde_an(nach, "dabei"), melde_an(nach, "wartend")
    alt = melde_an(von)
    Anmeldung.objects.filter(pk=dabei.pk).update(zustand="storniert", storniert_am=timezone.now())
    with pytest.raises(AnmeldungAbgelehnt):
        umbuchen(alt, nach=nach.pk)
    alt.refresh_from_db()
    assert alt.ist_angemeldet
    assert wartend.zustand == "wartend"
    assert not nach.anmeldungen.filter(email=alt.email).exists()


@pytest.mark.parametrize(
    "felder",
    [
        {"reihe": None},
        {"zustand": Zustand.ABGESAGT},
        {"zustand": Zustand.ENTWURF},
        {"vergangen": True},
        {"anmeldeschluss": timezone.now() - timedelta(hours=1)},
    ],
)
def test_only_to_an_open_date_of_the_same_series(felder: dict[str, object]) -> None:
    von, nach = zwei_termine(**felder)
    alt = melde_an(von)
    with pytest.raises(AnmeldungAbgelehnt):
        umbuchen(alt, nach=nach.pk)
    with pytest.raises(AnmeldungAbgelehnt):
        umbuchen(alt, nach=von.pk)
    assert Anmeldung.objects.get().ist_angemeldet


def test_who_waits_or_has_been_there_does_not_switch() -> None:
    von, nach = zwei_termine()
    Veranstaltung.objects.filter(pk=von.pk).update(plaetze=1)
    war_da, wartend = melde_an(von), melde_an(von, "wartend")
    Anmeldung.objects.filter(pk=war_da.pk).update(eingelassen_am=timezone.now())
    for eine in (war_da, wartend):
        with pytest.raises(AnmeldungAbgelehnt):
            umbuchen(eine, nach=nach.pk)
    assert not nach.anmeldungen.exists()


def test_a_group_switches_together_or_not_at_all() -> None:
    von, nach = zwei_termine(plaetze=3)
    begleitung = [Begleitung("Jo"), Begleitung("Kim", "kim@example.org"), Begleitung("Lu")]
    alt = melde_an(von, begleitung=begleitung)
    neu = umbuchen(alt, nach=nach.pk, mit_begleitung=True)
    assert set(nach.anmeldungen.values_list("name", "kontakt", "email")) == {
        ("mira", None, "mira@example.org"), ("Jo", neu.pk, ""), ("Lu", neu.pk, ""),
    }  # fmt: skip
    assert von.anmeldungen.angemeldet().get().name == "Kim"  # has a mailbox and a page of her own
    assert len(letzte("umgebucht").kontext["einlasscodes"]) == 3
    with pytest.raises(AnmeldungAbgelehnt) as abgelehnt:
        umbuchen(melde_an(von, "zwei", begleitung=[Begleitung("Bo")]), nach=nach.pk, mit_begleitung=True)
    assert abgelehnt.value.frei == 0


def test_a_companion_who_follows_later_joins_her_group_again() -> None:
    von, nach = zwei_termine()
    alt = melde_an(von, begleitung=[Begleitung("Jo")])
    jo = alt.begleitung.get()
    erste = umbuchen(alt, nach=nach.pk)
    nachgekommen = umbuchen(jo, nach=nach.pk)
    assert (nachgekommen.kontakt, nachgekommen.email) == (erste, "")
    assert letzte("umgebucht").kontext["alter_eintrag"] == ""


def test_a_companion_alone_leaves_the_entry_in_the_calendar_of_the_person_who_booked() -> None:
    von, nach = zwei_termine()
    alt = melde_an(von, begleitung=[Begleitung("Jo")])
    neu = umbuchen(alt.begleitung.get(), nach=nach.pk)
    assert (neu.kontakt, neu.email) == (None, "mira@example.org")
    assert letzte("umgebucht").kontext["alter_eintrag"] == ""


def test_nobody_switches_to_a_date_where_she_is_already() -> None:
    von, nach = zwei_termine(plaetze=1)
    melde_an(nach, "dabei")
    melde_an(nach)  # waits there
    with pytest.raises(SchonDabei):
        umbuchen(melde_an(von), nach=nach.pk)
    assert von.anmeldungen.angemeldet().count() == 1


def test_the_way_of_taking_part_is_that_of_the_new_date() -> None:
    von, nach = zwei_termine(online=True)
    assert umbuchen(melde_an(von), nach=nach.pk).teilnahme == "online"


# --- handing on --------------------------------------------------------------------------------


def test_the_old_entry_is_cancelled_and_the_new_person_gets_everything() -> None:
    punkt = ProgrammpunktFactory(waehlbar=True)
    frage = FrageFactory(veranstaltung=punkt.veranstaltung)
    alt = melde_an(punkt.veranstaltung, bedarfe=["weg"], programmpunkte=[punkt.pk], antworten={frage.pk: "vegan"})
    neu = uebergeben(alt, name="Kim", email="Kim@Example.org")
    assert (neu.pk, neu.name, neu.email, neu.bedarfe) == (alt.pk, "Kim", "kim@example.org", [])
    assert neu.platz_seit > alt.platz_seit
    assert (punkt.programmwahlen.count(), frage.antworten.count()) == (1, 0)
    abschied, bestaetigung = letzte("uebergeben"), letzte("bestaetigung")
    assert (abschied.an, methode(abschied.kontext["kalendereintrag"])) == ("mira@example.org", "CANCEL")
    [eintrag] = Calendar.from_ical(abschied.kontext["kalendereintrag"]).walk("VEVENT")
    assert eintrag["ATTENDEE"] == "mailto:mira@example.org"  # else her calendar does not know it
    assert (bestaetigung.an, methode(bestaetigung.kontext["kalendereintrag"])) == ("kim@example.org", "REQUEST")
    assert neu.token in bestaetigung.kontext["anmeldung_url"]
    for nachricht in Nachricht.objects.exclude(schluessel__endswith=":bestaetigung"):
        assert alt.token not in str(nachricht.kontext)
    assert neu.token not in str(abschied.kontext)


def test_with_the_seat_the_links_to_the_companions_end_too(client: Client) -> None:
    """They stood on the page of who had the seat before: her successor's mailbox is none of her business."""
    mira = AnmeldungFactory()
    jo = AnmeldungFactory(veranstaltung=mira.veranstaltung, kontakt=mira, email="")
    bekannt = jo.token_url
    uebergeben(mira, name="Kim", email="kim@example.org")
    assert client.get(bekannt).status_code == 404
    assert client.post(f"{bekannt}absagen/").status_code == 404
    jo.refresh_from_db()
    assert jo.ist_angemeldet
    assert "kim@example.org" in client.get(jo.token_url).content.decode()


def test_who_waited_gets_the_seat_handed_on_and_waits_no_longer() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    mira, kim = melde_an(veranstaltung), melde_an(veranstaltung, "kim")
    neu = uebergeben(mira, name="Kim", email="kim@example.org")
    kim.refresh_from_db()
    assert (neu.ist_angemeldet, kim.zustand) == (True, "storniert")
    assert list(veranstaltung.anmeldungen.offen()) == [neu]


def test_companions_without_an_address_go_along_into_the_new_mailbox() -> None:
    alt = melde_an(VeranstaltungFactory(), begleitung=[Begleitung("Jo"), Begleitung("Ada", "ada@example.org")])
    jo = Anmeldung.objects.get(name="Jo")
    neu = uebergeben(alt, name="Kim", email="kim@example.org")
    assert letzte("bestaetigung").kontext["einlasscodes"] == [neu.einlasscode, jo.einlasscode]
    jo.refresh_from_db()
    stornieren(jo)
    assert letzte("storno").an == "kim@example.org"


def test_the_seat_of_a_companion_goes_to_a_mailbox_of_its_own() -> None:
    alt = melde_an(VeranstaltungFactory(), begleitung=[Begleitung("Jo")])
    jo = alt.begleitung.get()
    uebergeben(jo, name="Kim", email="kim@example.org")
    abschied = letzte("uebergeben")
    assert (abschied.an, abschied.kontext["kalendereintrag"], abschied.kontext["begleitung"]) == (alt.email, "", True)
    assert letzte("bestaetigung").kontext["anzahl"] == 1
    stornieren(alt, mit_begleitung=True)
    assert Anmeldung.objects.angemeldet().get().name == "Kim"


@pytest.mark.parametrize(
    "felder",
    [
        {"eingelassen_am": timezone.now()},
        {"veranstaltung__vergangen": True},
        {"veranstaltung__zustand": Veranstaltung.Zustand.ABGESAGT},
    ],
)
def test_who_has_been_there_or_has_nowhere_to_go_hands_nothing_on(felder: dict[str, object]) -> None:
    anmeldung = AnmeldungFactory(**felder)
    assert uebergeben(anmeldung, name="Kim", email="kim@example.org").token == anmeldung.token
    assert not Nachricht.objects.exists()


# --- on site or online -------------------------------------------------------------------------


def wechseln(anmeldung: Anmeldung, teilnahme: str) -> Anmeldung:
    return angaben_aendern(
        anmeldung, teilnahme=teilnahme, bedarfe=[], zugangsbedarf="", programmpunkte=[], antworten={}
    )


def test_who_goes_online_makes_room_on_site_for_the_first_who_waits() -> None:
    veranstaltung = VeranstaltungFactory(hybrid=True, plaetze=1)
    dabei, wartend = melde_an(veranstaltung, "dabei"), melde_an(veranstaltung, "wartend")
    wechseln(dabei, "online")
    wartend.refresh_from_db()
    assert wartend.zustand == "angeboten"
    kontext = letzte("teilnahmewechsel").kontext
    assert (kontext["zugangslink"], kontext["einlasscodes"]) == (veranstaltung.zugangslink, [])
    with pytest.raises(AnmeldungAbgelehnt):
        wechseln(dabei, "vor_ort")
    dabei.refresh_from_db()
    assert dabei.teilnahme == "online"


def test_who_holds_an_offer_first_answers_it() -> None:
    """Else an offer, moved online and back, would take a seat that somebody else holds by now."""
    veranstaltung = VeranstaltungFactory(hybrid=True, plaetze=1)
    dabei, wartend = melde_an(veranstaltung, "dabei"), melde_an(veranstaltung, "wartend")
    stornieren(dabei)
    assert wechseln(wartend, "online").teilnahme == "vor_ort"
    wartend.refresh_from_db()
    assert (wartend.zustand, wartend.teilnahme) == ("angeboten", "vor_ort")


# --- cancelling for some of a group ------------------------------------------------------------


def test_cancelling_for_a_companion_leaves_the_entry_in_the_calendar() -> None:
    alt = melde_an(VeranstaltungFactory(), begleitung=[Begleitung("Jo")])
    stornieren(alt.begleitung.get())
    storno = letzte("storno")
    assert (storno.an, storno.kontext["kalendereintrag"], storno.kontext["begleitung"]) == (alt.email, "", True)
    stornieren(alt)
    assert methode(letzte("storno").kontext["kalendereintrag"]) == "CANCEL"
