"""The network: tree, arcs, sums, and the pages that show them."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from kompetenzzentrum.oberflaeche.boegen import Bogen, zeichnen
from kompetenzzentrum.oberflaeche.karte import LANDESMITTEN
from kompetenzzentrum.oberflaeche.texte import geld
from projekte import netz, pflege, rechte
from projekte.models import Nachnutzung, Projekt
from projekte.views.netz import JE_SEITE
from tests.factories.kommunen import KommuneFactory
from tests.factories.nachnutzung import NachnutzungFactory
from tests.factories.projekte import HandlungsfeldFactory, ProjektFactory

pytestmark = pytest.mark.django_db


def namen(aeste: list[netz.Ast]) -> list[object]:
    return [[ast.nachnutzung.pk, namen(ast.aeste)] for ast in aeste]


def test_the_tree_grows_from_the_participants() -> None:
    projekt = ProjektFactory()
    a = NachnutzungFactory(projekt=projekt)
    b = NachnutzungFactory(projekt=projekt, von=a.kommune)
    c = NachnutzungFactory(projekt=projekt, von=b.kommune)
    d = NachnutzungFactory(projekt=projekt)
    e = NachnutzungFactory(projekt=projekt, von=a.kommune)
    alle = list(Nachnutzung.objects.order_by("pk"))
    assert namen(netz.baum(alle)) == [[a.pk, [[b.pk, [[c.pk, []]]], [e.pk, []]]], [d.pk, []]]
    ohne_a = [n for n in alle if n != a]
    assert namen(netz.baum(ohne_a)) == [[b.pk, [[c.pk, []]]], [d.pk, []], [e.pk, []]]


def test_what_a_boundary_change_bends_stays_a_tree() -> None:
    """Two became one, or a circle closed: nothing is lost, nothing runs for ever."""
    projekt = ProjektFactory()
    a = NachnutzungFactory(projekt=projekt)
    b = NachnutzungFactory(projekt=projekt, von=a.kommune)
    c = NachnutzungFactory(projekt=projekt, von=b.kommune)
    a.von = c.kommune
    assert namen(netz.baum([a, b, c])) == [[a.pk, [[b.pk, [[c.pk, []]]]]]]
    c.kommune = a.kommune
    c.von = a.von = projekt.federfuehrung
    assert sorted(z.ast.nachnutzung.pk for z in netz.zeilen(netz.baum([a, b, c]))) == [a.pk, b.pk, c.pk]
    c.von = c.kommune
    assert sorted(z.ast.nachnutzung.pk for z in netz.zeilen(netz.baum([a, b, c]))) == [a.pk, b.pk, c.pk]


class Listen(HTMLParser):
    """The nesting of the tree as a browser reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.offen: list[str] = []
        self.tiefen: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "li"):
            if tag == "ul" and ("class", "weitergaben") in attrs:
                self.offen, self.tiefen = [], []
            self.offen.append(tag)
            if tag == "li":
                self.tiefen.append(self.offen.count("ul"))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "li"):
            assert self.offen.pop() == tag


def test_the_page_of_a_project_nests_the_tree(client: Client) -> None:
    projekt = ProjektFactory()
    a = NachnutzungFactory(projekt=projekt, personentage=12, eur=3000, aufwand_jahr=2025, aufwand_basis="ist")
    b = NachnutzungFactory(projekt=projekt, von=a.kommune, was="<b>Alles</b>", bestaetigt_am="2026-06-02T09:00:00Z")
    NachnutzungFactory(projekt=projekt, von=b.kommune, bestaetigt_am="2026-06-03T09:00:00Z")
    NachnutzungFactory(projekt=projekt, bestaetigt_am="2026-06-04T09:00:00Z")
    verborgen = NachnutzungFactory(projekt=projekt, bestaetigt_am=None)
    text = client.get(projekt.get_absolute_url()).text
    anfang = text.index('<ul class="weitergaben">')
    baum = Listen()
    baum.feed(text[anfang : text.index("Wir haben es auch übernommen")])
    assert (baum.tiefen, baum.offen) == ([1, 2, 3, 1], [])
    assert f"12 Personentage, {geld(3000)}" in text
    assert "&lt;b&gt;Alles" in text
    assert str(verborgen.kommune) not in text


def test_a_reuse_appears_and_goes_at_once(client: Client) -> None:
    projekt = ProjektFactory()
    assert "Bisher hat das noch niemand gemeldet." in client.get(projekt.get_absolute_url()).text
    nachnutzung = NachnutzungFactory(projekt=projekt)
    assert str(nachnutzung.kommune) in client.get(projekt.get_absolute_url()).text
    nachnutzung.delete()
    assert str(nachnutzung.kommune) not in client.get(projekt.get_absolute_url()).text


def test_what_happens_to_the_own_entry_is_seen_at_once(client: Client) -> None:
    eigenes = ProjektFactory(titel="Unser Nachbau", loesung="Kupferrohre")
    projekt = NachnutzungFactory(projekt=ProjektFactory(), eigenes_projekt=eigenes).projekt
    verweis = f'<a href="{eigenes.get_absolute_url()}">%s</a>'

    def abschnitt() -> str:
        return client.get(projekt.get_absolute_url()).text.partition('id="nachnutzung"')[2].partition("</section>")[0]

    assert verweis % "Unser Nachbau" in abschnitt()
    eigenes.titel = "Anders genannt"
    pflege.speichern(eigenes, federfuehrung=eigenes.federfuehrung)
    assert verweis % "Anders genannt" in abschnitt()
    pflege.archivieren(Projekt.objects.filter(pk=eigenes.pk))
    assert eigenes.get_absolute_url() not in abschnitt()


def test_a_municipality_shows_what_it_gave_and_took(client: Client) -> None:
    stadt = KommuneFactory()
    genommen = NachnutzungFactory(kommune=stadt)
    gegeben = NachnutzungFactory(projekt=ProjektFactory(federfuehrung=stadt))
    fremd = NachnutzungFactory()
    text = client.get(stadt.get_absolute_url()).text
    assert str(gegeben.kommune) in text and str(genommen.von) in text
    assert str(fremd.kommune) not in text
    assert 'karte__bogen--gegeben"' not in text  # all lie in one place: nothing to draw
    assert "Gegeben und genommen" not in client.get(KommuneFactory().get_absolute_url()).text


def test_sums_count_links_municipalities_and_effort() -> None:
    projekt = ProjektFactory()
    a = NachnutzungFactory(projekt=projekt, eur=1000, aufwand_jahr=2025, aufwand_basis="ist")
    NachnutzungFactory(projekt=projekt, von=a.kommune, personentage=0, aufwand_jahr=2025, aufwand_basis="plan")
    NachnutzungFactory(projekt=ProjektFactory(traeger="Region", federfuehrung=None), von=None)
    assert netz.summen(rechte.oeffentliche_nachnutzungen()) == {
        "anzahl": 3, "projekte": 2, "kommunen": 4, "mit_aufwand": 2, "personentage": 0, "eur": 1000,
    }  # fmt: skip


def test_only_confirmed_ones_of_published_projects_are_public(client: Client) -> None:
    for angaben in ({"bestaetigt_am": None}, {"projekt": ProjektFactory(veroeffentlicht_am=None)}):
        NachnutzungFactory(**angaben)
    NachnutzungFactory(projekt=ProjektFactory(archiviert_am="2026-06-01T09:00:00Z"))
    assert not rechte.oeffentliche_nachnutzungen().exists()
    assert "Noch ist keine Nachnutzung eingetragen" in client.get("/projekte/netz/").text


def test_the_network_is_narrowed_by_field_kind_state_municipality_and_project(client: Client) -> None:
    energie = HandlungsfeldFactory(slug="energie")
    eine = NachnutzungFactory(projekt=ProjektFactory(handlungsfeld=energie), art="austausch", zustand="geplant")
    weitere = NachnutzungFactory(projekt=ProjektFactory(weitere=[energie]))
    andere = NachnutzungFactory()

    def gefunden(abfrage: str) -> set[Nachnutzung]:
        return set(client.get(f"/projekte/netz/?{abfrage}").context["page_obj"])

    assert gefunden("handlungsfeld=energie") == {eine, weitere}
    assert gefunden("art=austausch") == gefunden("zustand=geplant") == {eine}
    assert gefunden(f"kommune={andere.kommune.schluessel}") == gefunden(f"kommune={andere.von.schluessel}") == {andere}
    assert gefunden(f"projekt={weitere.projekt.slug}") == {weitere}
    assert gefunden("art=uebernahme&zustand=geplant") == set()
    antwort = client.get(
        "/projekte/netz/?art=erfunden&handlungsfeld=%00&kommune=x&projekt=%FF&seite=99999999999999999999"
    )
    assert antwort.status_code == 200
    assert set(antwort.context["page_obj"]) == {eine, weitere, andere}
    assert "Diese Auswahl gibt es nicht" in antwort.text


def test_arcs_join_municipalities_and_where_they_are_too_many_laender(monkeypatch: pytest.MonkeyPatch) -> None:
    gebend = KommuneFactory(lon=8.6, lat=49.9)
    orte = [KommuneFactory(landschluessel="09", lon=10.0 + nummer, lat=48.0) for nummer in range(3)]
    for ort in (*orte, orte[2]):
        NachnutzungFactory(projekt=ProjektFactory(federfuehrung=gebend), kommune=ort)
    NachnutzungFactory(projekt=ProjektFactory(federfuehrung=gebend), kommune=KommuneFactory(lon=None, lat=None))
    bild = netz.bild(rechte.oeffentliche_nachnutzungen())
    assert [(bogen.nach, bogen.staerke) for bogen in bild.boegen] == [
        ((12.0, 48.0), 2), ((10.0, 48.0), 1), ((11.0, 48.0), 1),
    ]  # fmt: skip
    assert (len(bild.punkte), bild.laenderpaare) == (4, [])
    monkeypatch.setattr(netz, "BOEGEN_HOECHSTENS", 2)
    bild = netz.bild(rechte.oeffentliche_nachnutzungen())
    assert [(bogen.von, bogen.nach) for bogen in bild.boegen] == [(LANDESMITTEN["06"], LANDESMITTEN["09"])]
    assert bild.laenderpaare == [netz.Laenderpaar("Hessen", "Bayern", 4), netz.Laenderpaar("Hessen", "Hessen", 1)]


def test_arcs_of_one_kind_are_one_element_and_places_that_coincide_have_none() -> None:
    boegen = [
        Bogen((8.0, 50.0), (10.0, 52.0)),
        Bogen((10.0, 52.0), (8.0, 50.0), staerke=3),
        Bogen((9.0, 51.0), (9.0, 51.0)),
    ]
    [gezeichnet] = zeichnen(boegen)
    assert gezeichnet["art"] == "weitergabe"
    assert gezeichnet["pfad"].count("M") == gezeichnet["pfad"].count("Z") == 2


def test_who_took_it_from_a_traeger_is_a_dot_without_an_arc(client: Client) -> None:
    projekt = ProjektFactory(traeger="Zweckverband", federfuehrung=None)
    erste, zweite, dritte = (KommuneFactory(lon=8.0 + nummer, lat=50.0) for nummer in range(3))
    NachnutzungFactory(projekt=projekt, von=None, kommune=erste)
    NachnutzungFactory(projekt=projekt, von=erste, kommune=zweite)
    NachnutzungFactory(projekt=projekt, von=None, kommune=dritte)
    orte = [("nehmend", 8.0), ("nehmend", 9.0), ("nehmend", 10.0), ("gebend", 8.0)]
    bild = netz.bild(rechte.oeffentliche_nachnutzungen())
    assert ([(punkt.art, punkt.lon) for punkt in bild.punkte], len(bild.boegen)) == (orte, 1)
    text = client.get(projekt.get_absolute_url()).text
    karte = text.partition("Wohin das Projekt weitergegeben wurde")[2].partition("</figure>")[0]
    [nehmend] = re.findall(r'class="[^"]*nehmend[^"]*" d="([^"]+)"', karte)
    assert nehmend.count("h0") == 3
    assert "Ein Punkt ohne Bogen: Die Kommune hat es vom Träger." in text


def test_why_a_reuse_ended_is_told_everywhere(client: Client) -> None:
    nachnutzung = NachnutzungFactory(zustand="beendet", grund="zu <teuer>")
    for url in (
        "/projekte/netz/", nachnutzung.projekt.get_absolute_url(), nachnutzung.kommune.get_absolute_url(),
        nachnutzung.von.get_absolute_url(),
    ):  # fmt: skip
        assert "beendet: zu &lt;teuer&gt;" in client.get(url).text


def test_a_municipality_leads_to_its_part_of_the_network(client: Client) -> None:
    stadt = NachnutzungFactory().kommune
    assert f"/projekte/netz/?kommune={stadt.schluessel}" in client.get(stadt.get_absolute_url()).text


def test_a_municipality_is_chosen_by_name(client: Client) -> None:
    eine, andere = NachnutzungFactory(kommune__name="Bruckdorf"), NachnutzungFactory(kommune__name="Almstadt")
    NachnutzungFactory(kommune__name="Almstadt")
    url, schluessel = "/projekte/netz/", eine.kommune.schluessel

    def gefunden(**abfrage: str) -> list[Nachnutzung]:
        return list(client.get(url, abfrage).context["page_obj"])

    assert gefunden(kommune_text="Bruckdorf", art="") == [eine]
    seite = client.get(url, {"kommune": schluessel}).text
    assert f'name="kommune_text" value="{eine.kommune.anzeigename}"' in seite
    # Without scripts the old key comes along with the new name, or with none.
    assert gefunden(kommune=andere.kommune.schluessel, kommune_text="Bruckdorf") == [eine]
    assert len(gefunden(kommune=schluessel, kommune_text="")) == 3
    mehrdeutig = client.get(url, {"kommune_text": "Almstadt"})
    assert mehrdeutig.text.count("Bitte wählen Sie eine aus den Treffern.") == 2  # beside the field and above the hits
    assert "Diese Auswahl gibt es nicht" not in mehrdeutig.text
    gewaehlt = {"kommune_text": "Almstadt", "kommune_gesucht": "Almstadt", "kommune": andere.kommune.schluessel}
    assert gefunden(**gewaehlt) == [andere]


def test_query_counts_do_not_grow(client: Client, rf: RequestFactory) -> None:
    projekt = ProjektFactory()
    stadt = projekt.federfuehrung

    def gerendert(vorlage: str) -> int:
        with CaptureQueriesContext(connection) as abfragen:
            werte = {"projekt": projekt, "kommune": stadt, "request": rf.get("/")}
            Template("{% load nachnutzung %}" + vorlage).render(Context(werte))
        return len(abfragen)

    def abfragen() -> list[int]:
        with CaptureQueriesContext(connection) as netz:
            assert client.get("/projekte/netz/").status_code == 200
        return [
            sum("projekte_nachnutzung" in abfrage["sql"] for abfrage in netz),
            len(netz),
            gerendert("{% nachnutzung_von projekt %}"),
            gerendert("{% nachnutzung_von projekt %}"),
            gerendert("{% gegeben_und_genommen kommune %}"),
        ]

    for anzahl in (1, 3):
        for _ in range(anzahl):
            NachnutzungFactory(projekt=projekt, eigenes_projekt=ProjektFactory())
            NachnutzungFactory(kommune=stadt)
        assert abfragen() == [5, 8, 3, 1, 1]


def test_long_networks_have_pages(client: Client) -> None:
    projekt = ProjektFactory()
    for _ in range(JE_SEITE + 1):
        NachnutzungFactory(projekt=projekt)
    assert len(client.get("/projekte/netz/?seite=2").context["page_obj"]) == 1


def test_the_network_sets_no_cookie_and_is_not_rendered_twice(client: Client) -> None:
    NachnutzungFactory()
    antwort = client.get("/projekte/netz/")
    assert not antwort.cookies
    assert client.get("/projekte/netz/", headers={"if-none-match": antwort["ETag"]}).status_code == 304
    NachnutzungFactory()
    assert client.get("/projekte/netz/", headers={"if-none-match": antwort["ETag"]}).status_code == 200
