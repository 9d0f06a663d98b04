from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from kompetenzzentrum.datenschutz.loeschlauf import loeschen
from projekte import guetezeichen, pflege, suche
from projekte.models import BESTAETIGUNGEN, Handlungsfeld, Partner, Phase, Projekt, Schlagwort, Wirkung
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory

pytestmark = pytest.mark.django_db
JETZT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def entwurf(**felder: object) -> Projekt:
    return Projekt(
        titel="Größer & schöner: Café", kurzbeschreibung="Ein Satz.", handlungsfeld=HandlungsfeldFactory(),
        phase=Phase.IDEE, **felder,
    )  # fmt: skip


def gefunden(text: str) -> list[int]:
    return suche.suchen(suche.Auswahl(text)).schluessel


def test_writes_project_participants_and_index_together() -> None:
    ort, partner = KommuneFactory(name="Ortlingen"), KommuneFactory(name="Partnerau")
    projekt = pflege.speichern(entwurf(veroeffentlicht_am=JETZT), federfuehrung=ort, beteiligte=[partner, ort])
    assert projekt.slug == "groesser-schoener-cafe"
    assert projekt.federfuehrung == ort
    assert projekt.weitere_kommunen == [partner]
    assert gefunden("partnerau") == [projekt.pk]
    pflege.speichern(projekt, federfuehrung=partner)
    assert gefunden("ortlingen") == []


def test_what_hangs_on_it_is_written_with_it_or_left_as_it_is() -> None:
    wort = Schlagwort.objects.create(slug="lorawan", name="LoRaWAN")
    projekt = pflege.speichern(
        entwurf(traeger="x"), federfuehrung=None, schlagwoerter=[wort],
        wirkungen=[Wirkung(aussage="Mehr Fahrten", art="erwartet")], partner=[Partner(name="Hochschule")],
    )  # fmt: skip
    pflege.speichern(projekt, federfuehrung=None)
    assert list(projekt.schlagwoerter.all()) == [wort]
    assert [str(wirkung) for wirkung in projekt.wirkungen.all()] == ["Mehr Fahrten"]
    pflege.speichern(projekt, federfuehrung=None, schlagwoerter=[], wirkungen=[], partner=[Partner(name="Verein")])
    assert not projekt.schlagwoerter.exists()
    assert not projekt.wirkungen.exists()
    assert [str(partner) for partner in projekt.partner.all()] == ["Verein"]


@pytest.mark.parametrize(
    ("angaben", "meldung"),
    [
        ({"art": "gemessen"}, "Zu einer gemessenen Wirkung gehören Wert, Methode und Datum"),
        ({"art": "erwartet", "wert": 3}, "Zu einem Wert gehört seine Einheit"),
    ],
)
def test_a_claim_without_its_ground_is_refused_whole(angaben: dict[str, Any], meldung: str) -> None:
    wirkungen = [Wirkung(aussage="Mehr Fahrten", **angaben)]
    with pytest.raises(ValidationError, match=meldung), transaction.atomic():
        pflege.speichern(entwurf(traeger="x"), federfuehrung=None, wirkungen=wirkungen)
    assert not Projekt.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjektFactory().wirkungen.bulk_create([Wirkung(projekt=ProjektFactory(), aussage="x", **angaben)])


def test_an_entry_is_as_old_as_its_oldest_confirmation() -> None:
    projekt = entwurf(
        traeger="x", kosten_einmalig="K1", kosten_basis="ist", kosten_jahr=2025, kontakt_funktion="Stabsstelle",
        kosten_bestaetigt_am=date(2026, 3, 1), kontakt_bestaetigt_am=date(2025, 3, 1),
        unbeantwortet_seit=date(2026, 6, 1),
    )  # fmt: skip
    assert pflege.speichern(projekt, federfuehrung=None).bestaetigt_am == date(2025, 3, 1)
    assert projekt.unbeantwortet_seit == date(2026, 6, 1)
    with time_machine.travel(JETZT, tick=False):
        bestaetigt = pflege.bestaetigen(projekt, kosten=False)
    assert bestaetigt.bestaetigt_am == bestaetigt.kosten_bestaetigt_am == date(2026, 3, 1)
    assert bestaetigt.zustand_bestaetigt_am == bestaetigt.kontakt_bestaetigt_am == JETZT.date()
    assert bestaetigt.unbeantwortet_seit is None


def test_nobody_confirms_what_is_not_there() -> None:
    tag = date(2026, 3, 1)
    projekt = entwurf(traeger="x", **dict.fromkeys(BESTAETIGUNGEN, tag))
    pflege.speichern(projekt, federfuehrung=None)
    assert [getattr(projekt, feld) for feld in BESTAETIGUNGEN] == [None, tag, None]
    assert projekt.bestaetigt_am == tag
    projekt = pflege.bestaetigen(projekt, am=JETZT.date())
    assert [getattr(projekt, feld) for feld in BESTAETIGUNGEN] == [None, JETZT.date(), None]
    with time_machine.travel(JETZT, tick=False):
        assert guetezeichen.von(projekt) == []


def test_a_newer_confirmation_takes_the_label_away() -> None:
    projekt = ProjektFactory(traeger="x", unbeantwortet_seit=timezone.localdate(), federfuehrung=None)
    projekt.kosten_bestaetigt_am = projekt.zustand_bestaetigt_am = timezone.localdate()
    assert pflege.speichern(projekt, federfuehrung=None).unbeantwortet_seit is None


def test_a_new_address_ends_the_search_for_one() -> None:
    projekt = ProjektFactory(kontakt_email="alt@example.org", kontakt_gestoert_am=JETZT.date())
    ort = projekt.federfuehrung
    assert pflege.speichern(projekt, federfuehrung=ort).kontakt_gestoert_am
    projekt.kontakt_email = "neu@example.org"
    assert pflege.speichern(projekt, federfuehrung=ort).kontakt_gestoert_am is None


def test_every_change_has_a_new_version() -> None:
    projekt = ProjektFactory(veroeffentlicht_am=None)
    alle = Projekt.objects.all()
    for aendern in (
        lambda: pflege.veroeffentlichen(alle),
        lambda: pflege.bestaetigen(projekt),
        lambda: pflege.beenden(projekt, grund="Kein Geld."),
        lambda: pflege.kontakt_setzen(projekt, funktion="Stab", email="stab@example.org"),
        lambda: pflege.markieren(alle, unbeantwortet_seit=JETZT.date()),
        lambda: pflege.archivieren(alle),
    ):
        vorher = Projekt.objects.get().fassung
        aendern()
        assert Projekt.objects.get().fassung > vorher


def test_addresses_are_never_taken_twice_nor_from_a_page() -> None:
    ProjektFactory(slug="karte-2")
    assert pflege.freier_slug("Karte") == "karte-3"
    assert pflege.freier_slug("!!!") == "projekt"
    assert len(pflege.freier_slug("lang " * 100)) <= pflege.SLUG_HOECHSTENS


@pytest.mark.parametrize("felder", [{}, {"traeger": ""}])
def test_somebody_must_be_responsible(felder: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="federführende Kommune oder einen Träger"):
        pflege.speichern(entwurf(**felder), federfuehrung=None)
    assert not Projekt.objects.exists()


def test_at_most_two_further_fields_and_not_the_first_again() -> None:
    felder = list(Handlungsfeld.objects.exclude(slug="mobilitaet")[:3])
    with pytest.raises(ValidationError, match="höchstens 2"):
        pflege.speichern(entwurf(traeger="x"), federfuehrung=None, weitere_handlungsfelder=felder)
    with pytest.raises(ValidationError, match="zählt schon"):
        pflege.speichern(entwurf(traeger="x"), federfuehrung=None, weitere_handlungsfelder=[HandlungsfeldFactory()])


def test_publishing_archiving_and_bringing_back_keeps_the_first_date() -> None:
    projekt = ProjektFactory(veroeffentlicht_am=None)
    alle = Projekt.objects.all()
    assert pflege.veroeffentlichen(alle, jetzt=JETZT) == 1
    assert pflege.veroeffentlichen(alle, jetzt=JETZT + timedelta(days=1)) == 0
    assert pflege.archivieren(alle, jetzt=JETZT + timedelta(days=2)) == 1
    projekt.refresh_from_db()
    assert not projekt.ist_veroeffentlicht
    assert projekt.geaendert_am == JETZT + timedelta(days=2)
    assert pflege.veroeffentlichen(alle, jetzt=JETZT + timedelta(days=3)) == 1
    projekt.refresh_from_db()
    assert projekt.ist_veroeffentlicht
    assert projekt.veroeffentlicht_am == JETZT


def test_renamed_field_is_found_under_its_new_name() -> None:
    projekt, anderes = ProjektFactory(), ProjektFactory(handlungsfeld=HandlungsfeldFactory(slug="energie"))
    feld = projekt.handlungsfeld
    feld.name = "Unterwegs"
    feld.save()
    pflege.umbenannt(feld)
    assert gefunden("unterwegs") == [projekt.pk]
    assert gefunden("energie") == [anderes.pk]


def test_contact_addresses_go_ninety_days_after_archiving() -> None:
    alt = ProjektFactory(kontakt_email="stelle@example.org", archiviert_am=JETZT - timedelta(days=91))
    jung = ProjektFactory(kontakt_email="stelle@example.org", archiviert_am=JETZT - timedelta(days=89))
    offen = ProjektFactory(kontakt_email="stelle@example.org")
    assert loeschen(JETZT)["projekte.Projekt"] == 1
    assert loeschen(JETZT)["projekte.Projekt"] == 0
    assert Projekt.objects.get(pk=alt.pk).kontakt_email == ""
    assert set(Projekt.objects.exclude(kontakt_email="")) == {jung, offen}
