"""The waiting list: what the trackers of comparable tools complain about must not happen here."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from kommunen.models import Kommune
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory, KreisFactory, VerbandFactory
from tests.factories.veranstaltungen import ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen.anmeldung import AnmeldungAbgelehnt, Begleitung, PunktVoll, angaben_aendern, anmelden, stornieren
from veranstaltungen.models import Anmeldestand, Anmeldung, Veranstaltung
from veranstaltungen.planung import absagen, aendern
from veranstaltungen.warteliste import (
    AngebotAbgelaufen,
    ablehnen,
    annehmen,
    verfallen_lassen,
    warteplatz,
    wieder_anstellen,
    zu_pruefen,
)

pytestmark = pytest.mark.django_db


def melde_an(veranstaltung: Veranstaltung, name: str, **angaben: object) -> Anmeldung:
    werte = {"email": f"{name}@example.org", "vorgang": uuid.uuid4(), "warteliste": True, **angaben}
    return anmelden(veranstaltung_id=veranstaltung.pk, name=name, **werte).anmeldung  # type: ignore[arg-type]


def ausgebucht(plaetze: int = 1, **felder: object) -> tuple[Veranstaltung, list[Anmeldung]]:
    veranstaltung = VeranstaltungFactory(plaetze=plaetze, **felder)
    return veranstaltung, [melde_an(veranstaltung, f"dabei{nummer}") for nummer in range(plaetze)]


def zustand(*anmeldungen: Anmeldung) -> list[str]:
    jetzt = dict(Anmeldung.objects.values_list("pk", "zustand"))
    return [jetzt[anmeldung.pk] for anmeldung in anmeldungen]


def ablaufen(anmeldung: Anmeldung) -> None:
    Anmeldung.objects.filter(pk=anmeldung.pk).update(angebot_bis=timezone.now() - timedelta(seconds=1))
    verfallen_lassen(anmeldung.veranstaltung_id, timezone.now())


def post(anmeldung: Anmeldung) -> list[str]:
    return [
        art.removeprefix("veranstaltungen.")
        for art in Nachricht.objects.filter(an=anmeldung.post_an).order_by("pk").values_list("art", flat=True)
    ]


# --- first come, first served ------------------------------------------------------------------


def test_who_waits_longest_is_asked_first_whatever_she_wants_there() -> None:
    """pretix 2119: the last one was served first, because the others waited for another kind of ticket."""
    veranstaltung, [dabei] = ausgebucht(hybrid=True)
    punkt = ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True, plaetze=0)
    erste = melde_an(veranstaltung, "erste", programmpunkte=[punkt.pk], kommune=KommuneFactory())
    zweite = melde_an(veranstaltung, "zweite")
    stornieren(dabei)
    assert zustand(erste, zweite) == ["angeboten", "wartend"]


def test_a_free_seat_for_which_somebody_waits_is_not_given_to_a_newcomer() -> None:
    veranstaltung, [dabei] = ausgebucht()
    wartend = melde_an(veranstaltung, "wartend")
    stornieren(dabei)
    neu = melde_an(veranstaltung, "neu")
    assert zustand(wartend, neu) == ["angeboten", "wartend"]
    assert warteplatz(neu).rang == 1


def test_seats_of_a_raised_capacity_go_to_those_who_wait() -> None:
    veranstaltung, _ = ausgebucht()
    wartende = [melde_an(veranstaltung, f"wartend{nummer}") for nummer in range(3)]
    aendern(veranstaltung.pk, plaetze=3)
    assert zustand(*wartende) == ["angeboten", "angeboten", "wartend"]
    aendern(veranstaltung.pk, plaetze=None)
    assert zustand(*wartende) == ["angeboten"] * 3


def test_while_seats_are_free_nobody_waits_although_she_would() -> None:
    """pretix 4072: the page of the waiting list was a dead end when seats were free again."""
    assert melde_an(VeranstaltungFactory(plaetze=1), "mira").ist_angemeldet


def test_without_the_wish_to_wait_nobody_is_put_on_the_list() -> None:
    veranstaltung, _ = ausgebucht()
    with pytest.raises(AnmeldungAbgelehnt) as abgelehnt:
        melde_an(veranstaltung, "mira", warteliste=False)
    assert abgelehnt.value.stand == Anmeldestand.WARTELISTE
    Veranstaltung.objects.update(warteliste=False)
    with pytest.raises(AnmeldungAbgelehnt) as abgelehnt:
        melde_an(veranstaltung, "mira")
    assert abgelehnt.value.stand == Anmeldestand.AUSGEBUCHT
    assert veranstaltung.anmeldungen.count() == 1


def test_an_event_without_any_seat_yet_has_a_list_already() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=0)
    erste = melde_an(veranstaltung, "erste")
    assert erste.zustand == "wartend"
    aendern(veranstaltung.pk, plaetze=1)
    assert zustand(erste) == ["angeboten"]


# --- the offer ---------------------------------------------------------------------------------


def test_an_offer_holds_the_seat_until_it_is_accepted() -> None:
    veranstaltung, [dabei] = ausgebucht()
    wartend = melde_an(veranstaltung, "wartend")
    stornieren(dabei)
    wartend.refresh_from_db()
    assert wartend.angebot_bis is not None
    assert timedelta(hours=47) < wartend.angebot_bis - timezone.now() <= timedelta(hours=48)
    assert annehmen(wartend).ist_angemeldet
    assert annehmen(wartend).ist_angemeldet  # the second click
    assert post(wartend) == ["warteliste", "angebot", "bestaetigung"]


def test_an_offer_ends_when_the_event_begins() -> None:
    veranstaltung, [dabei] = ausgebucht(beginn=timezone.now() + timedelta(hours=5))
    wartend = melde_an(veranstaltung, "wartend")
    stornieren(dabei)
    wartend.refresh_from_db()
    assert wartend.angebot_bis == veranstaltung.beginn
    with time_machine.travel(veranstaltung.beginn, tick=False):
        with pytest.raises(AngebotAbgelaufen):
            annehmen(wartend)
        assert zu_pruefen(timezone.now()) == [veranstaltung.pk]
        verfallen_lassen(veranstaltung.pk, timezone.now())
        assert zu_pruefen(timezone.now()) == []
    assert zustand(wartend) == ["verfallen"]
    assert post(wartend) == ["warteliste", "angebot"]  # nobody is told to queue for what has begun


def test_a_declined_offer_moves_on_at_once_and_is_dead() -> None:
    """pretix 837, 1405."""
    veranstaltung, [dabei] = ausgebucht()
    erste, zweite = melde_an(veranstaltung, "erste"), melde_an(veranstaltung, "zweite")
    stornieren(dabei)
    ablehnen(erste)
    assert zustand(erste, zweite) == ["storniert", "angeboten"]
    with pytest.raises(AngebotAbgelaufen):
        annehmen(erste)
    ablehnen(erste)
    assert post(erste) == ["warteliste", "angebot", "ausgetragen"]


def test_an_expired_offer_moves_on_and_cannot_be_taken() -> None:
    veranstaltung, [dabei] = ausgebucht()
    erste, zweite = melde_an(veranstaltung, "erste"), melde_an(veranstaltung, "zweite")
    stornieren(dabei)
    ablaufen(erste)
    assert zustand(erste, zweite) == ["verfallen", "angeboten"]
    with pytest.raises(AngebotAbgelaufen):
        annehmen(erste)
    assert post(erste) == ["warteliste", "angebot", "angebot_verfallen"]


def test_who_cancels_after_accepting_frees_the_seat_at_once_and_is_not_asked_again() -> None:
    """pretix 1163: the place stayed taken until the voucher expired, or went to the same person once more."""
    veranstaltung, [dabei] = ausgebucht()
    erste, zweite = melde_an(veranstaltung, "erste"), melde_an(veranstaltung, "zweite")
    stornieren(dabei)
    annehmen(erste)
    stornieren(erste)
    assert zustand(erste, zweite) == ["storniert", "angeboten"]
    assert veranstaltung.anmeldungen.mit_platz().count() == 1
    assert post(erste).count("angebot") == 1


def test_who_was_too_late_queues_at_the_end() -> None:
    veranstaltung, [dabei] = ausgebucht()
    erste, zweite, dritte = (melde_an(veranstaltung, name) for name in ("erste", "zweite", "dritte"))
    stornieren(dabei)
    ablaufen(erste)
    erste = wieder_anstellen(erste)
    assert (erste.zustand, warteplatz(erste).rang) == ("wartend", 2)
    ablehnen(zweite)
    assert zustand(erste, dritte) == ["wartend", "angeboten"]
    ablehnen(dritte)
    erste.refresh_from_db()
    assert annehmen(erste).ist_angemeldet
    assert post(erste) == ["warteliste", "angebot", "angebot_verfallen", "angebot", "bestaetigung"]


def test_nobody_queues_again_where_she_is_registered_anew_or_no_line_is_left() -> None:
    veranstaltung, [dabei] = ausgebucht()
    erste = melde_an(veranstaltung, "erste")
    stornieren(dabei)
    ablaufen(erste)
    neu = melde_an(veranstaltung, "erste")
    assert neu.pk != erste.pk
    with pytest.raises(AngebotAbgelaufen):
        wieder_anstellen(erste)
    stornieren(neu)
    absagen(veranstaltung.pk, grund="")
    with pytest.raises(AngebotAbgelaufen):
        wieder_anstellen(erste)


def test_chosen_sessions_that_are_full_by_now_are_dropped_in_the_order_of_the_line() -> None:
    veranstaltung, dabei = ausgebucht(2)
    werkstatt, vortrag = (
        ProgrammpunktFactory(veranstaltung=veranstaltung, waehlbar=True, plaetze=1, titel="Werkstatt") for _ in range(2)
    )
    erste, zweite = (
        melde_an(veranstaltung, name, programmpunkte=[werkstatt.pk, vortrag.pk]) for name in ("erste", "zweite")
    )
    angaben_aendern(
        dabei[0], teilnahme="vor_ort", bedarfe=[], zugangsbedarf="", programmpunkte=[vortrag.pk], antworten={}
    )
    stornieren(dabei[1])
    assert list(erste.programmpunkte.all()) == [werkstatt]  # of two that are called the same the right one
    aendern(veranstaltung.pk, plaetze=3)
    assert list(zweite.programmpunkte.all()) == []
    entfallen = Nachricht.objects.filter(art="veranstaltungen.angebot").order_by("pk").values_list("kontext", flat=True)
    assert [kontext["entfallen"] for kontext in entfallen] == [["Werkstatt"]] * 2


# --- groups ------------------------------------------------------------------------------------


def gruppe(veranstaltung: Veranstaltung, groesse: int = 3, **angaben: object) -> list[Anmeldung]:
    begleitung = [Begleitung(f"Begleitung {nummer}") for nummer in range(1, groesse)]
    return [
        (erste := melde_an(veranstaltung, "gruppe", begleitung=begleitung, **angaben)),
        *erste.begleitung.order_by("pk"),
    ]


def test_a_group_waits_together_and_answers_together() -> None:
    """pretix 974, 1404."""
    veranstaltung, _ = ausgebucht()
    alle = gruppe(veranstaltung)
    assert zustand(*alle) == ["wartend"] * 3
    aendern(veranstaltung.pk, plaetze=4)
    assert zustand(*alle) == ["angeboten"] * 3
    annehmen(alle[0])
    assert zustand(*alle) == ["angemeldet"] * 3
    assert post(alle[0]) == ["warteliste", "angebot", "bestaetigung"]
    bestaetigung = Nachricht.objects.get(schluessel=f"anmeldung:{alle[0].pk}:bestaetigung")
    assert bestaetigung.kontext["einlasscodes"] == [eine.einlasscode for eine in alle]


def test_of_a_group_that_finds_too_few_seats_the_first_are_offered_those_there_are() -> None:
    """Else they would go to somebody who came later."""
    veranstaltung = VeranstaltungFactory(plaetze=2)
    alle = gruppe(veranstaltung)
    assert zustand(*alle) == ["angeboten", "angeboten", "wartend"]
    assert post(alle[0]) == ["angebot"]
    annehmen(alle[0])
    aendern(veranstaltung.pk, plaetze=3)
    assert zustand(*alle) == ["angemeldet", "angemeldet", "angeboten"]
    annehmen(alle[0])
    assert zustand(*alle) == ["angemeldet"] * 3
    assert post(alle[0]) == ["angebot", "bestaetigung", "angebot", "bestaetigung"]


def test_a_group_that_does_not_want_to_wait_gets_all_seats_or_none() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=2)
    with pytest.raises(AnmeldungAbgelehnt) as abgelehnt:
        gruppe(veranstaltung, warteliste=False)
    assert (abgelehnt.value.frei, veranstaltung.anmeldungen.count()) == (2, 0)


def test_declining_part_of_the_seats_leaves_the_others_in_line() -> None:
    alle = gruppe(VeranstaltungFactory(plaetze=1))
    ablehnen(alle[0])
    assert zustand(*alle) == ["storniert", "angeboten", "wartend"]
    annehmen(alle[0])  # the mailbox is still hers
    assert zustand(*alle) == ["storniert", "angemeldet", "wartend"]
    assert post(alle[0]) == ["angebot", "ausgetragen", "angebot", "bestaetigung"]


def test_a_group_that_was_too_late_hears_it_once_and_queues_together() -> None:
    veranstaltung = VeranstaltungFactory(plaetze=2)
    alle = gruppe(veranstaltung, 2, warteliste=True, kommune=None)
    stornieren(alle[0], mit_begleitung=True)
    _, dabei = ausgebucht(2)
    alle = gruppe(dabei[0].veranstaltung, 2)
    for eine in dabei:
        stornieren(eine)
    Anmeldung.objects.filter(zustand="angeboten").update(angebot_bis=timezone.now())
    verfallen_lassen(dabei[0].veranstaltung_id, timezone.now())
    assert zustand(*alle) == ["verfallen"] * 2
    assert Nachricht.objects.filter(art="veranstaltungen.angebot_verfallen").count() == 1
    wieder_anstellen(alle[0])
    assert zustand(*alle) == ["angeboten"] * 2


def test_several_with_the_address_of_the_office_are_read_by_the_first() -> None:
    veranstaltung = VeranstaltungFactory()
    melde_an(veranstaltung, "schon-da")
    begleitung = [
        Begleitung("Jo", "amt@example.org"),
        Begleitung("Kim", "Mira@example.org"),
        Begleitung("Lu", "amt@example.org"),
    ]
    begleitung.append(Begleitung("Doppelt", "schon-da@example.org"))
    melde_an(veranstaltung, "mira", begleitung=begleitung)
    adressen = dict(veranstaltung.anmeldungen.values_list("name", "email"))
    assert adressen == {
        "schon-da": "schon-da@example.org", "mira": "mira@example.org", "Jo": "amt@example.org", "Kim": "", "Lu": "",
    }  # fmt: skip


def test_a_session_has_room_for_the_whole_group_or_for_nobody() -> None:
    punkt = ProgrammpunktFactory(waehlbar=True, plaetze=2)
    with pytest.raises(PunktVoll):
        gruppe(punkt.veranstaltung, programmpunkte=[punkt.pk])
    gruppe(punkt.veranstaltung, 2, programmpunkte=[punkt.pk])
    assert punkt.programmwahlen.count() == 2


# --- fair share --------------------------------------------------------------------------------


def mit_grenze(plaetze: int, hoechstens: int) -> Veranstaltung:
    bis = timezone.now() + timedelta(days=3)
    return VeranstaltungFactory(plaetze=plaetze, hoechstens_je_kommune=hoechstens, hoechstens_bis=bis)


def test_a_municipality_gets_its_share_the_others_pass_and_then_it_is_released() -> None:
    stadt, dorf = KommuneFactory.create_batch(2)
    veranstaltung = mit_grenze(4, 2)
    for nummer in range(2):
        assert melde_an(veranstaltung, f"stadt{nummer}", kommune=stadt).ist_angemeldet
    dritte = melde_an(veranstaltung, "dritte", kommune=stadt)
    assert dritte.zustand == "wartend"
    assert warteplatz(dritte).kommune_voll
    assert melde_an(veranstaltung, "dorf", kommune=dorf).ist_angemeldet
    assert melde_an(veranstaltung, "ohne").ist_angemeldet
    aendern(veranstaltung.pk, plaetze=5)
    assert zustand(dritte) == ["wartend"]
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert zu_pruefen(timezone.now()) == [veranstaltung.pk]
        verfallen_lassen(veranstaltung.pk, timezone.now())
    assert zustand(dritte) == ["angeboten"]


def test_the_share_counts_offered_seats_and_what_is_given_back() -> None:
    stadt = KommuneFactory()
    veranstaltung = mit_grenze(3, 1)
    erste = melde_an(veranstaltung, "erste", kommune=stadt)
    zweite, dritte = (melde_an(veranstaltung, name, kommune=stadt) for name in ("zweite", "dritte"))
    stornieren(erste)
    assert zustand(zweite, dritte) == ["angeboten", "wartend"]


def klein_und_gross() -> list[tuple[Kommune | None, bool]]:
    return [
        (KommuneFactory(einwohner=19_999), True),
        (VerbandFactory(einwohner=12_000), True),
        (KommuneFactory(einwohner=20_000), False),
        (KreisFactory(einwohner=15_000), False),
        (None, False),
    ]


def test_seats_kept_for_small_municipalities() -> None:
    bis = timezone.now() + timedelta(days=3)
    for kommune, klein in klein_und_gross():
        veranstaltung = VeranstaltungFactory(plaetze=1, plaetze_kleine=1, kleine_bis=bis)
        assert melde_an(veranstaltung, "mira", kommune=kommune).ist_angemeldet == klein, kommune


def test_kept_seats_are_taken_first_by_small_ones_and_released_in_the_order_of_the_line() -> None:
    bis = timezone.now() + timedelta(days=3)
    gross, klein = KommuneFactory(einwohner=90_000), KommuneFactory(einwohner=900)
    veranstaltung = VeranstaltungFactory(plaetze=3, plaetze_kleine=2, kleine_bis=bis)
    assert melde_an(veranstaltung, "gross0", kommune=gross).ist_angemeldet
    wartende = [melde_an(veranstaltung, f"gross{nummer}", kommune=gross) for nummer in (1, 2)]
    assert warteplatz(wartende[0]).reserve
    assert warteplatz(wartende[0]).freie == 2
    assert melde_an(veranstaltung, "klein", kommune=klein).ist_angemeldet
    assert zustand(*wartende) == ["wartend"] * 2
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        verfallen_lassen(veranstaltung.pk, timezone.now())
    assert zustand(*wartende) == ["angeboten", "wartend"]


# --- the end of the list -----------------------------------------------------------------------


def test_a_cancelled_event_offers_nothing_and_tells_those_who_wait() -> None:
    veranstaltung, [dabei] = ausgebucht()
    wartend = melde_an(veranstaltung, "wartend")
    absagen(veranstaltung.pk, grund="Sturm")
    stornieren(dabei)
    assert zustand(wartend) == ["wartend"]
    assert post(wartend) == ["warteliste", "absage"]
    absage = Nachricht.objects.get(art="veranstaltungen.absage", an=wartend.email)
    assert (absage.kontext["gewartet"], absage.kontext["kalendereintrag"]) == (True, "")
    assert zu_pruefen(timezone.now()) == []


def test_an_offer_of_a_cancelled_event_cannot_be_accepted() -> None:
    veranstaltung, [dabei] = ausgebucht()
    wartend = melde_an(veranstaltung, "wartend")
    stornieren(dabei)
    absagen(veranstaltung.pk, grund="Sturm")
    with pytest.raises(AngebotAbgelaufen):
        annehmen(wartend)


def test_registering_again_tells_those_who_wait_that_they_do() -> None:
    veranstaltung, _ = ausgebucht()
    wartend = melde_an(veranstaltung, "wartend")
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert melde_an(veranstaltung, "wartend").pk == wartend.pk
    assert post(wartend) == ["warteliste", "schon_auf_warteliste"]


@pytest.mark.parametrize("wartende", [1, 6])
def test_the_place_in_line_costs_the_same_in_a_long_one(wartende: int, django_assert_num_queries: object) -> None:
    veranstaltung, _ = ausgebucht()
    letzte = [melde_an(veranstaltung, f"wartend{nummer}") for nummer in range(wartende)][-1]
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert warteplatz(letzte).rang == wartende
