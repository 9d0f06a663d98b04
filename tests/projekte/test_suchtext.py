import pytest

from projekte import suchtext


@pytest.mark.parametrize(
    "formen",
    [
        ("görlitz", "goerlitz", "gorlitz"),
        ("förderung", "foerderung", "förderungen"),
        ("straße", "strasse", "straßen"),
        ("bürgerbeteiligung", "buergerbeteiligungen"),
    ],
)
def test_one_stem_whatever_the_spelling(formen: tuple[str, ...]) -> None:
    assert len({suchtext.stamm(wort) for form in formen for wort in suchtext.zerlegen(form)}) == 1


def test_words_are_cut_folded_and_never_too_long() -> None:
    assert suchtext.zerlegen("Smart-City_Straße, 5G!") == ["smart", "city", "strasse", "5g"]
    assert suchtext.zerlegen("x" * 1000) == ["x" * suchtext.WORT_HOECHSTENS]


def test_vector_holds_stem_and_word_at_one_position_and_a_gap_between_sections() -> None:
    assert suchtext.vektor([("A", "Beteiligung"), ("C", "Park")]) == "'beteil':1A 'beteiligung':1A 'park':7C"


def test_vector_of_endless_text_stays_within_what_postgresql_takes() -> None:
    vektor = suchtext.vektor([("C", "wort " * 50_000), ("C", "danach")])
    assert "danach" not in vektor
    assert f"{suchtext.WOERTER_HOECHSTENS}C" in vektor


@pytest.mark.parametrize(
    ("text", "genau"),
    [
        ("Parken", "('park')"),
        ("Parken Laden", "('park') & ('lad')"),
        ("Parken und Laden", "('park') & ('lad')"),
        ("und", "('und')"),
        ('"digitale Dorfmitte"', "('digital' <-> 'dorfmitt')"),
        ("„digitale Dorfmitte“", "('digital' <-> 'dorfmitt')"),
        ('"digitale Dorfmitte', "('digital' <-> 'dorfmitt')"),
        ("Smart-City", "('smart' <-> 'city')"),
        ("Rad -Auto", "('rad') & !('auto')"),
        ('-"alte Stadt"', "!('alt' <-> 'stadt')"),
    ],
)
def test_query(text: str, genau: str) -> None:
    anfrage = suchtext.anfrage(text)
    assert anfrage
    assert anfrage.genau == genau


@pytest.mark.parametrize("text", ["", "   ", "!!!", "-", '"', '""', "& | ( ) : *", "\x00", "'"])
def test_nothing_to_search_for(text: str) -> None:
    assert suchtext.anfrage(text) is None


def test_the_words_someone_looks_for_are_folded_and_stand_once() -> None:
    assert suchtext.gesuchte_woerter('Straßen für "Görlitz jetzt" -Berlin strassen') == ["strassen", "gorlitz", "jetzt"]
    assert suchtext.gesuchte_woerter("-Berlin") == []


def test_last_word_may_be_a_beginning_but_not_in_quotes_excluded_or_too_short() -> None:
    def mit_anfang(text: str) -> str:
        anfrage = suchtext.anfrage(text)
        assert anfrage
        return anfrage.mit_anfang

    assert mit_anfang("Rad Beteiligu") == "('rad') & (('beteiligu') | ('beteiligu':*))"
    assert mit_anfang("Parken") == "(('park') | ('parken':*) | ('park':*))"
    assert mit_anfang("Bades") == "(('bad') | ('bades':*))"
    assert mit_anfang("Smart-Cit") == "(('smart' <-> 'cit') | ('smart' <-> 'cit':*))"
    assert mit_anfang("Ki") == "('ki')"
    assert mit_anfang('"Rad fah"') == "('rad' <-> 'fah')"
    assert mit_anfang("Rad -Aut") == "('rad') & !('aut')"
