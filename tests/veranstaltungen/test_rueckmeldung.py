"""Feedback: from whoever was there, once, and nobody can tell from whom."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.veranstaltungen import AnmeldungFactory, VeranstaltungFactory
from veranstaltungen import rueckmeldung
from veranstaltungen.forms.danach import RueckmeldungForm
from veranstaltungen.models import Anmeldung, Rueckmeldung, Veranstaltung

pytestmark = pytest.mark.django_db


@pytest.fixture
def anmeldung() -> Anmeldung:
    veranstaltung = VeranstaltungFactory(vergangen=True)
    return AnmeldungFactory(veranstaltung=veranstaltung, eingelassen_am=veranstaltung.beginn)


def adresse(anmeldung: Anmeldung) -> str:
    return reverse("anmeldungen:rueckmeldung", args=[anmeldung.token])


def eingaben(client: Client, anmeldung: Anmeldung, **werte: Any) -> dict[str, Any]:
    form = client.get(adresse(anmeldung)).context["form"]
    return {"zeitmarke": form.initial["zeitmarke"], **werte}


def test_one_answer_is_enough(client: Client, anmeldung: Anmeldung) -> None:
    antwort = client.post(adresse(anmeldung), eingaben(client, anmeldung, note=4), follow=True)
    assert "Danke für Ihre Rückmeldung" in antwort.content.decode()
    eine = Rueckmeldung.objects.get()
    assert (eine.veranstaltung, eine.note, eine.gut, eine.besser) == (anmeldung.veranstaltung, 4, "", "")


def test_the_page_sets_no_cookie_and_stays_private(client: Client, anmeldung: Anmeldung) -> None:
    antwort = client.get(adresse(anmeldung))
    assert not antwort.cookies
    assert (antwort["Cache-Control"], antwort["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_without_an_answer_nothing_typed_is_lost(client: Client, anmeldung: Anmeldung) -> None:
    antwort = client.post(adresse(anmeldung), eingaben(client, anmeldung, gut="Die Beispiele aus Musterstadt"))
    seite = antwort.content.decode()
    assert "Bitte wählen Sie eine der vier Antworten." in seite
    assert "Die Beispiele aus Musterstadt" in seite
    assert not Rueckmeldung.objects.exists()


def test_nobody_answers_twice(client: Client, anmeldung: Anmeldung) -> None:
    werte = eingaben(client, anmeldung, note=1)
    for _ in range(2):
        antwort = client.post(adresse(anmeldung), werte, follow=True)
    assert "Danke für Ihre Rückmeldung" in antwort.content.decode()
    assert Rueckmeldung.objects.count() == 1


def test_a_form_sent_twice_at_once_counts_once(anmeldung: Anmeldung) -> None:
    """Both requests have read that nothing was given yet."""
    zweite = Anmeldung.objects.get(pk=anmeldung.pk)
    assert rueckmeldung.geben(anmeldung, note=3, gut="", besser="")
    assert not rueckmeldung.geben(zweite, note=3, gut="", besser="")
    assert Rueckmeldung.objects.count() == 1


def test_nothing_stored_leads_from_the_answer_to_the_person() -> None:
    felder = {feld.name: feld for feld in Rueckmeldung._meta.get_fields()}
    assert felder.keys() == {"id", "veranstaltung", "note", "gut", "besser", "tag"}
    assert felder["tag"].get_internal_type() == "DateField"  # type: ignore[union-attr]
    assert felder["id"].get_internal_type() == "UUIDField"  # type: ignore[union-attr]
    gegeben = Anmeldung._meta.get_field("rueckmeldung_gegeben")
    assert gegeben.get_internal_type() == "BooleanField"


@pytest.mark.parametrize(
    ("vergangen", "da", "satz"),
    [(True, False, "nicht vermerkt, dass Sie es waren"), (False, True, "Nach der Veranstaltung fragen wir Sie hier")],
)
def test_only_who_was_there_is_asked_and_only_afterwards(client: Client, vergangen: bool, da: bool, satz: str) -> None:
    veranstaltung = VeranstaltungFactory(vergangen=vergangen)
    anmeldung = AnmeldungFactory(veranstaltung=veranstaltung, eingelassen_am=veranstaltung.beginn if da else None)
    for antwort in (client.get(adresse(anmeldung)), client.post(adresse(anmeldung), {"note": 4})):
        assert antwort.status_code == 404
        assert satz in antwort.content.decode()
    assert not Rueckmeldung.objects.exists()


def test_the_form_is_limited(client: Client, anmeldung: Anmeldung, settings: Any) -> None:
    settings.BEGRENZUNGEN = {**settings.BEGRENZUNGEN, RueckmeldungForm.begrenzung_bereich: (0, 3600)}
    werte = eingaben(client, anmeldung, note=4, besser="Mehr Pausen")
    antwort = client.post(adresse(anmeldung), werte)
    assert antwort.status_code == 429
    assert "Mehr Pausen" in antwort.content.decode()


def antworten(veranstaltung: Veranstaltung, anzahl: int) -> None:
    for nummer in range(anzahl):
        Rueckmeldung.objects.create(
            veranstaltung=veranstaltung,
            note=4 - nummer % 2,
            gut=f"Beispiel {anzahl - nummer}",
            besser=f"Pause {nummer}",
        )


def ergebnisse(client: Client, veranstaltung: Veranstaltung) -> str:
    antwort = client.get(reverse("schreibtisch:rueckmeldungen", args=[veranstaltung.pk]))
    assert antwort.status_code == 200
    return str(antwort.content.decode())


def test_below_five_answers_nothing_of_them_is_shown(team: Client, anmeldung: Anmeldung) -> None:
    antworten(anmeldung.veranstaltung, 4)
    seite = ergebnisse(team, anmeldung.veranstaltung)
    assert "Ergebnisse stehen hier, sobald 5 Rückmeldungen da sind." in seite
    for stueck in ("Beispiel", "Pause", "im Durchschnitt", "sehr hilfreich</th>"):
        assert stueck not in seite


def test_from_five_on_the_team_reads_numbers_and_words(team: Client, anmeldung: Anmeldung) -> None:
    antworten(anmeldung.veranstaltung, 5)
    seite = ergebnisse(team, anmeldung.veranstaltung)
    assert "<strong>3,6</strong> im Durchschnitt" in seite
    assert "Beispiel 1" in seite
    ergebnis = rueckmeldung.auswerten(anmeldung.veranstaltung)
    assert ergebnis.verteilung[:2] == [("sehr hilfreich", 3), ("eher hilfreich", 2)]
    assert ergebnis.gut == [f"Beispiel {nummer}" for nummer in range(1, 6)], "not in the order they came"


def test_answers_of_another_event_do_not_count(anmeldung: Anmeldung) -> None:
    antworten(VeranstaltungFactory(), 5)
    assert rueckmeldung.auswerten(anmeldung.veranstaltung).anzahl == 0


@pytest.mark.parametrize("anzahl", [5, 15])
def test_the_numbers_take_two_queries(anmeldung: Anmeldung, django_assert_num_queries: Any, anzahl: int) -> None:
    antworten(anmeldung.veranstaltung, anzahl)
    with django_assert_num_queries(2):
        rueckmeldung.auswerten(anmeldung.veranstaltung)
