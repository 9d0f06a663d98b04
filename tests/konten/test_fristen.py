"""When accounts, and what is written about them, are erased; the example accounts' public password."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from kompetenzzentrum.datenschutz.loeschlauf import loeschen
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.management.demo import konten
from tests.factories.konten import NutzerFactory
from tests.konten.test_anmeldung import anmelden, sichtbar

pytestmark = pytest.mark.django_db


def test_accounts_nobody_confirmed_go_after_seven_days() -> None:
    jetzt = timezone.now()
    alt, frisch = jetzt - timedelta(days=8), jetzt - timedelta(days=6)
    NutzerFactory(bestaetigt=False, angelegt_am=alt)
    bleiben = {
        NutzerFactory(bestaetigt=False, angelegt_am=frisch),
        NutzerFactory(angelegt_am=alt),
        NutzerFactory(bestaetigt=False, angelegt_am=alt, rolle=Rolle.BERATUNG),
    }
    loeschen(jetzt)
    assert set(Nutzer.objects.all()) == bleiben


def test_the_history_of_the_administration_ends_after_a_year() -> None:
    jetzt = timezone.now()
    betrieb = NutzerFactory(rolle=Rolle.BETRIEB)
    for tage in (364, 366):
        LogEntry.objects.create(user=betrieb, action_flag=CHANGE, action_time=jetzt - timedelta(days=tage))
    loeschen(jetzt)
    assert [(jetzt - eintrag.action_time).days for eintrag in LogEntry.objects.all()] == [364]


def test_who_left_the_team_is_erased_like_others_with_her_history() -> None:
    jetzt = timezone.now()
    frueher = NutzerFactory(rolle=Rolle.REDAKTION, last_login=jetzt - timedelta(days=731))
    LogEntry.objects.create(user=frueher, action_flag=CHANGE)
    loeschen(jetzt)
    assert Nutzer.objects.exists()
    frueher.rollenzuweisungen.all().delete()
    loeschen(jetzt)
    assert not Nutzer.objects.exists()
    assert not LogEntry.objects.exists()


def pruefen() -> str:
    ausgabe = StringIO()
    call_command("check", databases=["default"], stdout=ausgabe, stderr=ausgabe)
    return ausgabe.getvalue()


def einrichten() -> str:
    ausgabe = StringIO()
    call_command("einrichten", ohne_statisches=True, stdout=ausgabe, stderr=ausgabe)
    return ausgabe.getvalue()


def test_the_public_password_opens_nothing_once_the_examples_are_over(client: Client, settings: Any) -> None:
    settings.DEMO = True
    konten.anlegen(timezone.now())
    assert "konten.E001" not in pruefen()
    settings.DEMO = False
    with pytest.raises(CommandError, match="7 Beispielkonten mit öffentlich bekanntem Passwort"):
        pruefen()
    assert "7 Beispielkonten sind gesperrt, weil DEMO aus ist." in einrichten()
    assert "konten.E001" not in pruefen()
    assert "Mein Konto" not in sichtbar(anmelden(client, "betrieb@example.org", konten.PASSWORT))
    assert "Beispielkonten" not in einrichten()
    settings.DEMO = True
    assert "7 Beispielkonten sind wieder offen." in einrichten()
    assert "Mein Konto" in sichtbar(anmelden(client, "betrieb@example.org", konten.PASSWORT))
