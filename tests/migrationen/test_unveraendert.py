"""A migration that has landed is never edited: databases that ran it would not notice. New ones are added instead.

After adding one, note it: `python -m tests.migrationen.test_unveraendert`.
"""

import hashlib
import json
from pathlib import Path

from kompetenzzentrum.betrieb.orte import CHECKOUT

LISTE = Path(__file__).with_name("gelandet.json")


def pruefsummen() -> dict[str, str]:
    return {
        str(datei.relative_to(CHECKOUT)): hashlib.sha256(datei.read_bytes()).hexdigest()[:16]
        for ordner in ("kommunen", "projekte", "veranstaltungen", "kompetenzzentrum")
        for datei in sorted((CHECKOUT / ordner).glob("**/migrations/0*.py"))
    }


def test_landed_migrations_are_as_they_were() -> None:
    assert pruefsummen() == json.loads(LISTE.read_text())


if __name__ == "__main__":
    LISTE.write_text(json.dumps(pruefsummen(), indent=1) + "\n")
