from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kommunen.models import Kommune, Land
from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.oberflaeche.texte import datum_lang
from projekte import pflege, suche
from projekte.models import Projekt
from projekte.sitemap import Projekte
from tests.factories.kommunen import KommuneFactory, MitgliedschaftFactory
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import HandlungsfeldFactory, LoesungstypFactory, ProjektFactory
from tests.factories.veranstaltungen import VeranstaltungFactory

pytestmark = pytest.mark.django_db


def seite(client: Client, projekt: Projekt) -> str:
    antwort = client.get(projekt.get_absolute_url())
    assert antwort.status_code == 200
    return antwort.content.decode()


def test_shows_the_whole_project(client: Client) -> None:
    partner = KommuneFactory(name="Nachbardorf")
    projekt = ProjektFactory(
        ausgangslage="Abends fährt **kein** Bus.", vorgehen="1. anfangen\n2. weitermachen", beteiligte=[partner],
        weitere=[HandlungsfeldFactory(slug="daten")], typen=[LoesungstypFactory(slug="app")],
        kosten_jaehrlich="J1", kosten_basis="schaetzung", kosten_jahr=2026, kontakt_funktion="Stabsstelle",
        kontakt_email="stelle@example.org", website="https://rufbus.example/", bestaetigt_am=timezone.localdate(),
    )  # fmt: skip
    html = seite(client, projekt)
    for angabe in (
        "Abends fährt <strong>kein</strong> Bus.", "<li>weitermachen</li>", partner.get_absolute_url(),
        projekt.federfuehrung.get_absolute_url(), "Daten, Plattformen", "1.000 bis unter 10.000 € im Jahr",
        "Schätzung, 2026", "keine Angabe", "https://rufbus.example/",
        f"/beratung/anfrage/?projekt={projekt.slug}",
    ):  # fmt: skip
        assert angabe in html
    assert "Beispiel" not in html
    assert "über ein Jahr" not in html
    assert "stelle@example.org" not in html  # questions go through the portal


def test_without_a_contact_we_make_one(client: Client) -> None:
    projekt = ProjektFactory()
    link = f'<a href="/beratung/anfrage/?projekt={projekt.slug}">Kontakt anfragen</a>'
    assert f"Wir stellen ihn her: {link}" in seite(client, projekt)
    for angabe in ({"kontakt_funktion": "Stabsstelle"}, {"kontakt_email": "stelle@example.org"}):
        projekt = ProjektFactory(**angabe)
        html = seite(client, projekt)
        assert f'href="/projekte/{projekt.slug}/frage/"' in html
        assert "Wir stellen ihn her" not in html


def test_text_of_editors_is_never_markup(client: Client) -> None:
    html = seite(client, ProjektFactory(titel="<i>a</i>", loesung="<script>alert(1)</script> [x](javascript:alert(1))"))
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert "&lt;i&gt;a&lt;/i&gt;" in html


def test_says_honestly_how_old_each_fact_is(client: Client) -> None:
    heute = timezone.localdate()
    projekt = ProjektFactory(
        zustand_bestaetigt_am=heute, kontakt_bestaetigt_am=date(2024, 5, 3), bestaetigt_am=date(2024, 5, 3),
        kontakt_funktion="Stabsstelle", kosten_einmalig="K1", kosten_basis="ist", kosten_jahr=2023,
    )  # fmt: skip
    html = seite(client, projekt)
    assert html.count(f"bestätigt am {datum_lang(heute)}") == 2  # in the box and below
    assert html.count("bestätigt am 3. Mai 2024") == 2
    assert html.count("nie bestätigt") == 2
    assert "<dt>Jährliche Kosten</dt>" in html
    assert "über ein Jahr her" in html
    ohne = seite(client, ProjektFactory(bestaetigt_am=heute, zustand_bestaetigt_am=heute))
    assert [ohne.count(f"<dt>{name}</dt><dd>keine Angabe") for name in ("Kosten", "Kontakt")] == [1, 1]
    assert "nie bestätigt" not in ohne
    unbekannt = ProjektFactory(bestaetigt_am=None, angelegt_am=datetime(2026, 5, 3, 10, tzinfo=UTC))
    assert "nicht bekannt. In dieses Verzeichnis kamen sie am 3. Mai 2026." in seite(client, unbekannt)


def test_says_that_nobody_answered_and_that_nobody_is_reached(client: Client) -> None:
    projekt = ProjektFactory(
        unbeantwortet_seit=date(2026, 10, 1), kontakt_gestoert_am=date(2026, 9, 1), kontakt_email="stelle@example.org"
    )
    html = seite(client, projekt)
    assert "Nicht mehr bestätigt." in html
    assert "keine Antwort (seit 1. Oktober 2026)" in html
    assert "E-Mails kamen am 1. September 2026 zurück" in html


def test_shows_effects_with_how_one_knows_partners_and_technology(client: Client) -> None:
    projekt = ProjektFactory(
        foerderung=["land", "eigen"], foerderprogramm="Digitales Dorf", betriebsmodell="interkommunal",
        vergabeweg="direkt", vergabe_monate=3, technik="LoRaWAN", open_source="ja", software_lizenz="EUPL-1.2",
        repository="https://code.example/rufbus", hindernisse="Der Winter.", lehren="Früh *anfangen*.",
        personalaufwand="A2", cpv="48000000-8",
    )  # fmt: skip
    projekt.wirkungen.create(
        aussage="Mehr Fahrten", wert="1250.00", einheit="Fahrten im Monat", art="gemessen", methode="Zählung",
        stand=date(2026, 3, 1),
    )  # fmt: skip
    projekt.wirkungen.create(aussage="Weniger Anrufe", wert="12.5", einheit="%", art="geschaetzt")
    projekt.wirkungen.create(aussage="Kosten je Gerät", wert="1212.5", einheit="€", art="erwartet")
    projekt.partner.create(name="Hochschule Beispielstadt", rolle="Auswertung", art="wissenschaft")
    html = seite(client, projekt)
    for angabe in (
        "Land, Eigenmittel", "Digitales Dorf", "mehrere Kommunen gemeinsam", "Direktauftrag, 3 Monate",
        "CPV 48000000-8", "LoRaWAN", "Lizenz EUPL-1.2", "https://code.example/rufbus", "Der Winter.",
        "<em>anfangen</em>", "über 1 bis 6 Personenmonate", "1.250 Fahrten im Monat", "gemessen: Zählung",
        "1. März 2026", "12,5 %", "geschätzt", "1.212,50\N{NO-BREAK SPACE}€",
        "Hochschule Beispielstadt: Auswertung", "Hochschule oder Forschung",
    ):  # fmt: skip
        assert angabe in html, angabe


def test_marks_are_shown_and_the_missing_ones_to_members_only(client: Client) -> None:
    kommune = KommuneFactory()
    projekt = ProjektFactory(federfuehrung=kommune, hindernisse="x")
    projekt.wirkungen.create(
        aussage="Mehr Fahrten", wert=1, einheit="Fahrt", art="gemessen", methode="Zählung", stand=date(2026, 3, 1)
    )
    suche.ableiten([projekt.pk])
    html = seite(client, projekt)
    assert "Wirkung gemessen" in html
    assert "Für Sie als Zuständige" not in html
    client.force_login(NutzerFactory())
    assert "Für Sie als Zuständige" not in seite(client, projekt)
    MitgliedschaftFactory(kommune=kommune, nutzer=(mitglied := NutzerFactory()))
    client.force_login(mitglied)
    html = seite(client, projekt)
    assert "Für Sie als Zuständige" in html
    assert "Es fehlt: Ausgangslage, Lösung, Vorgehen, Ergebnis, einmalige Kosten" in html


def test_what_was_just_changed_is_seen_at_once(client: Client) -> None:
    projekt = ProjektFactory(loesung="Vorher.")
    assert "Vorher." in seite(client, projekt)
    projekt.loesung = "Nachher."
    pflege.speichern(projekt, federfuehrung=projekt.federfuehrung)
    assert "Nachher." in seite(client, projekt)
    Kommune.objects.update(anzeigename="Umbenannt")
    assert "Umbenannt" in seite(client, projekt)


def test_shows_source_and_licence(client: Client) -> None:
    projekt = ProjektFactory(
        quelle="Sammlung", quelle_url="https://quelle.example/1", lizenz="CC BY 4.0", traeger="Ein Verein", phase=""
    )
    html = seite(client, projekt)
    assert '<a href="https://quelle.example/1" rel="noopener">Sammlung</a>' in html
    assert "https://creativecommons.org/licenses/by/4.0/deed.de" in html
    assert "Ein Verein" in html
    assert "nicht bekannt" in html


def test_example_is_marked(client: Client) -> None:
    assert "Dieser Eintrag ist ein Beispiel" in seite(client, ProjektFactory(ist_beispiel=True))


@pytest.mark.parametrize("felder", [{"veroeffentlicht_am": None}, {"archiviert_am": datetime(2026, 6, 1, tzinfo=UTC)}])
def test_drafts_and_archived_are_for_editors_only(client: Client, felder: dict[str, datetime | None]) -> None:
    projekt = ProjektFactory(**felder)
    assert client.get(projekt.get_absolute_url()).status_code == 404
    client.force_login(NutzerFactory(rolle=Rolle.BERATUNG))
    assert client.get(projekt.get_absolute_url()).status_code == 404
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    assert "Diese Seite sieht nur die Redaktion" in seite(client, projekt)


def test_shows_what_one_can_attend(client: Client) -> None:
    projekt, veranstaltung = ProjektFactory(), VeranstaltungFactory()
    assert "Veranstaltungen zu diesem Projekt" not in seite(client, projekt)
    veranstaltung.projekte.add(projekt)
    assert veranstaltung.titel in seite(client, projekt)


def test_comparable_projects_are_public_and_say_why(client: Client) -> None:
    hessen = Land.objects.get(schluessel="06")
    texte = {"loesung": "Eine Mitfahrbank mit Anzeige am Dorfplatz."}
    projekt = ProjektFactory(federfuehrung=KommuneFactory(land=hessen, groessenklasse="G3"), **texte)
    aehnlich = ProjektFactory(federfuehrung=KommuneFactory(land=hessen, groessenklasse="G1"), **texte)
    geheim = ProjektFactory(veroeffentlicht_am=None, titel="Noch geheim", **texte)
    html = seite(client, projekt)
    danach = html.partition("Vergleichbare Projekte")[2]
    assert aehnlich.get_absolute_url() in danach
    assert "auch aus Hessen" in danach
    assert geheim.titel not in html


def test_another_project_of_the_same_municipality_says_so(client: Client) -> None:
    kommune = KommuneFactory()
    projekt, _ = (ProjektFactory(titel=f"Pegelsensoren am Bach {nummer}", federfuehrung=kommune) for nummer in "AB")
    assert "<span>Vergleichbar: </span>dieselbe Kommune</p>" in seite(client, projekt)


def test_what_happens_to_a_comparable_project_is_seen_at_once(client: Client) -> None:
    projekt, anderes = (ProjektFactory(titel=f"Pegelsensoren am Bach {nummer}") for nummer in "AB")
    assert "Pegelsensoren am Bach B" in seite(client, projekt)
    anderes.titel = "Pegelsensoren am Fluss"
    pflege.speichern(anderes, federfuehrung=anderes.federfuehrung)
    html = seite(client, projekt)
    assert "Pegelsensoren am Bach B" not in html
    assert "Pegelsensoren am Fluss" in html
    pflege.archivieren(Projekt.objects.filter(pk=anderes.pk))
    assert "Vergleichbare Projekte" not in seite(client, projekt)


def test_a_change_elsewhere_leaves_what_was_drawn(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    projekt, _ = (ProjektFactory(titel=f"Pegelsensoren am Bach {nummer}") for nummer in "AB")
    seite(client, projekt)
    fremdes = {"federfuehrung": None, "traeger": "Verein", "handlungsfeld": HandlungsfeldFactory(slug="daten")}
    ProjektFactory(titel="Chor für alle", kurzbeschreibung="Singen.", **fremdes)
    suche.suchen(suche.Auswahl())  # the index follows
    with django_assert_num_queries(
        5
    ):  # rooms, project, its words for the comparable ones, Handlungsfelder, what has reuses
        seite(client, projekt)


@pytest.mark.parametrize("anzahl", [1, 3])
def test_a_page_drawn_before_costs_two_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    projekt = ProjektFactory(beteiligte=KommuneFactory.create_batch(anzahl), typen=[LoesungstypFactory()])
    ProjektFactory.create_batch(anzahl)
    seite(client, projekt)
    with django_assert_num_queries(2):
        antwort = client.get(projekt.get_absolute_url())
    with django_assert_num_queries(1):
        assert client.get(projekt.get_absolute_url(), headers={"if-none-match": antwort["ETag"]}).status_code == 304


@pytest.mark.parametrize("anzahl", [1, 3])
def test_drawing_it_costs_the_same_however_much_hangs_on_it(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    projekt = ProjektFactory(beteiligte=KommuneFactory.create_batch(anzahl), typen=[LoesungstypFactory()])
    for nummer in range(anzahl):
        projekt.wirkungen.create(aussage=f"Wirkung {nummer}", art="erwartet")
        projekt.partner.create(name=f"Partner {nummer}")
    ProjektFactory.create_batch(anzahl)
    suche.suchen(suche.Auswahl())  # the index is in memory
    with django_assert_num_queries(
        9
    ):  # three of them once for all pages: Handlungsfelder, what has reuses, what has events
        client.get(projekt.get_absolute_url())


def test_sitemap_lists_what_everybody_may_see() -> None:
    projekt = ProjektFactory()
    ProjektFactory(veroeffentlicht_am=None)
    eintraege = Projekte()
    assert list(eintraege.items()) == [projekt]
    assert eintraege.lastmod(projekt) == projekt.geaendert_am


def test_age_in_words() -> None:
    assert Projekt(bestaetigt_am=date(2026, 3, 1)).stand == "Stand März 2026"
    assert Projekt().stand == "Stand unbekannt"
