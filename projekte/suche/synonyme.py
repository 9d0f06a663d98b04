"""The editors' synonyms, ready for asking. They work at the question, so a change is in force at once."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from . import woerter

Folge: TypeAlias = tuple[str, ...]
"""Stems of the words of a term."""


def als_folge(begriff: str) -> Folge:
    return tuple(woerter.stamm(wort) for wort in woerter.begriffe(begriff))


class Synonyme:
    def __init__(self, gruppen: Iterable[tuple[Sequence[str], bool]]) -> None:
        andere: dict[Folge, dict[Folge, None]] = defaultdict(dict)
        formen: dict[str, str] = {}
        for begriffe, beide_richtungen in gruppen:
            folgen = [folge for begriff in begriffe if (folge := als_folge(begriff))]
            einzelne = [begriff for begriff in begriffe if len(woerter.begriffe(begriff)) == 1]
            formen.update((woerter.falten(wort), wort) for begriff in einzelne for wort in woerter.begriffe(begriff))
            for folge in folgen if beide_richtungen else folgen[:1]:
                andere[folge].update(dict.fromkeys(f for f in folgen if f != folge))
        self._andere = {folge: tuple(weitere) for folge, weitere in andere.items()}
        self._formen = sorted(formen.items())
        self.laengste = max(map(len, self._andere), default=1)

    def zu(self, folge: Folge) -> tuple[Folge, ...]:
        return self._andere.get(folge, ())

    def mit_anfang(self, anfang: str, hoechstens: int) -> list[tuple[str, str]]:
        """Terms of one word that go on from there: folded, and as the editors wrote them."""
        ab = bisect_left(self._formen, (anfang,))
        return [paar for paar in self._formen[ab : ab + hoechstens] if paar[0].startswith(anfang)]
