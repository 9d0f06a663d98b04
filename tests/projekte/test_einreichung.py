"""From the first word to the published entry: drafts, steps, submission, review, versions."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Nachricht
from projekte import einreichung as ablauf
from projekte import fassungen, pflege, pruefung, rechte
from projekte.einreichung import Geaendert, Konflikt, Unvollstaendig, stand_von
from projekte.models import BESTAETIGUNGEN, Einreichung, Projekt, Schlagwort
from projekte.schritte import NACH_SLUG
from tests.factories.beitrag import VOLLSTAENDIG, EinreichungFactory
from tests.factories.kommunen import KommuneFactory, MitgliedschaftFactory
from tests.factories.konten import NutzerFactory
from tests.factories.projekte import ProjektFactory

pytestmark = pytest.mark.django_db

Zustand = Einreichung.Zustand
WORUM = NACH_SLUG["worum"]


@pytest.fixture
def mitglied() -> Nutzer:
    return MitgliedschaftFactory().nutzer


@pytest.fixture
def redaktion() -> Nutzer:
    return NutzerFactory(rolle=Rolle.REDAKTION)


def entwurf(nutzer: Nutzer, **inhalt: Any) -> Einreichung:
    kommune = nutzer.mitgliedschaften.get().kommune
    return ablauf.entwurf_anlegen(nutzer=nutzer, kommune=kommune, inhalt={**VOLLSTAENDIG, **inhalt})


def eingereicht(nutzer: Nutzer, **inhalt: Any) -> Einreichung:
    return ablauf.einreichen(entwurf(nutzer, **inhalt), durch=nutzer)


def aenderung(nutzer: Nutzer, projekt: Projekt, **inhalt: Any) -> Einreichung:
    kommune = nutzer.mitgliedschaften.get().kommune
    eine = ablauf.entwurf_anlegen(nutzer=nutzer, kommune=kommune, projekt=projekt, inhalt=inhalt)
    return ablauf.einreichen(eine, durch=nutzer)


# --- what the author stands by ---

ALT = date(2024, 1, 5)


def bestaetigtes(mitglied: Nutzer, **felder: Any) -> Projekt:
    """An entry with all facts, confirmed long ago."""
    return ProjektFactory(
        federfuehrung=mitglied.mitgliedschaften.get().kommune, ausgangslage="A", loesung="L", betriebsmodell="selbst",
        kosten_jaehrlich="J1", kosten_basis="ist", kosten_jahr=2023, kontakt_funktion="Amt", bestaetigt_am=ALT,
        **dict.fromkeys(BESTAETIGUNGEN, ALT), **felder,
    )  # fmt: skip


def tage(projekt: Projekt) -> list[date | None]:
    projekt.refresh_from_db()
    return [getattr(projekt, feld) for feld in BESTAETIGUNGEN]


def test_a_new_entry_is_confirmed_where_it_says_something(mitglied: Nutzer, redaktion: Nutzer) -> None:
    heute = timezone.localdate()
    eine = eingereicht(mitglied)
    assert tage(pruefung.annehmen(eine, durch=redaktion, version=eine.version)) == [heute, heute, heute]
    ohne = eingereicht(mitglied, phase="P3", kosten_jaehrlich="", kosten_basis="", kosten_jahr="")
    assert tage(pruefung.annehmen(ohne, durch=redaktion, version=ohne.version)) == [None, heute, heute]


def test_a_change_of_the_text_confirms_nothing_by_itself(mitglied: Nutzer, redaktion: Nutzer) -> None:
    projekt = bestaetigtes(mitglied)
    eine = aenderung(mitglied, projekt, lehren="Früher fragen.")
    pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    assert tage(projekt) == [ALT, ALT, ALT]


def test_a_changed_fact_is_confirmed_and_loses_its_date_without_a_tick(mitglied: Nutzer, redaktion: Nutzer) -> None:
    projekt, heute = bestaetigtes(mitglied), timezone.localdate()
    eine = aenderung(mitglied, projekt, kosten_jaehrlich="J3")
    pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    assert tage(projekt) == [heute, ALT, ALT]
    eine = ablauf.entwurf_anlegen(
        nutzer=mitglied, kommune=eine.kommune, projekt=projekt, inhalt={"kosten_jaehrlich": "J0"}
    )
    eine = ablauf.einreichen(eine, durch=mitglied, bestaetigt=["kontakt"])
    pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    assert tage(projekt) == [None, ALT, heute]


def test_nobody_stands_by_what_somebody_else_wrote_meanwhile(mitglied: Nutzer, redaktion: Nutzer) -> None:
    projekt = bestaetigtes(mitglied)
    eine = ablauf.entwurf_anlegen(nutzer=mitglied, kommune=mitglied.mitgliedschaften.get().kommune, projekt=projekt)
    eine = ablauf.einreichen(eine, durch=mitglied, bestaetigt=["kosten", "zustand", "erfunden"])
    projekt.kosten_jaehrlich = "J4"
    pflege.speichern(projekt, federfuehrung=eine.kommune)
    pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    assert tage(projekt) == [ALT, timezone.localdate(), ALT]


def test_the_last_step_asks_and_the_editors_see_the_answer(client: Client, mitglied: Nutzer, redaktion: Nutzer) -> None:
    projekt = bestaetigtes(mitglied)
    eine = ablauf.entwurf_anlegen(
        nutzer=mitglied,
        kommune=mitglied.mitgliedschaften.get().kommune,
        projekt=projekt,
        inhalt={"zustand": "pausiert"},
    )
    client.force_login(mitglied)
    seite = client.get(eine.get_absolute_url()).text
    gefunden = re.findall(r'name="bestaetigt" value="(\w+)"[^>]*?( checked)?><label[^>]*>([^<]+)<', seite)
    assert gefunden == [
        ("kosten", "", "Die Kosten stimmen noch"),
        ("zustand", " checked", "Der Zustand stimmt"),
        ("kontakt", "", "Der Kontakt stimmt noch"),
    ]
    client.post(eine.get_absolute_url(), {"aktion": "einreichen", "bestaetigt": ["kosten", "zustand"]})
    client.force_login(redaktion)
    assert "<dt>Bestätigt</dt><dd>Kosten, Zustand<br>" in client.get(f"/projekte/pruefung/{eine.token}/").text


def test_what_runs_is_not_only_planned(mitglied: Nutzer) -> None:
    [(feld, [meldung])] = ablauf.maengel({**VOLLSTAENDIG, "zustand": "geplant"}).items()
    assert (feld, meldung) == ("zustand", "Phase „Betrieb“ und Zustand „geplant“ widersprechen sich. Was stimmt?")
    with pytest.raises(Unvollstaendig):
        eingereicht(mitglied, zustand="geplant")
    assert ablauf.maengel({**VOLLSTAENDIG, "phase": "P1", "zustand": "geplant"}) == {}


# --- drafts ---


def test_only_members_and_editors_begin(mitglied: Nutzer, redaktion: Nutzer) -> None:
    fremd = KommuneFactory()
    with pytest.raises(Konflikt, match="kein Mitglied"):
        ablauf.entwurf_anlegen(nutzer=mitglied, kommune=fremd)
    assert ablauf.entwurf_anlegen(nutzer=redaktion, kommune=fremd).zustand == Zustand.ENTWURF
    with pytest.raises(Konflikt, match="pflegen Mitglieder"):
        ablauf.entwurf_anlegen(nutzer=mitglied, kommune=fremd, projekt=ProjektFactory())


def test_unknown_fields_of_an_import_are_dropped(mitglied: Nutzer) -> None:
    assert entwurf(mitglied, veroeffentlicht_am="gestern").inhalt == VOLLSTAENDIG


def test_a_second_draft_for_the_same_entry_is_the_first(mitglied: Nutzer) -> None:
    kommune = mitglied.mitgliedschaften.get().kommune
    projekt = ProjektFactory(federfuehrung=kommune)
    eine = ablauf.entwurf_anlegen(nutzer=mitglied, kommune=kommune, projekt=projekt)
    kollegin = MitgliedschaftFactory(kommune=kommune).nutzer
    assert ablauf.entwurf_anlegen(nutzer=kollegin, kommune=kommune, projekt=projekt) == eine


def test_wrong_input_is_stored_too(mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    kosten = NACH_SLUG["kosten"]
    werte = {"kosten_jahr": "vorletztes", "cpv": "abc"}
    ablauf.speichern_schritt(eine, durch=mitglied, schritt=kosten, werte=werte, stand=stand_von(eine, kosten))
    eine.refresh_from_db()
    assert (eine.inhalt["kosten_jahr"], eine.inhalt["cpv"]) == ("vorletztes", "abc")
    assert {"kosten_jahr", "cpv"} <= ablauf.maengel(eine.inhalt).keys()


def test_the_second_of_two_is_told_and_overwrites_nothing(mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    gesehen = stand_von(eine, WORUM)
    kollegin = MitgliedschaftFactory(kommune=eine.kommune).nutzer
    ablauf.speichern_schritt(eine, durch=mitglied, schritt=WORUM, werte={"titel": "Erste"}, stand=gesehen)
    with pytest.raises(Geaendert) as fremd:
        ablauf.speichern_schritt(eine, durch=kollegin, schritt=WORUM, werte={"titel": "Zweite"}, stand=gesehen)
    assert fremd.value.jetzt.titel == "Erste"
    # The same words twice are no conflict, another step neither.
    ablauf.speichern_schritt(eine, durch=kollegin, schritt=WORUM, werte={"titel": "Erste"}, stand=gesehen)
    kontakt = NACH_SLUG["kontakt"]
    werte = {"kontakt_funktion": "Amt"}
    ablauf.speichern_schritt(eine, durch=kollegin, schritt=kontakt, werte=werte, stand=stand_von(eine, kontakt))
    eine.refresh_from_db()
    assert (eine.inhalt["titel"], eine.inhalt["kontakt_funktion"]) == ("Erste", "Amt")


def test_who_is_no_member_any_more_writes_no_more(mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    mitglied.mitgliedschaften.all().delete()
    with pytest.raises(Konflikt, match="kein Mitglied"):
        ablauf.speichern_schritt(eine, durch=mitglied, schritt=WORUM, werte={}, stand=stand_von(eine, WORUM))


def test_drafts_of_a_dissolved_municipality_stay_with_its_people(mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    neu = KommuneFactory()
    eine.kommune.aufgeloest_am, eine.kommune.nachfolger = "2026-12-31", neu
    eine.kommune.save()
    assert rechte.darf_schreiben(mitglied, eine)
    assert rechte.darf_schreiben(MitgliedschaftFactory(kommune=neu).nutzer, eine)


# --- handing in ---


@pytest.mark.parametrize(
    ("inhalt", "feld"),
    [
        ({"titel": " "}, "titel"),
        ({"handlungsfeld": "gibtsnicht"}, "handlungsfeld"),
        ({"betriebsmodell": ""}, "betriebsmodell"),
        ({"kosten_jaehrlich": ""}, "kosten_jaehrlich"),
        ({"kosten_basis": ""}, "kosten_basis"),
        ({"zustand": "beendet"}, "zustand_grund"),
        ({"kontakt_email": "niemand"}, "kontakt_email"),
        ({"beteiligte": "Entenhausen"}, "beteiligte"),
        ({"wirkungen": [{"aussage": "Mehr Fahrten", "art": "gemessen"}]}, "wirkungen"),
        ({"partner": [{"rolle": "Technik"}]}, "partner"),
    ],
)
def test_what_stands_in_the_way_is_said_at_its_field(mitglied: Nutzer, inhalt: dict[str, Any], feld: str) -> None:
    eine = entwurf(mitglied, **inhalt)
    with pytest.raises(Unvollstaendig) as fehlt:
        ablauf.einreichen(eine, durch=mitglied)
    assert list(fehlt.value.maengel) == [feld]
    assert Einreichung.objects.get().zustand == Zustand.ENTWURF
    assert not Nachricht.objects.exists()


def test_before_the_operation_nobody_must_know_who_runs_it(mitglied: Nutzer) -> None:
    assert eingereicht(mitglied, phase="P3", betriebsmodell="", kosten_jaehrlich="").zustand == Zustand.EINGEREICHT


def test_handing_in_writes_to_both_sides_and_closes_the_draft(mitglied: Nutzer, redaktion: Nutzer) -> None:
    eine = eingereicht(mitglied)
    assert set(Nachricht.objects.values_list("art", "an")) == {
        ("projekte.einreichung_eingegangen", mitglied.email),
        ("projekte.einreichung_wartet", redaktion.email),
    }
    with pytest.raises(Konflikt, match="schon bei der Redaktion"):
        ablauf.speichern_schritt(eine, durch=mitglied, schritt=WORUM, werte={}, stand=stand_von(eine, WORUM))
    ablauf.zurueckziehen(eine, durch=mitglied)
    assert rechte.darf_schreiben(mitglied, Einreichung.objects.get())


# --- the editors decide ---


def test_accepted_it_is_published_confirmed_and_kept(mitglied: Nutzer, redaktion: Nutzer) -> None:
    wirkung = {
        "aussage": "Mehr Fahrten", "wert": "1.200,5", "einheit": "Fahrten", "art": "gemessen", "methode": "Zähler",
        "stand": "03.05.2026",
    }  # fmt: skip
    nachbar = KommuneFactory(name="Nachbarstadt, Stadt")
    eine = eingereicht(mitglied, wirkungen=[wirkung], partner=[{"name": "Stadtwerke"}], beteiligte=nachbar.schluessel)
    projekt = pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    projekt.refresh_from_db()
    assert projekt.ist_veroeffentlicht
    assert (projekt.federfuehrung, projekt.weitere_kommunen) == (eine.kommune, [nachbar])
    assert (projekt.kosten_jahr, projekt.betriebsmodell, projekt.lizenz) == (2025, "selbst", "CC BY 4.0")
    assert str(projekt.wirkungen.get().wert) == "1200.50"
    assert projekt.partner.get().name == "Stadtwerke"
    assert projekt.bestaetigt_am is not None
    fassung = projekt.fassungen.get()
    assert (fassung.nummer, fassung.von) == (1, mitglied)
    assert Nachricht.objects.filter(art="projekte.einreichung_angenommen", an=mitglied.email).exists()
    eine.refresh_from_db()
    assert (eine.zustand, eine.projekt) == (Zustand.ANGENOMMEN, projekt)


def test_the_published_entry_stays_until_accepted(mitglied: Nutzer, redaktion: Nutzer) -> None:
    projekt = ProjektFactory(federfuehrung=mitglied.mitgliedschaften.get().kommune, titel="Alt")
    eine = aenderung(mitglied, projekt, **{**VOLLSTAENDIG, "titel": "Neu"})
    assert Projekt.objects.get().titel == "Alt"
    pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    projekt.refresh_from_db()
    assert projekt.titel == "Neu"
    assert [f.inhalt["titel"] for f in projekt.fassungen.order_by("nummer")] == ["Alt", "Neu"]


def test_what_others_changed_meanwhile_is_not_written_back(mitglied: Nutzer, redaktion: Nutzer) -> None:
    kommune = mitglied.mitgliedschaften.get().kommune
    projekt = ProjektFactory(federfuehrung=kommune, **{"kontakt_funktion": "Amt", "ausgangslage": "A", "loesung": "L"})
    kosten = {
        name: VOLLSTAENDIG[name] for name in ("kosten_jaehrlich", "kosten_basis", "kosten_jahr", "betriebsmodell")
    }
    eine = aenderung(mitglied, projekt, titel="Neuer Titel", **kosten)
    projekt = Projekt.objects.get()
    projekt.titel, projekt.technik = "Titel der Redaktion", "LoRaWAN"
    pflege.speichern(projekt, federfuehrung=kommune)
    assert pruefung.doppelt_geaendert(eine, projekt) == ["Titel"]
    pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    projekt = Projekt.objects.get()
    assert (projekt.titel, projekt.technik) == ("Neuer Titel", "LoRaWAN")


def test_what_the_form_does_not_know_survives(mitglied: Nutzer, redaktion: Nutzer) -> None:
    projekt = ProjektFactory(
        federfuehrung=mitglied.mitgliedschaften.get().kommune, quelle="Liste", lizenz="CC0 1.0", ist_beispiel=True
    )
    eine = aenderung(mitglied, projekt, **VOLLSTAENDIG)
    pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    projekt.refresh_from_db()
    assert (projekt.quelle, projekt.lizenz, projekt.ist_beispiel) == ("Liste", "CC0 1.0", True)
    assert projekt.slug.startswith("mitfahrbank-")


def test_back_with_remarks_and_again(mitglied: Nutzer, redaktion: Nutzer) -> None:
    eine = eingereicht(mitglied)
    with pytest.raises(Konflikt, match="Bitte sagen Sie, was noch fehlt"):
        pruefung.zurueckgeben(eine, durch=redaktion, version=eine.version, anmerkungen={"titel": ""})
    eine = pruefung.zurueckgeben(eine, durch=redaktion, version=eine.version, anmerkungen={"loesung": "Wer zahlt?"})
    mail = Nachricht.objects.get(art="projekte.einreichung_zurueck")
    assert mail.kontext["anmerkungen"] == [["Lösung", "Wer zahlt?"]]
    ablauf.einreichen(eine, durch=mitglied)
    assert eine.anmerkungen.get().erledigt


def test_discarding_needs_a_reason(mitglied: Nutzer, redaktion: Nutzer) -> None:
    eine = eingereicht(mitglied)
    with pytest.raises(Konflikt, match="Grund"):
        pruefung.verwerfen(eine, durch=redaktion, version=eine.version, grund="")
    pruefung.verwerfen(eine, durch=redaktion, version=eine.version, grund="Steht schon da.")
    assert Nachricht.objects.get(art="projekte.einreichung_verworfen").kontext["grund"] == "Steht schon da."


def test_an_editor_decides_what_she_has_read(mitglied: Nutzer, redaktion: Nutzer) -> None:
    eine = eingereicht(mitglied)
    gelesen = eine.version
    ablauf.zurueckziehen(eine, durch=mitglied)
    with pytest.raises(Konflikt, match="schon entschieden"):
        pruefung.annehmen(eine, durch=redaktion, version=gelesen)
    ablauf.einreichen(eine, durch=mitglied)
    with pytest.raises(Konflikt, match="noch einmal"):
        pruefung.annehmen(eine, durch=redaktion, version=gelesen)
    assert not Projekt.objects.exists()


def test_members_decide_nothing(mitglied: Nutzer) -> None:
    eine = eingereicht(mitglied)
    with pytest.raises(Konflikt, match="entscheidet die Redaktion"):
        pruefung.annehmen(eine, durch=mitglied, version=eine.version)


def test_no_mail_to_an_account_that_is_gone(mitglied: Nutzer, redaktion: Nutzer) -> None:
    eine = eingereicht(mitglied)
    mitglied.delete()
    eine.refresh_from_db()
    projekt = pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    assert projekt.ist_veroeffentlicht
    assert not Nachricht.objects.filter(art="projekte.einreichung_angenommen").exists()


# --- versions ---


def test_every_change_is_a_version_and_can_be_taken_back(redaktion: Nutzer) -> None:
    projekt = ProjektFactory(titel="Eins", ausgangslage="A", loesung="L", kontakt_funktion="Amt")
    projekt.titel = "Zwei"
    pflege.speichern(projekt, federfuehrung=projekt.federfuehrung, von=redaktion, anlass="Getippt")
    pflege.speichern(projekt, federfuehrung=projekt.federfuehrung)
    erste, zweite = projekt.fassungen.order_by("nummer")
    assert (erste.inhalt["titel"], zweite.inhalt["titel"], zweite.anlass) == ("Eins", "Zwei", "Getippt")
    pruefung.zurueckholen(erste, durch=redaktion, gesehen=2)
    projekt.refresh_from_db()
    assert projekt.titel == "Eins"
    assert projekt.fassungen.count() == 3
    with pytest.raises(Konflikt, match="neue Fassung"):
        pruefung.zurueckholen(zweite, durch=redaktion, gesehen=2)


def test_an_image_of_an_entry_makes_the_same_entry(redaktion: Nutzer) -> None:
    """What `abbild` writes, `anwenden` reads: nothing gets lost on the way there and back."""
    nachbar = KommuneFactory()
    eine = EinreichungFactory(
        inhalt={**VOLLSTAENDIG, "beteiligte": nachbar.schluessel, "foerderung": ["land", "eu"], "vergabe_monate": "3"},
        zustand="eingereicht",
    )
    projekt = pruefung.annehmen(eine, durch=redaktion, version=1)
    bild = fassungen.abbild(projekt)
    pruefung.anwenden(bild, projekt=projekt, kommune=None, von=None, anlass="")
    assert fassungen.abbild(Projekt.objects.get()) == bild


def test_an_old_version_that_names_a_dissolved_municipality_means_what_it_became(redaktion: Nutzer) -> None:
    alt, neu = KommuneFactory(name="Altdorf"), KommuneFactory(name="Neustadt")
    projekt = ProjektFactory(titel="Eins", beteiligte=[alt], ausgangslage="A", loesung="L", kontakt_funktion="Amt")
    projekt.titel = "Zwei"
    pflege.speichern(projekt, federfuehrung=projekt.federfuehrung)
    alt.aufgeloest_am, alt.nachfolger = "2026-12-31", neu
    alt.save()
    erste = projekt.fassungen.get(nummer=1)
    assert "Altdorf" in erste.inhalt["beteiligte"]
    pruefung.zurueckholen(erste, durch=redaktion, gesehen=2)
    projekt = Projekt.objects.get()
    assert (projekt.titel, projekt.weitere_kommunen) == ("Eins", [neu])


def test_what_an_old_version_did_not_know_stays(redaktion: Nutzer) -> None:
    wort = Schlagwort.objects.create(slug="lorawan", name="LoRaWAN")
    projekt = ProjektFactory(titel="Eins", ausgangslage="A", loesung="L", kontakt_funktion="Amt")
    pflege.speichern(projekt, federfuehrung=projekt.federfuehrung, schlagwoerter=[wort])
    erste = projekt.fassungen.get(nummer=1)
    del erste.inhalt["schlagwoerter"]
    pruefung.zurueckholen(erste, durch=redaktion, gesehen=2)
    assert list(projekt.schlagwoerter.all()) == [wort]


def test_keywords_are_chosen_from_the_list_or_proposed_to_the_editors(
    client: Client, mitglied: Nutzer, redaktion: Nutzer
) -> None:
    Schlagwort.objects.create(slug="app", name="Anwendung")  # a Lösungstyp has the same slug
    eine = entwurf(mitglied)
    client.force_login(mitglied)
    assert "Anwendung" in client.get(f"/projekte/einreichungen/{eine.token}/worum/").text
    speichern(client, eine, "worum", felder={"schlagwoerter": ["app"], "schlagwort_vorschlag": "Dorfleben"})
    eine = ablauf.einreichen(eine, durch=mitglied)
    client.force_login(redaktion)
    seite = client.get(f"/projekte/pruefung/{eine.token}/").text
    assert "Anwendung" in seite
    assert "Dorfleben" in seite
    projekt = pruefung.annehmen(eine, durch=redaktion, version=eine.version)
    assert [str(wort) for wort in projekt.schlagwoerter.all()] == ["Anwendung"]
    speichern_falsch = {**VOLLSTAENDIG, "schlagwoerter": ["erfunden"]}
    assert ablauf.maengel(speichern_falsch) == {"schlagwoerter": ["„erfunden“ ist kein Schlagwort aus der Liste."]}


def test_without_keywords_nobody_is_asked_for_any(client: Client, mitglied: Nutzer) -> None:
    client.force_login(mitglied)
    seite = client.get(f"/projekte/einreichungen/{entwurf(mitglied).token}/worum/").text
    assert "Schlagwörter" not in seite
    assert "Fehlt ein Schlagwort?" in seite


def test_members_of_the_leading_municipality_learn_that_it_is_gone(mitglied: Nutzer, redaktion: Nutzer) -> None:
    projekt = ProjektFactory(federfuehrung=mitglied.mitgliedschaften.get().kommune)
    pruefung.archivieren(projekt, durch=redaktion, grund="Abgelöst.")
    assert not Projekt.objects.get().ist_veroeffentlicht
    assert Nachricht.objects.get(art="projekte.archiviert").an == mitglied.email
    with pytest.raises(Konflikt, match="schon"):
        pruefung.archivieren(projekt, durch=redaktion, grund="Abgelöst.")


# --- pages ---


def test_guests_and_strangers_learn_how(client: Client) -> None:
    assert "Konto anlegen" in client.get("/projekte/neu/").text
    assert not client.cookies
    client.force_login(NutzerFactory())
    assert "Mitglied werden" in client.get("/projekte/neu/").text
    kommune = KommuneFactory(name="Görlitz, Stadt")
    seite = client.get(f"/projekte/neu/?kommune={kommune.schluessel}").text
    assert f'href="/kommunen/{kommune.schluessel}/mitgliedschaft/"' in seite
    for unsinn in ("%00", "x", "9" * 50, "²"):
        assert client.get(f"/projekte/neu/?kommune={unsinn}").status_code == 200


def test_the_whole_way_without_script(client: Client, mitglied: Nutzer, redaktion: Nutzer) -> None:
    client.force_login(mitglied)
    kommune = mitglied.mitgliedschaften.get().kommune
    adresse = client.post("/projekte/neu/", {"kommune": kommune.schluessel})["Location"]
    eine = Einreichung.objects.get()
    wurzel = f"/projekte/einreichungen/{eine.token}/"
    assert adresse == f"{wurzel}worum/"
    for slug, folgt in (
        ("worum", "geschichte"),
        ("geschichte", "kosten"),
        ("kosten", "kontakt"),
        ("kontakt", "wirkung"),
    ):
        eine.refresh_from_db()
        schritt = NACH_SLUG[slug]
        daten = {feld: VOLLSTAENDIG.get(feld, "") for feld in schritt.felder}
        antwort = client.post(f"{wurzel}{slug}/", {**daten, "stand": stand_von(eine, schritt), "ziel": "weiter"})
        assert antwort["Location"] == f"{wurzel}{folgt}/", client.get(f"{wurzel}{slug}/").text
    assert "Bei der Redaktion einreichen" in client.get(wurzel).text
    client.post(wurzel, {"aktion": "einreichen"})
    assert "liegt seit dem" in client.get(wurzel).text
    assert VOLLSTAENDIG["titel"] in client.get("/projekte/einreichungen/").text

    client.force_login(redaktion)
    assert VOLLSTAENDIG["titel"] in client.get("/projekte/pruefung/").text
    seite = client.get(f"/projekte/pruefung/{eine.token}/")
    assert VOLLSTAENDIG["loesung"] in seite.text
    version = Einreichung.objects.get().version
    antwort = client.post(f"/projekte/pruefung/{eine.token}/", {"version": version, "aktion": "annehmen"}, follow=True)
    assert antwort.request["PATH_INFO"] == "/projekte/mitfahrbank-mit-anzeige/"
    assert "ist veröffentlicht" in antwort.text
    assert mitglied.name not in Client().get("/projekte/mitfahrbank-mit-anzeige/").text


def speichern(client: Client, eine: Einreichung, slug: str, stand: str = "", **werte: Any) -> Any:
    schritt = NACH_SLUG[slug]
    eine.refresh_from_db()
    daten = {feld: eine.inhalt.get(feld) or "" for feld in schritt.felder if feld not in schritt.zeilen}
    daten |= {f"{name}-TOTAL_FORMS": "0" for name in schritt.zeilen} | {
        f"{name}-INITIAL_FORMS": "0" for name in schritt.zeilen
    }
    return client.post(
        f"/projekte/einreichungen/{eine.token}/{slug}/",
        {**daten, "stand": stand or stand_von(eine, schritt), **werte.pop("felder", {})},
        **werte,
    )


JSON = {"headers": {"Accept": "application/json"}}


def test_saving_as_one_types(client: Client, mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    client.force_login(mitglied)
    lang = "Die Umsetzung wurde durch das Amt nach der Beteiligung veranlasst und mit dem OZG abgestimmt."
    antwort = speichern(client, eine, "geschichte", felder={"loesung": lang}, **JSON)
    auskunft = antwort.json()
    assert auskunft["prozent"] > 50
    assert any("OZG" in hinweis for hinweis in auskunft["hinweise"]["loesung"])
    assert "Ergebnis" in auskunft["fehlt"]
    eine.refresh_from_db()
    assert eine.inhalt["loesung"] == lang
    assert auskunft["stand"] == stand_von(eine, NACH_SLUG["geschichte"])
    assert "OZG" in client.get(f"/projekte/einreichungen/{eine.token}/geschichte/").text  # and without a script


def test_two_at_once_on_the_page(client: Client, mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    client.force_login(mitglied)
    alt = stand_von(eine, WORUM)
    speichern(client, eine, "worum", felder={"titel": "Von der Kollegin"})
    antwort = speichern(client, eine, "worum", stand=alt, felder={"titel": "Von mir"}, **JSON)
    assert antwort.status_code == 409
    antwort = speichern(client, eine, "worum", stand=alt, felder={"titel": "Von mir"})
    assert antwort.status_code == 409
    assert "Von der Kollegin" in antwort.text
    assert 'value="Von mir"' in antwort.text
    # The page that told so carries the new state: saving again is a decision.
    antwort = speichern(client, eine, "worum", felder={"titel": "Von mir"})
    assert Einreichung.objects.get().titel == "Von mir"


def test_a_mistake_keeps_the_text_and_stays_on_the_step(client: Client, mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    client.force_login(mitglied)
    antwort = speichern(client, eine, "kosten", felder={"kosten_jahr": "vorletztes", "ziel": "weiter"})
    assert antwort["Location"].endswith("/kosten/")
    seite = client.get(antwort["Location"]).text
    assert 'value="vorletztes"' in seite
    assert "Bitte geben Sie eine Zahl von 1990 bis 2100 ein." in seite
    assert speichern(client, eine, "kosten", felder={"ziel": "kontakt"})["Location"].endswith("/kontakt/")


def test_nothing_is_lost_when_the_login_has_ended(client: Client, mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    antwort = speichern(client, eine, "worum", felder={"titel": "Nach der Pause getippt"})
    seite = f"/projekte/einreichungen/{eine.token}/worum/"
    assert antwort["Location"] == f"/konto/login/?next={seite}"
    assert speichern(client, eine, "worum", **JSON).status_code == 401
    client.force_login(mitglied)
    text = client.get(seite).text
    assert 'value="Nach der Pause getippt"' in text
    assert "noch nicht gespeichert" in text
    assert 'value="Nach der Pause getippt"' not in client.get(seite).text


def test_strangers_cannot_leave_texts_with_us(client: Client) -> None:
    client.post("/projekte/einreichungen/erfunden/worum/", {"titel": "x"})
    assert not client.session.keys()


def test_a_dissolved_municipality_hands_its_project_to_the_successor(mitglied: Nutzer, redaktion: Nutzer) -> None:
    eine = eingereicht(mitglied)
    neu = KommuneFactory()
    eine.kommune.aufgeloest_am, eine.kommune.nachfolger = "2026-12-31", neu
    eine.kommune.save()
    assert pruefung.annehmen(eine, durch=redaktion, version=eine.version).federfuehrung == neu


def test_rows_grow_by_saving(client: Client, mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    client.force_login(mitglied)
    zeile = {"wirkungen-TOTAL_FORMS": "2", "wirkungen-0-aussage": "Mehr Fahrten", "wirkungen-0-art": "geschaetzt"}
    speichern(client, eine, "wirkung", felder=zeile)
    eine.refresh_from_db()
    assert [zeile["aussage"] for zeile in eine.inhalt["wirkungen"]] == ["Mehr Fahrten"]
    seite = client.get(f"/projekte/einreichungen/{eine.token}/wirkung/").text
    assert 'name="wirkungen-1-aussage"' in seite
    assert 'name="wirkungen-2-aussage"' not in seite


@pytest.mark.parametrize("anzahl", ["", "x", "-1", "999999999"])
def test_a_tampered_number_of_rows_breaks_nothing(client: Client, mitglied: Nutzer, anzahl: str) -> None:
    eine = entwurf(mitglied)
    client.force_login(mitglied)
    antwort = speichern(client, eine, "wirkung", felder={"wirkungen-TOTAL_FORMS": anzahl, "technik": "Lo\0Ra"})
    assert antwort.status_code == 302
    eine.refresh_from_db()
    assert eine.inhalt["technik"] == "LoRa"


def test_others_find_nothing(client: Client, mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    client.force_login(MitgliedschaftFactory().nutzer)
    for pfad in ("", "worum/"):
        assert client.get(f"/projekte/einreichungen/{eine.token}/{pfad}").status_code == 404
    assert speichern(client, eine, "worum").status_code == 404
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    assert client.get(f"/projekte/einreichungen/{eine.token}/").status_code == 404  # not handed in yet
    assert client.get(f"/projekte/pruefung/{eine.token}/").status_code == 404


def test_remarks_stand_beside_the_fields(client: Client, mitglied: Nutzer, redaktion: Nutzer) -> None:
    eine = eingereicht(mitglied)
    client.force_login(redaktion)
    client.post(
        f"/projekte/pruefung/{eine.token}/",
        {"version": eine.version, "aktion": "zurueckgeben", "zu_loesung": "Wer zahlt?", "antwort": "Fast fertig."},
    )
    client.force_login(mitglied)
    seite = client.get(f"/projekte/einreichungen/{eine.token}/geschichte/").text
    assert "Anmerkung der Redaktion zu „Lösung“:</strong> Wer zahlt?" in seite
    assert "Fast fertig." in seite


def test_who_decides_second_loses_nothing_typed(client: Client, mitglied: Nutzer, redaktion: Nutzer) -> None:
    eine = eingereicht(mitglied)
    gelesen = eine.version
    pruefung.verwerfen(eine, durch=redaktion, version=gelesen, grund="Doppelt.")
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    antwort = client.post(f"/projekte/pruefung/{eine.token}/", {"version": gelesen, "aktion": "annehmen"})
    assert antwort.status_code == 409
    assert "schon entschieden: verworfen" in antwort.text
    assert not Projekt.objects.exists()


def test_remarks_are_not_swallowed_by_another_button(client: Client, mitglied: Nutzer, redaktion: Nutzer) -> None:
    eine = eingereicht(mitglied)
    client.force_login(redaktion)
    daten = {"version": eine.version, "aktion": "annehmen", "zu_titel": "Bitte kürzer."}
    antwort = client.post(f"/projekte/pruefung/{eine.token}/", daten)
    assert "Sie gehen nur beim Zurückgeben hinaus." in antwort.text
    assert "Bitte kürzer." in antwort.text
    assert not Projekt.objects.exists()
    client.post(f"/projekte/pruefung/{eine.token}/", {**daten, "zu_titel": "", "antwort": "Danke!"})
    assert Nachricht.objects.get(art="projekte.einreichung_angenommen").kontext["antwort"] == "Danke!"


def test_history_difference_and_undo_on_the_page(client: Client, mitglied: Nutzer, redaktion: Nutzer) -> None:
    kommune = mitglied.mitgliedschaften.get().kommune
    projekt = ProjektFactory(
        federfuehrung=kommune, titel="Rote Bank", ausgangslage="A", loesung="L", kontakt_funktion="Amt"
    )
    projekt.titel = "Blaue Bank"
    pflege.speichern(projekt, federfuehrung=kommune, von=redaktion)
    seite = f"/projekte/{projekt.slug}/fassungen/"
    client.force_login(mitglied)
    text = client.get(f"{seite}?alt=1&neu=2").text
    assert "Rote" in text
    assert "Blaue" in text
    assert redaktion.name not in text
    assert client.post(seite, {"nummer": "1", "gesehen": "2"}).status_code == 403
    client.force_login(redaktion)
    assert redaktion.name in client.get(seite).text
    client.post(seite, {"nummer": "1", "gesehen": "2"})
    projekt.refresh_from_db()
    assert projekt.titel == "Rote Bank"
    for unsinn in ("?alt=x&neu=y", "?alt=99999999999999999999", "?neu=%00"):
        assert client.get(seite + unsinn).status_code == 200
    assert "Bitte nennen Sie den Grund." in client.post(seite, {"aktion": "archivieren", "grund": ""}).text
    client.post(seite, {"aktion": "archivieren", "grund": "Abgelöst."})
    assert Client().get(projekt.get_absolute_url()).status_code == 404


def test_starting_a_change_from_the_entry(client: Client, mitglied: Nutzer) -> None:
    projekt = ProjektFactory(federfuehrung=mitglied.mitgliedschaften.get().kommune)
    client.force_login(mitglied)
    assert "Änderungen beginnen" in client.get(f"/projekte/{projekt.slug}/aendern/").text
    client.post(f"/projekte/{projekt.slug}/aendern/")
    assert Einreichung.objects.get().inhalt["titel"] == projekt.titel
    client.force_login(NutzerFactory())
    antwort = client.get(f"/projekte/{projekt.slug}/aendern/")
    assert antwort.status_code == 403
    assert "Mitglied werden" in antwort.text


def test_a_draft_is_deleted_only_on_purpose(client: Client, mitglied: Nutzer) -> None:
    eine = entwurf(mitglied)
    client.force_login(mitglied)
    client.post(eine.get_absolute_url(), {"aktion": "loeschen"})
    assert Einreichung.objects.exists()
    client.post(eine.get_absolute_url(), {"aktion": "loeschen", "sicher": "ja"})
    assert not Einreichung.objects.exists()


@pytest.mark.parametrize("anzahl", [1, 3])
def test_lists_cost_the_same_for_many(client: Client, anzahl: int, django_assert_num_queries: Any) -> None:
    mitglied = MitgliedschaftFactory()
    EinreichungFactory.create_batch(anzahl, kommune=mitglied.kommune, zustand="eingereicht")
    client.force_login(mitglied.nutzer)
    with django_assert_num_queries(6):  # session, person, roles, municipalities, count, rows
        client.get("/projekte/einreichungen/")
    client.force_login(NutzerFactory(rolle=Rolle.REDAKTION))
    with django_assert_num_queries(7):  # session, person, roles, numbers of the tabs, waiting questions, count, rows
        client.get("/projekte/pruefung/")


def test_to_and_fro_is_one_mail_a_day(mitglied: Nutzer, redaktion: Nutzer) -> None:
    einreichung = entwurf(mitglied)
    for _ in range(5):
        ablauf.einreichen(einreichung, durch=mitglied)
        ablauf.zurueckziehen(einreichung, durch=mitglied)
    assert sorted(n.an for n in Nachricht.objects.all()) == sorted([mitglied.email, redaktion.email])


def test_more_than_a_step_can_hold_is_not_stored_and_stays_in_the_page(client: Client, mitglied: Nutzer) -> None:
    einreichung = entwurf(mitglied)
    client.force_login(mitglied)
    stand = stand_von(einreichung, WORUM)
    zu_viel = {"titel": "Rufbus", "kurzbeschreibung": "ä" * 300_000, "stand": stand}
    antwort = client.post(f"/projekte/einreichungen/{einreichung.token}/worum/", zu_viel)
    assert antwort.status_code == 409
    assert "zu viel Text" in antwort.text
    assert "ä" * 300_000 in antwort.text
    einreichung.refresh_from_db()
    assert len(einreichung.inhalt["kurzbeschreibung"]) < 1000


def test_an_archived_entry_is_not_there_for_strangers(client: Client) -> None:
    projekt = ProjektFactory()
    pflege.archivieren(Projekt.objects.filter(pk=projekt.pk))
    client.force_login(NutzerFactory())
    assert client.get(f"/projekte/{projekt.slug}/fassungen/").status_code == 404
    assert client.get(f"/projekte/{ProjektFactory().slug}/fassungen/").status_code == 403
