from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import Model, Prefetch
from pytest_django import DjangoAssertNumQueries

from projekte import laden
from projekte.models import Beteiligung, Projekt, Schlagwort
from tests.factories.kommunen import KommuneFactory, KreisFactory
from tests.factories.projekte import HandlungsfeldFactory, LoesungstypFactory, ProjektFactory

pytestmark = pytest.mark.django_db
TEILE = ("wirkungen", "partner", "bilder", "dokumente", "weitere_handlungsfelder", "loesungstypen", "schlagwoerter")


def werte(objekt: Model | None) -> dict[str, Any]:
    return {feld.attname: getattr(objekt, feld.attname) for feld in objekt._meta.concrete_fields} if objekt else {}


def bild(reihenfolge: int) -> dict[str, Any]:
    return {
        "gross": "a.webp", "klein": "b.webp", "breite": 1280, "hoehe": 720, "alternativtext": f"Bild {reihenfolge}",
        "nachweis": "Stadt", "reihenfolge": reihenfolge,
    }  # fmt: skip


def voller_eintrag() -> Projekt:
    kreis = KreisFactory()
    projekt = ProjektFactory(
        federfuehrung=KommuneFactory(kreis=kreis), beteiligte=[KommuneFactory(name="Zett"), KommuneFactory(name="Aah")],
        weitere=[HandlungsfeldFactory(slug="daten"), HandlungsfeldFactory(slug="energie")],
        typen=[LoesungstypFactory(slug="app")], foerderung=["land", "eigen"], bestaetigt_am=date(2026, 3, 1),
        kurzbeschreibung="„Anführung“ und \\ mit 100 % Zeilen\numbruch", kosten_jahr=2026,
    )  # fmt: skip
    projekt.beteiligungen.filter(kommune__name="Zett").update(frueher=KommuneFactory(aufgeloest_am=date(2026, 1, 1)))
    projekt.schlagwoerter.set([Schlagwort.objects.create(name=f"Wort {n}", slug=f"wort-{n}") for n in range(2)])
    for nummer in range(2):
        projekt.wirkungen.create(
            aussage=f"Wirkung {nummer}", wert="999999999999.5" if nummer else None, einheit="€", art="geschaetzt",
            stand=date(2026, 3, 1),
        )  # fmt: skip
        projekt.partner.create(name=f"Partner {nummer}")
        projekt.bilder.create(**bild(2 - nummer))
        projekt.dokumente.create(datei="c.pdf", groesse=1, titel=f"Dokument {nummer}")
    return projekt


@pytest.mark.parametrize("anlegen", [voller_eintrag, ProjektFactory])
def test_is_what_the_orm_would_load(anlegen: Any, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pk = anlegen().pk
    beteiligungen = Beteiligung.objects.select_related("kommune__land", "kommune__kreis", "frueher")
    erwartet = (
        Projekt.objects.select_related("handlungsfeld")
        .prefetch_related(Prefetch("beteiligungen", beteiligungen), *TEILE)
        .get(pk=pk)
    )
    with django_assert_num_queries(1):
        projekt = laden.ganz(pk)
    with django_assert_num_queries(0):
        assert werte(projekt) == werte(erwartet)
        assert werte(projekt.handlungsfeld) == werte(erwartet.handlungsfeld)
        for name in TEILE:
            geladen, gesucht = getattr(projekt, name).all(), getattr(erwartet, name).all()
            assert [werte(teil) for teil in geladen] == [werte(teil) for teil in gesucht], name
        for bild in projekt.bilder.all():
            assert projekt.slug in bild.url_gross
        for eine, andere in zip(projekt.beteiligungen.all(), erwartet.beteiligungen.all(), strict=True):
            assert werte(eine) == werte(andere)
            assert werte(eine.frueher) == werte(andere.frueher)
            for verweis in ("kommune", "kommune.land", "kommune.kreis"):
                ziele = [eine, andere]
                for schritt in verweis.split("."):
                    ziele = [getattr(ziel, schritt) for ziel in ziele]
                assert werte(ziele[0]) == werte(ziele[1]), verweis


def test_cards_only_of_what_is_public() -> None:
    eines, entwurf, archiviertes = (
        ProjektFactory(),
        ProjektFactory(veroeffentlicht_am=None),
        ProjektFactory(archiviert_am=datetime(2026, 6, 1, tzinfo=UTC)),
    )
    assert [zeile.pk for zeile in laden.karten([eines.pk, entwurf.pk, archiviertes.pk])] == [eines.pk]


def test_participants_come_with_the_leading_one_first(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    partner = KommuneFactory(name="Aah")
    projekt = ProjektFactory(federfuehrung=None, traeger="Verein", beteiligte=[partner])
    projekt.beteiligungen.create(kommune=(fuehrend := KommuneFactory(name="Zett")), federfuehrend=True)
    with django_assert_num_queries(1):
        gefunden = laden.beteiligungen([projekt.pk])
        assert [(eine.projekt_id, eine.kommune, eine.kommune.land.name) for eine in gefunden] == [
            (projekt.pk, fuehrend, "Hessen"),
            (projekt.pk, partner, "Hessen"),
        ]


def test_what_is_not_there_says_so() -> None:
    with pytest.raises(Projekt.DoesNotExist):
        laden.ganz(0)
