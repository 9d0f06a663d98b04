"""The team's administration: its forms and actions call the workflows."""

from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.kommunen import KommuneFactory
from tests.factories.projekte import ProjektFactory
from tests.factories.veranstaltungen import AnmeldungFactory, ProgrammpunktFactory, RaumFactory, VeranstaltungFactory
from veranstaltungen.models import Veranstaltung

pytestmark = pytest.mark.django_db

LISTE = reverse("admin:veranstaltungen_veranstaltung_changelist")
ANMELDUNGEN = reverse("admin:veranstaltungen_anmeldung_changelist")
Zustand = Veranstaltung.Zustand


def formular(veranstaltung: Veranstaltung, **werte: Any) -> dict[str, Any]:
    """The form as the page sends it back."""
    beginn, ende = timezone.localtime(veranstaltung.beginn), timezone.localtime(veranstaltung.ende)
    return {
        **{
            feld: getattr(veranstaltung, feld)
            for feld in (
                "titel", "slug", "format", "region", "kurzbeschreibung", "beschreibung", "modus", "ort_name",
                "strasse", "plz", "ort", "barrierefreiheit", "zugangslink",
            )
        },
        "beginn_0": f"{beginn:%d.%m.%Y}", "beginn_1": f"{beginn:%H:%M}",
        "ende_0": f"{ende:%d.%m.%Y}", "ende_1": f"{ende:%H:%M}",
        "plaetze": veranstaltung.plaetze,
        "programm-TOTAL_FORMS": 0,
        "programm-INITIAL_FORMS": 0,
        **werte,
    }  # fmt: skip


def speichern(client: Client, veranstaltung: Veranstaltung, **werte: Any) -> HttpResponse:
    pfad = reverse("admin:veranstaltungen_veranstaltung_change", args=[veranstaltung.pk])
    return client.post(pfad, formular(veranstaltung, **werte))


def aktion(client: Client, liste: str, name: str, *objekte: Any, **werte: Any) -> HttpResponse:
    auswahl = [objekt.pk for objekt in objekte]
    return client.post(liste, {"action": name, ACTION_CHECKBOX_NAME: auswahl, **werte}, follow=True)


def test_a_new_event_begins_as_a_draft_in_its_municipality(team: Client) -> None:
    kommune = KommuneFactory(name="Görlitz, Stadt")
    vorlage = VeranstaltungFactory.build(slug="neuer-workshop")
    pfad = reverse("admin:veranstaltungen_veranstaltung_add")
    assert team.get(pfad).status_code == 200
    antwort = team.post(pfad, formular(vorlage, kommune_text="Görlitz"))
    assert antwort.status_code == 302
    neu = Veranstaltung.objects.get()
    assert (neu.zustand, neu.kommune) == (Zustand.ENTWURF, kommune)


def test_fields_and_projects_are_chosen_without_a_script_that_speaks_english(team: Client) -> None:
    veranstaltung, projekt = VeranstaltungFactory(), ProjektFactory()
    ProjektFactory(titel="Geheim", veroeffentlicht_am=None)
    seite = team.get(reverse("admin:veranstaltungen_veranstaltung_add")).content.decode()
    assert '<input type="checkbox" name="handlungsfelder"' in seite
    assert f'<option value="{projekt.pk}">' in seite
    assert "Geheim" not in seite
    assert "selectfilter" not in seite
    felder = [projekt.handlungsfeld.pk]
    assert speichern(team, veranstaltung, handlungsfelder=felder, projekte=[projekt.pk]).status_code == 302
    assert [feld.pk for feld in veranstaltung.handlungsfelder.all()] == felder
    assert list(veranstaltung.projekte.all()) == [projekt]


def test_moving_a_published_event_goes_through_the_workflow(team: Client) -> None:
    anmeldung = AnmeldungFactory(veranstaltung__kommune=KommuneFactory())
    veranstaltung = anmeldung.veranstaltung
    pfad = reverse("admin:veranstaltungen_veranstaltung_change", args=[veranstaltung.pk])
    assert veranstaltung.kommune.anzeigename in team.get(pfad).content.decode()
    antwort = speichern(team, veranstaltung, ort_name="Stadthalle", kommune=veranstaltung.kommune.schluessel)
    assert antwort.status_code == 302
    veranstaltung.refresh_from_db()
    assert (veranstaltung.ort_name, veranstaltung.sequenz) == ("Stadthalle", 1)
    assert Nachricht.objects.get().art == "veranstaltungen.aenderung"


def test_saving_without_a_change_tells_nobody(team: Client) -> None:
    anmeldung = AnmeldungFactory()
    assert speichern(team, anmeldung.veranstaltung).status_code == 302
    assert not Nachricht.objects.exists()


def test_too_few_seats_are_refused_beside_the_field(team: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    AnmeldungFactory.create_batch(3, veranstaltung=veranstaltung)
    antwort = speichern(team, veranstaltung, plaetze=2)
    assert "3 Plätze sind schon vergeben oder angeboten." in antwort.context["adminform"].form.errors["plaetze"][0]


def test_the_team_sees_who_comes_and_who_joins_online(team: Client) -> None:
    veranstaltung = VeranstaltungFactory(hybrid=True)
    AnmeldungFactory(veranstaltung=veranstaltung, name="Kommt selbst")
    AnmeldungFactory.create_batch(2, veranstaltung=veranstaltung, teilnahme="online")
    assert "1 von 30 vor Ort, 2 online" in team.get(LISTE).content.decode()
    liste = team.get(ANMELDUNGEN).content.decode()
    assert liste.count('<td class="field-art_der_teilnahme">online</td>') == 2
    assert "3 Angemeldete" in aktion(team, LISTE, "absagen", veranstaltung).content.decode()
    antwort = speichern(team, veranstaltung, modus="praesenz", plaetze=2)
    assert "3 Plätze sind schon vergeben oder angeboten." in antwort.context["adminform"].form.errors["plaetze"][0]


def test_the_address_of_a_published_event_stays(team: Client) -> None:
    veranstaltung = VeranstaltungFactory()
    speichern(team, veranstaltung, slug="anders")
    veranstaltung.refresh_from_db()
    assert veranstaltung.slug != "anders"


def test_publishing_from_the_list(team: Client) -> None:
    entwurf, schon = VeranstaltungFactory(zustand=Zustand.ENTWURF), VeranstaltungFactory()
    antwort = aktion(team, LISTE, "veroeffentlichen", entwurf, schon)
    texte = {str(meldung) for meldung in antwort.context["messages"]}
    assert texte == {f"„{schon}“ ist schon veröffentlicht.", f"„{entwurf}“ ist veröffentlicht."}
    entwurf.refresh_from_db()
    assert entwurf.zustand == Zustand.VEROEFFENTLICHT


def test_cancelling_asks_for_the_reason_first(team: Client) -> None:
    anmeldung = AnmeldungFactory()
    veranstaltung = anmeldung.veranstaltung
    frage = aktion(team, LISTE, "absagen", veranstaltung)
    assert "1 Angemeldete" in frage.content.decode()
    ohne_grund = aktion(team, LISTE, "absagen", veranstaltung, bestaetigt="ja", grund="")
    assert "form" in ohne_grund.context
    veranstaltung.refresh_from_db()
    assert veranstaltung.zustand == Zustand.VEROEFFENTLICHT
    aktion(team, LISTE, "absagen", veranstaltung, bestaetigt="ja", grund="Sturm")
    veranstaltung.refresh_from_db()
    assert (veranstaltung.zustand, veranstaltung.absagegrund) == (Zustand.ABGESAGT, "Sturm")
    assert Nachricht.objects.get().an == anmeldung.email


def test_only_drafts_can_be_deleted(team: Client) -> None:
    for veranstaltung, status in ((VeranstaltungFactory(), 403), (VeranstaltungFactory(zustand=Zustand.ENTWURF), 200)):
        pfad = reverse("admin:veranstaltungen_veranstaltung_delete", args=[veranstaltung.pk])
        assert team.get(pfad).status_code == status


def test_participants_can_be_looked_up_and_cancelled_but_not_changed(team: Client) -> None:
    anmeldung = AnmeldungFactory(name="Mira Sucht", zugangsbedarf="Gebärdensprache")
    AnmeldungFactory(name="Jemand Anderes", email="jemand@example.org")
    liste = team.get(ANMELDUNGEN, {"q": "Mira"}).content.decode()
    assert "Mira Sucht" in liste
    assert "Jemand Anderes" not in liste
    einzeln = team.get(reverse("admin:veranstaltungen_anmeldung_change", args=[anmeldung.pk]))
    assert "Gebärdensprache" in einzeln.content.decode()
    assert anmeldung.token not in einzeln.content.decode()
    assert 'name="_save"' not in einzeln.content.decode()
    aktion(team, ANMELDUNGEN, "als_storniert", anmeldung)
    anmeldung.refresh_from_db()
    assert not anmeldung.ist_angemeldet


@pytest.mark.parametrize("rolle", [Rolle.BERATUNG, Rolle.REDAKTION, Rolle.BETRIEB])
@pytest.mark.parametrize("pfad", [LISTE, ANMELDUNGEN])
def test_other_roles_stay_outside(client: Client, rolle: Rolle, pfad: str) -> None:
    nutzer = Nutzer.objects.create_user("andere@example.org")
    nutzer.rollenzuweisungen.create(rolle=rolle)
    client.force_login(nutzer)
    assert client.get(pfad).status_code in (302, 403)


def test_the_pages_link_to_the_event_but_nobody_gets_the_address_that_cancels(team: Client) -> None:
    anmeldung = AnmeldungFactory()
    seite = team.get(reverse("admin:veranstaltungen_veranstaltung_change", args=[anmeldung.veranstaltung_id]))
    assert f'<a href="{anmeldung.veranstaltung.get_absolute_url()}" class="viewsitelink">' in seite.content.decode()
    for adresse in (ANMELDUNGEN, reverse("admin:veranstaltungen_anmeldung_change", args=[anmeldung.pk])):
        seite = team.get(adresse)
        assert anmeldung.name in seite.content.decode()
        assert anmeldung.token not in seite.content.decode()
        assert "viewsitelink" not in seite.content.decode()


def test_a_session_is_in_one_of_the_rooms_of_its_own_event(team: Client) -> None:
    eigener, fremder = RaumFactory(name="Eigener Saal"), RaumFactory(name="Fremder Saal")
    ProgrammpunktFactory(veranstaltung=eigener.veranstaltung)
    seite = team.get(reverse("admin:veranstaltungen_veranstaltung_change", args=[eigener.veranstaltung_id]))
    assert eigener.name in seite.content.decode()
    assert fremder.name not in seite.content.decode()
