"""The pages on which a reuse is recorded, changed and confirmed."""

import pytest
from django.test import Client

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.management.demo import nachnutzung as demo
from projekte.models import Nachnutzung, Projekt
from tests.factories.kommunen import KommuneFactory, MitgliedschaftFactory
from tests.factories.konten import NutzerFactory
from tests.factories.nachnutzung import NachnutzungFactory
from tests.factories.projekte import ProjektFactory

pytestmark = pytest.mark.django_db

AUSGEFUELLT = {"art": "uebernahme", "zustand": "laufend", "was": "Den Aufbau, mit eigenen Texten."}


@pytest.fixture
def projekt() -> Projekt:
    return ProjektFactory(titel="Rufbus", kontakt_email="stelle@example.org")


@pytest.fixture
def mitglied(client: Client) -> Nutzer:
    nutzer = MitgliedschaftFactory(kommune__name="Neuhausen, Stadt").nutzer
    client.force_login(nutzer)
    return nutzer


def adresse(projekt: Projekt) -> str:
    return f"/projekte/{projekt.slug}/nachnutzung/"


def test_guests_and_people_without_a_municipality_read_how_it_works(projekt: Projekt, client: Client) -> None:
    antwort = client.get(adresse(projekt))
    assert "<form" not in antwort.text.partition("<main")[2]
    assert f"?next={adresse(projekt)}" in antwort.text
    assert not antwort.cookies
    client.force_login(NutzerFactory())
    assert "Mitglied werden" in client.get(adresse(projekt)).text
    assert client.post(adresse(projekt), AUSGEFUELLT).status_code == 200
    assert not Nachnutzung.objects.exists()


def test_a_member_reports_for_the_own_municipality(projekt: Projekt, client: Client, mitglied: Nutzer) -> None:
    daten = AUSGEFUELLT | {"eur": "12.500", "personentage": "1 200", "aufwand_jahr": "2026", "aufwand_basis": "ist"}
    antwort = client.post(adresse(projekt), daten, follow=True)
    assert "Wir haben die gebende Seite um Bestätigung gebeten" in antwort.text
    nachnutzung = Nachnutzung.objects.get()
    assert (nachnutzung.kommune.kurzname, nachnutzung.von) == ("Neuhausen", projekt.federfuehrung)
    assert (nachnutzung.eur, nachnutzung.personentage) == (12500, 1200)
    assert "schon eingetragen" in client.get(adresse(projekt)).text
    assert "schon eingetragen" in client.post(adresse(projekt), daten).text
    assert Nachnutzung.objects.count() == 1


@pytest.mark.parametrize(
    ("angaben", "fehler"),
    [
        ({"art": ""}, "Bitte wählen Sie, was am besten passt."),
        ({"zustand": "erfunden"}, "erfunden"),
        ({"zustand": "beendet"}, "Bitte sagen Sie kurz, warum es beendet ist."),
        ({"eur": "viel"}, "Bitte schreiben Sie eine ganze Zahl"),
        ({"eur": "-5"}, "Bitte schreiben Sie eine Zahl ab 0."),
        ({"eur": "99999999999999999999"}, "mehr, als wir aufnehmen können"),
        ({"personentage": "3"}, "in welchem Jahr der Aufwand anfiel"),
        ({"personentage": "3", "aufwand_jahr": "26", "aufwand_basis": "ist"}, "Jahr mit vier Ziffern"),
        ({"personentage": "3", "aufwand_jahr": "2026"}, "worauf die Zahlen beruhen"),
        ({"was": "x" * 2001}, "jetzt sind es 2001"),
        ({"eigenes_projekt": "gibt-es-nicht"}, "Bitte wählen Sie einen der genannten Einträge."),
    ],
)
def test_what_is_missing_is_said_beside_the_field(
    projekt: Projekt, client: Client, mitglied: Nutzer, angaben: dict[str, str], fehler: str
) -> None:
    ProjektFactory(federfuehrung=mitglied.mitgliedschaften.get().kommune)
    antwort = client.post(adresse(projekt), AUSGEFUELLT | angaben)
    assert fehler in antwort.text
    assert angaben.get("was", AUSGEFUELLT["was"]) in antwort.text
    assert not Nachnutzung.objects.exists()


def test_with_two_municipalities_one_chooses(projekt: Projekt, client: Client, mitglied: Nutzer) -> None:
    zweite = KommuneFactory()
    MitgliedschaftFactory(nutzer=mitglied, kommune=zweite)
    client.post(adresse(projekt), AUSGEFUELLT | {"kommune": zweite.schluessel})
    assert Nachnutzung.objects.get().kommune == zweite
    fremde = KommuneFactory()
    assert client.post(adresse(projekt), AUSGEFUELLT | {"kommune": fremde.schluessel}).status_code == 200
    assert Nachnutzung.objects.count() == 1


def test_from_a_traeger_or_from_another_reuser(client: Client, mitglied: Nutzer) -> None:
    projekt = ProjektFactory(traeger="Region Süd")
    mitte = NachnutzungFactory(projekt=projekt, von=None).kommune
    seite = client.get(adresse(projekt)).text
    assert "Region Süd" in seite and str(mitte) in seite
    client.post(adresse(projekt), AUSGEFUELLT | {"von": "traeger"})
    eigene = Nachnutzung.objects.exclude(kommune=mitte).get()
    assert eigene.von is None
    client.post(eigene.aendern_url, AUSGEFUELLT | {"von": mitte.schluessel})
    eigene.refresh_from_db()
    assert eigene.von == mitte


def test_taken_from_another_reuser(projekt: Projekt, client: Client, mitglied: Nutzer) -> None:
    mitte = NachnutzungFactory(projekt=projekt).kommune
    assert str(mitte) in client.get(adresse(projekt)).text
    assert "Bitte wählen Sie eine der genannten" in client.post(adresse(projekt), AUSGEFUELLT | {"von": "123"}).text
    client.post(adresse(projekt), AUSGEFUELLT | {"von": mitte.schluessel})
    assert Nachnutzung.objects.get(von=mitte)


def test_editors_report_for_any_municipality(projekt: Projekt, client: Client) -> None:
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    kommune = KommuneFactory()
    assert "Bitte geben Sie Ihre Kommune an." in client.post(adresse(projekt), AUSGEFUELLT).text
    daten = AUSGEFUELLT | {"kommune": kommune.schluessel, "kommune_text": kommune.anzeigename}
    assert "ab sofort öffentlich" in client.post(adresse(projekt), daten, follow=True).text
    fuehrt = projekt.federfuehrung
    daten |= {"kommune": fuehrt.schluessel, "kommune_text": fuehrt.anzeigename, "von": fuehrt.schluessel}
    assert "selbst beteiligt" in client.post(adresse(projekt), daten).text


def test_change_end_and_take_back(projekt: Projekt, client: Client, mitglied: Nutzer) -> None:
    nachnutzung = NachnutzungFactory(projekt=projekt, kommune=mitglied.mitgliedschaften.get().kommune)
    seite = client.get(nachnutzung.aendern_url)
    assert 'value="uebernahme"' in seite.text and "bestätigt" in seite.text
    client.post(nachnutzung.aendern_url, AUSGEFUELLT | {"zustand": "beendet", "grund": "Zu wenig Zeit."})
    nachnutzung.refresh_from_db()
    assert (nachnutzung.zustand, nachnutzung.grund) == ("beendet", "Zu wenig Zeit.")
    assert nachnutzung.bestaetigt_am
    loeschen = f"{nachnutzung.aendern_url}loeschen/"
    client.get(loeschen)
    assert Nachnutzung.objects.exists()
    assert client.post(loeschen).status_code == 302
    assert not Nachnutzung.objects.exists()
    assert client.get(nachnutzung.aendern_url).status_code == 404


def test_others_neither_change_nor_take_back(projekt: Projekt, client: Client, mitglied: Nutzer) -> None:
    fremd = NachnutzungFactory(projekt=projekt)
    for seite in (fremd.aendern_url, f"{fremd.aendern_url}loeschen/"):
        assert client.get(seite).status_code == client.post(seite, AUSGEFUELLT).status_code == 403
    assert client.get(f"{adresse(projekt)}%00/").status_code == 404
    assert "/konto/login/" in Client().get(fremd.aendern_url)["Location"]


def test_the_giving_side_decides_by_a_button(projekt: Projekt, client: Client) -> None:
    nachnutzung = NachnutzungFactory(projekt=projekt, bestaetigt_am=None, was="<i>Alles</i>")
    seite = client.get(nachnutzung.token_url)
    assert "Stimmt das?" in seite.text and "&lt;i&gt;Alles" in seite.text
    assert seite["Cache-Control"] == "no-store" and not seite.cookies
    assert not Nachnutzung.objects.bestaetigt().exists()
    assert (
        "Der Eintrag ist jetzt öffentlich."
        in client.post(nachnutzung.token_url, {"bestaetigen": "1"}, follow=True).text
    )
    assert Nachnutzung.objects.bestaetigt().exists()
    assert "bleibt verborgen" in client.post(nachnutzung.token_url, {"widersprechen": "1"}, follow=True).text
    assert not Nachnutzung.objects.bestaetigt().exists()


def test_the_overview_shows_each_side_its_steps(projekt: Projekt, client: Client, mitglied: Nutzer) -> None:
    eigene = mitglied.mitgliedschaften.get().kommune
    genommen = NachnutzungFactory(kommune=eigene, bestaetigt_am=None)
    gegeben = NachnutzungFactory(projekt=ProjektFactory(federfuehrung=eigene), bestaetigt_am=None)
    fremd = NachnutzungFactory(bestaetigt_am=None)
    text = client.get("/projekte/nachnutzung/").text
    assert genommen.aendern_url in text and genommen.token_url not in text  # nobody confirms her own
    assert gegeben.token_url in text and gegeben.aendern_url not in text
    assert fremd.aendern_url not in text and fremd.token_url not in text
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    text = client.get("/projekte/nachnutzung/").text
    assert all(nachnutzung.token_url in text for nachnutzung in (genommen, gegeben, fremd))


def test_examples_make_a_network_without_invented_costs() -> None:
    for angabe in demo.lesen():
        assert angabe.keys() <= {"projekt", "kommune", "von", "art", "zustand", "was", "vor_tagen"}
        assert angabe["zustand"] != "beendet"
