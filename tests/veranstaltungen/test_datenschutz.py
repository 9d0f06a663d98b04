from datetime import timedelta

import pytest
from django.utils import timezone

from kompetenzzentrum.datenschutz.loeschlauf import loeschen
from tests.factories.veranstaltungen import AnmeldungFactory, ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen.models import Anmeldung, Programmpunkt

pytestmark = pytest.mark.django_db


def anmeldung_nach_tagen(tage: float) -> Anmeldung:
    ende = timezone.now() - timedelta(days=tage)
    veranstaltung = VeranstaltungFactory(beginn=ende - timedelta(hours=2), ende=ende)
    return AnmeldungFactory(veranstaltung=veranstaltung, zugangsbedarf="Gebärdensprache")


def test_access_needs_go_after_14_days_and_the_registration_after_60() -> None:
    frisch, ohne_bedarf, _ = (anmeldung_nach_tagen(tage) for tage in (13.9, 14.1, 60.1))
    kommend = AnmeldungFactory(zugangsbedarf="Gebärdensprache")
    assert loeschen(timezone.now(), probe=True)["veranstaltungen.Anmeldung"] == 2
    assert loeschen(timezone.now())["veranstaltungen.Anmeldung"] == 2
    uebrig = dict(Anmeldung.objects.values_list("pk", "zugangsbedarf"))
    assert uebrig == {frisch.pk: "Gebärdensprache", ohne_bedarf.pk: "", kommend.pk: "Gebärdensprache"}
    assert loeschen(timezone.now())["veranstaltungen.Anmeldung"] == 0


def test_names_in_a_programme_go_after_three_years() -> None:
    alt = VeranstaltungFactory(beginn=timezone.now() - timedelta(days=1097))
    for veranstaltung in (alt, VeranstaltungFactory(vergangen=True)):
        ProgrammpunktFactory(veranstaltung=veranstaltung, titel="Vortrag", mitwirkende="Dr. Ada Beispiel")
    assert loeschen(timezone.now())["veranstaltungen.Programmpunkt"] == 1
    assert sorted(Programmpunkt.objects.values_list("mitwirkende", flat=True)) == ["", "Dr. Ada Beispiel"]
