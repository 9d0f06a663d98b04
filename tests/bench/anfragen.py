"""What is searched for: lists drawn from the words of the made-up catalogue, the same ones each time.

Most lists hold some 40 questions, so after the first round a process knows the cards of their answers; one list is so
long that nearly every answer shows cards not drawn before.
"""

import random
from dataclasses import dataclass

from .korpus import SAAT
from .wortschatz import EINZELN, ERSTE_TEILE, KOEPFE, Nomen, Wortschatz

JE_LISTE = 40
NEUE = 1_500
"""Questions enough that hardly one is asked twice of the same process."""
MITTLERE, SELTENE = slice(40, 140), slice(-400, None)
"""Ranks in a Handlungsfeld of words that a few per cent, or hardly any, of the projects hold."""

_JE_LAND = tuple({"land": f"{land:02}"} for land in range(1, 17))


@dataclass(frozen=True)
class Liste:
    name: str
    texte: list[str]
    merkmale: tuple[dict[str, str], ...] = ({},)
    neue: bool = False


def listen() -> list[Liste]:
    zufall = random.Random(SAAT)
    wortschatz = Wortschatz(SAAT)
    haeufig = [Nomen.von(*eintrag.split(":")) for eintrag in EINZELN.split()]
    mittlere = [nomen for folge, _ in wortschatz.nomen.values() for nomen in folge[MITTLERE]]
    seltene = [nomen for folge, _ in wortschatz.nomen.values() for nomen in folge[SELTENE]]
    haeufige = [form for nomen in haeufig for form in (nomen.wort, nomen.mehrzahl)]
    return [
        Liste("frequent word", list(dict.fromkeys(haeufige))),
        Liste("medium word", [nomen.wort for nomen in zufall.sample(mittlere, JE_LISTE)]),
        Liste("rare word", [nomen.wort for nomen in zufall.sample(seltene, JE_LISTE)]),
        Liste(
            "3 words, 2 facets",
            [" ".join(zufall.sample(haeufige, 3)) for _ in range(JE_LISTE)],
            ({"handlungsfeld": "verwaltung", "phase": "P4"}, {"handlungsfeld": "mobilitaet", "open_source": "ja"}),
        ),
        Liste("never asked before", [" ".join(zufall.sample(haeufige, 2)) for _ in range(NEUE)], _JE_LAND, neue=True),
        Liste("compound in parts", list(dict.fromkeys(_getrennt(zufall) for _ in range(JE_LISTE)))),
        Liste("typo", [vertippt(nomen.wort, zufall) for nomen in zufall.sample(mittlere, JE_LISTE)]),
    ]


def _getrennt(zufall: random.Random) -> str:
    """ "Energie Planung" """
    erstes = zufall.choice(ERSTE_TEILE[zufall.choice(list(ERSTE_TEILE))].split())
    return f"{erstes.removesuffix('s')} {zufall.choice(KOEPFE['f'].split()).partition(':')[0].capitalize()}"


def vertippt(wort: str, zufall: random.Random) -> str:
    """One letter lost, doubled or swapped with the next, not among the first two."""
    stelle = zufall.randrange(2, len(wort) - 2)
    return zufall.choice(
        (
            wort[:stelle] + wort[stelle + 1 :],
            wort[:stelle] + wort[stelle] + wort[stelle:],
            wort[:stelle] + wort[stelle + 1] + wort[stelle] + wort[stelle + 2 :],
        )
    )
