"""The advisors' desk: who sees it, what it lists, and that nothing typed there is ever lost."""

import pytest
from django.test import Client

from kompetenzzentrum.beratung.models import Anfrage
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.beratung import AnfrageFactory, BeitragFactory, BeraterinFactory, NotizFactory
from tests.factories.kommunen import KommuneFactory
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import HandlungsfeldFactory

pytestmark = pytest.mark.django_db

TISCH = "/beratung/schreibtisch/"


def fall(anfrage: Anfrage) -> str:
    return f"{TISCH}{anfrage.pk}/"


def namen(tisch: Client, abfrage: str) -> list[str]:
    return [anfrage.name for anfrage in tisch.get(TISCH + abfrage).context["page_obj"]]


@pytest.mark.parametrize("rolle", [None, *Rolle])
def test_only_advisors_see_desk_and_case(client: Client, rolle: Rolle | None) -> None:
    anfrage = AnfrageFactory()
    assert client.get(TISCH).status_code == client.get(fall(anfrage)).status_code == 302
    client.force_login(NutzerFactory(rolle=rolle))
    erwartet = 200 if rolle == Rolle.BERATUNG else 403
    assert client.get(TISCH).status_code == erwartet
    assert client.get(fall(anfrage)).status_code == erwartet
    antwort = client.post(fall(anfrage), {"aktion": "uebernehmen", "version": 1})
    assert (antwort.status_code == 302) == (rolle == Rolle.BERATUNG)


def test_the_views_of_the_desk(tisch: Client, beraterin: Nutzer) -> None:
    AnfrageFactory(name="neu")
    AnfrageFactory(name="meins", beraterin=beraterin)
    AnfrageFactory(name="anderes", beraterin=BeraterinFactory())
    AnfrageFactory(name="verwaist", zustand=Anfrage.Zustand.WARTET)
    AnfrageFactory(name="zu", beraterin=beraterin, zustand=Anfrage.Zustand.GESCHLOSSEN)
    AnfrageFactory(name="", email="", zustand=Anfrage.Zustand.GESCHLOSSEN)
    assert namen(tisch, "") == ["neu", "verwaist"]
    assert namen(tisch, "?ansicht=meine") == ["meins"]
    assert namen(tisch, "?ansicht=offen") == ["neu", "meins", "anderes", "verwaist"]
    assert namen(tisch, "?ansicht=geschlossen") == ["zu"]
    assert namen(tisch, "?ansicht=gibtesnicht") == ["neu", "verwaist"]
    anzahlen = {eintrag["name"]: eintrag["anzahl"] for eintrag in tisch.get(TISCH).context["ansichten"]}
    assert anzahlen == {"neu": 2, "meine": 1, "offen": 4, "geschlossen": 1}


def test_search_looks_into_persons_places_and_conversation(tisch: Client) -> None:
    stadt = KommuneFactory(name="Görlitz, Stadt")
    treffer = AnfrageFactory(name="Jana Lorenz", kommune=stadt, nachricht="Es geht um Sensoren.")
    BeitragFactory(anfrage=treffer, text="Und um Grundwasser.")
    AnfrageFactory(name="Jemand anderes", email="anders@example.org", nachricht="Etwas anderes.")
    for suche in ("lorenz", "görlitz", "sensoren grundwasser", "Grundwasser", treffer.nummer, treffer.nummer.lower()):
        assert namen(tisch, f"?q={suche}") == ["Jana Lorenz"], suche
    assert namen(tisch, "?q=gibtesnicht") == []
    assert "Filter entfernen" in tisch.get(TISCH + "?q=gibtesnicht").content.decode()


def test_search_never_finds_by_internal_notes(tisch: Client) -> None:
    """Notes are read in their case; a list that matched them would be a second way to them."""
    NotizFactory(text="Geheimwort")
    assert namen(tisch, "?q=Geheimwort") == []


def test_filters_and_sorting(tisch: Client) -> None:
    bayern = KommuneFactory(landschluessel="09", name="Augsburg")
    hessen = KommuneFactory(landschluessel="06", name="Kassel")
    energie = HandlungsfeldFactory(slug="energie")
    AnfrageFactory(name="A", kommune=hessen, handlungsfeld=energie)
    AnfrageFactory(name="B", kommune=bayern)
    assert namen(tisch, f"?land={bayern.land.pk}") == ["B"]
    assert namen(tisch, "?handlungsfeld=energie") == ["A"]
    assert namen(tisch, "?sort=kommune") == ["B", "A"]
    assert namen(tisch, "?sort=-kommune") == ["A", "B"]
    assert namen(tisch, "?sort=-eingang") == ["B", "A"]


@pytest.mark.parametrize(
    "abfrage", ["?q=%00", "?land=%00", "?land=abc", "?handlungsfeld=%00", "?sort=quatsch", "?seite=99999", "?seite=x"]
)
def test_odd_addresses_do_no_harm(tisch: Client, abfrage: str) -> None:
    AnfrageFactory()
    assert tisch.get(TISCH + abfrage).status_code == 200


def test_the_list_is_paginated_and_costs_the_same_with_more_rows(
    tisch: Client, beraterin: Nutzer, django_assert_num_queries: object
) -> None:
    def anlegen(anzahl: int) -> None:
        for _ in range(anzahl):
            AnfrageFactory(
                kommune=KommuneFactory(),
                handlungsfeld=HandlungsfeldFactory(slug="energie"),
                beraterin=BeraterinFactory(),
            )

    anlegen(1)
    # session, person, roles; tabs, count, rows; Länder and Handlungsfelder of the filter (Django reads each twice)
    with django_assert_num_queries(10):  # type: ignore[operator]
        tisch.get(TISCH + "?ansicht=offen")
    anlegen(2)
    with django_assert_num_queries(10):  # type: ignore[operator]
        tisch.get(TISCH + "?ansicht=offen")
    anlegen(25)
    seite = tisch.get(TISCH + "?ansicht=offen")
    assert len(seite.context["page_obj"]) == 25
    assert len(tisch.get(TISCH + "?ansicht=offen&seite=2").context["page_obj"]) == 3


def test_the_case_costs_the_same_with_more_messages(
    tisch: Client, beraterin: Nutzer, django_assert_num_queries: object
) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    for anzahl in (1, 3):
        while anfrage.beitraege.count() < anzahl:
            BeitragFactory(anfrage=anfrage)
            NotizFactory(anfrage=anfrage, beraterin=BeraterinFactory())
        # session, person, roles; case, team, messages, notes
        with django_assert_num_queries(7):  # type: ignore[operator]
            tisch.get(fall(anfrage))


def test_take_answer_note_and_close(tisch: Client, beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory()
    seite = tisch.get(fall(anfrage)).content.decode()
    assert "Anfrage übernehmen" in seite and "Antwort senden" not in seite
    assert tisch.post(fall(anfrage), {"aktion": "uebernehmen", "version": 1}).status_code == 302
    tisch.post(fall(anfrage), {"aktion": "antworten", "antwort": "So geht es.", "version": 2})
    tisch.post(fall(anfrage), {"aktion": "notieren", "notiz": "Hat geklappt.", "version": 3})
    antwort = tisch.post(fall(anfrage), {"aktion": "abschliessen", "antwort": "", "version": 3}, follow=True)
    assert "Der Vorgang ist abgeschlossen." in antwort.content.decode()
    anfrage.refresh_from_db()
    assert anfrage.zustand == Anfrage.Zustand.GESCHLOSSEN
    assert [beitrag.text for beitrag in anfrage.beitraege.all()] == ["So geht es."]
    assert [notiz.text for notiz in anfrage.notizen.all()] == ["Hat geklappt."]
    assert Nachricht.objects.count() == 2


def test_a_draft_survives_when_the_case_changed_meanwhile(tisch: Client, beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin, version=5)
    antwort = tisch.post(fall(anfrage), {"aktion": "antworten", "antwort": "Mein langer Entwurf", "version": 4})
    seite = antwort.content.decode()
    assert "hat sich geändert, während Sie geschrieben haben" in seite
    assert "Mein langer Entwurf" in seite
    assert not anfrage.beitraege.exists()
    # Having seen that, sending again works.
    version = antwort.context["form"]["version"].value()
    tisch.post(fall(anfrage), {"aktion": "antworten", "antwort": "Mein langer Entwurf", "version": version})
    assert anfrage.beitraege.get().text == "Mein langer Entwurf"


def test_a_draft_survives_when_somebody_else_took_the_case(tisch: Client, beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=BeraterinFactory(name="Emre Aydın"))
    seite = tisch.post(fall(anfrage), {"aktion": "antworten", "antwort": "Mein Entwurf", "version": 1}).content.decode()
    assert "Zuständig ist jetzt: Emre Aydın." in seite
    assert "Mein Entwurf" in seite


def test_saving_a_note_keeps_the_half_written_answer(tisch: Client, beraterin: Nutzer) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    seite = tisch.post(
        fall(anfrage), {"aktion": "notieren", "notiz": "Rückruf morgen", "antwort": "Halber Satz", "version": 1}
    )
    assert anfrage.notizen.get().text == "Rückruf morgen"
    assert seite.context["form"]["antwort"].value() == "Halber Satz"
    assert not seite.context["form"]["notiz"].value()


@pytest.mark.parametrize(
    ("daten", "feld"),
    [
        ({"aktion": "antworten", "antwort": " "}, "antwort"),
        ({"aktion": "notieren"}, "notiz"),
        ({"aktion": "abgeben"}, "an"),
        ({"aktion": "abgeben", "an": "99999"}, "an"),
        ({"aktion": "quatsch"}, "__all__"),
        ({}, "__all__"),
    ],
)
def test_what_is_missing_is_named_beside_its_field(
    tisch: Client, beraterin: Nutzer, daten: dict[str, str], feld: str
) -> None:
    anfrage = AnfrageFactory(beraterin=beraterin)
    antwort = tisch.post(fall(anfrage), {"version": 1, **daten})
    assert antwort.status_code == 200
    assert feld in antwort.context["form"].errors


def test_giving_away_by_the_page(tisch: Client, beraterin: Nutzer) -> None:
    kollege = BeraterinFactory(name="Emre Aydın")
    anfrage = AnfrageFactory(beraterin=beraterin)
    tisch.post(fall(anfrage), {"aktion": "abgeben", "an": str(kollege.pk), "version": 1})
    anfrage.refresh_from_db()
    assert anfrage.beraterin == kollege
    tisch.post(fall(anfrage), {"aktion": "abgeben", "an": "eingang", "version": 2})
    anfrage.refresh_from_db()
    assert anfrage.beraterin is None


def test_the_case_page_never_shows_the_askers_link(tisch: Client) -> None:
    anfrage = AnfrageFactory()
    assert anfrage.token not in tisch.get(fall(anfrage)).content.decode()


def test_reading_changes_nothing(tisch: Client) -> None:
    anfrage = AnfrageFactory()
    tisch.get(fall(anfrage), {"aktion": "uebernehmen"})
    tisch.get(anfrage.token_url)
    anfrage.refresh_from_db()
    assert (anfrage.version, anfrage.beraterin) == (1, None)


def test_nothing_is_cached(tisch: Client) -> None:
    assert tisch.get(TISCH)["Cache-Control"] == "private, no-store"
