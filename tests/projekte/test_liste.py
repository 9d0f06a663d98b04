import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from projekte import suche
from projekte.models import Phase, Projekt, Zustand
from tests.factories.kommunen import KommuneFactory, KreisFactory, MitgliedschaftFactory, VerbandFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory
from tests.projekte.test_facetten import optionen

pytestmark = pytest.mark.django_db


def html(client: Client, abfrage: str, pfad: str = "/projekte/") -> str:
    antwort = client.get(f"{pfad}?{abfrage}", follow=True)
    assert antwort.status_code == 200
    return antwort.content.decode()


def ohne_auszeichnung(text: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))).strip()


def titel(client: Client, abfrage: str) -> list[str]:
    """Of the hits; not of what comes near where there are none."""
    seite = html(client, abfrage)
    if 'class="leer"' in seite:
        return []
    return [ohne_auszeichnung(fund) for fund in re.findall(r'class="kachel__titel"><a[^>]*>(.*?)</a>', seite)]


def chips(seite: str) -> dict[str, str]:
    """Words of an active filter → the query string without it."""
    funde = re.findall(r'<a class="chip" href="([^"]*)"><span class="kern-sr-only">[^<]*</span>([^<]*)<', seite)
    return {unescape(wort): unescape(url).removeprefix("?") for url, wort in funde}


@pytest.fixture
def katalog() -> None:
    dorf = KommuneFactory(name="Dorf", landschluessel="09", einwohner=800)
    stadt = KommuneFactory(name="Stadt, Stadt", landschluessel="06", einwohner=300_000)
    energie, daten = HandlungsfeldFactory(slug="energie"), HandlungsfeldFactory(slug="daten")
    ProjektFactory(
        titel="Alte Apotheke", federfuehrung=dorf, beteiligte=[stadt], phase=Phase.PILOT,
        veroeffentlicht_am=datetime(2026, 3, 1, tzinfo=UTC), bestaetigt_am=date(2026, 9, 1),
    )  # fmt: skip
    ProjektFactory(
        titel="Öffentliche Uhr", federfuehrung=stadt, handlungsfeld=energie, weitere=[daten],
        veroeffentlicht_am=datetime(2026, 2, 1, tzinfo=UTC), bestaetigt_am=date(2026, 10, 1),
    )  # fmt: skip
    ProjektFactory(
        titel="Zweirad", traeger="Ein Verein", handlungsfeld=daten, kurzbeschreibung="Ein Rad.",
        veroeffentlicht_am=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


A, UHR, Z = "Alte Apotheke", "Öffentliche Uhr", "Zweirad"


@pytest.mark.usefixtures("katalog")
@pytest.mark.parametrize(
    ("abfrage", "erwartet"),
    [
        ("", [A, UHR, Z]),
        ("handlungsfeld=daten", [UHR, Z]),
        ("handlungsfeld=daten&handlungsfeld=mobilitaet", [A, UHR, Z]),
        ("land=06", [A, UHR]),
        ("groesse=50", [A]),
        ("land=06&groesse=50", []),
        ("land=09&groesse=50", [A]),
        ("land=06&land=09&groesse=50", [A]),
        ("phase=P3", [A]),
        ("q=rad", [Z]),
        ("q=rad&phase=P3", []),
        ("sortierung=titel", [A, UHR, Z]),
        ("sortierung=bestaetigt", [UHR, A, Z]),
        ("sortierung=relevanz", [A, UHR, Z]),
        ("kommune=99999999", [A, UHR, Z]),
        ("land=99&groesse=x&phase=P9&handlungsfeld=%00&q=%00", [A, UHR, Z]),
        ("land=99&land=09", [A]),
    ],
)
def test_filters(client: Client, abfrage: str, erwartet: list[str]) -> None:
    assert titel(client, abfrage) == erwartet


@pytest.mark.parametrize(
    ("abfrage", "erwartet"),
    [
        ("", ["", "bestaetigt", "titel"]),
        ("q=mitfahrbank", ["", "neueste", "bestaetigt", "titel"]),
        ("q=mitfahrbank&sortierung=titel", ["", "neueste", "bestaetigt", "titel"]),
    ],
)
def test_the_usual_order_has_no_value_so_that_a_search_brings_the_best_first(
    client: Client, abfrage: str, erwartet: list[str]
) -> None:
    ProjektFactory.create_batch(2)
    wahl = html(client, abfrage).partition('class="sortierung"')[2].partition("</nav>")[0]
    adressen = [dict(parse_qsl(unescape(url).removeprefix("?"))) for url in re.findall(r'href="([^"]*)"', wahl)]
    assert [adresse.get("sortierung", "") for adresse in adressen] == erwartet
    [aktuell] = re.findall(r'aria-current="true">([^<]*)', wahl)
    assert aktuell == (
        "nach Titel" if "titel" in abfrage else "beste Treffer zuerst" if "q=" in abfrage else "neueste zuerst"
    )


def test_one_municipality_and_what_lies_in_it(client: Client) -> None:
    kreis, verband = KreisFactory(), VerbandFactory()
    gemeinde = KommuneFactory(kreis=kreis, verband=verband)
    ProjektFactory(titel="im Ort", federfuehrung=gemeinde)
    ProjektFactory(titel="woanders")
    for kommune in (kreis, verband, gemeinde):
        assert titel(client, f"kommune={kommune.schluessel}") == ["im Ort"]
    seite = html(client, f"kommune={gemeinde.schluessel}")
    assert f'<input type="hidden" name="kommune" value="{gemeinde.schluessel}">' in seite


@pytest.mark.usefixtures("katalog")
@pytest.mark.parametrize("grundlage", ["", "land=06", "land=06&land=09", "phase=P4&handlungsfeld=daten", "q=rad"])
def test_every_count_is_what_a_click_on_the_option_gives(client: Client, grundlage: str) -> None:
    """Options of one facet are "or": what is counted is this option alone, the other facets as they are."""
    geprueft = 0
    for name, wert, _, anzahl in optionen(html(client, grundlage)):
        uebrige = [paar for paar in parse_qsl(grundlage) if paar[0] != name]
        if anzahl or name in ("land", "phase"):
            assert len(titel(client, urlencode([*uebrige, (name, wert)]))) == anzahl
            geprueft += 1
    assert geprueft > 20


@pytest.mark.usefixtures("katalog")
def test_each_active_filter_takes_away_exactly_itself(client: Client) -> None:
    aktive = chips(html(client, "q=rad&land=06&land=09&phase=P3&offen=ja&sortierung=titel&seite=1"))
    ganz = [("q", "rad"), ("land", "09"), ("land", "06"), ("phase", "P3"), ("offen", "ja"), ("sortierung", "titel")]
    erwartet = {
        wort: [paar for paar in ganz if paar != weg]
        for wort, weg in zip(["„rad“", "Bayern", "Hessen", "Pilot", "Open Source: ja"], ganz, strict=False)
    }
    assert {wort: parse_qsl(url) for wort, url in aktive.items()} == erwartet


@pytest.mark.usefixtures("katalog")
def test_all_filters_can_be_taken_away_at_once_and_the_rest_stays(client: Client) -> None:
    seite = html(client, "q=rad&land=06&p=zweirad")
    assert '<a class="filter__alle" href="?p=zweirad">Alle entfernen</a>' in seite
    assert "filter__alle" not in html(client, "land=06")


@pytest.mark.usefixtures("katalog")
def test_without_hits_the_page_says_which_filter_to_leave_out(client: Client) -> None:
    seite = html(client, "q=rad&phase=P3")
    assert "Kein Projekt passt zu allem" in seite
    assert '<a href="?phase=P3">„rad“ weglassen</a>: 1 Projekt' in seite
    assert '<a href="?q=rad">Pilot weglassen</a>: 1 Projekt' in seite
    assert "Am nächsten kommt" in seite
    assert 'href="/beratung/anfrage/?suche=rad"' in seite


def test_without_hits_one_can_wait_for_the_first(client: Client) -> None:
    ProjektFactory()
    seite = html(client, "q=Xylophonpflicht&land=06")
    assert '/projekte/suchauftraege/neu/?q=Xylophonpflicht&amp;land=06">' in seite
    assert "Bescheid bekommen, sobald es eines gibt" in seite
    assert "sobald es eines gibt" not in html(client, "")


def test_of_several_words_each_is_offered_alone(client: Client) -> None:
    ProjektFactory(titel="Mitfahrbank")
    ProjektFactory(titel="Rufbus", phase=Phase.PILOT)
    seite = html(client, "q=%22Mitfahrbank+Rufbus+ab%22+-Rad&phase=P4")
    assert '<a href="?phase=P4&amp;q=Mitfahrbank">Nur nach „Mitfahrbank“ suchen</a>: 1 Projekt' in seite
    assert seite.count("Nur nach „") == 1


def test_without_any_project_there_is_still_a_next_step(client: Client) -> None:
    seite = html(client, "")
    assert "Noch ist kein Projekt verzeichnet" in seite
    assert 'href="/beratung/anfrage/"' in seite


def test_what_was_searched_stands_in_the_request_for_advice(client: Client) -> None:
    assert "Ich habe nach „rad &amp; tat“ gesucht" in html(client, "suche=rad+%26+tat", "/beratung/anfrage/")


@pytest.mark.parametrize("abfrage", ["q=" + "a" * 201, "q=%00"])
@pytest.mark.parametrize("pfad", ["/projekte/", "/projekte/karte/"])
def test_bad_input_gets_a_message_beside_its_field_and_stays(client: Client, abfrage: str, pfad: str) -> None:
    ProjektFactory()
    seite = html(client, abfrage, pfad)
    assert 'aria-invalid="true" aria-describedby="id_q_error"' in seite
    assert 'class="kern-error" id="id_q_error"' in seite
    if "aaa" in abfrage:
        assert 'value="' + "a" * 201 in seite


@pytest.mark.parametrize(
    ("abfrage", "namen"),
    [
        ("handlungsfeld=quatsch", "Handlungsfeld"),
        ("phase=P9&q=rad", "Phase"),
        ("kommune=99999999", "Kommune"),
        ("wie=99999999", "Vergleichskommune"),
        ("land=99&sortierung=x", "Land, Reihenfolge"),
        ("land=99&land=06&land=98", "Land"),
    ],
)
@pytest.mark.usefixtures("katalog")
def test_a_choice_that_is_gone_is_told_once_and_filters_nothing(client: Client, abfrage: str, namen: str) -> None:
    seite = html(client, abfrage)
    assert seite.count("Diese Auswahl gibt es nicht (mehr)") == 1
    assert f"gibt es nicht (mehr): {namen}. Wir zeigen" in seite
    assert titel(client, abfrage)


def test_choices_that_exist_are_not_questioned(client: Client) -> None:
    ProjektFactory()
    for abfrage in ("", "handlungsfeld=mobilitaet&phase=P4&sortierung=titel", "land=&phase="):
        assert "gibt es nicht" not in html(client, abfrage)


@pytest.mark.parametrize(
    "abfrage",
    [
        "q=" + "%C3%A4+" * 500_000,
        "q=%FC%E4&land=%FC",
        "q=%ED%A0%80&land=%ED%A0%80",
        "land=%00&wie=%00&wie_text=%00&kommune=%00&p=%00&seite=1",
        "&".join(f"land={nummer}" for nummer in range(999)),
        "&".join("land=06" for _ in range(999)),
        "&".join("land=06" for _ in range(2000)),
        "&".join(f"p=x{nummer}" for nummer in range(500)),
        "wie=٣٣&kommune=²",
        "q=%22%22%22-+-+%22&sortierung=relevanz",
    ],
    ids=["10 MB", "latin-1", "surrogate", "nul", "unknown lands", "one land often", "too many", "p", "digits", "signs"],
)
@pytest.mark.parametrize("pfad", ["/projekte/", "/projekte/karte/", "/projekte/vergleich/"])
def test_any_query_string_gets_an_answer(client: Client, abfrage: str, pfad: str) -> None:
    ProjektFactory()
    assert client.get(f"{pfad}?{abfrage}", follow=True).status_code in (200, 400, 414)


@pytest.mark.parametrize("pfad", ["/projekte/", "/projekte/karte/"])
def test_what_a_form_sends_for_nothing_leaves_the_address(client: Client, pfad: str) -> None:
    meine = KommuneFactory(name="Meinstadt, Stadt")
    for name in ("06", "09"):
        KommuneFactory(name="Neustadt, Stadt", landschluessel=name)
    for abfrage, ziel in {
        "q=&wie_text=&wie=&land=06": "land=06",
        "q=&land=06&land=07&xyz=&land=": "land=06&land=07",
        f"q=Bus&wie_text=&wie={meine.schluessel}": "q=Bus",
        "wie_text=Meinstadt&wie=&land=zz": f"land=zz&wie={meine.schluessel}",
        f"wie_text=Meinstadt&wie={meine.schluessel}": f"wie={meine.schluessel}",
        "wie_text=Neustadt&wie=&q=": "wie_text=Neustadt",
        "wie_text=Xyzzy&wie=99999999": "wie_text=Xyzzy",
        "q=": "",
    }.items():
        antwort: Any = client.get(f"{pfad}?{abfrage}")
        assert antwort.status_code == 302, abfrage
        assert antwort["Location"] == f"{pfad}?{ziel}".removesuffix("?")
        assert client.get(antwort["Location"]).status_code == 200


@pytest.mark.parametrize("seite", ["0", "-1", "x", "99999999999999999999", "2", "1.0", "²", "%00"])
def test_a_page_that_is_not_there_is_not_found(client: Client, seite: str) -> None:
    ProjektFactory()
    assert client.get(f"/projekte/?seite={seite}").status_code == 404


def test_pages_keep_the_filters(client: Client) -> None:
    ProjektFactory.create_batch(13)
    erste = html(client, "phase=P4&land=")
    assert erste.count('<article class="kachel">') == 12
    assert len(titel(client, "phase=P4&seite=2")) == 1
    assert 'href="?phase=P4&amp;seite=2"' in html(client, "phase=P4")
    assert client.get("/projekte/?seite=3").status_code == 404


def test_card_says_what_decides(client: Client) -> None:
    ProjektFactory(
        titel="Rufbus", kurzbeschreibung="Er kommt, wenn man ihn braucht.", ist_beispiel=True,
        zustand=Zustand.BEENDET, zustand_grund="Plangemäß.", bestaetigt_am=date(2026, 5, 3),
        kosten_einmalig="K2", kosten_basis="ist", kosten_jahr=2025,
        federfuehrung=KommuneFactory(name="Musterstadt, Stadt", einwohner=30_000), beteiligte=[KommuneFactory()],
    )  # fmt: skip
    karte = html(client, "")
    karte = ohne_auszeichnung(karte[karte.index('class="kachel"') :])
    for angabe in (
        "Beispiel", "Mobilität und Verkehr", "Rufbus", "Musterstadt, Hessen · Kleinere Mittelstadt",
        "mit 1 weiterer Kommune", "Er kommt, wenn man ihn braucht.", "Betrieb", "beendet",
        "25.000 bis unter 100.000 €", "Stand Mai 2026",
    ):  # fmt: skip
        assert angabe in karte


def test_a_hit_shows_the_words_that_made_it_one(client: Client) -> None:
    ProjektFactory(titel="Parkraum <neu> geregelt", kurzbeschreibung="Wer parkt, zahlt.")
    ProjektFactory(titel="Etwas anderes", kurzbeschreibung="Kurz.", loesung="Am Bahnhof gibt es einen Parkraum & mehr.")
    seite = html(client, "q=Parkraum")
    assert "<mark>Parkraum</mark> &lt;neu&gt; geregelt" in seite
    [fund] = re.findall(r'<p class="kachel__fund">(.*?)</p>', seite)
    assert "einen <mark>Parkraum</mark> &amp; mehr" in fund
    assert "<mark>" not in html(client, "")


def test_an_entry_cannot_bring_its_own_marks(client: Client) -> None:
    ProjektFactory(titel="Park\x1draum\x1e \x1fneu", kurzbeschreibung="\x1dKurz\x1e.")
    for abfrage in ("", "q=neu"):
        seite = html(client, abfrage)
        assert not {"\x1d", "\x1e", "\x1f"} & set(seite)
        assert seite.count('<article class="kachel">') == seite.count("</article>") == 1


def test_a_typo_is_told_with_the_word_it_was_taken_for(client: Client) -> None:
    ProjektFactory(titel="Bürgerbeteiligung im Netz")
    seite = html(client, "q=B%C3%BCrgerbeteilgung")
    assert "„Bürgerbeteilgung“ steht in keinem Projekt" in seite
    assert "<strong>Bürgerbeteiligung</strong>" in seite
    assert len(titel(client, "q=B%C3%BCrgerbeteilgung")) == 1


def test_a_change_is_seen_at_once(client: Client) -> None:
    projekt = ProjektFactory(titel="Vorher")
    assert titel(client, "") == ["Vorher"]
    Projekt.objects.filter(pk=projekt.pk).update(titel="Nachher")
    suche.ableiten([projekt.pk])
    assert titel(client, "") == ["Nachher"]
    Projekt.objects.filter(pk=projekt.pk).update(archiviert_am=datetime(2026, 6, 1, tzinfo=UTC))
    suche.ableiten([projekt.pk])
    assert titel(client, "") == []


# --- municipalities like mine ---


@pytest.fixture
def vergleichbare() -> Any:
    meine = KommuneFactory(name="Meinstadt, Stadt", landschluessel="06", einwohner=30_000, verstaedterung="02")
    fern = KommuneFactory(landschluessel="09", einwohner=900, verstaedterung="03")
    nah = KommuneFactory(landschluessel="06", einwohner=35_000, verstaedterung="02")
    ProjektFactory(titel="Nah", federfuehrung=nah, veroeffentlicht_am=datetime(2026, 1, 1, tzinfo=UTC))
    ProjektFactory(titel="Fern", federfuehrung=fern, veroeffentlicht_am=datetime(2026, 2, 1, tzinfo=UTC))
    return meine


def test_comparable_municipalities_come_first_with_the_reason(client: Client, vergleichbare: Any) -> None:
    assert titel(client, "") == ["Fern", "Nah"]
    seite = html(client, f"wie={vergleichbare.schluessel}")
    assert titel(client, f"wie={vergleichbare.schluessel}") == ["Nah", "Fern"]
    assert naehe(seite)[0] == (
        "Wie Meinstadt: gleiche Größenklasse (Kleinere Mittelstadt), auch mit mittlerer Besiedlungsdichte,"
        " auch aus Hessen"
    )
    assert "Was zu <strong>Meinstadt</strong> passt, steht vorn" in seite
    assert f'name="wie" id="id_wie" value="{vergleichbare.schluessel}"' in seite


def naehe(seite: str) -> list[str]:
    return [ohne_auszeichnung(fund) for fund in re.findall(r'<p class="kachel__naehe">(.*?)</p>', seite)]


@pytest.mark.parametrize(
    ("meiner", "anderer", "grund"),
    [("44", "44", "auch ein Landkreis"), ("43", "44", "auch ein Kreis"), ("45", "45", "auch ein Regionalverband")],
)
def test_a_kreis_is_compared_with_others_of_its_kind(client: Client, meiner: str, anderer: str, grund: str) -> None:
    meine = KreisFactory(name="Kreis Görlitz", landschluessel="14", textkennzeichen=meiner)
    ProjektFactory(federfuehrung=KreisFactory(landschluessel="09", textkennzeichen=anderer))
    ProjektFactory(federfuehrung=KommuneFactory(landschluessel="09"))
    assert naehe(html(client, f"wie={meine.schluessel}")) == [f"Wie {meine.kurzname}: {grund}"]


def test_a_verband_and_the_municipality_itself_are_reasons(client: Client) -> None:
    meine = VerbandFactory(landschluessel="14", einwohner=900)
    for ort in (VerbandFactory(landschluessel="07", einwohner=90_000, textkennzeichen="52"), meine):
        ProjektFactory(federfuehrung=ort)
    gruende = naehe(html(client, f"wie={meine.schluessel}"))
    assert gruende == [f"Wie {meine.kurzname}: {grund}" for grund in ("dieselbe Kommune", "auch ein Gemeindeverband")]


@pytest.mark.parametrize(
    "abfrage", ["wie_text=Meinstadt", "wie_text=meinstadt&wie=", "wie_text=Meinstadt&wie=99999999"]
)
def test_without_scripts_the_name_is_enough(client: Client, vergleichbare: Any, abfrage: str) -> None:
    assert titel(client, abfrage) == ["Nah", "Fern"]
    assert f"wie={vergleichbare.schluessel}" in html(client, abfrage)


def test_typed_text_wins_over_an_older_choice(client: Client, vergleichbare: Any) -> None:
    andere = KommuneFactory(name="Andernort, Stadt", landschluessel="09", einwohner=800, verstaedterung="03")
    assert titel(client, f"wie={vergleichbare.schluessel}&wie_text=Andernort") == ["Fern", "Nah"]
    assert f'value="{andere.schluessel}"' in html(client, f"wie={vergleichbare.schluessel}&wie_text=Andernort")
    assert titel(client, f"wie={vergleichbare.schluessel}&wie_text=") == ["Fern", "Nah"]
    assert "passt, steht vorn" not in html(client, f"wie={vergleichbare.schluessel}&wie_text=")


def test_a_name_of_several_leads_to_a_choice_and_an_unknown_one_is_told(client: Client) -> None:
    ProjektFactory()
    orte = [KommuneFactory(name="Neustadt, Stadt", landschluessel=land) for land in ("06", "09")]
    allein = KommuneFactory(name="Alleinstadt an der Au, Stadt")
    assert f'id="id_wie" value="{allein.schluessel}"' in html(client, "wie_text=Alleinstadt")
    seite = html(client, "wie_text=Neustadt&phase=P4")
    assert "Welche Kommune „Neustadt“ meinen Sie?" in seite
    for ort in orte:
        assert f'href="?phase=P4&amp;wie={ort.schluessel}"' in seite
    assert "Eine Kommune „Xyzzy“ haben wir nicht gefunden" in html(client, "wie_text=Xyzzy")


def test_the_comparison_goes_on_from_page_to_page(client: Client, vergleichbare: Any) -> None:
    nah, _ = (ProjektFactory(titel=f"Pegelsensoren am Bach {nummer}", slug=f"pegel-{nummer}") for nummer in "ab")
    wie = f"wie={vergleichbare.schluessel}"
    assert f'<a href="{nah.get_absolute_url()}?{wie}">' in html(client, wie)
    assert f'<a href="{nah.get_absolute_url()}">' in html(client, "")
    seite = html(client, wie, nah.get_absolute_url())
    assert f'href="/projekte/?{wie}"' in seite
    assert f'href="/projekte/?{wie}&amp;handlungsfeld={nah.handlungsfeld.slug}"' in seite
    assert f'href="/projekte/pegel-b/?{wie}"' in seite
    ohne = html(client, "wie=%22%3E%3Cb&x=1", nah.get_absolute_url())
    assert 'href="/projekte/"' in ohne
    assert f'href="/projekte/?handlungsfeld={nah.handlungsfeld.slug}"' in ohne
    assert 'href="/projekte/pegel-b/"' in ohne


def test_members_are_offered_their_own_municipality(client: Client, vergleichbare: Any) -> None:
    wort = f"Kommunen wie {vergleichbare} zuerst"
    assert wort not in html(client, "")
    client.force_login(MitgliedschaftFactory(kommune=vergleichbare).nutzer)
    seite = html(client, "land=06")
    assert f'<a href="?land=06&amp;wie={vergleichbare.schluessel}">{wort}</a>' in seite
    assert wort not in html(client, f"wie={vergleichbare.schluessel}")
    assert "private" in client.get("/projekte/")["Cache-Control"]


# --- map ---


@pytest.mark.usefixtures("katalog")
def test_the_map_shows_where_all_hits_are_and_says_the_same_in_tables(client: Client) -> None:
    seite = html(client, "handlungsfeld=energie&handlungsfeld=mobilitaet", "/projekte/karte/")
    text = ohne_auszeichnung(seite[seite.index("Nach Ländern") :])
    assert "Bayern 1 Hessen 2" in text
    assert "Stadt 2 Dorf 1" in text
    assert 'href="/projekte/?handlungsfeld=mobilitaet&amp;handlungsfeld=energie&amp;land=06"' in seite
    assert "2 Kommunen auf der Karte" in seite


@pytest.mark.usefixtures("katalog")
def test_the_map_keeps_to_the_filters_by_place(client: Client) -> None:
    seite = html(client, "land=09", "/projekte/karte/")
    text = ohne_auszeichnung(seite[seite.index("Nach Ländern") :])
    assert "Bayern 1" in text
    assert "Hessen" not in text
    assert "Dorf 1" in text
    assert "Stadt 2" not in text


@pytest.mark.usefixtures("katalog")
def test_the_map_leads_to_projects_without_a_municipality(client: Client) -> None:
    seite = html(client, "", "/projekte/karte/")
    assert "Dazu 1 Projekt ohne Kommune, zum Beispiel von Vereinen" in ohne_auszeichnung(seite)
    assert 'href="/projekte/?kommune=ohne"' in seite
    assert titel(client, "kommune=ohne") == ["Zweirad"]
    assert chips(html(client, "kommune=ohne")) == {"ohne Kommune": ""}
    assert 'name="kommune" value="ohne"' in html(client, "kommune=ohne")
    assert "ohne Kommune" not in html(client, "land=06", "/projekte/karte/")
    leer = html(client, "q=Zweirad", "/projekte/karte/")
    assert "Keines dieser Projekte gehört einer Kommune" in leer
    assert 'href="/projekte/?q=Zweirad&amp;kommune=ohne"' in leer
    for abfrage in ("kommune=ohne&land=06", "kommune=ohne&q=Apotheke"):
        assert titel(client, abfrage) == []


def test_the_map_names_every_municipality_on_some_page(client: Client) -> None:
    orte = KommuneFactory.create_batch(21)
    ProjektFactory(federfuehrung=orte[0], beteiligte=orte[1:])
    ProjektFactory(federfuehrung=orte[7])
    erste, zweite = (html(client, f"land=06&seite={seite}", "/projekte/karte/") for seite in (1, 2))
    assert "21 Kommunen auf der Karte, hier die 1. bis 20." in erste
    assert "hier die 21. bis 21." in zweite
    namen = [re.findall(r'kommune=\d+">([^<]+)</a>', seite) for seite in (erste, zweite)]
    assert namen[0][0] == orte[7].anzeigename
    assert (len(namen[0]), sorted(namen[0] + namen[1])) == (20, sorted(ort.anzeigename for ort in orte))
    assert client.get("/projekte/karte/?seite=3").status_code == 404


def test_the_map_without_hits_helps_as_the_list_does(client: Client) -> None:
    ProjektFactory()
    seite = html(client, "q=Xylophonpflicht", "/projekte/karte/")
    assert "kennen wir noch kein Projekt" in seite
    assert "Fragen Sie unsere Beratung" in seite


# --- budgets ---


@pytest.mark.parametrize("anzahl", [1, 3, 100])
@pytest.mark.parametrize(
    ("abfrage", "abfragen"),
    [("", 1), ("q=mitfahr&land=06&handlungsfeld=mobilitaet&phase=P4", 1), ("q=setzt", 1)],
)
def test_query_count_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int, abfrage: str, abfragen: int
) -> None:
    """The number of the state: what it says is still in memory."""
    kommunen, daten = KommuneFactory.create_batch(2), HandlungsfeldFactory(slug="daten")
    for _ in range(anzahl):
        ProjektFactory(beteiligte=kommunen, weitere=[daten])
    html(client, abfrage)
    with django_assert_num_queries(abfragen):
        assert len(titel(client, abfrage)) == min(anzahl, 12)


@pytest.mark.parametrize("anzahl", [1, 3])
def test_query_count_of_the_first_look(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int
) -> None:
    for _ in range(anzahl):
        ProjektFactory(loesung="Mit Sensoren.", beteiligte=KommuneFactory.create_batch(2))
    meine = KommuneFactory()
    html(client, "q=unsinn")
    with django_assert_num_queries(6):
        assert len(titel(client, f"q=sensoren&wie={meine.schluessel}")) == anzahl


@pytest.mark.parametrize("anzahl", [1, 3, 100])
def test_query_count_of_the_map(client: Client, django_assert_num_queries: DjangoAssertNumQueries, anzahl: int) -> None:
    for _ in range(anzahl):
        ProjektFactory()
    html(client, "", "/projekte/karte/")
    with django_assert_num_queries(1):
        html(client, "", "/projekte/karte/")


def test_reading_sets_no_cookie_and_is_revalidated_cheaply(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    projekt = ProjektFactory()
    for adresse in ("/projekte/?land=06", "/projekte/karte/", f"/projekte/vergleich/?p={projekt.slug}"):
        antwort: Any = client.get(adresse)
        assert not antwort.cookies
        assert "public" in antwort["Cache-Control"]
        with django_assert_num_queries(1):
            assert client.get(adresse, headers={"if-none-match": antwort["ETag"]}).status_code == 304
