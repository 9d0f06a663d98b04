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
    email = forms.EmailField(required=False)
    mehr = forms.CharField(required=False, widget=forms.Textarea)


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


@pytest.mark.parametrize("zeichen", ["\n", "\r\n", "\t", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066"])
def test_a_one_line_field_takes_one_line_of_visible_text(rf: RequestFactory, zeichen: str) -> None:
    formular = abgeschickt(rf, text=f"Mira{zeichen}Beispiel", email=f'"mira{zeichen}b"@example.org')
    assert "unsichtbares Zeichen" in formular.errors["text"][0]
    assert "email" in formular.errors
    assert formular["text"].value() == f"Mira{zeichen}Beispiel"


def test_lines_and_rare_letters_remain_possible_where_they_belong(rf: RequestFactory) -> None:
    namen = "Zoë Şahin-O\u2019Neil \u0646\u06cc\u200c\u0645"  # with the joiner that Persian needs
    assert abgeschickt(rf, text=f" {namen}\n", mehr="Erstens\r\n\tZweitens").is_valid()


class Bestellung(Wunsch):
    adressfeld = "email"
    email = forms.EmailField()


def bestellt(rf: RequestFactory, email: str, absender: str) -> Bestellung:
    marke = TimestampSigner(salt="schutz.zeitmarke").sign("")
    anfrage = rf.post("/", {"text": "Hallo", "email": email, "zeitmarke": marke}, REMOTE_ADDR=absender)
    return Bestellung(anfrage.POST, request=anfrage)


def test_no_mailbox_is_filled_from_many_addresses(rf: RequestFactory, settings: Any) -> None:
    settings.BEGRENZUNGEN = {"beratung": (20, 3600), "empfaenger": (2, 3600)}
    opfer = [bestellt(rf, email, f"192.0.2.{i}") for i, email in enumerate(("a@example.org", "A+x@example.org"))]
    assert all(formular.is_valid() for formular in opfer)
    drittes = bestellt(rf, "a@example.org", "192.0.2.9")
    assert not drittes.is_valid()
    assert drittes.zu_oft
    assert drittes["text"].value() == "Hallo"
    assert bestellt(rf, "b@example.org", "192.0.2.9").is_valid()


def test_the_answer_does_not_tell_which_limit_it_was(rf: RequestFactory, settings: Any) -> None:
    texte = set()
    for grenzen in ((0, 9), (9, 0)):
        settings.BEGRENZUNGEN = dict(zip(("beratung", "empfaenger"), ((n, 3600) for n in grenzen), strict=True))
        texte.add(str(bestellt(rf, "a@example.org", "192.0.2.1").non_field_errors()))
    assert len(texte) == 1
