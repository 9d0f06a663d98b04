"""The Merkliste: in the account, in a cookie of its own page, and shared by its address."""

import csv
import io
import time
from collections.abc import Iterable, Sequence
from functools import partial

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kompetenzzentrum.konten.models import Nutzer
from projekte import merkliste, pflege
from projekte.models import Merkeintrag, Projekt
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import ProjektFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig

pytestmark = pytest.mark.django_db

SEITE = "/projekte/merkliste/"


def senden(client: Client, aktion: str, *projekte: Projekt) -> str:
    """The page that follows."""
    antwort = client.post(SEITE, {"aktion": aktion, "p": [projekt.slug for projekt in projekte]}, follow=True)
    assert antwort.status_code == 200
    return antwort.content.decode()


def titel(client: Client) -> list[str]:
    return [projekt.titel for projekt in client.get(SEITE).context["stand"].lesbar]


def geteilt(client: Client) -> str:
    return f"{SEITE}{client.get(SEITE).context['geteilt']}/"


@pytest.fixture(params=["Gast", "Konto"])
def leserin(request: pytest.FixtureRequest, client: Client) -> Client:
    if request.param == "Konto":
        client.force_login(NutzerFactory())
    return client


def test_the_link_only_proposes_and_the_button_keeps(leserin: Client) -> None:
    rufbus = ProjektFactory(titel="Rufbus")
    seite = leserin.get(SEITE, {"p": rufbus.slug})
    assert [projekt.titel for projekt in seite.context["neue"]] == ["Rufbus"]
    assert titel(leserin) == []
    assert "Gemerkt." in senden(leserin, "merken", rufbus)
    assert titel(leserin) == ["Rufbus"]
    assert "Das steht schon auf Ihrer Merkliste." in leserin.get(SEITE, {"p": rufbus.slug}).content.decode()


def test_one_gets_back_to_the_list_one_came_from(leserin: Client) -> None:
    rufbus = ProjektFactory()
    weg = '<a class="weiter" href="/projekte/?q=Bus&amp;seite=2">Zurück zur Liste</a>'
    feld = '<input type="hidden" name="zurueck" value="/projekte/?q=Bus&amp;seite=2">'
    seite = leserin.get(SEITE, {"p": rufbus.slug}, headers={"referer": "http://testserver/projekte/?q=Bus&seite=2#x"})
    assert weg in seite.content.decode()
    assert feld in seite.content.decode()
    for aktion in ("merken", "entfernen", "merken", "leeren", "unsinn"):
        daten = {"aktion": aktion, "p": rufbus.slug, "zurueck": "/projekte/?q=Bus&seite=2"}
        antwort = leserin.post(SEITE, daten, follow=True, headers={"referer": f"http://testserver{SEITE}"})
        assert weg in antwort.content.decode()


@pytest.mark.parametrize(
    "woher",
    [
        "https://boese.example/projekte/", "//boese.example/projekte/", "javascript:alert(1)//projekte/", "http://[",
        "/\\boese.example/projekte/", "/konto/", "/projekte/merkliste/?p=x", "/projekte/?q=" + "x" * 2000, "projekte/",
        "http://testserver.boese.example/projekte/", "\x01/projekte/",
    ],
)  # fmt: skip
def test_nobody_is_led_away(client: Client, woher: str) -> None:
    rufbus = ProjektFactory()
    antworten = [
        client.get(SEITE, {"p": rufbus.slug, "zurueck": woher}),
        client.get(SEITE, {"p": rufbus.slug}, headers={"referer": woher}),
        client.post(SEITE, {"aktion": "merken", "p": rufbus.slug, "zurueck": woher}, follow=True),
    ]
    for antwort in antworten:
        assert antwort.status_code == 200
        assert antwort.context["zurueck"] == ""
        assert "Zurück" not in antwort.content.decode()


def test_the_newest_stands_on_top(leserin: Client) -> None:
    eins, zwei, drei = ProjektFactory(titel="Eins"), ProjektFactory(titel="Zwei"), ProjektFactory(titel="Drei")
    senden(leserin, "merken", eins)
    senden(leserin, "merken", zwei, drei)
    assert titel(leserin) == ["Zwei", "Drei", "Eins"]


def test_twice_is_once(leserin: Client) -> None:
    rufbus = ProjektFactory(titel="Rufbus")
    senden(leserin, "merken", rufbus)
    senden(leserin, "merken", rufbus, rufbus)
    assert titel(leserin) == ["Rufbus"]


def test_what_is_taken_off_can_be_put_back(leserin: Client) -> None:
    rufbus, uhr = ProjektFactory(titel="Rufbus"), ProjektFactory(titel="Uhr")
    senden(leserin, "merken", rufbus, uhr)
    seite = senden(leserin, "entfernen", rufbus)
    assert titel(leserin) == ["Uhr"]
    assert "Wieder auf die Merkliste setzen" in seite
    assert f'name="p" value="{rufbus.slug}"' in seite


def test_an_emptied_list_can_be_put_back(leserin: Client) -> None:
    rufbus, uhr = ProjektFactory(titel="Rufbus"), ProjektFactory(titel="Uhr")
    senden(leserin, "merken", rufbus, uhr)
    antwort = leserin.post(SEITE, {"aktion": "leeren"}, follow=True)
    assert titel(leserin) == []
    assert [projekt.titel for projekt in antwort.context["neue"]] == ["Rufbus", "Uhr"]


def test_without_an_account_nothing_is_stored_here(client: Client) -> None:
    antwort = client.post(SEITE, {"aktion": "merken", "p": ProjektFactory().slug})
    cookie = antwort.cookies["merkliste"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (SEITE, True, "Lax")
    assert cookie["max-age"] == 90 * 24 * 3600
    assert not Merkeintrag.objects.exists()
    assert SESSION_KEY not in client.session


def test_emptying_takes_the_cookie_away(client: Client) -> None:
    senden(client, "merken", ProjektFactory())
    assert client.post(SEITE, {"aktion": "leeren"}).cookies["merkliste"]["max-age"] == 0


def test_reading_sets_no_cookie_of_the_list(client: Client) -> None:
    antwort = client.get(SEITE, {"p": ProjektFactory().slug})
    assert set(antwort.cookies) == {"csrftoken"}
    assert antwort["Cache-Control"] == "private, no-store"


def test_a_changed_cookie_is_an_empty_list(client: Client) -> None:
    senden(client, "merken", ProjektFactory())
    client.cookies["merkliste"] = client.cookies["merkliste"].value + "x"
    assert titel(client) == []


def test_after_the_login_the_list_of_the_browser_is_taken_over(client: Client) -> None:
    rufbus, uhr = ProjektFactory(titel="Rufbus"), ProjektFactory(titel="Uhr")
    senden(client, "merken", rufbus, uhr)
    client.force_login(person := NutzerFactory())
    merkliste.merken(person, [uhr.pk])
    seite = client.get(SEITE)
    assert [projekt.titel for projekt in seite.context["im_browser"]] == ["Rufbus"]
    antwort = client.post(SEITE, {"aktion": "uebernehmen"}, follow=True)
    assert client.cookies["merkliste"].value == ""
    assert [projekt.titel for projekt in antwort.context["stand"].lesbar] == ["Rufbus", "Uhr"]
    assert antwort.context["im_browser"] == []


def test_a_shared_list_is_read_by_everybody_and_taken_over_in_one_go(leserin: Client) -> None:
    rufbus, uhr = ProjektFactory(titel="Rufbus"), ProjektFactory(titel="Uhr")
    senden(leserin, "merken", rufbus, uhr)
    adresse = geteilt(leserin)
    fremde = Client()
    seite = fremde.get(adresse)
    assert [projekt.titel for projekt in seite.context["stand"].lesbar] == ["Rufbus", "Uhr"]
    assert not seite.cookies
    assert '<form method="post"' not in seite.content.decode()
    vorschlag = fremde.get(SEITE, {"von": adresse.split("/")[-2]})
    assert [projekt.titel for projekt in vorschlag.context["neue"]] == ["Rufbus", "Uhr"]
    senden(fremde, "merken", *vorschlag.context["neue"])
    assert geteilt(fremde) == adresse


@pytest.mark.parametrize("kaputt", ["x", "abc~def", "1-2~", "~", "%00", "1" * 3000])
def test_a_changed_address_gets_a_clear_page(client: Client, kaputt: str) -> None:
    for adresse in (f"{SEITE}{kaputt}/", f"{SEITE}{kaputt}/projekte.csv"):
        antwort = client.get(adresse)
        assert antwort.status_code == 404
        assert "Diese Merkliste ist nicht lesbar" in antwort.content.decode()


def test_what_left_the_catalogue_is_named(leserin: Client) -> None:
    rufbus, uhr, weg = ProjektFactory(titel="Rufbus"), ProjektFactory(titel="Uhr"), ProjektFactory(titel="Weg")
    senden(leserin, "merken", rufbus, uhr, weg)
    adresse = geteilt(leserin)
    pflege.archivieren(Projekt.objects.filter(pk=uhr.pk))
    weg.delete()
    for seite in (leserin.get(SEITE), Client().get(adresse)):
        stand = seite.context["stand"]
        assert ([p.titel for p in stand.lesbar], [p.titel for p in stand.archiviert]) == (["Rufbus"], ["Uhr"])
        text = seite.content.decode()
        assert "Nicht mehr im Verzeichnis" in text
        assert f'href="/projekte/{uhr.slug}/"' not in text
    assert "Ein Projekt dieser Liste gibt es nicht mehr." in Client().get(adresse).content.decode()
    senden(leserin, "entfernen", uhr)
    assert leserin.get(SEITE).context["stand"].archiviert == []


def test_drafts_are_neither_proposed_nor_kept(leserin: Client) -> None:
    entwurf = ProjektFactory(veroeffentlicht_am=None)
    seite = leserin.get(SEITE, {"p": [entwurf.slug, "gibt-es-nicht", "nul\0"]})
    assert (seite.context["neue"], seite.context["unbekannt"]) == ([], 3)
    assert entwurf.titel not in seite.content.decode()
    leserin.post(SEITE, {"aktion": "merken", "p": [entwurf.slug, "nul\0"]})
    assert titel(leserin) == []


def test_it_holds_a_hundred(leserin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merkliste, "HOECHSTENS", 2)
    projekte = [ProjektFactory(titel=str(nummer)) for nummer in range(3)]
    senden(leserin, "merken", projekte[0])
    assert "Nicht alle hatten noch Platz" in senden(leserin, "merken", projekte[1], projekte[2])
    assert titel(leserin) == ["1", "0"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mit_sperre", [True, False])
def test_two_clicks_at_once_never_make_it_longer(monkeypatch: pytest.MonkeyPatch, mit_sperre: bool) -> None:
    """With the lock off it does: so the lock is what holds."""
    monkeypatch.setattr(merkliste, "HOECHSTENS", 1)
    with transaction.atomic():
        person, projekte = NutzerFactory(), [ProjektFactory(traeger="Ein Verein") for _ in range(4)]
    passende = merkliste.passende

    def langsam(liste: Sequence[int], dazu: Iterable[int]) -> list[int]:
        neue = passende(liste, dazu)
        time.sleep(0.05)
        return neue

    monkeypatch.setattr(merkliste, "passende", langsam)
    if not mit_sperre:
        monkeypatch.setattr(Nutzer.objects, "select_for_update", lambda **_: Nutzer.objects.all())
    gleichzeitig([partial(merkliste.merken, person, [projekt.pk]) for projekt in projekte])
    assert (Merkeintrag.objects.count() == 1) is mit_sperre


def test_unknown_actions_change_nothing(leserin: Client) -> None:
    senden(leserin, "merken", ProjektFactory(titel="Rufbus"))
    for aktion in ("", "unsinn"):
        assert leserin.post(SEITE, {"aktion": aktion}).status_code == 302
    assert titel(leserin) == ["Rufbus"]


def test_taking_over_needs_a_login(client: Client) -> None:
    senden(client, "merken", ProjektFactory(titel="Rufbus"))
    client.post(SEITE, {"aktion": "uebernehmen"})
    assert titel(client) == ["Rufbus"]


def test_as_a_table(leserin: Client) -> None:
    senden(leserin, "merken", ProjektFactory(titel="Rufbus"), ProjektFactory(titel="Uhr"))
    antwort = Client().get(f"{geteilt(leserin)}projekte.csv")
    zeilen = list(csv.DictReader(io.StringIO(antwort.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert [zeile["Titel"] for zeile in zeilen] == ["Rufbus", "Uhr"]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_queries_do_not_grow(anzahl: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = NutzerFactory()
    merkliste.merken(person, [ProjektFactory().pk for _ in range(anzahl)])
    with django_assert_num_queries(3):
        stand = merkliste.laden(merkliste.von(person))
        assert [projekt.federfuehrung for projekt in stand.lesbar]


def test_the_list_goes_with_the_account() -> None:
    person = NutzerFactory()
    merkliste.merken(person, [ProjektFactory().pk])
    person.delete()
    assert not Merkeintrag.objects.exists()
