import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import RequestContext, Template
from django.test import Client, RequestFactory

from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.oberflaeche import fragmente, rahmen, stand
from tests.factories.konten import NutzerFactory


@pytest.mark.parametrize(
    ("pfad", "aktiv"),
    [
        ("/projekte/", [("page", "Projekte")] * 2),
        ("/projekte/mitfahrbank/", [("true", "Projekte")] * 2),
        ("/projekte/karte/", [("true", "Projekte")] * 2),
        ("/", []),
        ("/suche/", []),
    ],
)
def test_the_navigation_says_where_we_are(pfad: str, aktiv: list[tuple[str, str]]) -> None:
    """Twice: beside each other, and in the drawer of narrow screens."""
    assert re.findall(r'aria-current="(\w+)">(\w+)', rahmen.kopf(pfad, angemeldet=False)) == aktiv


def test_two_pages_of_one_section_share_their_frame() -> None:
    assert rahmen.kopf("/projekte/a/", angemeldet=False) is rahmen.kopf("/projekte/b/", angemeldet=False)
    assert rahmen.fuss() is rahmen.fuss()
    assert rahmen.dateien() is rahmen.dateien()


@pytest.mark.django_db
@pytest.mark.parametrize("gast_zuerst", [True, False])
def test_a_guest_never_sees_the_header_of_a_person_nor_the_other_way_round(gast_zuerst: bool) -> None:
    gast, person = Client(), Client()
    nutzer = NutzerFactory()
    person.force_login(nutzer)
    fragmente.vergessen()
    for _ in range(2):
        for client in (gast, person) if gast_zuerst else (person, gast):
            html = client.get("/impressum/").content.decode()
            assert ("Mein Konto" in html, "Anmelden" in html) == ((True, False) if client is person else (False, True))
            assert nutzer.email not in html


@pytest.mark.django_db
def test_what_is_kept_never_holds_who_is_logged_in() -> None:
    person = Client()
    nutzer = NutzerFactory(name="Ada Beispiel")
    person.force_login(nutzer)
    for pfad in ("/", "/kommunen/", "/veranstaltungen/", "/aktuelles/", "/konto/"):
        person.get(pfad)
    alles = "".join(fragmente._stuecke.values())
    assert alles
    for geheim in (nutzer.email, "Ada Beispiel", person.cookies["sessionid"].value, "csrfmiddlewaretoken"):
        assert geheim not in alles


def anfrage(nutzer: Nutzer | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = nutzer
    request._messages = []  # type: ignore[attr-defined]
    return request


def zeigen(vorlage: str, request: HttpRequest, **werte: object) -> str:
    return Template("{% load stueck %}" + vorlage).render(RequestContext(request, werte))


@pytest.mark.django_db
def test_a_kept_piece_sees_the_page_but_nobody() -> None:
    vorlage = (
        "{% stueck 'probe' 'projekte' nummer %}{{ text }}"
        "{{ user|default:'-' }}{{ request|default:'-' }}{{ nutzer|default:'-' }}"
        "{{ csrf_token|default:'-' }}{% endstueck %}"
    )
    assert zeigen(vorlage, anfrage(NutzerFactory()), nummer=1, text="eins") == "eins----"
    assert zeigen(vorlage, anfrage(AnonymousUser()), nummer=1, text="zwei") == "eins----"
    assert zeigen(vorlage, anfrage(AnonymousUser()), nummer=2, text="zwei") == "zwei----"


@pytest.mark.django_db
def test_a_kept_piece_ends_with_the_number_of_its_rooms() -> None:
    vorlage = "{% stueck 'probe' 'projekte kommunen' %}{{ text }}{% endstueck %}"
    assert zeigen(vorlage, anfrage(AnonymousUser()), text="eins") == "eins"
    stand.erhoehen("inhalte")
    assert zeigen(vorlage, anfrage(AnonymousUser()), text="zwei") == "eins"
    stand.erhoehen("kommunen")
    assert zeigen(vorlage, anfrage(AnonymousUser()), text="zwei") == "zwei"
