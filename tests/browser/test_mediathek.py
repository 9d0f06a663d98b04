"""A film from the upload to a viewer's screen, with captions; and one that lies elsewhere."""

import base64

from playwright.sync_api import expect

from tests.browser.conftest import Oeffnen
from tests.browser.test_jede_seite import pruefen
from tests.browser.wege import einloggen

VTT = b"WEBVTT\n\n00:00:00.000 --> 00:00:09.000\nGuten Tag.\n"
DREHEN = """async () => {
  const leinwand = Object.assign(document.createElement("canvas"), { width: 160, height: 90 });
  const stift = leinwand.getContext("2d");
  let bild = 0;
  const malen = setInterval(() => {
    stift.fillStyle = `hsl(${(bild += 9)} 60% 40%)`;
    stift.fillRect(0, 0, 160, 90);
  }, 40);
  const aufnahme = new MediaRecorder(leinwand.captureStream(25), { mimeType: "video/webm" });
  const stuecke = [];
  aufnahme.ondataavailable = (ereignis) => stuecke.push(ereignis.data);
  const fertig = new Promise((weiter) => { aufnahme.onstop = weiter; });
  aufnahme.start();
  setTimeout(() => aufnahme.stop(), 2000);
  await fertig;
  clearInterval(malen);
  const bytes = new Uint8Array(await new Blob(stuecke).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""
"""Two seconds of colour, made by the browser itself."""


def test_a_film_is_uploaded_published_and_seen_with_captions(oeffnen: Oeffnen) -> None:
    team = oeffnen("/")
    film = base64.b64decode(team.evaluate(DREHEN))
    einloggen(team, "termine@example.org", "/verwaltung/veranstaltungen/medium/add/")
    team.get_by_label("Titel", exact=False).first.fill("Farben aus Musterstadt")
    team.locator("#id_slug").fill("farben-aus-musterstadt")
    team.locator("#id_art").select_option("film")
    team.locator("#id_kurzbeschreibung").fill("Zwei Sekunden Farbe.")
    team.locator("#id_datei").set_input_files({"name": "film.webm", "mimeType": "video/webm", "buffer": film})
    team.locator("#id_untertitel").set_input_files({"name": "u.vtt", "mimeType": "text/vtt", "buffer": VTT})
    team.locator("#id_transkript").fill("Guten Tag.")
    with team.expect_navigation():
        team.locator("input[name=_save]").click()
    team.locator("tr", has_text="Farben aus Musterstadt").locator("input[type=checkbox]").check()
    team.locator("select[name=action]").select_option("veroeffentlichen")
    with team.expect_navigation():
        team.locator("button[name=index]").click()
    expect(team.locator(".messagelist")).to_contain_text("„Farben aus Musterstadt“ ist veröffentlicht.")

    gast = oeffnen("/mediathek/?art=film")
    with gast.expect_navigation():
        gast.get_by_role("link", name="Farben aus Musterstadt").click()
    gast.evaluate("() => { const film = document.querySelector('video'); film.muted = true; return film.play(); }")
    gast.wait_for_function("() => document.querySelector('video').currentTime > 0.5")
    gast.wait_for_function("() => document.querySelector('video').textTracks[0].activeCues?.length === 1")
    pruefen(gast)
    assert gast.context.cookies() == []


def test_a_film_elsewhere_waits_for_the_second_click(oeffnen: Oeffnen) -> None:
    """The watch over every page fails it, should anything be asked of another server."""
    for skripte in (True, False):
        gast = oeffnen("/mediathek/regionalforum-nord-film-offene-schnittstellen/", skripte=skripte)
        weiter = gast.get_by_role("link", name="Weiter zu Videohaus Beispiel")
        expect(weiter).to_be_hidden()
        gast.get_by_text("Bei Videohaus Beispiel ansehen").click()
        expect(weiter).to_be_visible()
        expect(gast.get_by_text("erfährt der Anbieter Ihre IP-Adresse")).to_be_visible()
        assert weiter.get_attribute("href") == "https://video.example.org/offene-schnittstellen"
