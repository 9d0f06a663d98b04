import pytest

from projekte.bausteine import Teilnahme, feldmarke, guetezeichen_liste, ort, reife


def teilnahme(kommune: int, federfuehrend: bool = False, **angaben: object) -> Teilnahme:
    werte = {
        "anzeigename": f"Ort {kommune}", "land": "Hessen", "groessenklasse": "50", "textkennzeichen": "63",
        "art": "gemeinde", "frueher": None,
    }  # fmt: skip
    return Teilnahme(federfuehrend, kommune, **(werte | angaben))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("teilnahmen", "zeile"),
    [
        ([teilnahme(1, True)], "Ort 1, Hessen · Landgemeinde"),
        ([teilnahme(1, True, anzeigename="Berlin", land="Berlin")], "Berlin · Landgemeinde"),
        ([teilnahme(1, True, groessenklasse="", art="kreis", textkennzeichen="44")], "Ort 1, Hessen · Landkreis"),
        ([teilnahme(1, True), teilnahme(2)], "Ort 1, Hessen · Landgemeinde · mit 1 weiterer Kommune"),
        ([teilnahme(1, True), teilnahme(2), teilnahme(3)], "Ort 1, Hessen · Landgemeinde · mit 2 weiteren Kommunen"),
        ([teilnahme(2), teilnahme(3)], "Ein Verein · mit 2 Kommunen"),
        ([], "Ein Verein"),
        (
            [teilnahme(1, True, frueher="Alt"), teilnahme(1, frueher="Neu")],
            "Ort 1, Hessen · Landgemeinde · früher Alt, Neu",
        ),
    ],
)
def test_the_place_in_words(teilnahmen: list[Teilnahme], zeile: str) -> None:
    assert ort(teilnahmen, "Ein Verein") == zeile


def test_phase_and_state_are_words_and_the_usual_state_is_not_said() -> None:
    assert "Phase: </span>Pilot" in reife("P3", "laufend", "li")
    assert "zustand" not in reife("P3", "laufend", "li")
    assert '<span class="zustand zustand--abgebrochen">abgebrochen</span>' in reife("", "abgebrochen", "span")
    assert reife("", "laufend", "li") == ""


def test_names_are_escaped() -> None:
    assert "A &amp; B" in feldmarke("neu", "A & B")
    assert guetezeichen_liste([]) == ""
