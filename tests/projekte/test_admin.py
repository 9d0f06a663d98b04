from typing import Any

import pytest
from django.test import Client

from kompetenzzentrum.konten.models import Rolle
from projekte import pflege, suche
from projekte.models import Handlungsfeld, Projekt
from tests.factories.kommunen import KommuneFactory
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory

pytestmark = pytest.mark.django_db
NEU = "/verwaltung/projekte/projekt/add/"


@pytest.fixture
def redaktion(client: Client) -> Client:
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    return client


def angaben(**felder: Any) -> dict[str, Any]:
    return {
        "titel": "Rufbus", "kurzbeschreibung": "Er kommt.", "handlungsfeld": HandlungsfeldFactory().pk, "phase": "P4",
        "zustand": "laufend",
    } | {
        f"{teil}-{zahl}": "0"
        for teil in ("beteiligungen", "wirkungen", "partner", "bilder", "dokumente")
        for zahl in ("TOTAL_FORMS", "INITIAL_FORMS")
    } | felder  # fmt: skip


def mit_kommune(pk: int, **felder: Any) -> dict[str, Any]:
    zeile = {"beteiligungen-TOTAL_FORMS": "1", "beteiligungen-0-kommune": pk, "beteiligungen-0-federfuehrend": "on"}
    return angaben(**zeile) | felder


def test_editor_writes_a_draft_that_is_ready_for_the_search(redaktion: Client) -> None:
    kommune = KommuneFactory(name="Ortlingen")
    antwort = redaktion.post(NEU, mit_kommune(kommune.pk))
    assert antwort.status_code == 302
    projekt = Projekt.objects.get()
    assert projekt.slug == "rufbus"
    assert projekt.federfuehrung == kommune
    assert not projekt.ist_veroeffentlicht
    pflege.veroeffentlichen(Projekt.objects.all())
    assert suche.suchen(suche.Auswahl("ortlingen")).schluessel == [projekt.pk]


@pytest.mark.parametrize(
    ("felder", "meldung"),
    [
        ({}, "Ein Projekt braucht eine federführende Kommune oder einen Träger."),
        ({"traeger": "x", "slug": "merkliste"}, "ist die Adresse einer anderen Seite"),
        ({"traeger": "x", "zustand": "abgebrochen"}, "Bitte nennen Sie den Grund"),
        ({"traeger": "x", "kosten_einmalig": "K1"}, "Zu den Kosten gehören ihre Grundlage und ein Jahr."),
    ],
)
def test_rules_of_the_database_are_told_in_the_form(redaktion: Client, felder: dict[str, str], meldung: str) -> None:
    antwort = redaktion.post(NEU, angaben(**felder))
    assert antwort.status_code == 200
    assert meldung in antwort.content.decode()
    assert not Projekt.objects.exists()


def test_too_many_or_repeated_fields_are_told(redaktion: Client) -> None:
    alle = list(Handlungsfeld.objects.exclude(slug="mobilitaet").values_list("pk", flat=True)[:3])
    antwort = redaktion.post(NEU, angaben(traeger="x", weitere_handlungsfelder=alle))
    assert "höchstens 2 weitere" in antwort.content.decode()
    antwort = redaktion.post(NEU, angaben(traeger="x", weitere_handlungsfelder=[HandlungsfeldFactory().pk]))
    assert "zählt schon" in antwort.content.decode()


def test_further_fields_are_chosen_by_ticking(redaktion: Client) -> None:
    seite = redaktion.get(NEU).content.decode()
    for feld, anzahl in (("weitere_handlungsfelder", Handlungsfeld.objects.count()), ("loesungstypen", 12)):
        assert seite.count(f'<input type="checkbox" name="{feld}"') == anzahl
    assert "Choose" not in seite
    felder = [HandlungsfeldFactory(slug="daten").pk, HandlungsfeldFactory(slug="energie").pk]
    assert redaktion.post(NEU, angaben(traeger="x", weitere_handlungsfelder=felder)).status_code == 302
    assert set(Projekt.objects.get().weitere_handlungsfelder.values_list("pk", flat=True)) == set(felder)


def test_the_leading_municipality_cannot_be_taken_away(redaktion: Client) -> None:
    projekt = ProjektFactory()
    zeile = projekt.beteiligungen.get()
    antwort = redaktion.post(
        f"/verwaltung/projekte/projekt/{projekt.pk}/change/",
        mit_kommune(
            projekt.federfuehrung.pk,
            **{
                "beteiligungen-INITIAL_FORMS": "1", "beteiligungen-0-id": zeile.pk,
                "beteiligungen-0-projekt": projekt.pk, "beteiligungen-0-DELETE": "on",
            },
        ),
    )  # fmt: skip
    assert "federführende Kommune oder einen Träger" in antwort.content.decode()
    assert Projekt.objects.get().federfuehrung


def test_actions_publish_and_archive(redaktion: Client) -> None:
    projekt = ProjektFactory(veroeffentlicht_am=None)
    liste = "/verwaltung/projekte/projekt/"
    for aktion, zu_sehen in (("veroeffentlichen", True), ("archivieren", False)):
        antwort = redaktion.post(liste, {"action": aktion, "_selected_action": [projekt.pk]}, follow=True)
        assert antwort.status_code == 200
        projekt.refresh_from_db()
        assert projekt.ist_veroeffentlicht is zu_sehen


@pytest.mark.parametrize("stand", ["entwurf", "veroeffentlicht", "archiviert"])
def test_list_by_state(redaktion: Client, stand: str) -> None:
    ProjektFactory(titel="entwurf-1", veroeffentlicht_am=None)
    ProjektFactory(titel="veroeffentlicht-1")
    ProjektFactory(titel="archiviert-1", archiviert_am="2026-06-01T10:00+02:00")
    antwort = redaktion.get(f"/verwaltung/projekte/projekt/?stand={stand}")
    assert [projekt.titel for projekt in antwort.context["cl"].result_list] == [f"{stand}-1"]


def test_renaming_a_field_reaches_the_search_but_not_its_key(redaktion: Client) -> None:
    projekt = ProjektFactory()
    feld = projekt.handlungsfeld
    redaktion.post(
        f"/verwaltung/projekte/handlungsfeld/{feld.pk}/change/", {"name": "Unterwegs", "slug": "x", "reihenfolge": 2}
    )
    feld.refresh_from_db()
    assert (feld.name, feld.slug) == ("Unterwegs", "mobilitaet")
    assert suche.suchen(suche.Auswahl("unterwegs")).schluessel == [projekt.pk]


@pytest.mark.parametrize("rolle", [Rolle.BERATUNG, Rolle.VERANSTALTUNGSTEAM, Rolle.BETRIEB])
def test_nobody_else_gets_in(client: Client, rolle: Rolle) -> None:
    client.force_login(NutzerFactory(rolle=rolle))
    assert client.get(NEU).status_code in (302, 403)
