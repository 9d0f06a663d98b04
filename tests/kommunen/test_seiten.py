import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kommunen import sitemap
from kommunen.models import Kommune, Land, Registerstand, Vergleich
from kommunen.suche import finden
from tests.factories.kommunen import KommuneFactory, KreisFactory, VerbandFactory

pytestmark = pytest.mark.django_db
LISTE = reverse("kommunen:liste")
ODD_INPUT = ["\0", "x" * 10_000, "'; DROP TABLE--", "%_", "💧", " ", "\ud800".encode("utf-8", "replace").decode()]


@pytest.fixture
def stand() -> Registerstand:
    return Registerstand.objects.create(stand="2026-02-28", datei="GV100AD.txt", format="GV100AD", gemeinden=3)


# --- list ----------------------------------------------------------------------------------


def test_list_holds_towns_sorted_by_folded_name_with_kreis_and_source(client: Client, stand: Registerstand) -> None:
    kreis = KreisFactory(name="Stade")
    for name in ("Zeven, Stadt", "Äpfeldorf", "Aurich, Stadt"):
        KommuneFactory(name=name, kreis=kreis)
    KommuneFactory(name="Niemandsland", gemeindefrei=True)
    KommuneFactory(name="Vergangen", aufgeloest_am="2026-01-01")
    seite = client.get(LISTE, {"typ": "orte"})
    assert [kommune.kurzname for kommune in seite.context["kommunen"]] == ["Äpfeldorf", "Aurich", "Zeven"]
    inhalt = seite.content.decode()
    assert "<strong>3 Kommunen</strong>" in inhalt
    assert "Landkreis Stade, Hessen" in inhalt
    assert "© Statistisches Bundesamt (Destatis), GV-ISys, Gebietsstand 28.02.2026" in inhalt
    assert not seite.cookies
    assert seite["Cache-Control"] == "public, max-age=60"


def test_filters_narrow_and_are_shown_one_by_one(client: Client) -> None:
    kreis = KreisFactory(name="Stade", landschluessel="03")
    gesucht = KommuneFactory(name="Buxtehude, Stadt", kreis=kreis, landschluessel="03", einwohner=40_000)
    KommuneFactory(name="Buxheim", landschluessel="09", einwohner=40_000, textkennzeichen="64")
    KommuneFactory(name="Stade, Stadt", kreis=kreis, landschluessel="03", einwohner=60_000)
    for abfrage in (
        {"name": "buxteh"},
        {"land": "03", "groesse": "22"},
        {"kreis": kreis.schluessel, "name": "bux"},
        {"typ": "stadt", "groesse": "22"},
    ):
        seite = client.get(LISTE, abfrage)
        assert list(seite.context["kommunen"]) == [gesucht], abfrage
        assert len(seite.context["aktiv"]) == len(abfrage)
    assert list(client.get(LISTE, {"typ": "kreis"}).context["kommunen"]) == [kreis]
    assert client.get(LISTE, {"typ": "orte"}).context["anzahl"] == 3
    assert client.get(LISTE).context["anzahl"] == 4
    leer = client.get(LISTE, {"name": "xyz"}).content.decode()
    assert "Alle Filter entfernen" in leer


def test_a_name_puts_the_best_hits_first_and_may_be_a_key(client: Client) -> None:
    beginnt = KommuneFactory(name="Stadecken-Elsheim", einwohner=90_000)
    stade = KommuneFactory(name="Stade, Stadt", schluessel="03359038", landschluessel="03")
    seite = client.get(LISTE, {"name": "stade"})
    assert list(seite.context["kommunen"]) == [stade, beginnt]
    assert "beste Treffer zuerst" in seite.content.decode()
    assert list(client.get(LISTE, {"name": "03359038"}).context["kommunen"]) == [stade]


@pytest.mark.parametrize(
    ("abfrage", "satz"),
    [
        ({"land": "quatsch"}, "Dieses Land kennen wir nicht. Gezeigt werden alle Länder."),
        ({"land": "06", "kreis": "03359"}, "Diesen Kreis gibt es in der Liste nicht. Gezeigt werden alle Kreise."),
        ({"verband": "1"}, "Diesen Gemeindeverband kennen wir nicht. Gezeigt werden alle Kommunen."),
        ({"groesse": "7"}, "Diese Größenklasse gibt es nicht. Gezeigt werden alle Größen."),
        ({"typ": "quatsch"}, "Diese Art gibt es nicht. Gezeigt werden alle Arten."),
    ],
)
def test_an_unknown_filter_is_told_once_and_left_out(client: Client, abfrage: dict[str, str], satz: str) -> None:
    gesucht = KommuneFactory(name="Buxtehude, Stadt")
    KommuneFactory(name="Stade, Stadt")
    seite = client.get(LISTE, abfrage | {"name": "bux"})
    inhalt = seite.content.decode()
    assert inhalt.count(satz) == 1
    assert "gültige Auswahl" not in inhalt
    assert list(seite.context["kommunen"]) == [gesucht]
    assert seite.context["aktiv"]["name"] == "„bux“"


def test_the_shipped_selection_does_not_claim_the_whole_country(client: Client, stand: Registerstand) -> None:
    adressen = (LISTE, f"{LISTE}?name=muensing", "/suche/?q=muensing", f"{reverse('kommunen:vorschlaege')}?q=muensing")
    for adresse in adressen:
        assert "Auswahl von" not in client.get(adresse).content.decode(), adresse
    assert "Jede Stadt und Gemeinde" in client.get(LISTE).content.decode()
    Registerstand.objects.update(beispiel=True, gemeinden=534)
    for adresse in adressen:
        assert "Geladen ist nur eine Auswahl von 534 Gemeinden." in client.get(adresse).content.decode(), adresse
    inhalt = client.get(LISTE).content.decode()
    assert "Jede Stadt und Gemeinde" not in inhalt
    assert "Alle Städte" not in inhalt


def test_list_of_a_verband(client: Client) -> None:
    amt = VerbandFactory(name="Arensharde", textkennzeichen="51", landschluessel="01")
    dorf = KommuneFactory(verband=amt, landschluessel="01")
    KommuneFactory(landschluessel="01")
    seite = client.get(LISTE, {"verband": amt.schluessel})
    assert list(seite.context["kommunen"]) == [dorf]
    assert "Amt Arensharde" in seite.content.decode()


def test_kreise_offered_are_those_of_the_land(client: Client) -> None:
    KreisFactory(name="Stade", landschluessel="03")
    hessisch = KreisFactory(name="Fulda", landschluessel="06")
    seite = client.get(LISTE, {"land": "06"})
    assert list(seite.context["filter"].form.fields["kreis"].queryset) == [hessisch]


@pytest.mark.parametrize("text", ODD_INPUT)
def test_odd_input_is_no_error(client: Client, text: str) -> None:
    for feld in ("name", "land", "kreis", "verband", "groesse", "typ"):
        assert client.get(LISTE, {feld: text}).status_code == 200
    assert client.get(LISTE, {"seite": text}).status_code == 404
    assert client.get(reverse("kommunen:vorschlaege"), {"q": text}).json() == {"treffer": [], "hinweis": ""}
    assert finden(text, 5) == ([], 0)


def test_long_lists_have_pages(client: Client) -> None:
    KommuneFactory.create_batch(26)
    assert len(client.get(LISTE).context["kommunen"]) == 25
    assert len(client.get(LISTE, {"seite": 2}).context["kommunen"]) == 1


@pytest.mark.parametrize("anzahl", [1, 3])
def test_list_costs_the_same_for_any_length(
    client: Client, stand: Registerstand, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    for _ in range(anzahl):
        KommuneFactory(kreis=KreisFactory())
    with django_assert_num_queries(9):  # number of the room, count, rows, Länder and Kreise (2 each), 2 for the source
        client.get(LISTE)
    with django_assert_num_queries(3):  # drawn before: number of the room, count, source
        client.get(LISTE)


# --- profile -------------------------------------------------------------------------------


def test_profile_tells_the_facts(client: Client, stand: Registerstand) -> None:
    kreis = KreisFactory(name="Hochtaunuskreis")
    kommune = KommuneFactory(
        name="Bad Homburg v. d. Höhe, Stadt", kreis=kreis, einwohner=56_688, flaeche_ha=5114, mehrere_plz=True
    )
    inhalt = client.get(kommune.get_absolute_url()).content.decode()
    for text in (
        "56.688",
        "51,14 km²",
        "1.108 Einwohner je km²",
        "Größere Mittelstadt",
        "es gibt weitere",
        kommune.ars,
    ):
        assert text in inhalt, text
    assert f'<a href="{kreis.get_absolute_url()}">Hochtaunuskreis</a>' in inhalt
    assert f"?kommune={kommune.schluessel}" in inhalt


def test_profile_of_a_kreis_shows_its_largest_and_leads_to_all(client: Client) -> None:
    kreis = KreisFactory()
    for i in range(11):
        KommuneFactory(name=f"Ort {i}", kreis=kreis, einwohner=1000 * (i + 1))
    inhalt = client.get(kreis.get_absolute_url()).content.decode()
    assert "Die 10 größten von 11" in inhalt
    assert ">Ort 10<" in inhalt
    assert ">Ort 0<" not in inhalt
    assert f"{LISTE}?kreis={kreis.schluessel}&amp;typ=orte" in inhalt


def test_profile_shows_comparable_ones_with_the_reason(client: Client) -> None:
    eine, andere = KommuneFactory.create_batch(2)
    Vergleich.objects.create(
        kommune=eine, andere=andere, rang=1, grund="ähnlich viele Einwohner (20.000), auch in Hessen"
    )
    inhalt = client.get(eine.get_absolute_url()).content.decode()
    assert "Grund: ähnlich viele Einwohner (20.000), auch in Hessen." in inhalt
    assert andere.get_absolute_url() in inhalt


def test_other_keys_lead_to_the_same_page(client: Client) -> None:
    stadt = KommuneFactory(schluessel="05913000", landschluessel="05", textkennzeichen="61", name="Dortmund, Stadt")
    for schluessel in ("05913", stadt.ars):
        antwort = client.get(reverse("kommunen:detail", args=[schluessel]))
        assert (antwort.status_code, antwort["Location"]) == (301, "/kommunen/05913000/")
    KreisFactory(schluessel="05915", landschluessel="05")
    assert client.get("/kommunen/05915/").status_code == 200


def test_a_dissolved_one_says_so_or_leads_to_its_successor(client: Client) -> None:
    neu = KommuneFactory(name="Neustadt")
    mitte = KommuneFactory(aufgeloest_am="2026-01-01", nachfolger=neu)
    alt = KommuneFactory(aufgeloest_am="2025-01-01", nachfolger=mitte)
    antwort = client.get(alt.get_absolute_url())
    assert (antwort.status_code, antwort["Location"]) == (301, neu.get_absolute_url())
    offen = KommuneFactory(name="Altdorf", aufgeloest_am="2026-01-01", nachfolger_vorschlag=neu)
    inhalt = client.get(offen.get_absolute_url()).content.decode()
    assert "Altdorf ist aufgelöst." in inhalt
    assert f'heißt heute so: <a href="{neu.get_absolute_url()}">' in inhalt
    assert "Beratung anfragen</span></a></p>" not in inhalt


def test_a_key_used_again_means_the_valid_one(client: Client) -> None:
    KommuneFactory(schluessel="06000001", aufgeloest_am="2020-01-01", name="Früher")
    KommuneFactory(schluessel="06000001", name="Heute")
    KommuneFactory(schluessel="06000001", aufgeloest_am="2024-01-01", name="Zwischendurch")
    assert client.get("/kommunen/06000001/").context["kommune"].name == "Heute"


@pytest.mark.parametrize("schluessel", ["99999999", "abc", "1", "0643400१", "neu", "0" * 400])
def test_unknown_keys_are_not_found(client: Client, schluessel: str) -> None:
    assert client.get(f"/kommunen/{schluessel}/").status_code == 404


def test_gemeindefreie_gebiete_have_no_page(client: Client) -> None:
    gebiet = KommuneFactory(gemeindefrei=True)
    assert client.get(gebiet.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("anzahl", [1, 3])
def test_profile_costs_the_same_for_any_number_of_members_and_comparable_ones(
    client: Client, stand: Registerstand, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    kreis = KreisFactory()
    for i in range(anzahl):
        KommuneFactory(kreis=kreis)
        Vergleich.objects.create(kommune=kreis, andere=KommuneFactory(kreis=KreisFactory()), rang=i, grund="x")
    with django_assert_num_queries(13):  # drawn for the first time, after a change of the register
        client.get(kreis.get_absolute_url())
    with django_assert_num_queries(1):
        client.get(kreis.get_absolute_url())


# --- map -----------------------------------------------------------------------------------


def test_map_counts_by_land_as_links_and_as_table(
    client: Client, stand: Registerstand, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    KommuneFactory.create_batch(2, landschluessel="09")
    KommuneFactory(landschluessel="06")
    KommuneFactory(landschluessel="09", gemeindefrei=True)
    KreisFactory(landschluessel="09")
    with django_assert_num_queries(5):  # number of the room, Länder, points, Registerstand, what completes it
        inhalt = client.get(reverse("kommunen:karte")).content.decode()
    assert 'aria-label="Bayern: 2 Gemeinden"' in inhalt
    assert inhalt.count('href="/kommunen/?land=09&amp;typ=orte"') == 2
    assert "3 Städte und Gemeinden" in inhalt
    assert "karte__punkt--kommune" in inhalt
    assert "style=" not in inhalt


# --- suggestions ---------------------------------------------------------------------------


@pytest.fixture
def orte() -> None:
    hochtaunus = KreisFactory(name="Hochtaunuskreis")
    goerlitz = KreisFactory(name="Görlitz", landschluessel="14", einwohner=250_000)
    KommuneFactory(name="Bad Homburg v. d. Höhe, Stadt", kreis=hochtaunus, schluessel="06434001", plz="61343")
    KommuneFactory(name="Görlitz, Stadt", kreis=goerlitz, landschluessel="14", plz="02826")
    KommuneFactory(name="Homberg (Efze), Stadt")
    KommuneFactory(name="München, Landeshauptstadt", landschluessel="09", einwohner=1_500_000)
    KommuneFactory(name="Münchenbernsdorf, Stadt", landschluessel="16", einwohner=2_842)
    KommuneFactory(name="Neu München", landschluessel="09", einwohner=2_000_000)
    KommuneFactory(name="Sankt Peter-Ording", landschluessel="01")


@pytest.mark.usefixtures("orte")
@pytest.mark.parametrize(
    ("text", "gefunden"),
    [
        ("bad homb", ["Bad Homburg v. d. Höhe"]),
        ("Bad Homburg v.d.H.", ["Bad Homburg v. d. Höhe"]),
        ("Goerlitz", ["Görlitz", "Landkreis Görlitz"]),
        ("Görlitz", ["Görlitz", "Landkreis Görlitz"]),
        ("GORLITZ", ["Görlitz", "Landkreis Görlitz"]),
        ("goerl", ["Görlitz", "Landkreis Görlitz"]),
        ("14", ["Görlitz", "Landkreis Görlitz"]),
        ("landkreis gör", ["Landkreis Görlitz"]),
        ("muenchen", ["München", "Münchenbernsdorf", "Neu München"]),
        ("bad hochtaunus", ["Bad Homburg v. d. Höhe"]),
        ("st. peter", ["Sankt Peter-Ording"]),
        ("06434001", ["Bad Homburg v. d. Höhe"]),
        ("064340000001", ["Bad Homburg v. d. Höhe"]),
        ("61343", ["Bad Homburg v. d. Höhe"]),
        ("omburg", []),
    ],
)
def test_type_ahead_finds(client: Client, text: str, gefunden: list[str]) -> None:
    antwort = client.get(reverse("kommunen:vorschlaege"), {"q": text})
    assert [treffer["text"] for treffer in antwort.json()["treffer"]] == gefunden
    assert antwort["Cache-Control"] == "public, max-age=3600"
    assert not antwort.cookies


@pytest.mark.usefixtures("orte")
def test_a_postcode_says_that_it_is_the_seats(client: Client) -> None:
    (treffer,) = client.get(reverse("kommunen:vorschlaege"), {"q": "61343"}).json()["treffer"]
    assert treffer["wert"] == "06434001"
    assert treffer["zusatz"].startswith("PLZ 61343 (nur Sitz der Verwaltung) · Stadt · Hochtaunuskreis, Hessen")


def test_at_most_ten_in_one_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(12):
        KommuneFactory(name="Neustadt, Stadt", kreis=KreisFactory())
    adresse = reverse("kommunen:vorschlaege")
    client.get(adresse, {"q": "neu"})
    with django_assert_num_queries(1):
        assert len(client.get(adresse, {"q": "neust"}).json()["treffer"]) == 10


# --- what other rooms use ------------------------------------------------------------------


@pytest.mark.usefixtures("orte")
def test_search_across_everything_gets_hits_and_their_number() -> None:
    treffer, anzahl = finden("münchen", 2)
    assert anzahl == 3
    assert [t.titel for t in treffer] == ["München", "Münchenbernsdorf"]


def test_sitemap_lists_every_profile() -> None:
    kommune = KommuneFactory()
    KommuneFactory(aufgeloest_am="2026-01-01")
    eintraege = sitemap.KommunenSitemap()
    assert [eintraege.location(k) for k in eintraege.items()] == [kommune.get_absolute_url()]


def test_the_sixteen_laender_are_there_without_any_register() -> None:
    assert Land.objects.count() == 16
    assert Kommune.objects.count() == 0
