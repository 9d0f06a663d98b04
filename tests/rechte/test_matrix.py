"""Who may open what: every address of the portal, for a guest, a person without a role, and each role.

A pattern of the URL resolver that no row covers fails the test, so a new page must say here who may see it.
"""

import re
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve
from django.urls.resolvers import URLResolver

from kommunen.models import Registerstand
from kompetenzzentrum.datenschutz.models import Loeschlauf
from kompetenzzentrum.inhalte.models import Seite
from kompetenzzentrum.konten.models import Rolle
from kompetenzzentrum.versand.models import Nachricht
from projekte import merkliste
from projekte.models import Handlungsfeld, Loesungstyp, Nachfrage, Schlagwort, Synonymgruppe
from tests.factories.beitrag import EinreichungFactory
from tests.factories.beratung import AnfrageFactory
from tests.factories.inhalte import MeldungFactory
from tests.factories.kommunen import KommuneFactory, MaildomainFactory
from tests.factories.konten import NutzerFactory
from tests.factories.merken import ImportvorschauFactory, SuchauftragFactory
from tests.factories.nachnutzung import NachnutzungFactory, RueckfrageFactory
from tests.factories.newsletter import AbonnementFactory, AusgabeFactory, VersendeteAusgabeFactory
from tests.factories.projekte import ProjektFactory
from tests.factories.veranstaltungen import (
    AnmeldungFactory,
    AusstellerFactory,
    BescheinigungFactory,
    MediumFactory,
    MitwirkendeFactory,
    ProgrammpunktFactory,
    ReiheFactory,
    VeranstaltungFactory,
)
from veranstaltungen.models import Veranstaltung

pytestmark = pytest.mark.django_db

PERSONEN: tuple[Rolle | str, ...] = (
    "Gast", "ohne Rolle", Rolle.BERATUNG, Rolle.REDAKTION, Rolle.VERANSTALTUNGSTEAM, Rolle.DATENSCHUTZ, Rolle.BETRIEB,
)  # fmt: skip

# One letter for each person above: o opens it, l is sent to the login, x is refused, n finds nothing, m may not GET it.
ALLE = "ooooooo"
KEINE = "nnnnnnn"
MIT_KONTO = "loooooo"
NUR_BERATUNG = "lxoxxxx"
NUR_REDAKTION = "lxxoxxx"
NUR_TEAM = "lxxxoxx"
VERWALTUNG = "lxxoooo"
ENTWURF_REDAKTION = "nnnonnn"
ENTWURF_TEAM = "nnnnonn"
ENTWURF_MEDIUM = "nnnoonn"
NUR_POST = "mmmmmmm"

ADRESSEN: tuple[tuple[str, str], ...] = (
    ("/", ALLE),
    ("/suche/?q=x", ALLE),
    ("/healthz", ALLE),
    ("/.well-known/security.txt", ALLE),
    ("/robots.txt", ALLE),
    ("/sitemap.xml", ALLE),
    ("/sitemap-inhalte-seiten.xml", ALLE),
    ("/kommunen/", ALLE),
    ("/kommunen/karte/", ALLE),
    ("/kommunen/vorschlaege/?q=x", ALLE),
    ("/kommunen/{kommune.schluessel}/", ALLE),
    ("/kommunen/{kommune.schluessel}/mitgliedschaft/", MIT_KONTO),
    ("/kommunen/mitgliedschaft/", MIT_KONTO),
    ("/kommunen/mitgliedschaften/", NUR_REDAKTION),
    ("/projekte/", ALLE),
    ("/projekte/vorschlaege/?q=x", ALLE),
    ("/projekte/karte/", ALLE),
    ("/projekte/vergleich/?p={projekt.slug}", ALLE),
    ("/projekte/guetezeichen/", ALLE),
    ("/projekte/nachfrage/", NUR_REDAKTION),
    ("/projekte/nachfrage/{nachfrage.token}/", ALLE),
    ("/projekte/nachfrage/falsch/", KEINE),
    ("/projekte/{projekt.slug}/bilder/falsch-gross.webp", KEINE),  # real ones: tests/projekte/test_dateien.py
    ("/projekte/{projekt.slug}/dokumente/falsch.pdf", KEINE),
    ("/projekte/neu/", ALLE),  # guests and strangers read how it works
    ("/projekte/einreichungen/", MIT_KONTO),
    ("/projekte/einreichungen/{einreichung.token}/", "lnnonnn"),
    ("/projekte/einreichungen/{einreichung.token}/worum/", "lnnonnn"),
    ("/projekte/einreichungen/{entwurf.token}/", "lnnnnnn"),
    ("/projekte/einreichungen/{entwurf.token}/worum/", "lnnnnnn"),
    # Real files: tests/projekte/test_anlagen.py
    ("/projekte/einreichungen/{einreichung.token}/dateien/falsch-gross.webp", "lnnnnnn"),
    ("/projekte/einreichungen/{einreichung.token}/dateien/falsch.pdf", "lnnnnnn"),
    ("/projekte/rueckfragen/", NUR_REDAKTION),
    ("/projekte/pruefung/", NUR_REDAKTION),
    ("/projekte/pruefung/{einreichung.token}/", NUR_REDAKTION),
    ("/projekte/pruefung/{entwurf.token}/", "lxxnxxx"),
    ("/projekte/{projekt.slug}/", ALLE),
    ("/projekte/{projekt.slug}/aendern/", NUR_REDAKTION),
    ("/projekte/{projekt.slug}/fassungen/", NUR_REDAKTION),
    ("/projekte/{projektentwurf.slug}/", ENTWURF_REDAKTION),
    ("/projekte/netz/", ALLE),
    ("/projekte/nachnutzung/", MIT_KONTO),
    ("/projekte/nachnutzung/{nachnutzung.token}/", ALLE),
    ("/projekte/nachnutzung/falsch/", KEINE),
    ("/projekte/rueckfragen/{rueckfrage.token}/", ALLE),
    ("/projekte/rueckfragen/{rueckfrage.antworttoken}/", KEINE),
    ("/projekte/rueckfragen/{rueckfrage.antworttoken}/antwort/", ALLE),
    ("/projekte/rueckfragen/{rueckfrage.token}/antwort/", KEINE),
    ("/projekte/merkliste/", ALLE),
    ("/projekte/merkliste/{geteilt}/", ALLE),
    ("/projekte/merkliste/falsch/", KEINE),
    ("/projekte/merkliste/{geteilt}/projekte.csv", ALLE),
    ("/projekte/export.csv", ALLE),
    ("/projekte/suchauftraege/", MIT_KONTO),
    ("/projekte/suchauftraege/neu/?q=x", MIT_KONTO),
    ("/projekte/suchauftraege/{suchauftrag.token}/", "lnnnnnn"),  # her own only
    ("/projekte/suchauftraege/pausieren/{suchauftrag.token}/", ALLE),
    ("/projekte/suchauftraege/pausieren/{suchauftrag.sammeltoken}/", KEINE),
    ("/projekte/suchauftraege/pausieren/alle/{suchauftrag.sammeltoken}/", ALLE),
    ("/projekte/suchauftraege/pausieren/alle/{suchauftrag.token}/", KEINE),
    ("/projekte/neu/mehrere/", MIT_KONTO),  # who is no member reads how to become one
    ("/projekte/neu/mehrere/vorlage.csv", ALLE),
    ("/projekte/neu/mehrere/vorlage.xlsx", ALLE),
    ("/projekte/neu/mehrere/{vorschau.token}/", "lnnnnnn"),  # her own only
    ("/api/", KEINE),
    ("/api/v1/", KEINE),
    ("/api/gibt-es-nicht", KEINE),
    ("/api/v1/openapi.json", ALLE),
    ("/api/v1/projekte/", ALLE),
    ("/api/v1/projekte/{projekt.slug}/", ALLE),
    ("/api/v1/projekte/{projektentwurf.slug}/", KEINE),
    ("/projekte/{projekt.slug}/frage/", ALLE),
    ("/projekte/{projektentwurf.slug}/frage/", KEINE),
    ("/projekte/{projekt.slug}/nachnutzung/", ALLE),  # who is no member reads how to become one
    ("/projekte/{projektentwurf.slug}/nachnutzung/", KEINE),
    ("/projekte/{nachnutzung.projekt.slug}/nachnutzung/{nachnutzung.kommune.schluessel}/", NUR_REDAKTION),
    ("/projekte/{nachnutzung.projekt.slug}/nachnutzung/{nachnutzung.kommune.schluessel}/loeschen/", NUR_REDAKTION),
    ("/veranstaltungen/", ALLE),
    ("/veranstaltungen/schreibtisch/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/bedarf/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/neu/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/neu/leer/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/bearbeiten/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/kopieren/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/vorlage/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/veroeffentlichen/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/absagen/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/programm/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/programm/bekanntgeben/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/programm/raum/neu/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/teilnehmende/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/teilnehmende/neu/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/teilnehmende/druck/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/teilnehmende/excel/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/teilnehmende/ausweise/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/einlass/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/einlass/liste.json", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/einlass/uebertragen/", NUR_POST),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/einlass/offline.js", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/einlass/aufnehmen/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/einlass/doppelte/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/nachricht/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/rueckmeldungen/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/loeschen/", "lxxxnxx"),  # only a draft may be deleted
    ("/veranstaltungen/schreibtisch/{planung.pk}/loeschen/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/programm/falsch/neu/", "lxxxnxx"),
    ("/veranstaltungen/schreibtisch/{punkt.veranstaltung_id}/programm/punkt/{punkt.pk}/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{punkt.veranstaltung_id}/programm/punkt/{punkt.pk}/loeschen/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/programm/punkt/{punkt.pk}/", "lxxxnxx"),  # of another event
    ("/veranstaltungen/schreibtisch/{anmeldung.veranstaltung_id}/teilnehmende/{anmeldung.pk}/", NUR_TEAM),
    ("/veranstaltungen/schreibtisch/{veranstaltung.pk}/teilnehmende/{anmeldung.pk}/", "lxxxnxx"),
    ("/veranstaltungen/{veranstaltung.slug}/", ALLE),
    ("/veranstaltungen/{planung.slug}/", ENTWURF_TEAM),
    ("/veranstaltungen/{veranstaltung.slug}/anmeldung/", ALLE),
    ("/veranstaltungen/{veranstaltung.slug}/anmeldung/eingegangen/", ALLE),
    ("/veranstaltungen/{veranstaltung.slug}/anmeldung/warteliste/", ALLE),
    ("/veranstaltungen/{veranstaltung.slug}/kalender.ics", ALLE),
    ("/veranstaltungen/kalender.ics", ALLE),
    ("/veranstaltungen/{veranstaltung.slug}/programm/", ALLE),
    ("/veranstaltungen/{veranstaltung.slug}/mitwirkende/", ALLE),
    ("/veranstaltungen/{mitwirkende.veranstaltung.slug}/mitwirkende/{mitwirkende.slug}/", ALLE),
    ("/veranstaltungen/{veranstaltung.slug}/mitwirkende/{mitwirkende.slug}/", KEINE),
    ("/veranstaltungen/{veranstaltung.slug}/aussteller/", ALLE),
    ("/veranstaltungen/{aussteller.veranstaltung.slug}/aussteller/{aussteller.slug}/", ALLE),
    ("/veranstaltungen/{planung.slug}/programm/", ENTWURF_TEAM),
    ("/veranstaltungen/{veranstaltung.slug}/programm.pdf", ALLE),
    ("/veranstaltungen/{planung.slug}/programm.pdf", ENTWURF_TEAM),
    ("/veranstaltungen/bescheinigungen/", ALLE),
    ("/veranstaltungen/bescheinigungen/{bescheinigung.code}/", ALLE),
    ("/veranstaltungen/bescheinigungen/falsch/", KEINE),
    ("/mediathek/", ALLE),
    ("/mediathek/{film.slug}/", ALLE),
    ("/mediathek/{film.slug}/datei/", ALLE),
    ("/mediathek/{film.slug}/untertitel.vtt", ALLE),
    ("/mediathek/{film.slug}/vorschau/", KEINE),  # pictures have one
    ("/mediathek/{bild.slug}/vorschau/", ENTWURF_MEDIUM),
    ("/mediathek/{bild.slug}/datei/", ENTWURF_MEDIUM),
    ("/mediathek/{bild.slug}/", ENTWURF_MEDIUM),
    ("/veranstaltungen/{planung.slug}/mitwirkende/", ENTWURF_TEAM),
    ("/veranstaltungen/{planung.slug}/aussteller/", ENTWURF_TEAM),
    ("/veranstaltungen/{vorlage.slug}/", KEINE),
    ("/anmeldungen/{anmeldung.token}/", ALLE),
    ("/anmeldungen/{anmeldung.token}/kalender.ics", ALLE),
    ("/anmeldungen/{anmeldung.token}/aendern/", ALLE),
    ("/anmeldungen/{anmeldung.token}/termin/", ALLE),  # this and what leads back to the page above shows that page
    ("/anmeldungen/{anmeldung.token}/weitergeben/", ALLE),
    ("/anmeldungen/{anmeldung.token}/absagen/", ALLE),
    ("/anmeldungen/{anmeldung.token}/annehmen/", ALLE),
    ("/anmeldungen/{anmeldung.token}/ablehnen/", ALLE),
    ("/anmeldungen/{anmeldung.token}/wieder-anstellen/", ALLE),
    ("/anmeldungen/weitergegeben/{veranstaltung.slug}/", ALLE),
    ("/anmeldungen/weitergegeben/{planung.slug}/", ENTWURF_TEAM),
    ("/anmeldungen/{bescheinigung.anmeldung.token}/bescheinigung.pdf", ALLE),
    ("/anmeldungen/{bescheinigung.anmeldung.token}/rueckmeldung/", ALLE),
    ("/anmeldungen/{anmeldung.token}/bescheinigung.pdf", KEINE),  # not before the event
    ("/anmeldungen/{anmeldung.token}/rueckmeldung/", KEINE),
    ("/anmeldungen/falsch/", KEINE),
    ("/beratung/", ALLE),
    ("/beratung/anfrage/", ALLE),
    ("/beratung/anfragen/{anfrage.token}/", ALLE),
    ("/beratung/anfragen/falsch/", KEINE),
    ("/beratung/schreibtisch/", NUR_BERATUNG),
    ("/beratung/schreibtisch/{anfrage.pk}/", NUR_BERATUNG),
    ("/newsletter/", ALLE),
    ("/newsletter/bestellt/", ALLE),
    ("/newsletter/bestaetigen/{abonnement.bestaetigungstoken}/", ALLE),
    ("/newsletter/abmelden/{abonnement.token}/", ALLE),
    ("/newsletter/abmelden/falsch/", KEINE),
    ("/newsletter/archiv/", ALLE),
    ("/newsletter/archiv/{ausgabe.slug}/", ALLE),
    ("/newsletter/archiv/{ausgabenentwurf.slug}/", KEINE),
    ("/newsletter/redaktion/", NUR_REDAKTION),
    ("/newsletter/redaktion/neu/", NUR_REDAKTION),
    ("/newsletter/redaktion/{ausgabenentwurf.pk}/", NUR_REDAKTION),
    ("/newsletter/redaktion/{ausgabenentwurf.pk}/vorschau/", NUR_REDAKTION),
    ("/newsletter/redaktion/{ausgabenentwurf.pk}/probe/", NUR_POST),
    ("/newsletter/redaktion/{ausgabenentwurf.pk}/versand/", NUR_REDAKTION),
    ("/newsletter/redaktion/{ausgabenentwurf.pk}/loeschen/", NUR_REDAKTION),
    ("/aktuelles/", ALLE),
    ("/aktuelles/feed/", ALLE),
    ("/aktuelles/{meldung.slug}/", ALLE),
    ("/aktuelles/{meldungsentwurf.slug}/", ENTWURF_REDAKTION),
    ("/impressum/", ALLE),
    ("/datenschutz/", ALLE),
    ("/barrierefreiheit/", ALLE),
    ("/leichte-sprache/", ALLE),
    ("/gebaerdensprache/", ALLE),
    ("/lizenzen/", ALLE),
    ("/konto/", MIT_KONTO),
    ("/konto/login/", MIT_KONTO),  # who is logged in already goes on to the overview
    ("/konto/abgemeldet/", ALLE),
    ("/konto/logout/", ALLE),  # a guest goes on to the page above
    ("/konto/signup/", ALLE),
    ("/konto/inactive/", ALLE),
    ("/konto/email/", MIT_KONTO),
    ("/konto/reauthenticate/", MIT_KONTO),
    ("/konto/password/change/", MIT_KONTO),
    ("/konto/password/set/", MIT_KONTO),
    ("/konto/password/reset/", ALLE),
    ("/konto/password/reset/done/", ALLE),
    ("/konto/password/reset/key/1-falsch/", ALLE),
    ("/konto/password/reset/key/done/", ALLE),
    ("/konto/confirm-email/", MIT_KONTO),  # a guest without an open code goes on to the login
    ("/konto/login/code/confirm/", MIT_KONTO),
    ("/verwaltung/", VERWALTUNG),
    ("/verwaltung/login/", VERWALTUNG),
    ("/verwaltung/gibt-es-nicht/", "lxxnnnn"),
    ("/verwaltung/jsi18n/", VERWALTUNG),
    ("/verwaltung/password_change/", MIT_KONTO),  # leads to the portal's own page
    ("/verwaltung/password_change/done/", VERWALTUNG),
    ("/verwaltung/autocomplete/", "lxxxxxx"),
    # Django's shortcut from a number to the object's page would lead to everybody's token: there is none.
    ("/verwaltung/r/{typ[anmeldung]}/{anmeldung.pk}/", "lxxnnnn"),
    ("/verwaltung/r/{typ[ausgabe]}/{ausgabenentwurf.pk}/", "lxxnnnn"),
    ("/verwaltung/r/{typ[projekt]}/{projektentwurf.pk}/", "lxxnnnn"),
    ("/verwaltung/logout/", "lxxmmmm"),
    ("/favicon.ico", ALLE),
)

# Model in the admin: who may open it, and which of its pages: list, change (or view), history, add, delete.
MODELLE: dict[str, tuple[str, str]] = {
    "datenschutz/loeschlauf": ("lxxxxoo", "lch"),
    "inhalte/meldung": (NUR_REDAKTION, "lchad"),
    "inhalte/seite": (NUR_REDAKTION, "lch"),
    "kommunen/kommune": (NUR_REDAKTION, "lch"),
    "kommunen/maildomain": (NUR_REDAKTION, "lchad"),
    "kommunen/registerstand": (NUR_REDAKTION, "lch"),
    "konten/nutzer": ("lxxxxxo", "lchad"),
    "projekte/handlungsfeld": (NUR_REDAKTION, "lchad"),
    "projekte/loesungstyp": (NUR_REDAKTION, "lchad"),
    "projekte/projekt": (NUR_REDAKTION, "lchad"),
    "projekte/schlagwort": (NUR_REDAKTION, "lchad"),
    "projekte/synonymgruppe": (NUR_REDAKTION, "lchad"),
    "veranstaltungen/anmeldung": ("lxxxoxx", "lch"),
    "veranstaltungen/medium": ("lxxooxx", "lchad"),
    "veranstaltungen/reihe": ("lxxxoxx", "lchad"),
    "veranstaltungen/veranstaltung": ("lxxxoxx", "lcha"),  # only a draft may be deleted
    "versand/nachricht": ("lxxxxxo", "lch"),
}
SEITEN = {"l": "", "c": "{pk}/change/", "h": "{pk}/history/", "a": "add/", "d": "{pk}/delete/"}


@pytest.fixture
def dinge() -> dict[str, Any]:
    nutzer = NutzerFactory()
    kommune = KommuneFactory()
    abonnement = AbonnementFactory()
    return {
        "kommune": kommune,
        "projekt": ProjektFactory(federfuehrung=kommune),
        "einreichung": EinreichungFactory(kommune=kommune, zustand="eingereicht"),
        "entwurf": EinreichungFactory(kommune=kommune),
        "projektentwurf": ProjektFactory(federfuehrung=kommune, veroeffentlicht_am=None),
        "nachnutzung": NachnutzungFactory(),
        "rueckfrage": RueckfrageFactory(),
        "nachfrage": Nachfrage.objects.create(projekt=ProjektFactory(federfuehrung=kommune)),
        "veranstaltung": VeranstaltungFactory(),
        "punkt": ProgrammpunktFactory(),
        "planung": VeranstaltungFactory(zustand=Veranstaltung.Zustand.ENTWURF),
        "vorlage": VeranstaltungFactory(zustand=Veranstaltung.Zustand.ENTWURF, ist_vorlage=True),
        "mitwirkende": MitwirkendeFactory(),
        "aussteller": AusstellerFactory(),
        "anmeldung": AnmeldungFactory(),
        "bescheinigung": BescheinigungFactory(),
        "film": MediumFactory(datei=ContentFile(b"x", "x.mp4"), untertitel=ContentFile(b"x", "x.vtt")),
        "bild": MediumFactory(
            art="bild",
            alternativtext="x",
            datei=ContentFile(b"x", "x.webp"),
            klein=ContentFile(b"x", "y.webp"),
            breite=1,
            hoehe=1,
            veroeffentlicht_am=None,
        ),
        "anfrage": AnfrageFactory(),
        "abonnement": abonnement,
        "ausgabe": VersendeteAusgabeFactory(),
        "ausgabenentwurf": AusgabeFactory(),
        "suchauftrag": SuchauftragFactory(),
        "vorschau": ImportvorschauFactory(),
        "geteilt": merkliste.verpacken([1, 2]),
        "meldung": MeldungFactory(),
        "meldungsentwurf": MeldungFactory(veroeffentlicht_am=None),
        "typ": {typ.model: typ.pk for typ in ContentType.objects.all()},
        "modelle": {
            "datenschutz/loeschlauf": Loeschlauf.objects.create(tag="2026-11-21"),
            "inhalte/seite": Seite.objects.get(schluessel="impressum"),
            "kommunen/maildomain": MaildomainFactory(kommune=kommune),
            "kommunen/registerstand": Registerstand.objects.create(
                stand="2026-02-28", datei="gv.txt", format="GV100AD"
            ),
            "konten/nutzer": nutzer,
            "projekte/handlungsfeld": Handlungsfeld.objects.first(),
            "projekte/loesungstyp": Loesungstyp.objects.first(),
            "projekte/schlagwort": Schlagwort.objects.create(slug="lorawan", name="LoRaWAN"),
            "projekte/synonymgruppe": Synonymgruppe.objects.first(),
            "veranstaltungen/medium": MediumFactory(),
            "veranstaltungen/reihe": ReiheFactory(),
            "versand/nachricht": Nachricht.objects.create(schluessel="x:1", art="konten.kontomail", an="a@example.org"),
        },
    }


def klient(person: Rolle | str) -> Client:
    client = Client()
    if person != "Gast":
        client.force_login(NutzerFactory(rolle=person if isinstance(person, Rolle) else None))
    return client


def ergebnis(client: Client, adresse: str) -> str:
    antwort = client.get(adresse, follow=True)
    if antwort.request["PATH_INFO"] == "/konto/login/":
        return "l"
    return {200: "o", 403: "x", 404: "n", 405: "m"}.get(antwort.status_code, str(antwort.status_code))


@pytest.mark.parametrize("person", PERSONEN, ids=str)
def test_pages(dinge: dict[str, Any], person: Rolle | str) -> None:
    stelle, client = PERSONEN.index(person), klient(person)
    soll = {muster: erwartet[stelle] for muster, erwartet in ADRESSEN}
    ist = {}
    for muster in soll:
        if muster == "/konto/logout/" or not client.session.get("_auth_user_id"):
            client = klient(person)
        ist[muster] = ergebnis(client, muster.format(**dinge))
    assert ist == soll


@pytest.mark.parametrize("person", PERSONEN, ids=str)
def test_admin(dinge: dict[str, Any], person: Rolle | str) -> None:
    stelle, client = PERSONEN.index(person), klient(person)
    ist, soll = {}, {}
    for modell, (erwartet, seiten) in MODELLE.items():
        pk = (dinge["modelle"].get(modell) or dinge[modell.rpartition("/")[2]]).pk
        for seite, ende in SEITEN.items():
            adresse = f"/verwaltung/{modell}/{ende.format(pk=pk)}"
            ist[adresse] = ergebnis(client, adresse)
            soll[adresse] = "x" if erwartet[stelle] == "o" and seite not in seiten else erwartet[stelle]
    assert ist == soll


def alle_muster(teile: list[URLPattern | URLResolver], davor: str = "") -> set[str]:
    muster = set()
    for teil in teile:
        if isinstance(teil, URLResolver):
            muster |= alle_muster(teil.url_patterns, davor + str(teil.pattern))
        else:
            muster.add((davor + str(teil.pattern)).replace("/^", "/"))  # as `route` spells it
    return muster


def test_no_page_is_forgotten(dinge: dict[str, Any]) -> None:
    gesehen = {resolve(muster.format(**dinge).partition("?")[0]).route.replace("/^", "/") for muster, _ in ADRESSEN}
    for modell in MODELLE:
        gesehen |= {f"verwaltung/{modell}/{ende}" for ende in ("", "add/")}
        gesehen |= {f"verwaltung/{modell}/<path:object_id>/{ende}" for ende in ("", "change/", "delete/", "history/")}
        gesehen.add(resolve(f"/verwaltung/{modell.partition('/')[0]}/").route.replace("/^", "/"))
    assert alle_muster(get_resolver().url_patterns) - gesehen == set()


def test_a_null_character_in_an_address_is_no_error(client: Client) -> None:
    """PostgreSQL knows none: it must not reach a query."""
    for rolle in (None, Rolle.REDAKTION):
        if rolle:
            client.force_login(NutzerFactory(rolle=rolle))
        for muster in alle_muster(get_resolver().url_patterns):
            stellen = [] if "(?P" in muster else re.findall(r"<[^>]+>", muster)
            for stelle in stellen:
                rest = muster.replace(stelle, "%00")
                adresse = "/" + re.sub(r"<[^>]+>", "1", rest)
                assert client.get(adresse).status_code in (301, 302, 400, 403, 404, 405), adresse
