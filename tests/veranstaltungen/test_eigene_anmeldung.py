"""The page behind the token: it shows how things stand; its forms change them, looking changes nothing."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    FrageFactory,
    ProgrammpunktFactory,
    ReiheFactory,
    VeranstaltungFactory,
)
from veranstaltungen import texte
from veranstaltungen.anmeldung import Begleitung, anmelden, uebergeben
from veranstaltungen.models import Anmeldung, Frage, Teilnahme, Veranstaltung
from veranstaltungen.warteliste import verfallen_lassen

pytestmark = pytest.mark.django_db

Zustand = Veranstaltung.Zustand
AKTIONEN = ("aendern", "termin", "weitergeben", "absagen", "annehmen", "ablehnen", "wieder-anstellen")


def html(antwort: HttpResponse) -> str:
    return antwort.content.decode()


def melde_an(veranstaltung: Veranstaltung, email: str = "mira@example.org", **angaben: object) -> Anmeldung:
    werte = {"name": "Mira Beispiel", "vorgang": uuid.uuid4(), "warteliste": True, **angaben}
    return anmelden(veranstaltung_id=veranstaltung.pk, email=email, **werte).anmeldung  # type: ignore[arg-type]


def wartend(veranstaltung: Veranstaltung | None = None, **angaben: object) -> Anmeldung:
    """Somebody waits at an event with one seat that is taken."""
    veranstaltung = veranstaltung or VeranstaltungFactory(plaetze=1)
    melde_an(veranstaltung, "vorher@example.org", name="Vorige Person")
    return melde_an(veranstaltung, **angaben)


def angeboten(**angaben: object) -> Anmeldung:
    anmeldung = wartend(**angaben)
    Veranstaltung.objects.filter(pk=anmeldung.veranstaltung_id).update(plaetze=1 + anmeldung.veranstaltung.plaetze)
    verfallen_lassen(anmeldung.veranstaltung_id, timezone.now())
    anmeldung.refresh_from_db()
    assert anmeldung.zustand == "angeboten"
    return anmeldung


def test_the_personal_page_shows_what_is_stored_and_stays_private(client: Client) -> None:
    anmeldung = AnmeldungFactory(
        veranstaltung__online=True, zugangsbedarf="Induktion", bedarfe=["schrift"], kommune=KommuneFactory()
    )
    antwort = client.get(anmeldung.token_url)
    for stueck in (anmeldung.name, anmeldung.email, "Induktion", "Untertitel", anmeldung.veranstaltung.zugangslink):
        assert stueck in html(antwort)
    assert (antwort["Cache-Control"], antwort["Referrer-Policy"], antwort["X-Robots-Tag"]) == (
        "no-store",
        "no-referrer",
        "noindex",
    )


@pytest.mark.parametrize("teilnahme", Teilnahme)
def test_at_a_hybrid_event_the_page_shows_the_way_that_was_chosen(client: Client, teilnahme: str) -> None:
    anmeldung = AnmeldungFactory(veranstaltung__hybrid=True, teilnahme=teilnahme)
    seite = html(client.get(anmeldung.token_url))
    online = teilnahme == Teilnahme.ONLINE
    assert (anmeldung.veranstaltung.zugangslink in seite) == online
    assert (anmeldung.veranstaltung.anschrift in seite) == (not online)
    assert (anmeldung.einlasscode in seite) == (not online)


def test_everybody_who_shares_the_mailbox_has_a_ticket_on_the_page(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    anmeldung = melde_an(veranstaltung, begleitung=[Begleitung("Jo"), Begleitung("Kim", "kim@example.org")])
    seite = html(client.get(anmeldung.token_url))
    jo, kim = veranstaltung.anmeldungen.get(name="Jo"), veranstaltung.anmeldungen.get(name="Kim")
    assert seite.count('class="eintrittskarte"') == 2
    assert jo.einlasscode in seite
    assert kim.einlasscode not in seite  # has a page of her own
    assert f'href="{jo.token_url}absagen/"' in seite


def test_a_companion_s_own_page_does_not_lead_to_the_others(client: Client) -> None:
    anmeldung = melde_an(VeranstaltungFactory(), begleitung=[Begleitung("Jo")])
    jo = Anmeldung.objects.get(name="Jo")
    seite = html(client.get(jo.token_url))
    assert anmeldung.token not in seite
    assert anmeldung.einlasscode not in seite
    client.post(f"{jo.token_url}absagen/")
    anmeldung.refresh_from_db()
    assert anmeldung.ist_angemeldet


@pytest.mark.parametrize("anlegen", [AnmeldungFactory, wartend, angeboten])
def test_looking_changes_nothing(client: Client, anlegen: object) -> None:
    """Mail scanners follow every link of a mail, and those on the page behind it."""
    anmeldung = anlegen()  # type: ignore[operator]
    nachrichten = Nachricht.objects.count()
    vorher = Anmeldung.objects.filter(pk=anmeldung.pk).values().get()
    for aktion in ("", *(f"{aktion}/" for aktion in AKTIONEN), "kalender.ics"):
        for methode in (client.get, client.head):
            assert methode(f"{anmeldung.token_url}{aktion}", follow=True).status_code == 200
    assert Anmeldung.objects.filter(pk=anmeldung.pk).values().get() == vorher
    assert Nachricht.objects.count() == nachrichten


def test_posting_to_the_page_itself_is_refused(client: Client) -> None:
    """An old bookmark of the form must not cancel: what a button does stands in its address."""
    anmeldung = AnmeldungFactory()
    assert client.post(anmeldung.token_url).status_code == 405
    anmeldung.refresh_from_db()
    assert anmeldung.ist_angemeldet


def test_cancelling(client: Client) -> None:
    anmeldung = AnmeldungFactory()
    assert "Verbindlich absagen" in html(client.get(f"{anmeldung.token_url}absagen/"))
    antwort = client.post(f"{anmeldung.token_url}absagen/", follow=True)
    assert antwort.redirect_chain == [(anmeldung.token_url, 302)]
    assert "Ihre Anmeldung ist storniert" in html(antwort)
    assert "Wieder anmelden" in html(antwort)


@pytest.mark.parametrize(("wahl", "bleiben"), [("alle", 0), ("eine", 2)])
def test_cancelling_with_or_without_the_others(client: Client, wahl: str, bleiben: int) -> None:
    veranstaltung = VeranstaltungFactory()
    anmeldung = melde_an(veranstaltung, begleitung=[Begleitung("Jo"), Begleitung("Kim")])
    adresse = f"{anmeldung.token_url}absagen/"
    assert "Bitte wählen Sie, für wen das gilt." in html(client.post(adresse))
    assert veranstaltung.anmeldungen.angemeldet().count() == 3
    seite = html(client.post(adresse, {"mit_begleitung": wahl}, follow=True))
    assert veranstaltung.anmeldungen.angemeldet().count() == bleiben
    assert ("Ihre Begleitung ist angemeldet" in seite) == bool(bleiben)
    if bleiben:  # the mailbox is still hers
        client.post(adresse, {"mit_begleitung": "alle"})
        assert not veranstaltung.anmeldungen.offen().exists()


def test_the_buttons_work_in_a_browser_that_hides_where_it_comes_from() -> None:
    """Under `Referrer-Policy: no-referrer` browsers send `Origin: null`; the address itself is the permission."""
    anmeldung = angeboten()
    browser = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    for seite in ("", "aendern/", "absagen/"):
        assert not browser.get(f"{anmeldung.token_url}{seite}").cookies
    assert browser.post(f"{anmeldung.token_url}annehmen/").status_code == 302
    anmeldung.refresh_from_db()
    assert anmeldung.ist_angemeldet


@pytest.mark.parametrize(
    ("felder", "ueberschrift"),
    [
        ({"zustand": Zustand.ABGESAGT}, "Die Veranstaltung ist abgesagt"),
        ({"vergangen": True}, "Sie waren angemeldet"),
    ],
)
def test_the_page_knows_what_became_of_the_event_and_offers_nothing_any_more(
    client: Client, felder: dict[str, object], ueberschrift: str
) -> None:
    anmeldung = AnmeldungFactory(veranstaltung=VeranstaltungFactory(reihe=ReiheFactory(), **felder))
    seite = html(client.get(anmeldung.token_url))
    assert ueberschrift in seite
    for aktion in AKTIONEN:
        assert f"{anmeldung.token_url}{aktion}/" not in seite
        client.post(f"{anmeldung.token_url}{aktion}/", {"termin": 1, "name": "Jo", "email": "jo@example.org"})
    anmeldung.refresh_from_db()
    assert (anmeldung.zustand, anmeldung.name) == ("angemeldet", anmeldung.name)
    assert not Nachricht.objects.exists()


def test_after_the_event_the_certificates_of_those_who_were_there(client: Client) -> None:
    anmeldung = AnmeldungFactory(veranstaltung__vergangen=True, eingelassen_am=timezone.now())
    war_da, fehlte = (
        AnmeldungFactory(veranstaltung=anmeldung.veranstaltung, kontakt=anmeldung, email="", eingelassen_am=wann)
        for wann in (timezone.now(), None)
    )
    seite = html(client.get(anmeldung.token_url))
    for eine, gezeigt in ((anmeldung, True), (war_da, True), (fehlte, False)):
        assert (f"{eine.token_url}bescheinigung.pdf" in seite) == gezeigt
    Anmeldung.objects.update(rueckmeldung_gegeben=True)
    assert "Sagen Sie uns, wie es war" in seite
    assert "Sagen Sie uns, wie es war" not in html(client.get(anmeldung.token_url))


def test_the_personal_calendar_file_carries_the_join_link(client: Client) -> None:
    anmeldung = AnmeldungFactory(veranstaltung__online=True)
    antwort = client.get(f"{anmeldung.token_url}kalender.ics")
    assert b"raum-1" in antwort.content
    assert antwort["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", ["gibt-es-nicht", "%00", "a" * 500, "ä"])
@pytest.mark.parametrize("pfad", ["", "kalender.ics", *(f"{aktion}/" for aktion in AKTIONEN)])
def test_a_wrong_token_leads_nowhere(client: Client, token: str, pfad: str) -> None:
    assert client.get(f"/anmeldungen/{token}/{pfad}").status_code == 404


def test_the_page_tells_the_day_of_a_session_and_what_was_answered(client: Client) -> None:
    anmeldung = AnmeldungFactory()
    beginn = anmeldung.veranstaltung.beginn + timedelta(days=1)
    punkt = ProgrammpunktFactory(veranstaltung=anmeldung.veranstaltung, waehlbar=True, beginn=beginn)
    anmeldung.programmwahlen.create(programmpunkt=punkt)
    frage = FrageFactory(veranstaltung=anmeldung.veranstaltung, text="Essen Sie mit?")
    anmeldung.antworten.create(frage=frage, wert="gern")
    seite = html(client.get(anmeldung.token_url))
    assert f"{punkt.titel}, {texte.zeitraum(punkt.beginn, punkt.ende)}" in seite
    assert "<dt>Essen Sie mit?</dt><dd>gern</dd>" in seite


# --- waiting, offered, expired -----------------------------------------------------------------


def test_who_waits_reads_where_she_stands(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(plaetze=1)
    erste = wartend(veranstaltung)
    zweite = melde_an(veranstaltung, "zweite@example.org")
    for anmeldung, stelle in ((erste, "Sie stehen ganz vorn."), (zweite, "Sie stehen an Stelle 2.")):
        seite = html(client.get(anmeldung.token_url))
        assert "Sie stehen auf der Warteliste" in seite
        assert f"{stelle} Insgesamt warten 2 Personen." in seite
        assert "Zurzeit sind alle Plätze vergeben oder jemandem angeboten." in seite
        assert "Warteliste verlassen" in seite
        assert anmeldung.einlasscode not in seite


def test_who_is_passed_over_by_a_rule_reads_why(client: Client) -> None:
    """pretix 3628: nobody was told why no offer came."""
    bald = timezone.now() + timedelta(days=3)
    gross, klein = KommuneFactory(einwohner=90_000), KommuneFactory(einwohner=5_000)
    reserve = VeranstaltungFactory(plaetze=2, plaetze_kleine=2, kleine_bis=bald)
    seite = html(client.get(melde_an(reserve, kommune=gross).token_url))
    assert "2 Plätze sind noch frei. Sie sind bis zum" in seite
    assert "für Kommunen unter 20.000 Einwohnern reserviert" in seite
    grenze = VeranstaltungFactory(plaetze=5, hoechstens_je_kommune=1, hoechstens_bis=bald)
    melde_an(grenze, "vorher@example.org", kommune=klein)
    seite = html(client.get(melde_an(grenze, kommune=klein).token_url))
    assert f"{klein} hat schon so viele Plätze, wie eine Kommune bekommt: 1." in seite


def test_an_offer_is_one_page_with_one_button_for_each_answer(client: Client) -> None:
    anmeldung = angeboten()
    seite = html(client.get(anmeldung.token_url))
    assert "Ein Platz ist für Sie frei" in seite
    assert (seite.count("Platz annehmen"), seite.count(">Ablehnen<")) == (1, 1)
    assert "Warteliste verlassen" not in seite
    antwort = client.post(f"{anmeldung.token_url}annehmen/", follow=True)
    assert "Sie haben angenommen." in html(antwort)
    assert "Sie sind angemeldet" in html(antwort)
    assert anmeldung.einlasscode in html(antwort)


def test_declining_takes_one_click_and_the_next_is_asked(client: Client) -> None:
    anmeldung = angeboten()
    naechste = melde_an(anmeldung.veranstaltung, "naechste@example.org")
    seite = html(client.post(f"{anmeldung.token_url}ablehnen/", follow=True))
    assert "Sie stehen nicht mehr auf der Warteliste" in seite
    naechste.refresh_from_db()
    assert naechste.zustand == "angeboten"


def test_leaving_the_list(client: Client) -> None:
    """pretix 837."""
    anmeldung = wartend()
    seite = html(client.post(f"{anmeldung.token_url}absagen/", follow=True))
    assert "Sie stehen nicht mehr auf der Warteliste" in seite
    assert Nachricht.objects.filter(art="veranstaltungen.ausgetragen", an=anmeldung.email).count() == 1


@pytest.mark.parametrize("uhrwerk", [True, False])
def test_an_expired_offer_offers_to_queue_again(client: Client, uhrwerk: bool) -> None:
    """Also in the minute before the clockwork has looked."""
    anmeldung = angeboten()
    andere = melde_an(anmeldung.veranstaltung, "andere@example.org")
    Anmeldung.objects.filter(pk=anmeldung.pk).update(angebot_bis=timezone.now() - timedelta(seconds=1))
    if uhrwerk:
        verfallen_lassen(anmeldung.veranstaltung_id, timezone.now())
    seite = html(client.get(anmeldung.token_url))
    assert "Die Frist ist um" in seite
    assert "Platz annehmen" not in seite
    assert "Das Angebot gilt nicht mehr" in html(client.post(f"{anmeldung.token_url}annehmen/", follow=True))
    seite = html(client.post(f"{anmeldung.token_url}wieder-anstellen/", follow=True))
    assert "Sie stehen ganz vorn." in seite
    andere.refresh_from_db()
    assert andere.zustand == "angeboten"


# --- changing ----------------------------------------------------------------------------------


def test_changing_what_one_said(client: Client) -> None:
    punkt = ProgrammpunktFactory(waehlbar=True, plaetze=1, titel="Werkstatt")
    frage = Frage.objects.create(veranstaltung=punkt.veranstaltung, text="Mittagessen?", zweck="Für die Küche")
    anmeldung = melde_an(punkt.veranstaltung)
    adresse = f"{anmeldung.token_url}aendern/"
    eingaben = {
        "programmpunkte": [punkt.pk],
        "bedarfe": ["weg"],
        "zugangsbedarf": "Rampe",
        f"frage_{frage.pk}": "vegan",
    }
    seite = html(client.post(adresse, eingaben, follow=True))
    assert "Ihre Angaben sind gespeichert." in seite
    assert "Werkstatt" in seite
    anmeldung.refresh_from_db()
    assert (anmeldung.bedarfe, anmeldung.zugangsbedarf) == (["weg"], "Rampe")
    assert anmeldung.antworten.get().wert == "vegan"
    form = client.get(adresse).context["form"]
    assert (form["programmpunkte"].value(), form[f"frage_{frage.pk}"].value()) == ([punkt.pk], "vegan")
    client.post(adresse, {**eingaben, "programmpunkte": [], f"frage_{frage.pk}": ""})
    assert not anmeldung.programmwahlen.exists()
    assert not anmeldung.antworten.exists()


def test_an_optional_answer_can_be_taken_back_a_required_one_cannot(client: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    frei = FrageFactory(veranstaltung=veranstaltung, art=Frage.Art.JA_NEIN)
    muss = FrageFactory(veranstaltung=veranstaltung, art=Frage.Art.AUSWAHL, optionen="Brot\nReis", pflicht=True)
    anmeldung = melde_an(veranstaltung, antworten={frei.pk: "ja", muss.pk: "Reis"})
    adresse = f"{anmeldung.token_url}aendern/"
    form = client.get(adresse).context["form"]
    angebot = {frage: [text for _, text in form.fields[f"frage_{frage.pk}"].choices] for frage in (frei, muss)}
    assert angebot == {frei: ["keine Angabe", "Ja", "Nein"], muss: ["Brot", "Reis"]}
    client.post(adresse, {f"frage_{frei.pk}": "", f"frage_{muss.pk}": "Brot"})
    assert list(anmeldung.antworten.values_list("frage", "wert")) == [(muss.pk, "Brot")]
    assert 'value="" id="id_frage_' in html(client.get(adresse))
    form = client.post(adresse, {f"frage_{muss.pk}": ""}).context["form"]
    assert list(form.errors) == [f"frage_{muss.pk}"]


def test_a_session_that_filled_up_meanwhile_says_so_and_loses_nothing_typed(client: Client) -> None:
    punkt = ProgrammpunktFactory(waehlbar=True, plaetze=1)
    anmeldung = melde_an(punkt.veranstaltung)
    melde_an(punkt.veranstaltung, "schneller@example.org", programmpunkte=[punkt.pk])
    eingaben = {"programmpunkte": [punkt.pk], "zugangsbedarf": "Rampe", "bedarfe": ["weg"]}
    antwort = client.post(f"{anmeldung.token_url}aendern/", eingaben)
    assert "nicht mehr genug Platz" in html(antwort)
    assert "Rampe" in html(antwort)
    anmeldung.refresh_from_db()
    assert anmeldung.zugangsbedarf == ""


def test_from_online_to_on_site_only_where_a_seat_is_free(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(hybrid=True, plaetze=1)
    vor_ort = melde_an(veranstaltung, "vorort@example.org", teilnahme="vor_ort")
    anmeldung = melde_an(veranstaltung, teilnahme="online")
    adresse = f"{anmeldung.token_url}aendern/"
    assert "Vor Ort ist gerade kein Platz für Sie frei." in html(client.post(adresse, {"teilnahme": "vor_ort"}))
    client.post(f"{vor_ort.token_url}aendern/", {"teilnahme": "online"})
    assert "Sie nehmen jetzt vor Ort teil." in html(client.post(adresse, {"teilnahme": "vor_ort"}, follow=True))
    anmeldung.refresh_from_db()
    assert anmeldung.teilnahme == "vor_ort"
    assert Nachricht.objects.filter(art="veranstaltungen.teilnahmewechsel").count() == 2


def test_who_waits_for_a_seat_on_site_and_joins_online_is_in_at_once(client: Client) -> None:
    veranstaltung = VeranstaltungFactory(hybrid=True, plaetze=1)
    anmeldung = wartend(veranstaltung)
    assert anmeldung.zustand == "wartend"
    seite = html(client.post(f"{anmeldung.token_url}aendern/", {"teilnahme": "online"}, follow=True))
    assert "Sie sind angemeldet" in seite
    assert veranstaltung.zugangslink in seite
    assert Nachricht.objects.filter(art="veranstaltungen.bestaetigung", an="mira@example.org").count() == 1


# --- handing on --------------------------------------------------------------------------------


def eingaben_weiter(client: Client, adresse: str, email: str) -> dict[str, object]:
    form = client.get(adresse).context["form"]
    return {"name": "Kim Kollegin", "email": email, "zeitmarke": form["zeitmarke"].value()}


def test_handing_the_seat_on_ends_the_old_address_and_ticket(client: Client) -> None:
    anmeldung = melde_an(VeranstaltungFactory(), zugangsbedarf="Rampe")
    adresse = f"{anmeldung.token_url}weitergeben/"
    antwort = client.post(adresse, eingaben_weiter(client, adresse, "kim@example.org"), follow=True)
    assert "Ihr Platz ist weitergegeben" in html(antwort)
    assert client.get(anmeldung.token_url).status_code == 404
    assert client.post(f"{anmeldung.token_url}absagen/").status_code == 404
    neu = Anmeldung.objects.get()
    assert (neu.name, neu.email, neu.zugangsbedarf) == ("Kim Kollegin", "kim@example.org", "")
    assert neu.einlasscode != anmeldung.einlasscode
    assert set(Nachricht.objects.filter(schluessel__contains="uebergabe").values_list("art", "an")) == {
        ("veranstaltungen.bestaetigung", "kim@example.org"),
        ("veranstaltungen.uebergeben", "mira@example.org"),
    }


@pytest.mark.parametrize("email", ["mira@example.org", "dabei@example.org", "keine adresse"])
def test_a_seat_goes_to_nobody_who_has_one(client: Client, email: str) -> None:
    veranstaltung = VeranstaltungFactory()
    anmeldung = melde_an(veranstaltung)
    melde_an(veranstaltung, "dabei@example.org")
    adresse = f"{anmeldung.token_url}weitergeben/"
    antwort = client.post(adresse, eingaben_weiter(client, adresse, email))
    assert antwort.context["form"].errors["email"]
    assert "Kim Kollegin" in html(antwort)
    assert client.get(anmeldung.token_url).status_code == 200


def test_nobody_floods_a_stranger_by_handing_on(client: Client) -> None:
    cache.clear()
    for _ in range(3):
        anmeldung = AnmeldungFactory()
        adresse = f"{anmeldung.token_url}weitergeben/"
        client.post(adresse, eingaben_weiter(client, adresse, "opfer@example.org"))
    anmeldung = AnmeldungFactory()
    adresse = f"{anmeldung.token_url}weitergeben/"
    assert client.post(adresse, eingaben_weiter(client, adresse, "opfer@example.org")).status_code == 429


def test_an_address_read_before_the_seat_was_handed_on_cancels_nothing() -> None:
    """Two tabs: the second one still holds the old registration when the first one has handed it on."""
    anmeldung = melde_an(VeranstaltungFactory())
    alt = Anmeldung.objects.get(pk=anmeldung.pk)
    uebergeben(anmeldung, name="Kim", email="kim@example.org")
    with pytest.raises(Anmeldung.DoesNotExist):
        uebergeben(alt, name="Boese", email="boese@example.org")


# --- another date ------------------------------------------------------------------------------


def test_switching_the_date_leads_to_the_new_page(client: Client) -> None:
    reihe = ReiheFactory()
    von, nach, voll = VeranstaltungFactory.create_batch(3, reihe=reihe)
    Veranstaltung.objects.filter(pk=voll.pk).update(plaetze=0)
    VeranstaltungFactory(titel="Fremde Reihe")
    anmeldung = melde_an(von)
    adresse = f"{anmeldung.token_url}termin/"
    seite = html(client.get(adresse))
    assert "Zurzeit ohne freien Platz" in seite
    assert "Fremde Reihe" not in seite
    assert f'value="{voll.pk}"' not in seite
    antwort = client.post(adresse, {"termin": nach.pk}, follow=True)
    assert "Sie sind umgebucht." in html(antwort)
    neu = nach.anmeldungen.get()
    assert antwort.redirect_chain[-1][0].startswith(neu.token_url)
    assert "Ihre Anmeldung ist storniert" in html(client.get(anmeldung.token_url))


def test_a_date_that_filled_up_meanwhile_says_so_and_the_seat_stays(client: Client) -> None:
    reihe = ReiheFactory()
    von, nach = VeranstaltungFactory(reihe=reihe), VeranstaltungFactory(reihe=reihe, plaetze=2)
    anmeldung = melde_an(von, begleitung=[Begleitung("Jo"), Begleitung("Kim")])
    antwort = client.post(f"{anmeldung.token_url}termin/", {"termin": nach.pk, "mit_begleitung": "alle"})
    assert "Für Sie sind dort noch 2 Plätze frei, weniger als Sie brauchen." in html(antwort)
    assert von.anmeldungen.angemeldet().count() == 3
    melde_an(nach, "mira@example.org")
    antwort = client.post(f"{anmeldung.token_url}termin/", {"termin": nach.pk, "mit_begleitung": "eine"})
    assert "Zu diesem Termin sind Sie schon angemeldet" in html(antwort)


def test_without_another_date_the_page_says_so(client: Client) -> None:
    anmeldung = melde_an(VeranstaltungFactory(reihe=ReiheFactory()))
    assert "In dieser Reihe gibt es zurzeit keinen anderen Termin." in html(client.get(f"{anmeldung.token_url}termin/"))


@pytest.mark.parametrize("begleitung", [1, 3])
def test_the_page_costs_the_same_for_small_and_large_groups(
    client: Client, begleitung: int, django_assert_num_queries: object
) -> None:
    punkte = ProgrammpunktFactory.create_batch(begleitung, waehlbar=True, veranstaltung=VeranstaltungFactory())
    anmeldung = melde_an(
        punkte[0].veranstaltung,
        begleitung=[Begleitung(f"Person {nummer}") for nummer in range(begleitung)],
        programmpunkte=[punkt.pk for punkt in punkte],
    )
    with django_assert_num_queries(5):  # type: ignore[operator]
        client.get(anmeldung.token_url)
