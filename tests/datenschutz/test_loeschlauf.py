"""The deletion run: every declared model with a row that is due and one that is not yet, and what may go wrong."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import factory
import psycopg
import pytest
import time_machine
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from kompetenzzentrum.beratung.mails import Eingang
from kompetenzzentrum.datenschutz import verzeichnis
from kompetenzzentrum.datenschutz.einwilligung import Schritt, festhalten
from kompetenzzentrum.datenschutz.loeschlauf import SPERRE, loeschen, taeglich
from kompetenzzentrum.datenschutz.models import FEHLER, Loeschlauf
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.versand.models import Inhalt, Nachricht
from projekte.models import Bild, Nachfrage
from tests.factories.beitrag import EinreichungFactory, FassungFactory
from tests.factories.beratung import AnfrageFactory
from tests.factories.kommunen import MitgliedschaftFactory
from tests.factories.konten import NutzerFactory
from tests.factories.merken import ImportvorschauFactory, SuchauftragFactory
from tests.factories.nachnutzung import NachnutzungFactory, RueckfrageFactory
from tests.factories.newsletter import AbonnementFactory
from tests.factories.projekte import ProjektFactory
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    FrageFactory,
    MitwirkendeFactory,
    ProgrammpunktFactory,
    VeranstaltungFactory,
)
from veranstaltungen import rundschreiben
from veranstaltungen.models import Antwort, Veranstaltung

pytestmark = pytest.mark.django_db

TAGE = settings.AUFBEWAHRUNG_TAGE


def beendet() -> Veranstaltung:
    return VeranstaltungFactory(beginn=timezone.now() - timedelta(hours=2), ende=timezone.now())


def einwilligung() -> Model:
    return festhalten(
        zweck="newsletter",
        vorgang=uuid.uuid4(),
        schritt=Schritt.ERBETEN,
        email="ada@example.org",
        wortlaut="Ja, ich möchte …",
        seite="/newsletter/",
    )


def antwort(*, loeschen_nach_tagen: int) -> Model:
    anmeldung = AnmeldungFactory(veranstaltung=beendet())
    frage = FrageFactory(veranstaltung=anmeldung.veranstaltung, loeschen_nach_tagen=loeschen_nach_tagen)
    return Antwort.objects.create(anmeldung=anmeldung, frage=frage, wert="vegan")


def rundbrief() -> Model:
    rundschreiben.zur_probe_senden(beendet(), betreff="Parken", text="Frau Beispiel hilft.", an="ada@example.org")
    return Inhalt.objects.latest("pk")


WARTEND: dict[str, Any] = {
    "zustand": "wartend",
    "platz_seit": None,
    "wartet_seit": factory.LazyFunction(timezone.now),
}
"""The waiting list goes with the event, too."""

BEISPIELE: dict[str, list[tuple[int, Callable[[], Model]]]] = {
    "admin.LogEntry": [
        (
            TAGE["verwaltungsverlauf"],
            lambda: LogEntry.objects.create(
                user=NutzerFactory(rolle=Rolle.REDAKTION), action_flag=CHANGE, object_repr="Ada"
            ),
        ),
    ],
    "beratung.Anfrage": [
        (TAGE["beratung"], lambda: AnfrageFactory(zustand="geschlossen")),
        (TAGE["beratung"], AnfrageFactory),
    ],
    "datenschutz.Einwilligung": [(TAGE["newsletter_unbestaetigt"], einwilligung)],
    "kommunen.Mitgliedschaft": [
        (TAGE["mitgliedschaft"], lambda: MitgliedschaftFactory(zustand="beendet")),
        (TAGE["mitgliedschaft"], lambda: MitgliedschaftFactory(zustand="beantragt")),
    ],
    "konten.Nutzer": [
        (TAGE["konto_unbenutzt"], lambda: NutzerFactory(last_login=timezone.now())),
        (TAGE["konto_unbenutzt"], NutzerFactory),
        (TAGE["konto_unbestaetigt"], lambda: NutzerFactory(bestaetigt=False)),
    ],
    "newsletter.Abonnement": [
        (TAGE["newsletter_unbestaetigt"], lambda: AbonnementFactory(zustand="unbestaetigt")),
        (TAGE["newsletter_abgemeldet"], lambda: AbonnementFactory(zustand="abgemeldet")),
    ],
    "projekte.Einreichung": [
        (TAGE["einreichung_entschieden"], lambda: EinreichungFactory(zustand="verworfen")),
        (TAGE["einreichung_offen"], EinreichungFactory),
    ],
    "projekte.Fassung": [
        # An editor: an account without a role would itself be due by then.
        (TAGE["fassung"], lambda: FassungFactory(von=NutzerFactory(rolle=Rolle.REDAKTION))),
        (
            TAGE["projekt_kontakt"],
            lambda: FassungFactory(projekt__archiviert_am=timezone.now(), inhalt={"kontakt_email": "x@example.org"}),
        ),
        (
            TAGE["projekt_kontakt"],
            lambda: FassungFactory(
                projekt__archiviert_am=timezone.now(),
                inhalt={"kontakt_email": "", "bilder": [{"kennung": "x", "nachweis": "Foto: Ada"}]},
            ),
        ),
    ],
    "projekte.Bild": [
        (
            TAGE["projekt_kontakt"],
            lambda: Bild.objects.create(
                projekt=ProjektFactory(archiviert_am=timezone.now()),
                breite=1,
                hoehe=1,
                alternativtext="Bus",
                nachweis="Foto: Ada",
            ),
        ),
    ],
    "projekte.Nachfrage": [
        (TAGE["nachfrage"], lambda: Nachfrage.objects.create(projekt=ProjektFactory())),
        (
            TAGE["nachfrage"],
            lambda: Nachfrage.objects.create(
                projekt=ProjektFactory(), antwort="geaendert", beantwortet_am=timezone.now(), nachricht="Ada macht es."
            ),
        ),
    ],
    "projekte.Suchauftrag": [
        (TAGE["suchauftrag_pausiert"], lambda: SuchauftragFactory(pausiert_am=timezone.now())),
    ],
    "projekte.Importvorschau": [(TAGE["importvorschau"], ImportvorschauFactory)],
    "projekte.Projekt": [
        (
            TAGE["projekt_kontakt"],
            lambda: ProjektFactory(kontakt_email="stelle@example.org", archiviert_am=timezone.now()),
        ),
    ],
    "projekte.Nachnutzung": [
        (TAGE["nachnutzung_meldende"], lambda: NachnutzungFactory(gemeldet_von=NutzerFactory())),
    ],
    "projekte.Rueckfrage": [(TAGE["rueckfrage"], RueckfrageFactory)],
    "sessions.Session": [
        (0, lambda: Session.objects.create(session_key=uuid.uuid4().hex, expire_date=timezone.now())),
    ],
    "veranstaltungen.Anmeldung": [
        (TAGE["anmeldung"], lambda: AnmeldungFactory(veranstaltung=beendet())),
        (
            TAGE["zugangsbedarf"],
            lambda: AnmeldungFactory(veranstaltung=beendet(), zugangsbedarf="Gebärdensprache"),
        ),
        (TAGE["zugangsbedarf"], lambda: AnmeldungFactory(veranstaltung=beendet(), bedarfe=["weg"])),
        (TAGE["anmeldung"], lambda: AnmeldungFactory(veranstaltung=beendet(), **WARTEND)),
    ],
    "veranstaltungen.Antwort": [
        (7, lambda: antwort(loeschen_nach_tagen=7)),
        (30, lambda: antwort(loeschen_nach_tagen=30)),
    ],
    "veranstaltungen.Mitwirkende": [
        (TAGE["mitwirkende"], lambda: MitwirkendeFactory(veranstaltung=beendet(), text="Spricht über Sensoren.")),
    ],
    "veranstaltungen.Programmpunkt": [
        (TAGE["mitwirkende"], lambda: ProgrammpunktFactory(veranstaltung=beendet(), mitwirkende="Ada")),
    ],
    "versand.Inhalt": [(TAGE["rundschreiben"], rundbrief)],
    "versand.Nachricht": [
        (
            TAGE["versand"],
            lambda: Nachricht.objects.create(
                schluessel=uuid.uuid4().hex, an="ada@example.org", kontext={"name": "Ada"}, zustand="gesendet"
            ),
        ),
        (
            TAGE["versand_unzustellbar"],
            lambda: Nachricht.objects.create(
                schluessel=uuid.uuid4().hex,
                art=Eingang.art,
                an="ada@example.org",
                kontext={"vorgang_url": "/beratung/anfragen/abc/"},
                zustand="unzustellbar",
            ),
        ),
    ],
}
"""For each model: days until a row is due that is made by the function. A declared model must stand here."""


def personenbezug(bestand: verzeichnis.Datenbestand, zeile: Model) -> dict[str, object] | None:
    return bestand.klasse._default_manager.filter(pk=zeile.pk).values(*bestand.felder).first()


@pytest.mark.parametrize("bestand", verzeichnis.alle(), ids=lambda bestand: bestand.modell)
def test_exactly_what_is_due_goes(bestand: verzeichnis.Datenbestand) -> None:
    jetzt = timezone.now()
    for tage, anlegen in BEISPIELE[bestand.modell]:
        with time_machine.travel(jetzt - timedelta(days=tage, hours=1), tick=False):
            faellig = anlegen()
        with time_machine.travel(jetzt - timedelta(days=tage, hours=-1), tick=False):
            bleibt = anlegen()
        vorher = personenbezug(bestand, faellig), personenbezug(bestand, bleibt)
        assert list(bestand.faellig(jetzt)) == [faellig]
        assert loeschen(jetzt)[bestand.modell] == 1
        assert not bestand.faellig(jetzt).exists()
        assert personenbezug(bestand, faellig) != vorher[0]
        assert personenbezug(bestand, bleibt) == vorher[1]


@pytest.fixture
def kaputte_anmeldungen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their deletion fails in the database, in the midst of its transaction."""

    def scheitern(saetze: object) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        return 0

    bestand = replace(verzeichnis.bestand("veranstaltungen.Anmeldung"), loeschen=scheitern)
    monkeypatch.setitem(verzeichnis._bestaende, bestand.modell, bestand)


@pytest.mark.fehler_erwartet
@pytest.mark.usefixtures("kaputte_anmeldungen")
def test_one_that_fails_holds_up_no_other(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    jetzt = datetime(2026, 5, 4, 10, tzinfo=UTC)
    Session.objects.create(session_key="alt", expire_date=jetzt - timedelta(hours=1))
    with caplog.at_level(logging.ERROR):
        lauf = taeglich(jetzt)
    assert lauf is not None
    assert lauf.fehlgeschlagen == ["veranstaltungen.Anmeldung"]
    assert lauf.ergebnis["sessions.Session"] == 1
    assert not Session.objects.exists()
    assert "division by zero" in caplog.text
    client.force_login(NutzerFactory(rolle=Rolle.DATENSCHUTZ))
    assert "veranstaltungen.Anmeldung" in client.get("/verwaltung/datenschutz/loeschlauf/").text


@pytest.mark.fehler_erwartet
@pytest.mark.usefixtures("kaputte_anmeldungen")
def test_the_command_tells_what_failed() -> None:
    ausgabe = StringIO()
    with pytest.raises(CommandError, match="Nicht alles war möglich"):
        call_command("loeschlauf", stdout=ausgabe)
    assert f"{FEHLER}  veranstaltungen.Anmeldung" in ausgabe.getvalue()


def test_two_never_run_side_by_side() -> None:
    zugang = connection.get_connection_params()
    namen = {"host", "port", "user", "password", "dbname"} & zugang.keys()
    with psycopg.connect(**{name: zugang[name] for name in namen}) as andere:
        andere.execute("SELECT pg_advisory_lock(%s)", [SPERRE])
        assert taeglich(datetime(2026, 5, 4, 10, tzinfo=UTC)) is None
        with pytest.raises(CommandError, match="läuft schon ein Löschlauf"):
            call_command("loeschlauf")
    assert taeglich(datetime(2026, 5, 4, 10, tzinfo=UTC)) is not None


def test_a_dry_run_counts_and_leaves_everything(capsys: pytest.CaptureFixture[str]) -> None:
    alt = Nutzer.objects.create_user("alt@example.org", angelegt_am=timezone.now() - timedelta(days=800))
    amt = Nutzer.objects.create_user("amt@example.org", angelegt_am=timezone.now() - timedelta(days=800))
    amt.rollenzuweisungen.create(rolle=Rolle.BERATUNG)
    neu = Nutzer.objects.create_user("neu@example.org")
    call_command("loeschlauf", "--probe")
    assert "1  konten.Nutzer" in capsys.readouterr().out
    assert Nutzer.objects.count() == 3
    call_command("loeschlauf")
    assert set(Nutzer.objects.all()) == {amt, neu}
    assert alt not in Nutzer.objects.all()


def test_the_run_happens_once_a_day_and_catches_up() -> None:
    nachts = datetime(2026, 5, 4, 0, 30, tzinfo=UTC)  # 02:30 in Berlin
    assert taeglich(nachts) is None
    mittags = nachts + timedelta(hours=10)
    lauf = taeglich(mittags)
    assert lauf is not None
    assert lauf.ergebnis.keys() == {bestand.modell for bestand in verzeichnis.alle()}
    assert taeglich(mittags + timedelta(hours=1)) is None
    assert taeglich(mittags + timedelta(days=1)) is not None
    assert Loeschlauf.objects.count() == 2
