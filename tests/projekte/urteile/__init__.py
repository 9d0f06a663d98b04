"""The judged search list: some 220 invented projects of real towns, and queries with graded answers.

`projekte/<handlungsfeld>.toml` holds the projects, `anfragen.csv` the queries: their kind, what is typed, the projects
that are exactly meant (grade 2) and those that also help (grade 1). Nothing in it is a statement about a real place.
"""

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ORDNER = Path(__file__).resolve().parent
GENAU, AUCH = 2, 1
NICHTS = "nichts"
"""The kind of queries that rightly find nothing."""


@dataclass(frozen=True)
class Anfrage:
    art: str
    text: str
    urteile: dict[str, int]
    """Grade of each project that helps, by its name in the list."""


def projekte() -> dict[str, dict[str, Any]]:
    """All projects of the list by name, with the slug of their Handlungsfeld under `handlungsfeld`."""
    liste: dict[str, dict[str, Any]] = {}
    for datei in sorted((ORDNER / "projekte").glob("*.toml")):
        for name, angaben in tomllib.loads(datei.read_text()).items():
            if name in liste:
                raise ValueError(f"{name} steht zweimal in der Liste")
            liste[name] = {"handlungsfeld": datei.stem, **angaben}
    return liste


def anfragen() -> list[Anfrage]:
    with (ORDNER / "anfragen.csv").open(newline="") as datei:
        return [
            Anfrage(
                zeile["art"],
                zeile["anfrage"],
                dict.fromkeys(zeile["genau"].split(), GENAU) | dict.fromkeys(zeile["auch"].split(), AUCH),
            )
            for zeile in csv.DictReader(datei, delimiter=";", quoting=csv.QUOTE_NONE)
        ]
