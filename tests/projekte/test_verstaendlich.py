"""Hints on plain language and completeness, and the marked difference of two versions."""

import re
import time
from typing import Any

import pytest

from projekte import fassungen, guetezeichen, vollstaendigkeit
from projekte.unterschiede import Unterschied, gleich, zwischen
from projekte.verstaendlich import HINWEISE_HOECHSTENS, hinweise
from tests.factories.beitrag import VOLLSTAENDIG
from tests.factories.projekte import ProjektFactory

GUT = [
    "Die Stadt hat eine App gebaut. Bürgerinnen melden damit Schäden.",
    "Am 3. Mai begann der Betrieb, z. B. in Ortsteil B. Dort fahren jetzt Busse.",
    "Es wird Zeit. Wir werden immer besser.",
    "Das Onlinezugangsgesetz (OZG) hilft. Das OZG gilt für alle.",
    "LoRaWAN (ein Funknetz) trägt die Daten. Die EU zahlt mit.",
    "- Punkt eins\n- Punkt zwei\n\n## Überschrift\n[Link](https://example.org/AEIOU)",
    "",
]


@pytest.mark.parametrize("text", GUT)
def test_what_reads_well_is_left_alone(text: str) -> None:
    assert hinweise(text) == []


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        (" ".join(["Wort"] * 26) + ".", "Langer Satz (26 Wörter)"),
        ("Am 3. Mai wurde das Portal z. B. in Berlin eingeführt.", "Wer tut es?"),
        ("Die Anträge werden vom Amt geprüft.", "Wer tut es?"),
        ("Alle wurden früh beteiligt.", "Wer tut es?"),
        (
            "Die Einführung, Umsetzung und Auswertung kosten Zeit.",
            "Viele Hauptwörter (Einführung, Umsetzung, Auswertung)",
        ),
        ("Wir nutzen FIM.", "Die Abkürzung „FIM“"),
    ],
)
def test_what_could_be_plainer_is_named(text: str, erwartet: str) -> None:
    (hinweis,) = hinweise(text)
    assert hinweis.startswith(erwartet)


def test_25_words_are_not_too_many() -> None:
    assert hinweise(" ".join(["Wort"] * 25) + ".") == []


def test_nobody_gets_a_hundred_hints() -> None:
    assert len(hinweise("Es wurde gemacht. " * 100)) == HINWEISE_HOECHSTENS


def test_an_endless_text_takes_no_time() -> None:
    assert hinweise("wurde " * 20_000)[0].startswith("Langer Satz")


@pytest.mark.django_db
@pytest.mark.parametrize("felder", [{}, {"phase": "P3", "lehren": "Früher fragen."}, {"foerderung": ["land"]}])
def test_the_draft_lacks_what_the_quality_mark_lacks(felder: dict[str, Any]) -> None:
    projekt = ProjektFactory(**felder)
    [angaben] = [fehlt for zeichen, fehlt in guetezeichen.fehlt(projekt) if zeichen == guetezeichen.VOLLSTAENDIG]
    assert [name for name, _, _ in vollstaendigkeit.stand(fassungen.abbild(projekt)).fehlt] == angaben


def test_from_the_operation_on_more_is_asked() -> None:
    def fehlt(**inhalt: str) -> set[str]:
        return {name for name, _, _ in vollstaendigkeit.stand(inhalt).fehlt}

    assert "wer es betreibt (ab dem Betrieb)" not in fehlt(phase="P3")
    assert "wer es betreibt (ab dem Betrieb)" in fehlt(phase="P4")
    assert vollstaendigkeit.stand(VOLLSTAENDIG).prozent > vollstaendigkeit.stand({}).prozent == 0


def test_changed_words_are_marked_and_markup_is_text() -> None:
    markiert = Unterschied("titel", "Titel", "Rote Bank", "Blaue <b>Bank").markiert
    assert "Rote" in markiert.partition("</del>")[0]
    assert "Blaue" in markiert.partition("<ins>")[2]
    assert "<b>" not in markiert


@pytest.mark.parametrize(
    ("alt", "neu", "erwartet"),
    [
        ("Der Bus fährt täglich.", "Der Bus fährt stündlich.", "Der Bus fährt -täglich-+stündlich+."),
        (
            "Ein Bus fährt oft und gern.",
            "Ein Bus fährt immer und gern los.",
            "Ein Bus fährt -oft-+immer+ und gern+ los+.",
        ),
        ("Alles über den Bus", "Neu geschrieben", "-Alles über den Bus-+Neu geschrieben+"),
        ("", "Neu", "+Neu+"),
    ],
)
def test_differences_can_be_read(alt: str, neu: str, erwartet: str) -> None:
    markiert = re.sub(r"<span.*?</span>", "", Unterschied("loesung", "Lösung", alt, neu).markiert)
    assert re.sub(r"</?ins>", "+", re.sub(r"</?del>", "-", markiert)) == erwartet


@pytest.mark.parametrize(
    ("alt", "neu"), [(["a", "b"], ["b", "a"]), ("x ", "x"), (None, ""), ([], None), ([{"name": "A "}], [{"name": "A"}])]
)
def test_what_says_the_same_is_no_difference(alt: object, neu: object) -> None:
    assert gleich(alt, neu)


@pytest.mark.django_db
def test_codes_are_shown_in_words() -> None:
    alt = {"phase": "P3", "handlungsfeld": "mobilitaet", "technik": "app", "foerderung": ["eu"]}
    neu = {"phase": "P4", "handlungsfeld": "energie", "technik": "app", "foerderung": ["eu", "bund"]}
    worte = {u.name: (u.alt, u.neu) for u in zwischen(alt, neu)}
    assert worte["Phase"] == ("Pilot", "Betrieb")
    assert worte["Handlungsfeld"] == ("Mobilität und Verkehr", "Energie und Wärme")
    assert worte["Woher kam das Geld?"] == ("Europäische Union", "Europäische Union, Bund")
    assert "Technik" not in worte


@pytest.mark.parametrize(
    "text",
    [
        "." * 60_000, "!" * 60_000, "[" * 60_000, "[](" * 20_000, "\n" * 60_000, "1" * 60_000, "wird-" * 12_000,
        ". " * 30_000, " ".join(f"{chr(65 + n // 676)}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}" for n in range(9000)),
    ],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_no_text_keeps_the_server_busy(text: str) -> None:
    """The text is stored before it is read: what took long once took long on every visit."""
    anfang = time.process_time()
    hinweise(text)
    assert time.process_time() - anfang < 0.2
