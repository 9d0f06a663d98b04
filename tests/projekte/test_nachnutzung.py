"""Recording a reuse, its confirmation, and the rules nobody gets around."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Nachricht
from projekte import nachnutzung as ablauf
from projekte.models import Nachnutzung, Projekt
from tests.factories.kommunen import KommuneFactory, MitgliedschaftFactory
from tests.factories.konten import NutzerFactory
from tests.factories.nachnutzung import NachnutzungFactory
from tests.factories.projekte import ProjektFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def projekt() -> Projekt:
    return ProjektFactory(kontakt_email="stelle@example.org")


@pytest.fixture
def kommune() -> Kommune:
    return KommuneFactory(name="Neuhausen, Stadt")


@pytest.fixture
def mitglied(kommune: Kommune) -> Nutzer:
    return MitgliedschaftFactory(kommune=kommune).nutzer


def melden(projekt: Projekt, kommune: Kommune, durch: Nutzer, **angaben: Any) -> Nachnutzung:
    vorgabe = {"von": projekt.federfuehrung, "art": "uebernahme", "zustand": "laufend"}
    return ablauf.melden(projekt=projekt, kommune=kommune, durch=durch, **(vorgabe | angaben))


def test_a_member_reports_and_the_giving_side_is_asked(projekt: Projekt, kommune: Kommune, mitglied: Nutzer) -> None:
    nachnutzung = melden(projekt, kommune, mitglied, was="Streng vertraulich")
    assert nachnutzung.bestaetigt_am is None
    assert not Nachnutzung.objects.bestaetigt().exists()
    nachricht = Nachricht.objects.get()
    assert nachricht.an == "stelle@example.org"
    assert nachricht.kontext["seite_url"].endswith(nachnutzung.token_url)
    assert "Streng vertraulich" not in str(nachricht.kontext)


def test_confirming_shows_it_and_tells_the_reporter(projekt: Projekt, kommune: Kommune, mitglied: Nutzer) -> None:
    vorher = Projekt.objects.get(pk=projekt.pk).fassung
    nachnutzung = melden(projekt, kommune, mitglied)
    ablauf.bestaetigen(nachnutzung, token=nachnutzung.token)
    ablauf.bestaetigen(nachnutzung, token=nachnutzung.token)
    assert list(Nachnutzung.objects.bestaetigt()) == [nachnutzung]
    assert Projekt.objects.get(pk=projekt.pk).fassung > vorher
    assert [n.an for n in Nachricht.objects.filter(art="projekte.nachnutzung_entschieden")] == [mitglied.email]


def test_the_giving_side_may_say_no_and_change_its_mind(projekt: Projekt, kommune: Kommune, mitglied: Nutzer) -> None:
    nachnutzung = melden(projekt, kommune, mitglied)
    ablauf.bestaetigen(nachnutzung, token=nachnutzung.token)
    ablauf.widersprechen(nachnutzung, token=nachnutzung.token)
    assert not Nachnutzung.objects.bestaetigt().exists()
    assert Nachnutzung.objects.get().widersprochen_am
    ablauf.bestaetigen(nachnutzung, token=nachnutzung.token)
    assert Nachnutzung.objects.bestaetigt().exists()


def test_without_anybody_to_ask_the_editors_are_asked(kommune: Kommune, mitglied: Nutzer) -> None:
    redaktion = NutzerFactory(rolle=Rolle.REDAKTION)
    melden(ProjektFactory(), kommune, mitglied)
    assert [n.an for n in Nachricht.objects.all()] == [redaktion.email]


def test_what_editors_or_the_giving_side_report_stands_at_once(projekt: Projekt) -> None:
    geber = MitgliedschaftFactory(kommune=projekt.federfuehrung).nutzer
    beide = KommuneFactory()
    MitgliedschaftFactory(kommune=beide, nutzer=geber)
    assert melden(projekt, beide, geber).bestaetigt_am
    assert melden(projekt, KommuneFactory(), NutzerFactory(rolle=Rolle.REDAKTION)).bestaetigt_am
    assert not Nachricht.objects.exists()


@pytest.mark.parametrize("zustand", ["beantragt", "beendet"])
def test_others_may_not_report(projekt: Projekt, kommune: Kommune, zustand: str) -> None:
    fremde = NutzerFactory()
    MitgliedschaftFactory(nutzer=fremde)
    for person in (
        fremde,
        NutzerFactory(rolle=Rolle.BETRIEB),
        MitgliedschaftFactory(kommune=kommune, zustand=zustand).nutzer,
    ):
        with pytest.raises(ablauf.Konflikt):
            melden(projekt, kommune, person)
    assert not Nachnutzung.objects.exists()


def test_a_participant_does_not_reuse_its_own_project(projekt: Projekt) -> None:
    fuehrt = projekt.federfuehrung
    assert fuehrt
    with pytest.raises(ValidationError, match="selbst beteiligt"):
        melden(projekt, fuehrt, MitgliedschaftFactory(kommune=fuehrt).nutzer)


def test_twice_is_refused(projekt: Projekt, kommune: Kommune, mitglied: Nutzer) -> None:
    melden(projekt, kommune, mitglied)
    with pytest.raises(ValidationError, match="schon eingetragen"):
        melden(projekt, kommune, mitglied)


def test_only_from_somebody_who_has_it(projekt: Projekt, kommune: Kommune, mitglied: Nutzer) -> None:
    for von, grund in ((KommuneFactory(), "nicht beteiligt"), (kommune, "von sich selbst"), (None, "von wem")):
        with pytest.raises(ValidationError, match=grund):
            melden(projekt, kommune, mitglied, von=von)
    mitte = NachnutzungFactory(projekt=projekt).kommune
    assert melden(projekt, kommune, mitglied, von=mitte).von == mitte


def test_a_project_without_leading_municipality_is_taken_from_its_traeger(kommune: Kommune, mitglied: Nutzer) -> None:
    projekt = ProjektFactory(traeger="Region Süd", kontakt_email="region@example.org")
    melden(projekt, kommune, mitglied, von=None)
    assert Nachricht.objects.get().kontext["von"] == "Region Süd"


def test_a_reuser_that_passed_it_on_is_asked_itself(projekt: Projekt, kommune: Kommune, mitglied: Nutzer) -> None:
    mitte = NachnutzungFactory(projekt=projekt).kommune
    dort = MitgliedschaftFactory(kommune=mitte).nutzer
    melden(projekt, kommune, mitglied, von=mitte)
    assert [n.an for n in Nachricht.objects.all()] == [dort.email]


def test_a_circle_is_refused_by_workflow_and_database(projekt: Projekt) -> None:
    eins = NachnutzungFactory(projekt=projekt)
    zwei = NachnutzungFactory(projekt=projekt, von=eins.kommune)
    drei = NachnutzungFactory(projekt=projekt, von=zwei.kommune)
    with pytest.raises(ValidationError, match="selbst von dieser Kommune"):
        ablauf.aendern(eins, durch=NutzerFactory(rolle=Rolle.REDAKTION), von=drei.kommune)
    with pytest.raises(IntegrityError, match="schließt einen Kreis"), transaction.atomic():
        Nachnutzung.objects.filter(pk=eins.pk).update(von=drei.kommune)
    NachnutzungFactory(projekt=ProjektFactory(), kommune=eins.kommune, von=drei.kommune)  # of another one it may


@pytest.mark.parametrize(
    ("angaben", "name"),
    [
        ({"zustand": "beendet"}, "nachnutzung_beendet_mit_grund"),
        ({"eur": 5}, "nachnutzung_aufwand_mit_jahr_und_basis"),
        ({"personentage": 5, "aufwand_jahr": 2026}, "nachnutzung_aufwand_mit_jahr_und_basis"),
        ({"widersprochen_am": datetime(2026, 1, 1, tzinfo=UTC)}, "nachnutzung_bestaetigt_oder_widersprochen"),
    ],
)
def test_the_database_keeps_the_rules(projekt: Projekt, angaben: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        NachnutzungFactory(projekt=projekt, **angaben)


def test_the_database_knows_neither_self_nor_twice(projekt: Projekt) -> None:
    with pytest.raises(IntegrityError, match="nachnutzung_nicht_von_sich_selbst"), transaction.atomic():
        NachnutzungFactory(projekt=projekt, kommune=projekt.federfuehrung)
    eine = NachnutzungFactory(projekt=projekt)
    with pytest.raises(IntegrityError, match="nachnutzung_einmal_je_kommune"), transaction.atomic():
        NachnutzungFactory(projekt=projekt, kommune=eine.kommune)


def test_ending_keeps_the_confirmation_another_giver_needs_a_new_one(
    projekt: Projekt, kommune: Kommune, mitglied: Nutzer
) -> None:
    andere = NachnutzungFactory(projekt=projekt).kommune
    nachnutzung = melden(projekt, kommune, mitglied)
    alt = nachnutzung.token
    nachnutzung = ablauf.bestaetigen(nachnutzung, token=alt)
    nachnutzung = ablauf.aendern(nachnutzung, durch=mitglied, zustand="beendet", grund="Zu wenig genutzt.")
    assert nachnutzung.bestaetigt_am
    nachnutzung = ablauf.aendern(nachnutzung, durch=mitglied, von=andere)
    assert nachnutzung.bestaetigt_am is None
    with pytest.raises(ablauf.Konflikt, match="geändert"):
        ablauf.bestaetigen(nachnutzung, token=alt)


def test_taken_back_it_is_gone_unless_others_took_it_from_there(
    projekt: Projekt, kommune: Kommune, mitglied: Nutzer
) -> None:
    nachnutzung = melden(projekt, kommune, mitglied)
    weitere = NachnutzungFactory(projekt=projekt, von=kommune)
    with pytest.raises(ablauf.Konflikt, match="weiter übernommen"):
        ablauf.zuruecknehmen(nachnutzung, durch=mitglied)
    weitere.delete()
    with pytest.raises(ablauf.Konflikt, match="Mitglieder"):
        ablauf.zuruecknehmen(nachnutzung, durch=NutzerFactory())
    ablauf.zuruecknehmen(nachnutzung, durch=mitglied)
    with pytest.raises(ablauf.Konflikt, match="zurückgenommen"):
        ablauf.bestaetigen(nachnutzung, token=nachnutzung.token)


def test_a_deleted_account_leaves_the_reuse_standing(projekt: Projekt, kommune: Kommune, mitglied: Nutzer) -> None:
    nachnutzung = melden(projekt, kommune, mitglied)
    mitglied.delete()
    nachnutzung = ablauf.bestaetigen(nachnutzung, token=nachnutzung.token)
    assert nachnutzung.gemeldet_von is None


def test_nobody_confirms_her_own_word_through_a_second_municipality(
    projekt: Projekt, kommune: Kommune, mitglied: Nutzer
) -> None:
    zweite = MitgliedschaftFactory(nutzer=mitglied).kommune
    erste = melden(projekt, kommune, mitglied)
    weiter = melden(projekt, zweite, mitglied, von=kommune)
    assert weiter.bestaetigt_am is None
    with pytest.raises(ablauf.Konflikt, match="noch nicht bestätigt"):
        ablauf.bestaetigen(weiter, token=weiter.token)
    ablauf.bestaetigen(erste, token=erste.token)
    assert ablauf.bestaetigen(weiter, token=weiter.token).bestaetigt_am
    assert melden(projekt, MitgliedschaftFactory(nutzer=mitglied).kommune, mitglied, von=kommune).bestaetigt_am


def test_the_giving_side_is_asked_only_so_often_a_day(projekt: Projekt, kommune: Kommune, mitglied: Nutzer) -> None:
    nachnutzung = melden(projekt, kommune, mitglied)
    for art in ("beispiel", "uebernahme"):
        ablauf.aendern(nachnutzung, durch=mitglied, art=art)
    with pytest.raises(ablauf.Konflikt, match="morgen"):
        ablauf.aendern(nachnutzung, durch=mitglied, art="beispiel")
    ablauf.aendern(nachnutzung, durch=mitglied, was="Anderes")
    assert Nachricht.objects.filter(an="stelle@example.org").count() == 3
