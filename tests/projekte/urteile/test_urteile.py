"""The search answers the judged list at least so well; `python -m tests.projekte.urteile` says what it got wrong."""

from math import log2

import pytest

from projekte.models import Handlungsfeld

from . import NICHTS, Anfrage, anfragen, projekte
from .laden import laden, suchende
from .masse import GESAMT, guete, messen

ARTEN = {"wort", "mehrere", "kompositum", "tippfehler", "beugung", "synonym", "ort_thema", "wortfolge", NICHTS}


def test_jedes_urteil_nennt_ein_projekt_der_liste() -> None:
    namen = projekte().keys()
    for anfrage in anfragen():
        assert anfrage.urteile.keys() <= namen, anfrage.text
        assert bool(anfrage.urteile) == (anfrage.art != NICHTS), anfrage.text
    assert {anfrage.art for anfrage in anfragen()} == ARTEN


@pytest.mark.django_db
def test_alle_handlungsfelder_sind_vertreten() -> None:
    vertreten = {angaben["handlungsfeld"] for angaben in projekte().values()}
    assert vertreten == set(Handlungsfeld.objects.values_list("slug", flat=True))


def test_masse() -> None:
    """By hand: exact hit second, a helpful one third, of two exact and one helpful."""
    urteile = {"a": 2, "b": 2, "c": 1}
    bestens = 3 + 3 / log2(3) + 1 / 2
    assert guete(["x", "a", "c"], urteile) == pytest.approx((3 / log2(3) + 1 / 2) / bestens)
    fragen = [Anfrage("wort", "w", urteile), Anfrage(NICHTS, "n", {}), Anfrage(NICHTS, "m", {})]
    zeugnis = messen(fragen, {"w": ["x", "a", "c"], "n": [], "m": ["x"]}.__getitem__)
    gesamt = zeugnis.noten[GESAMT]
    assert (gesamt.anfragen, gesamt.erfolg) == (1, 1.0)
    assert gesamt.fund == pytest.approx(2 / 3)
    assert (zeugnis.nichts, zeugnis.leer) == (2, 1)
    assert [anfrage.text for anfrage, _ in zeugnis.misslungen] == ["w", "m"]


@pytest.mark.django_db
def test_suche_haelt_die_marken() -> None:
    zeugnis = messen(anfragen(), suchende(laden()))
    gesamt = zeugnis.noten[GESAMT]
    assert gesamt.erfolg >= 0.98, str(zeugnis)
    assert gesamt.guete >= 0.88, str(zeugnis)
    assert gesamt.fund >= 0.78, str(zeugnis)
    for art in ("kompositum", "tippfehler", "synonym"):
        assert zeugnis.noten[art].guete >= 0.82, str(zeugnis)
    assert zeugnis.leer == zeugnis.nichts, str(zeugnis)
