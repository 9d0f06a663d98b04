"""The waiting list, sessions and dates under a rush, each with its counter-proof where one lock is all that helps."""

import time
import uuid
from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from kompetenzzentrum.versand.models import Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, ProgrammpunktFactory, ReiheFactory, VeranstaltungFactory
from tests.nebenlaeufigkeit.conftest import LUECKE, gleichzeitig
from veranstaltungen.anmeldung import AnmeldungAbgelehnt, PunktVoll, angaben_aendern, anmelden, stornieren, uebergeben
from veranstaltungen.models import Anmeldung, Programmpunkt, Programmwahl, Veranstaltung
from veranstaltungen.plaetze import sperren
from veranstaltungen.planung import aendern
from veranstaltungen.umbuchung import umbuchen
from veranstaltungen.warteliste import AngebotAbgelaufen, annehmen, verfallen_lassen

pytestmark = pytest.mark.django_db(transaction=True)


def kommen(veranstaltung: Veranstaltung, nummer: int) -> Callable[[], Any]:
    return partial(
        anmelden,
        veranstaltung_id=veranstaltung.pk,
        name=f"Person {nummer}",
        email=f"person.{nummer}@example.org",
        vorgang=uuid.uuid4(),
        warteliste=True,
    )


def voll_mit_wartenden(plaetze: int, wartende: int) -> tuple[Veranstaltung, list[Anmeldung], list[Anmeldung]]:
    veranstaltung = VeranstaltungFactory(plaetze=plaetze)
    alle = [kommen(veranstaltung, nummer)().anmeldung for nummer in range(plaetze + wartende)]
    assert [eine.zustand for eine in alle] == ["angemeldet"] * plaetze + ["wartend"] * wartende
    return veranstaltung, alle[:plaetze], alle[plaetze:]


def zustaende(anmeldungen: list[Anmeldung]) -> list[str]:
    frisch = dict(Anmeldung.objects.values_list("pk", "zustand"))
    return [frisch[eine.pk] for eine in anmeldungen]


def fehler(ergebnisse: list[Any], *erwartet: type[Exception]) -> list[Any]:
    return [eins for eins in ergebnisse if isinstance(eins, Exception) and not isinstance(eins, erwartet)]


# --- seats that become free --------------------------------------------------------------------


def test_a_seat_freed_in_the_rush_goes_to_the_first_who_waits_and_to_no_newcomer() -> None:
    veranstaltung, dabei, wartende = voll_mit_wartenden(2, 2)
    neue = [kommen(veranstaltung, nummer) for nummer in range(10, 16)]
    ergebnisse = gleichzeitig([*neue[:3], partial(stornieren, dabei[0]), *neue[3:]])
    assert fehler(ergebnisse) == []
    assert zustaende(wartende) == ["angeboten", "wartend"]
    assert veranstaltung.anmeldungen.mit_platz().count() == 2
    assert veranstaltung.anmeldungen.wartend().count() == 7
    assert Nachricht.objects.filter(art="veranstaltungen.angebot").count() == 1


def zwei_sagen_ab() -> list[str]:
    _, dabei, wartende = voll_mit_wartenden(2, 3)
    assert fehler(gleichzeitig([partial(stornieren, eine) for eine in dabei])) == []
    return zustaende(wartende)


def test_two_who_cancel_at_once_make_two_offers() -> None:
    assert zwei_sagen_ab() == ["angeboten", "angeboten", "wartend"]
    assert Nachricht.objects.filter(art="veranstaltungen.angebot").count() == 2


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_one_seat_stays_empty() -> None:
    assert zwei_sagen_ab() == ["angeboten", "wartend", "wartend"]


def test_one_seat_is_offered_once_however_many_look_for_it() -> None:
    veranstaltung, dabei, wartende = voll_mit_wartenden(1, 3)
    jetzt = timezone.now()
    uhrwerke = [partial(verfallen_lassen, veranstaltung.pk, jetzt) for _ in range(4)]
    assert fehler(gleichzeitig([*uhrwerke, partial(stornieren, dabei[0]), *uhrwerke])) == []
    assert zustaende(wartende) == ["angeboten", "wartend", "wartend"]


def test_shrinking_while_a_seat_moves_on_leaves_nobody_without() -> None:
    veranstaltung, dabei, wartende = voll_mit_wartenden(2, 1)
    gleichzeitig([partial(stornieren, dabei[0]), partial(aendern, veranstaltung.pk, plaetze=1)])
    veranstaltung.refresh_from_db()
    assert veranstaltung.anmeldungen.mit_platz().count() <= veranstaltung.plaetze
    assert zustaende(wartende) == ["angeboten" if veranstaltung.plaetze == 2 else "wartend"]


# --- an offer at its last second ---------------------------------------------------------------


def am_ende_der_frist(zuerst: str) -> tuple[list[Any], Anmeldung]:
    """The clockwork looks at the very moment of the deadline, the person answers just before it: both may act.

    The one named comes a little earlier, the other one while the first is at work.
    """
    veranstaltung, dabei, [eine] = voll_mit_wartenden(1, 1)
    stornieren(dabei[0])
    eine.refresh_from_db()
    assert eine.angebot_bis is not None
    frist = eine.angebot_bis

    def spaeter(name: str, handlung: Callable[[], Any]) -> Callable[[], Any]:
        def ausfuehren() -> Any:
            time.sleep(0 if name == zuerst else LUECKE / 3)
            return handlung()

        return ausfuehren

    ergebnisse = gleichzeitig(
        [
            spaeter("annehmen", partial(annehmen, eine)),
            spaeter("verfallen", partial(verfallen_lassen, veranstaltung.pk, frist)),
        ]
    )
    eine.refresh_from_db()
    return ergebnisse, eine


@pytest.mark.parametrize("zuerst", ["annehmen", "verfallen"])
def test_an_offer_accepted_as_it_expires_is_either_taken_or_gone(zuerst: str) -> None:
    (antwort, abgelaufene), eine = am_ende_der_frist(zuerst)
    if zuerst == "annehmen":
        assert (eine.zustand, abgelaufene) == ("angemeldet", 0)
    else:
        assert (eine.zustand, abgelaufene, type(antwort)) == ("verfallen", 1, AngebotAbgelaufen)
    arten = Nachricht.objects.filter(schluessel__startswith=f"anmeldung:{eine.pk}:").values_list("art", flat=True)
    gewonnen = "bestaetigung" if zuerst == "annehmen" else "angebot_verfallen"
    assert {"bestaetigung", "angebot_verfallen"} & {art.partition(".")[2] for art in arten} == {gewonnen}


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_the_confirmed_seat_expires() -> None:
    (antwort, abgelaufene), eine = am_ende_der_frist("annehmen")
    assert not isinstance(antwort, Exception)
    assert (eine.zustand, abgelaufene) == ("verfallen", 1)


def test_accepting_five_times_at_once_is_one_seat_and_one_mail() -> None:
    veranstaltung, dabei, [eine] = voll_mit_wartenden(1, 1)
    stornieren(dabei[0])
    assert fehler(gleichzeitig([partial(annehmen, eine)] * 5)) == []
    assert veranstaltung.anmeldungen.angemeldet().count() == 1
    assert Nachricht.objects.filter(schluessel=f"anmeldung:{eine.pk}:bestaetigung").count() == 1


# --- sessions ----------------------------------------------------------------------------------


def wechseln(anmeldung: Anmeldung, *punkte: Programmpunkt) -> Callable[[], Any]:
    return partial(
        angaben_aendern,
        anmeldung,
        teilnahme="vor_ort",
        bedarfe=[],
        zugangsbedarf="",
        programmpunkte=[punkt.pk for punkt in punkte],
        antworten={},
    )


def test_switching_sessions_both_ways_at_once_locks_nobody_out() -> None:
    veranstaltung = VeranstaltungFactory()
    eins, zwei = ProgrammpunktFactory.create_batch(2, veranstaltung=veranstaltung, waehlbar=True, plaetze=4)
    hin, her = (AnmeldungFactory.create_batch(4, veranstaltung=veranstaltung) for _ in range(2))
    for anmeldungen, punkt in ((hin, eins), (her, zwei)):
        Programmwahl.objects.bulk_create(Programmwahl(anmeldung=eine, programmpunkt=punkt) for eine in anmeldungen)
    abgang = wechseln(hin[0])  # frees the one seat through which the others can pass
    hinueber, herueber = [wechseln(eine, zwei) for eine in hin[1:]], [wechseln(eine, eins) for eine in her]
    ergebnisse = gleichzeitig([abgang, *hinueber, *herueber])
    assert fehler(ergebnisse, PunktVoll) == []
    assert all(punkt.programmwahlen.count() <= 4 for punkt in (eins, zwei))
    assert Programmwahl.objects.count() == 7  # nobody lost a session but who gave it up


def alle_in_einen_punkt() -> int:
    punkt = ProgrammpunktFactory(waehlbar=True, plaetze=2)
    anmeldungen = AnmeldungFactory.create_batch(6, veranstaltung=punkt.veranstaltung)
    assert fehler(gleichzeitig([wechseln(eine, punkt) for eine in anmeldungen]), PunktVoll) == []
    return punkt.programmwahlen.count()


def test_a_session_takes_as_many_as_it_has_seats() -> None:
    assert alle_in_einen_punkt() == 2


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_the_session_is_too_full() -> None:
    assert alle_in_einen_punkt() > 2


# --- dates -------------------------------------------------------------------------------------


def test_switching_dates_both_ways_at_once_deadlocks_nowhere() -> None:
    eins, zwei = VeranstaltungFactory.create_batch(2, reihe=ReiheFactory(), plaetze=5)
    hin, her = (AnmeldungFactory.create_batch(4, veranstaltung=termin) for termin in (eins, zwei))
    hinueber = [partial(umbuchen, eine, nach=zwei.pk) for eine in hin]
    ergebnisse = gleichzeitig([*hinueber, *(partial(umbuchen, eine, nach=eins.pk) for eine in her)])
    assert fehler(ergebnisse, AnmeldungAbgelehnt) == []
    assert all(termin.anmeldungen.angemeldet().count() <= 5 for termin in (eins, zwei))
    assert Anmeldung.objects.angemeldet().count() == 8


def test_counter_proof_locked_crosswise_postgresql_has_to_break_it() -> None:
    """Why both dates are locked by ascending key."""
    eins, zwei = VeranstaltungFactory.create_batch(2)
    schranke = Barrier(2, timeout=30)

    def sperren_in_folge(erste: int, zweite: int) -> None:
        with transaction.atomic():
            sperren(erste)
            schranke.wait()
            sperren(zweite)

    hin, her = partial(sperren_in_folge, eins.pk, zwei.pk), partial(sperren_in_folge, zwei.pk, eins.pk)
    ergebnisse = gleichzeitig([hin, her])
    assert [type(ergebnis) for ergebnis in ergebnisse if ergebnis is not None] == [OperationalError]


def alle_auf_den_letzten_platz() -> tuple[int, int]:
    von, nach = VeranstaltungFactory(reihe=(reihe := ReiheFactory())), VeranstaltungFactory(reihe=reihe, plaetze=1)
    anmeldungen = AnmeldungFactory.create_batch(5, veranstaltung=von)
    ergebnisse = gleichzeitig([partial(umbuchen, eine, nach=nach.pk) for eine in anmeldungen])
    assert fehler(ergebnisse, AnmeldungAbgelehnt) == []
    return von.anmeldungen.angemeldet().count(), nach.anmeldungen.angemeldet().count()


def test_the_last_seat_of_the_other_date_is_taken_once() -> None:
    assert alle_auf_den_letzten_platz() == (4, 1)


@pytest.mark.usefixtures("ohne_sperre")
def test_counter_proof_without_the_lock_the_other_date_is_too_full() -> None:
    assert alle_auf_den_letzten_platz()[1] > 1


def test_switching_the_date_twice_at_once_is_one_seat() -> None:
    eins, zwei = VeranstaltungFactory.create_batch(2, reihe=ReiheFactory())
    eine = AnmeldungFactory(veranstaltung=eins)
    assert fehler(gleichzeitig([partial(umbuchen, eine, nach=zwei.pk)] * 4), AnmeldungAbgelehnt) == []
    assert (eins.anmeldungen.offen().count(), zwei.anmeldungen.offen().count()) == (0, 1)
    assert Nachricht.objects.count() == 1


# --- handing on --------------------------------------------------------------------------------


def test_a_seat_handed_on_twice_at_once_goes_to_one_person() -> None:
    eine = AnmeldungFactory()
    adressen = [f"neu.{nummer}@example.org" for nummer in range(4)]
    wege = [partial(uebergeben, eine, name="Neue Person", email=adresse) for adresse in adressen]
    ergebnisse = gleichzeitig([*wege, partial(stornieren, eine)])
    assert fehler(ergebnisse, Anmeldung.DoesNotExist) == []
    gelungen = [eins for eins in ergebnisse[:4] if isinstance(eins, Anmeldung) and eins.token != eine.token]
    abgesagt = Anmeldung.objects.get().zustand == "storniert"
    assert len(gelungen) + abgesagt == 1
    assert Nachricht.objects.filter(art="veranstaltungen.bestaetigung").count() == len(gelungen)


def test_the_line_is_in_the_order_of_arrival() -> None:
    """Whoever comes later stands later, however many come at once."""
    veranstaltung, _, _ = voll_mit_wartenden(1, 1)
    assert fehler(gleichzeitig([kommen(veranstaltung, nummer) for nummer in range(20, 28)])) == []
    schlange = list(veranstaltung.anmeldungen.wartend())
    assert [eine.pk for eine in schlange] == sorted(eine.pk for eine in schlange)
    zeiten = [eine.wartet_seit for eine in schlange if eine.wartet_seit]
    assert zeiten == sorted(set(zeiten))
