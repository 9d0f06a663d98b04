from datetime import UTC, datetime

import pytest
from django.db.models import Count
from django.utils import timezone

from kompetenzzentrum.management.demo import veranstaltungen as demo
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory
from veranstaltungen.models import Anmeldestand, Anmeldung, Antwort, Programmwahl, Reihe, Veranstaltung
from veranstaltungen.rueckmeldung import auswerten

pytestmark = pytest.mark.django_db

SAMSTAG = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)


@pytest.fixture
def beispiele() -> dict[str, Veranstaltung]:
    KommuneFactory(schluessel="06611000", name="Kassel, documenta-Stadt")
    demo.anlegen(SAMSTAG)
    return {veranstaltung.slug: veranstaltung for veranstaltung in Veranstaltung.objects.mit_belegung()}


def test_there_are_past_and_future_ones_all_marked_as_examples(beispiele: dict[str, Veranstaltung]) -> None:
    assert len(beispiele) == 17
    assert all(veranstaltung.ist_beispiel for veranstaltung in beispiele.values())
    assert {v.region for v in beispiele.values() if v.format == "forum" and not v.ist_vorlage} == {
        "nord",
        "mitte",
        "ost",
        "sued",
    }
    assert sum(veranstaltung.ende < SAMSTAG for veranstaltung in beispiele.values()) == 3
    assert beispiele["bundeskonferenz-digitale-kommunen"].programm.count() > 10


def test_nothing_falls_on_a_weekend_or_on_christmas(beispiele: dict[str, Veranstaltung]) -> None:
    tage = {timezone.localdate(zeit) for v in beispiele.values() for zeit in (v.beginn, v.ende)}
    assert {tag.weekday() for tag in tage} <= {0, 1, 2, 3, 4}
    assert not [tag for tag in tage if (tag.month, tag.day) in {(12, 24), (12, 25), (12, 26), (1, 1), (1, 6)}]


def test_one_is_nearly_full_one_full_one_cancelled(beispiele: dict[str, Veranstaltung]) -> None:
    stand = {
        slug: veranstaltung.anmeldestand_bei(jetzt=SAMSTAG, belegt=veranstaltung.belegt)
        for slug, veranstaltung in beispiele.items()
    }
    assert beispiele["regionalforum-mitte"].frei == 3
    assert stand["workshop-offene-daten"] == Anmeldestand.WARTELISTE
    assert stand["workshop-ki-in-der-verwaltung"] == Anmeldestand.ABGESAGT


def test_registered_people_are_invented_and_get_no_mail(beispiele: dict[str, Veranstaltung]) -> None:
    adressen = set(Anmeldung.objects.values_list("email", flat=True))
    assert {adresse.partition("@")[2] for adresse in adressen} == {"example.org"}
    assert "kommune@example.org" in adressen
    assert not Anmeldung.objects.filter(angemeldet_am__gt=SAMSTAG).exists()
    assert not Nachricht.objects.exists()


def test_loading_twice_changes_nothing(beispiele: dict[str, Veranstaltung]) -> None:
    vorher = Anmeldung.objects.count()
    demo.anlegen(SAMSTAG)
    assert (Veranstaltung.objects.count(), Anmeldung.objects.count()) == (17, vorher)
    assert beispiele["regionalforum-mitte"].kommune.name == "Kassel, documenta-Stadt"


def test_the_congress_has_all_that_a_congress_has(beispiele: dict[str, Veranstaltung]) -> None:
    kongress = beispiele["bundeskonferenz-digitale-kommunen"]
    assert (kongress.straenge.count(), kongress.raeume.count()) == (3, 4)
    assert kongress.mitwirkende.count() > 5
    assert kongress.aussteller.count() > 3
    assert kongress.programmfassungen.count() == 1
    werkstaetten = kongress.programm.filter(waehlbar=True).annotate(gewaehlt=Count("programmwahlen"))
    assert len(werkstaetten) == 8
    assert all(0 < punkt.gewaehlt <= punkt.plaetze for punkt in werkstaetten)
    assert not Programmwahl.objects.filter(anmeldung__teilnahme="online").exists()


def test_one_is_full_and_people_wait_in_line(beispiele: dict[str, Veranstaltung]) -> None:
    voll = beispiele["workshop-offene-daten"]
    assert voll.belegt == voll.plaetze
    assert voll.anmeldungen.wartend().count() == 9
    assert voll.anmeldungen.filter(zustand="verfallen").count() == 2


def test_fair_share_questions_template_series_and_draft(beispiele: dict[str, Veranstaltung]) -> None:
    assert beispiele["regionalforum-sued"].platzregeln
    assert Antwort.objects.filter(frage__veranstaltung=beispiele["regionalforum-mitte"]).exists()
    assert beispiele["vorlage-regionalforum"].ist_vorlage
    termine = Reihe.objects.get(slug="formulare").veranstaltungen.all()
    assert [termin.zustand for termin in termine] == ["veroeffentlicht"] * 3
    assert all(termin.anmeldungen.exists() for termin in termine)
    assert beispiele["workshop-barrierefreie-dokumente"].zustand == "entwurf"


def test_a_past_one_shows_certificates_and_feedback(beispiele: dict[str, Veranstaltung]) -> None:
    vorbei = beispiele["regionalforum-ost"]
    assert vorbei.anmeldungen.filter(eingelassen_am__isnull=False).count() == 31
    assert auswerten(vorbei).schnitt is not None
    eigene = vorbei.anmeldungen.get(email="kommune@example.org")
    assert eigene.eingelassen_am
    assert not eigene.rueckmeldung_gegeben
    assert vorbei.anmeldungen.filter(rueckmeldung_gegeben=True).count() == vorbei.rueckmeldungen.count()
