from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.utils import timezone

from kommunen.models import Land
from kompetenzzentrum.inhalte.models import Seite
from kompetenzzentrum.oberflaeche import bau, stand

pytestmark = pytest.mark.django_db
anfragen = RequestFactory()

OHNE_AUSLOESER = {
    "kommunen": {"kommunen_mitgliedschaft", "kommunen_maildomain"},
    "projekte": {
        f"projekte_{name}"
        for name in (
            "anlage",
            "anmerkung",
            "einreichung",
            "fassung",
            "fragenstopp",
            "importvorschau",
            "merkeintrag",
            "nachfrage",
            "rueckfrage",
            "suchauftrag",
            "suchdokument",
            "suchwort",
        )  # fmt: skip
    },
    "veranstaltungen": {
        f"veranstaltungen_{name}"
        for name in (
            "anmeldung",
            "antwort",
            "bescheinigung",
            "einlass",
            "erinnerung",
            "programmfassung",
            "programmwahl",
            "rueckmeldung",
        )  # fmt: skip
    },
    "inhalte": set(),
    "newsletter": {"newsletter_abonnement", "newsletter_abonnement_themen"},
}
"""Tables that no public reading page shows, and those written together with their project."""


@pytest.mark.parametrize("bereich", stand.BEREICHE)
def test_every_table_of_a_room_has_a_trigger_or_is_named_here(bereich: str) -> None:
    with connection.cursor() as cursor:
        tabellen = {name for name in connection.introspection.table_names(cursor) if name.startswith(f"{bereich}_")}
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [f"stand_{bereich}"])
        mit_ausloeser = {zeile[0] for zeile in cursor.fetchall()}
    assert tabellen - mit_ausloeser == OHNE_AUSLOESER[bereich]
    assert mit_ausloeser.isdisjoint(OHNE_AUSLOESER[bereich])


def test_each_kind_of_change_gives_its_room_a_greater_number_and_no_other_room() -> None:
    def danach() -> dict[str, int]:
        neu = stand.lesen()
        assert neu["inhalte"] > verlauf[-1]["inhalte"]
        assert {**neu, "inhalte": 0} == {**verlauf[-1], "inhalte": 0}
        return neu

    verlauf = [stand.lesen()]
    seite = Seite.objects.create(schluessel="neu", titel="Neu", beschreibung="Neu", text="Neu")
    verlauf.append(danach())
    Seite.objects.filter(pk=seite.pk).update(titel="Anders")
    verlauf.append(danach())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inhalte_seite SET titel = 'Ganz anders' WHERE id = %s", [seite.pk])
    verlauf.append(danach())
    seite.delete()
    verlauf.append(danach())


def test_reading_the_numbers_is_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        assert set(stand.lesen()) == set(stand.BEREICHE)


def test_a_room_never_written_has_a_number_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM oberflaeche_stand")
    assert set(stand.lesen().values()) == {0}
    assert stand.erhoehen("projekte") == stand.lesen()["projekte"] > 0


@pytest.mark.django_db(transaction=True)
def test_a_number_that_was_rolled_back_is_never_given_again() -> None:
    with transaction.atomic():
        verworfen = stand.erhoehen("projekte")
        transaction.set_rollback(True)
    assert stand.lesen()["projekte"] != verworfen
    assert stand.erhoehen("projekte") > verworfen


@pytest.mark.django_db(transaction=True)
def test_rooms_are_locked_inside_a_transaction_only() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        stand.sperren("projekte")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_meanwhile_is_opened_again() -> None:
    """As between two requests: the number is the first thing asked."""
    stand.lesen()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        alt = cursor.fetchone()[0]
    connection.connection.close()
    connection.health_check_done = False
    assert set(stand.lesen()) == set(stand.BEREICHE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != alt


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_database_ended_is_opened_again() -> None:
    erste = stand.lesen()
    nummer = connection.connection.info.backend_pid
    andere = connection.copy()
    with andere.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [nummer])
    andere.close()
    connection.health_check_done = False
    assert stand.lesen() == erste
    assert connection.connection.info.backend_pid != nummer


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_is_an_error_of_django() -> None:
    with patch.object(stand, "_ABFRAGE", "SELECT bereich FROM gibt_es_nicht"), pytest.raises(OperationalError):
        stand.lesen()


# --- ETags ---------------------------------------------------------------------------------


class Seitenzaehler:
    """A view that counts how often it is asked."""

    def __init__(self) -> None:
        self.gerufen = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.gerufen += 1
        return HttpResponse("Text")


def fragen(ansicht: stand.Ansicht, etag: str = "", pfad: str = "/seite/?a=1", **cookies: str) -> HttpResponse:
    request = anfragen.get(pfad, HTTP_IF_NONE_MATCH=etag) if etag else anfragen.get(pfad)
    request.COOKIES.update(cookies)
    return ansicht(request)


def test_an_unchanged_page_is_answered_without_asking_its_view() -> None:
    zaehler = Seitenzaehler()
    ansicht = stand.nach_stand("inhalte")(zaehler)
    erste = fragen(ansicht)
    zweite = fragen(ansicht, erste["ETag"])
    assert (erste.status_code, zweite.status_code, zaehler.gerufen) == (200, 304, 1)
    assert zweite.content == b""
    assert (zweite["ETag"], zweite["Cache-Control"], zweite["Vary"]) == (erste["ETag"], "public, max-age=60", "Cookie")


@pytest.mark.parametrize("etag", ["{0}", 'W/"anders", {0}', '"anders",{0}'])
def test_one_of_several_etags_is_enough(etag: str) -> None:
    ansicht = stand.nach_stand("inhalte")(Seitenzaehler())
    assert fragen(ansicht, etag.format(fragen(ansicht)["ETag"])).status_code == 304


def test_a_change_in_a_room_it_is_made_from_makes_the_page_new_at_once() -> None:
    ansicht = stand.nach_stand("inhalte")(Seitenzaehler())
    etag = fragen(ansicht)["ETag"]
    Land.objects.filter(schluessel="01").update(name="Schleswig-Holstein")
    assert fragen(ansicht, etag).status_code == 304
    Seite.objects.update(titel="Neu")
    neu = fragen(ansicht, etag)
    assert neu.status_code == 200
    assert neu["ETag"] != etag


def test_another_address_another_day_another_build_are_another_page() -> None:
    ansicht = stand.nach_stand("inhalte")(Seitenzaehler())
    etag = fragen(ansicht)["ETag"]
    assert fragen(ansicht, etag, pfad="/seite/?a=2").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert fragen(ansicht, etag).status_code == 200
    with patch.object(stand, "kennung", return_value="anders"):
        assert fragen(ansicht, etag).status_code == 200
    assert fragen(ansicht, etag).status_code == 304


def test_what_changes_by_itself_holds_for_its_seconds_only() -> None:
    def mit_plaetzen(request: HttpRequest) -> HttpResponse:
        stand.hoechstens(request, 60)
        stand.hoechstens(request, 5)
        stand.hoechstens(request, 60)
        return HttpResponse("noch 3 Plätze")

    ansicht = stand.nach_stand("veranstaltungen")(mit_plaetzen)
    with time_machine.travel("2026-11-22T10:00:01+00:00", tick=False) as uhr:
        etag = fragen(ansicht)["ETag"]
        uhr.shift(3)
        assert fragen(ansicht, etag).status_code == 304
        uhr.shift(1)
        assert fragen(ansicht, etag).status_code == 200


@pytest.mark.parametrize("etag", ["unsinn", 'W/"unsinn"', '"', "*", "W/", '"\x00"'])
def test_any_nonsense_gets_the_page(etag: str) -> None:
    assert fragen(stand.nach_stand("inhalte")(Seitenzaehler()), etag).status_code == 200


def test_a_made_up_end_is_nonsense() -> None:
    ansicht = stand.nach_stand("inhalte")(Seitenzaehler())
    etag = fragen(ansicht)["ETag"]
    assert fragen(ansicht, etag[:-1] + '-bald"').status_code == 200


def test_with_a_session_there_is_no_etag_and_no_304() -> None:
    ansicht = stand.nach_stand("inhalte")(Seitenzaehler())
    etag = fragen(ansicht)["ETag"]
    angemeldet = fragen(ansicht, etag, **{settings.SESSION_COOKIE_NAME: "x"})
    assert angemeldet.status_code == 200
    assert not angemeldet.has_header("ETag")


def test_a_page_with_a_form_or_a_header_of_its_own_gets_no_etag() -> None:
    def formular(request: HttpRequest) -> HttpResponse:
        antwort = HttpResponse(get_token(request))
        antwort.set_cookie("csrftoken", "x")
        return antwort

    def geheim(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x", headers={"Cache-Control": "no-store"})

    def fehlt(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    for ansicht in (formular, geheim, fehlt):
        assert not fragen(stand.nach_stand("inhalte")(ansicht)).has_header("ETag")


def test_errors_of_the_view_pass_through() -> None:
    def verboten(request: HttpRequest) -> HttpResponse:
        raise PermissionDenied

    with pytest.raises(PermissionDenied):
        fragen(stand.nach_stand("inhalte")(verboten))


def test_unchanged_is_said_before_anything_but_the_numbers_is_looked_for() -> None:
    zaehler = Seitenzaehler()
    etag = fragen(stand.nach_stand("inhalte", "projekte")(Seitenzaehler()))["ETag"]
    davor = stand.Unveraendert(zaehler)
    antwort = fragen(davor, etag)
    assert (antwort.status_code, antwort["ETag"], zaehler.gerufen) == (304, etag, 0)
    for anders in (
        fragen(davor, etag, pfad="/seite/?a=2"),
        fragen(davor, etag, **{settings.SESSION_COOKIE_NAME: "x"}),
        fragen(davor, etag.replace("31.", "32.")),
        fragen(davor, etag.replace("31.", ".")),
        fragen(davor),
    ):
        assert anders.status_code == 200
    Seite.objects.update(titel="Neu")
    assert fragen(davor, etag).status_code == 200


def test_where_something_around_the_view_has_a_say_the_view_is_reached() -> None:
    ansicht = stand.nach_stand("inhalte", vorab=False)(Seitenzaehler())
    etag = fragen(ansicht)["ETag"]
    assert fragen(ansicht, etag).status_code == 304
    assert fragen(stand.Unveraendert(Seitenzaehler()), etag).status_code == 200


def test_a_post_is_none_of_its_business() -> None:
    zaehler = Seitenzaehler()
    assert not stand.nach_stand("inhalte")(zaehler)(anfragen.post("/")).has_header("ETag")
    assert zaehler.gerufen == 1


def test_the_build_follows_what_readers_see(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    def frisch() -> str:
        bau.kennung.cache_clear()
        return bau.kennung()

    settings.STATIC_ROOT = tmp_path
    kennungen = [frisch(), frisch()]
    assert kennungen[0] == kennungen[1]
    (tmp_path / "staticfiles.json").write_text("{}")
    kennungen.append(frisch())
    settings.PORTAL_NAME = "Anderer Name"
    kennungen.append(frisch())
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "seite.html").write_text("eins")
    kennungen.append(frisch())
    (tmp_path / "templates" / "seite.html").write_text("zwei")
    kennungen.append(frisch())
    bau.kennung.cache_clear()
    assert len(set(kennungen)) == 5
