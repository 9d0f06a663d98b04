from typing import Any

import pytest
from django import forms
from django.core.signing import TimestampSigner
from django.test import RequestFactory

from kompetenzzentrum.schutz.formulare import GeschuetztesFormular

pytestmark = pytest.mark.django_db


class Wunsch(GeschuetztesFormular):
    begrenzung_bereich = "beratung"
    text = forms.CharField()


def abgeschickt(rf: RequestFactory, **daten: str) -> Wunsch:
    marke = TimestampSigner(salt="schutz.zeitmarke").sign("")
    anfrage = rf.post("/", {"text": "Guten Tag", "zeitmarke": marke, **daten})
    return Wunsch(anfrage.POST, request=anfrage)


def test_an_honest_form_passes(rf: RequestFactory) -> None:
    assert abgeschickt(rf).is_valid()


def test_the_honeypot_stops_a_machine_with_a_message(rf: RequestFactory) -> None:
    formular = abgeschickt(rf, homepage="https://spam.example")
    assert "leer bleiben muss" in str(formular.non_field_errors())


def test_too_fast_is_asked_to_send_again(rf: RequestFactory, settings: Any, time_machine: Any) -> None:
    settings.FORMULAR_MINDESTDAUER = 2
    time_machine.move_to("2026-05-04T10:00:00Z", tick=False)
    anfrage = rf.post("/", {"text": "x", "zeitmarke": TimestampSigner(salt="schutz.zeitmarke").sign("")})
    assert "ungewöhnlich schnell" in str(Wunsch(anfrage.POST, request=anfrage).non_field_errors())
    time_machine.shift(3)
    assert Wunsch(anfrage.POST, request=anfrage).is_valid()


@pytest.mark.parametrize("marke", ["", "gefälscht", "a:b:c", "\x00"])
def test_a_missing_or_forged_mark_is_replaced_so_that_the_next_try_passes(rf: RequestFactory, marke: str) -> None:
    formular = abgeschickt(rf, zeitmarke=marke)
    assert not formular.is_valid()
    assert abgeschickt(rf, zeitmarke=formular["zeitmarke"].value() or "").is_valid()


def test_the_limit_stops_one_address_but_not_another(rf: RequestFactory, settings: Any) -> None:
    settings.BEGRENZUNGEN = {"beratung": (2, 3600)}
    assert abgeschickt(rf).is_valid()
    assert abgeschickt(rf).is_valid()
    drittes = abgeschickt(rf)
    assert not drittes.is_valid()
    assert drittes.zu_oft
    assert drittes["text"].value() == "Guten Tag"
    anfrage = rf.post("/", drittes.data, REMOTE_ADDR="192.0.2.7")
    assert Wunsch(anfrage.POST, request=anfrage).is_valid()


def test_a_form_with_mistakes_does_not_count(rf: RequestFactory, settings: Any) -> None:
    settings.BEGRENZUNGEN = {"beratung": (1, 3600)}
    for _ in range(3):
        assert not abgeschickt(rf, text="").is_valid()
    assert abgeschickt(rf).is_valid()
