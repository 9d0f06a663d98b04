from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.konten.models import Rolle
from projekte.models import Projekt
from projekte.sitemap import Projekte
from tests.factories.kommunen import KommuneFactory
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
        "Schätzung, 2026", "keine Angabe", "mailto:stelle@example.org", "https://rufbus.example/",
        f"/beratung/anfrage/?projekt={projekt.slug}",
    ):  # fmt: skip
        assert angabe in html
    assert "Beispiel" not in html
    assert "über ein Jahr" not in html


def test_without_a_contact_we_make_one(client: Client) -> None:
    projekt = ProjektFactory()
    link = f'<a href="/beratung/anfrage/?projekt={projekt.slug}">Kontakt anfragen</a>'
    assert f"Wir stellen ihn her: {link}" in seite(client, projekt)
    for angabe in ({"kontakt_funktion": "Stabsstelle"}, {"kontakt_email": "stelle@example.org"}):
        html = seite(client, ProjektFactory(**angabe))
        assert next(iter(angabe.values())) in html
        assert "Wir stellen ihn her" not in html


def test_text_of_editors_is_never_markup(client: Client) -> None:
    html = seite(client, ProjektFactory(titel="<i>a</i>", loesung="<script>alert(1)</script> [x](javascript:alert(1))"))
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert "&lt;i&gt;a&lt;/i&gt;" in html


def test_says_honestly_how_old_it_is(client: Client) -> None:
    alt = ProjektFactory(bestaetigt_am=timezone.localdate() - timedelta(days=400))
    assert "Das ist über ein Jahr her" in seite(client, alt)
    unbekannt = ProjektFactory(bestaetigt_am=None, angelegt_am=datetime(2026, 5, 3, 10, tzinfo=UTC))
    assert "nicht bekannt. In dieses Verzeichnis kamen sie am 3. Mai 2026." in seite(client, unbekannt)


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


def test_similar_projects_are_of_the_same_field_and_public(client: Client) -> None:
    projekt, aehnlich = ProjektFactory(), ProjektFactory()
    ProjektFactory(handlungsfeld=HandlungsfeldFactory(slug="energie"))
    ProjektFactory(veroeffentlicht_am=None)
    assert list(client.get(projekt.get_absolute_url()).context["aehnliche"]) == [aehnlich]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_query_count_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    projekt = ProjektFactory(beteiligte=KommuneFactory.create_batch(anzahl), typen=[LoesungstypFactory()])
    ProjektFactory.create_batch(anzahl)
    with django_assert_num_queries(7):
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
