import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from kompetenzzentrum.datenschutz.loeschlauf import loeschen
from kompetenzzentrum.versand.models import Inhalt, Nachricht
from tests.factories.veranstaltungen import AnmeldungFactory, ProgrammpunktFactory, VeranstaltungFactory
from veranstaltungen import rundschreiben
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


def rundbrief(ende_vor_tagen: float) -> Inhalt:
    anmeldung = anmeldung_nach_tagen(ende_vor_tagen)
    rundschreiben.versenden(
        anmeldung.veranstaltung,
        betreff="Parken",
        text="Frau Beispiel hilft.",
        an=[(anmeldung.email, anmeldung.pk)],
        vorgang=uuid.uuid4(),
    )
    return Inhalt.objects.latest("pk")


def test_what_the_team_wrote_goes_after_90_days_and_the_rows_of_the_outbox_stay() -> None:
    alt, frisch, kommend = (rundbrief(tage) for tage in (90.1, 89.9, -20))
    entwurf = VeranstaltungFactory(zustand="entwurf")
    rundschreiben.zur_probe_senden(entwurf, betreff="Probe", text="Probe", an="team@example.org")
    entwurf.delete()
    newsletter = Inhalt.objects.create(betreff="Ausgabe 1", text="Ausgabe 1", html="")
    Nachricht.objects.filter(inhalt=alt).update(zustand="gesendet")
    Nachricht.objects.create(schluessel="newsletter:1:2", art="newsletter.ausgabe", inhalt=newsletter)
    assert loeschen(timezone.now())["versand.Inhalt"] == 2
    assert set(Inhalt.objects.all()) == {frisch, kommend, newsletter}
    briefe = Nachricht.objects.filter(art="veranstaltungen.rundschreiben", inhalt=None)
    assert sorted(briefe.values_list("zustand", flat=True)) == ["gesendet", "zurueckgezogen"]


def test_a_mail_that_is_on_its_way_at_that_moment_keeps_its_text_until_the_next_night(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inhalt = rundbrief(100)
    monkeypatch.setattr(rundschreiben, "zurueckziehen", lambda nachrichten: 0)  # another process holds its row
    assert loeschen(timezone.now())["versand.Inhalt"] == 0
    assert Nachricht.objects.get().inhalt == inhalt
    monkeypatch.undo()
    assert loeschen(timezone.now())["versand.Inhalt"] == 1
