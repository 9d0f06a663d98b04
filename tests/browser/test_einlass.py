"""The doors in a real browser: without scripts, with a camera, in a dead spot, two doors at once."""

import io
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.chromium import SCHALTER, finden
from tests.browser.conftest import Oeffnen
from tests.browser.test_jede_seite import pruefen
from tests.browser.wege import einloggen
from tests.laufendes_portal import LaufendesPortal

DATEN = re.compile(r"/einlass/(uebertragen/|liste\.json)$")
TEAM = "termine@example.org"
ANLEGEN = """
from datetime import timedelta
from django.utils import timezone
from veranstaltungen.models import Anmeldung, Veranstaltung
jetzt = timezone.now()
eine = Veranstaltung.objects.create(
    titel="Einlass am {slug}", slug="{slug}", format="workshop", kurzbeschreibung="Beispiel", ort="Musterstadt",
    beginn=jetzt - timedelta(hours=1), ende=jetzt + timedelta(hours=6), zustand="veroeffentlicht", plaetze=20,
)
for nummer, name in enumerate(("Ada Lovelace", "Bea Beispiel", "Carl Muster", "Dora Durchgang", "Emil Eingang")):
    Anmeldung.objects.create(
        veranstaltung=eine, name=name, email="", herkunft="team", einlasscode=("{code}" + str(nummer + 2)),
    )
"""


class Tuer:
    """An event of today with five guests: their codes end in 2 to 6."""

    def __init__(self, portal: LaufendesPortal) -> None:
        self.portal = portal
        zeichen = uuid.uuid4().hex.upper()
        self.code = "".join("ABCDEFGHJKMNPQRS"[int(eins, 16)] for eins in zeichen[:9])
        slug = f"einlass-{zeichen[:8].lower()}"
        portal.verwalten("shell", "--command", ANLEGEN.format(slug=slug, code=self.code))
        self.pk = int(self._abfragen("SELECT id FROM veranstaltungen_veranstaltung WHERE slug = %s", slug)[0][0])
        self.pfad = f"/veranstaltungen/schreibtisch/{self.pk}/einlass/"

    def _abfragen(self, frage: str, *werte: object) -> list[tuple[str, ...]]:
        with psycopg.connect(self.portal.postgres.url) as verbindung:
            return verbindung.execute(frage, werte).fetchall()  # type: ignore[arg-type]

    def bewegungen(self) -> list[tuple[str, ...]]:
        return self._abfragen(
            "SELECT a.name, e.art, e.tuer FROM veranstaltungen_einlass e JOIN veranstaltungen_anmeldung a"
            " ON a.id = e.anmeldung_id WHERE a.veranstaltung_id = %s ORDER BY e.id",
            self.pk,
        )


@pytest.fixture
def tuer(portal: LaufendesPortal) -> Tuer:
    return Tuer(portal)


def hingehen(seite: Page, tuer: Tuer, name: str) -> Page:
    """Logged in, the list loaded, ready for a dead spot."""
    einloggen(seite, TEAM, tuer.pfad)
    expect(seite.locator("[data-einlass]")).to_have_attribute("data-bereit", "ja")
    expect(seite.locator("[data-netz]")).to_have_text("verbunden, alles übertragen")
    seite.get_by_label("Tür").fill(name)
    return seite


def scannen(seite: Page, code: str) -> None:
    """As the camera's script says it."""
    gesehen = "(haus, detail) => haus.dispatchEvent(new CustomEvent('einlass:karte', { detail }))"
    seite.locator("[data-einlass]").evaluate(gesehen, f"KDK:{code}")


def funkloch(seite: Page, an: bool) -> None:
    """Also while a page is loaded anew: there Chromium's switch is a little late for who goes through a worker."""
    if an:
        seite.route(DATEN, lambda route: route.abort("internetdisconnected"))
    else:
        seite.unroute(DATEN)
    seite.context.set_offline(an)


def wort(seite: Page, text: str) -> None:
    expect(seite.locator("[data-wort]")).to_have_text(text)


def test_without_scripts(oeffnen: Oeffnen, tuer: Tuer) -> None:
    seite = oeffnen("/konto/login/", skripte=False, breite=390)
    einloggen(seite, TEAM, tuer.pfad)
    expect(seite.get_by_role("button", name="Karte scannen")).to_be_hidden()
    seite.get_by_label("Tür").fill("A")
    seite.get_by_label("Name oder Code").fill("lovelace")
    seite.get_by_role("button", name="Suchen", exact=True).last.click()
    seite.get_by_role("button", name="Einlassen Ada Lovelace").click()
    wort(seite, "Eingelassen")
    seite.get_by_label("Name oder Code").fill(f"{tuer.code}2")
    seite.get_by_role("button", name="Suchen", exact=True).last.click()
    seite.get_by_role("button", name="Noch einmal da Ada Lovelace").click()
    wort(seite, "War schon da")
    expect(seite.locator("[data-satz]")).to_contain_text("an Tür A")
    seite.get_by_text("Einlass zurücknehmen").click()
    seite.get_by_role("button", name="versehentlich").click()
    wort(seite, "Zurückgenommen")
    assert [art for _, art, _ in tuer.bewegungen()] == ["eingelassen", "doppelt", "zurueck"]
    seite.get_by_role("link", name="Jemanden ohne Anmeldung aufnehmen …").click()
    seite.get_by_label("Vor- und Nachname").fill("Toni Tür")
    seite.get_by_label("Gehört zu keiner Kommune").check()
    seite.get_by_role("button", name="Aufnehmen und einlassen").click()
    wort(seite, "Eingelassen")
    assert tuer.bewegungen()[-1] == ("Toni Tür", "eingelassen", "A")


def test_online_every_answer_has_its_word_and_shape(oeffnen: Oeffnen, tuer: Tuer) -> None:
    seite = hingehen(oeffnen("/konto/login/", breite=390), tuer, "A")
    pruefen(seite)
    for code, antwort, form in (
        ("2", "Eingelassen", "ja"),
        ("2", "War schon da", "schon"),
        ("9", "Unbekannter Code", "nein"),
    ):
        scannen(seite, tuer.code + code)
        wort(seite, antwort)
        expect(seite.locator(f".bescheid__form--{form}")).to_be_visible()
        expect(seite.locator(".bescheid__form:visible")).to_have_count(1)
        pruefen(seite)
        seite.set_viewport_size({"width": 390, "height": 844})
    scannen(seite, f"{tuer.code}2")
    wort(seite, "War schon da")
    antwort_unten, leiste_oben = (
        seite.locator(ort).evaluate(f"(ding) => ding.getBoundingClientRect().{kante}")
        for ort, kante in ((".bescheid", "bottom"), (".einlass__leiste", "top"))
    )
    assert 0 < antwort_unten <= leiste_oben  # the thumb's bar covers nothing of the answer
    expect(seite.locator("[data-da]")).to_have_text("1")
    seite.get_by_label("Name oder Code").fill("muster")
    seite.get_by_role("button", name="Einlassen Carl Muster").click()
    wort(seite, "Eingelassen")
    seite.get_by_text("Einlass zurücknehmen").click()
    seite.get_by_role("button", name="geht wieder").click()
    wort(seite, "Zurückgenommen")
    expect(seite.locator("[data-netz]")).to_have_text("verbunden, alles übertragen")
    arten = [art for _, art, _ in tuer.bewegungen()]
    assert arten == ["eingelassen", "doppelt", "doppelt", "eingelassen", "zurueck"]


def test_through_a_dead_spot_with_a_reload(oeffnen: Oeffnen, tuer: Tuer) -> None:
    seite = hingehen(oeffnen("/konto/login/", breite=390), tuer, "A")
    scannen(seite, f"{tuer.code}2")
    wort(seite, "Eingelassen")
    funkloch(seite, an=True)
    for nummer in "34":
        scannen(seite, f"{tuer.code}{nummer}")
        wort(seite, "Eingelassen")
        expect(seite.locator("[data-vermerk]")).to_have_text("Ohne Netz entschieden.")
    expect(seite.locator("[data-netz]")).to_have_text("offline, 2 warten auf Übertragung")
    scannen(seite, f"{tuer.code}2")
    wort(seite, "War schon da")
    expect(seite.locator("[data-satz]")).to_contain_text("an Tür A")

    seite.reload()
    expect(seite.locator("[data-netz]")).to_have_text("offline, 3 warten auf Übertragung")
    scannen(seite, f"{tuer.code}3")
    wort(seite, "War schon da")
    seite.get_by_label("Name oder Code").fill("durch")
    seite.get_by_role("button", name="Einlassen Dora Durchgang").click()
    wort(seite, "Eingelassen")
    scannen(seite, f"{tuer.code}9")
    wort(seite, "Unbekannter Code")
    expect(seite.locator("[data-netz]")).to_have_text("offline, 5 warten auf Übertragung")
    assert len(tuer.bewegungen()) == 1

    funkloch(seite, an=False)
    expect(seite.locator("[data-netz]")).to_have_text("verbunden, alles übertragen")
    assert tuer.bewegungen() == [
        ("Ada Lovelace", "eingelassen", "A"),
        ("Bea Beispiel", "eingelassen", "A"),
        ("Carl Muster", "eingelassen", "A"),
        ("Ada Lovelace", "doppelt", "A"),
        ("Bea Beispiel", "doppelt", "A"),
        ("Dora Durchgang", "eingelassen", "A"),
    ]
    expect(seite.locator("[data-da]")).to_have_text("4")


def test_the_answer_is_lost_in_the_dead_spot_and_nothing_counts_twice(oeffnen: Oeffnen, tuer: Tuer) -> None:
    """The server gets it, the phone hears nothing: it decides itself and sends the same movement again."""
    seite = hingehen(oeffnen("/konto/login/", breite=390), tuer, "A")

    def verschlucken(route: Route) -> None:
        route.fetch()
        route.abort("internetdisconnected")

    seite.route("**/uebertragen/", verschlucken, times=1)
    scannen(seite, f"{tuer.code}2")
    wort(seite, "Eingelassen")
    expect(seite.locator("[data-vermerk]")).to_have_text("Ohne Netz entschieden.")
    expect(seite.locator("[data-netz]")).to_have_text("verbunden, alles übertragen")
    expect(seite.locator("[data-meldungen]")).to_be_empty()
    assert tuer.bewegungen() == [("Ada Lovelace", "eingelassen", "A")]


def test_two_doors_both_offline_and_the_later_one_is_told(oeffnen: Oeffnen, tuer: Tuer) -> None:
    a, b = (hingehen(oeffnen("/konto/login/", breite=390), tuer, name) for name in "AB")
    for seite in (a, b):
        seite.context.set_offline(True)
        scannen(seite, f"{tuer.code}2")
        wort(seite, "Eingelassen")
    b.context.set_offline(False)
    expect(b.locator("[data-netz]")).to_have_text("verbunden, alles übertragen")
    expect(b.locator("[data-meldungen]")).to_be_empty()
    a.context.set_offline(False)
    expect(a.get_by_role("alert")).to_contain_text("Ada Lovelace: ohne Netz eingelassen")
    expect(a.get_by_role("alert")).to_contain_text("Jetzt gemeldet: War schon da.")
    expect(a.get_by_role("alert")).to_contain_text("an Tür B")
    a.reload()
    expect(a.get_by_role("alert")).to_be_visible()  # until somebody has read it
    pruefen(a)
    a.get_by_role("button", name="Gelesen").click()
    expect(a.get_by_role("alert")).to_have_count(0)
    assert tuer.bewegungen() == [("Ada Lovelace", "eingelassen", "B"), ("Ada Lovelace", "doppelt", "A")]
    a.get_by_role("link", name="Doppelte: 1").click()
    expect(a.locator("tbody tr")).to_contain_text("Ada Lovelace")
    pruefen(a)


def test_who_is_not_on_the_list_may_be_noted_and_is_checked_later(oeffnen: Oeffnen, tuer: Tuer) -> None:
    seite = hingehen(oeffnen("/konto/login/", breite=390), tuer, "A")
    seite.context.set_offline(True)
    scannen(seite, f"{tuer.code}9")
    wort(seite, "Unbekannter Code")
    seite.get_by_role("button", name="Ohne Prüfung einlassen und vormerken").click()
    wort(seite, "Vorgemerkt")
    seite.context.set_offline(False)
    expect(seite.get_by_role("alert")).to_contain_text("Jetzt gemeldet: Unbekannter Code.")
    assert tuer.bewegungen() == []


def test_a_logout_elsewhere_loses_nothing(oeffnen: Oeffnen, tuer: Tuer) -> None:
    seite = hingehen(oeffnen("/konto/login/", breite=390), tuer, "A")
    seite.context.clear_cookies()
    scannen(seite, f"{tuer.code}2")
    wort(seite, "Eingelassen")
    expect(seite.locator("[data-netz]")).to_contain_text("Abgemeldet, 1 wartet auf Übertragung")
    einloggen(seite, TEAM, tuer.pfad)
    expect(seite.locator("[data-netz]")).to_have_text("verbunden, alles übertragen")
    assert tuer.bewegungen() == [("Ada Lovelace", "eingelassen", "A")]


def test_the_phone_forgets(oeffnen: Oeffnen, tuer: Tuer) -> None:
    seite = hingehen(oeffnen("/konto/login/", breite=390), tuer, "A")
    gespeichert = "Object.values(localStorage).join() + '|'"
    assert "Ada Lovelace" in seite.evaluate(gespeichert)
    seite.get_by_text("Was dieses Telefon speichert").click()
    pruefen(seite)
    with seite.expect_navigation():
        seite.get_by_role("button", name="Dieses Telefon leeren").click()
    assert seite.evaluate(gespeichert) == "|"
    assert seite.evaluate("caches.keys()") == []

    seite.goto(tuer.pfad)
    expect(seite.locator("[data-einlass]")).to_have_attribute("data-bereit", "ja")
    seite.evaluate(
        """() => {
          const name = Object.keys(localStorage).find((eins) => eins.endsWith(":liste"));
          const alt = { ...JSON.parse(localStorage[name]), stand: Date.now() - 25 * 3600 * 1000 };
          localStorage[name] = JSON.stringify(alt);
        }"""
    )
    seite.context.set_offline(True)
    seite.reload()
    expect(seite.locator("[data-speicher]")).to_be_visible()
    assert "Ada Lovelace" not in seite.evaluate(gespeichert)


# --- camera ------------------------------------------------------------------------------------


def film(ziel: Path, code: str) -> None:
    """What a camera sees: a ticket on a grey table, as an uncompressed video of one picture."""
    puffer = io.BytesIO()
    segno.make_qr(f"KDK:{code}", error="m").save(puffer, kind="png", scale=7, border=4)
    bild = Image.new("L", (640, 480), 150)
    karte = Image.open(puffer).convert("L").rotate(7, expand=True, fillcolor=150)
    bild.paste(karte, (180, 90))
    farbe = bytes([128]) * (320 * 240 * 2)
    ziel.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + (b"FRAME\n" + bild.tobytes() + farbe) * 3)


@pytest.fixture
def mit_kamera(browser: Browser, portal: LaufendesPortal, tuer: Tuer, tmp_path: Path) -> Iterator[BrowserContext]:
    film(tmp_path / "karte.y4m", f"{tuer.code}2")
    programm, umgebung = finden()
    schalter = [
        *SCHALTER, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'karte.y4m'}",
    ]  # fmt: skip
    eigener = browser.browser_type.launch(executable_path=programm, args=schalter, env={**os.environ, **umgebung})
    kontext = eigener.new_context(base_url=portal.url, viewport={"width": 390, "height": 844}, permissions=["camera"])
    kontext.set_default_timeout(15_000)
    yield kontext
    eigener.close()


def test_the_camera_reads_a_ticket_without_the_browsers_own_reader(mit_kamera: BrowserContext, tuer: Tuer) -> None:
    fehler: list[str] = []
    seite = mit_kamera.new_page()
    seite.on("console", lambda zeile: fehler.append(zeile.text) if zeile.type == "error" else None)
    seite.add_init_script("delete window.BarcodeDetector")
    hingehen(seite, tuer, "A")
    mit_kamera.set_offline(True)  # also the reader is here already
    seite.get_by_role("button", name="Karte scannen").click()
    wort(seite, "Eingelassen")
    expect(seite.locator("[data-name]")).to_contain_text("Ada Lovelace")
    seite.wait_for_timeout(1500)  # the ticket stays before the lens
    wort(seite, "Eingelassen")
    seite.get_by_role("button", name="Kamera ausschalten").click()
    expect(seite.locator("video")).to_be_hidden()
    mit_kamera.set_offline(False)
    expect(seite.locator("[data-netz]")).to_have_text("verbunden, alles übertragen")
    assert tuer.bewegungen() == [("Ada Lovelace", "eingelassen", "A")]
    assert [zeile for zeile in fehler if "ERR_INTERNET_DISCONNECTED" not in zeile] == []
