"""What the portal shows or delivers of other people's work, with licence (see also the registers' own notes)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from projekte import rechte as projekt_rechte


@dataclass(frozen=True)
class Werk:
    name: str
    wofuer: str
    von: str
    url: str
    lizenz: str
    lizenz_url: str


WERKE = (
    Werk(
        "KERN UX-Standard",
        "Gestaltung: Bausteine, Farben und Abstände",
        "KERN-Team, eine Zusammenarbeit von Hamburg und Schleswig-Holstein",
        "https://www.kern-ux.de/",
        "EUPL-1.2",
        "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
    ),
    Werk(
        "Fira Sans",
        "Schrift",
        "The Mozilla Foundation und Telefónica S.A.",
        "https://github.com/mozilla/Fira",
        "SIL Open Font License 1.1",
        "https://openfontlicense.org/",
    ),
    Werk(
        "Lucide",
        "Symbole",
        "Lucide-Mitwirkende; ein Teil von Cole Bemis (Feather, MIT)",
        "https://lucide.dev/",
        "ISC",
        "https://lucide.dev/license",
    ),
    Werk(
        "qr",
        "Lesen der Karten am Einlass, wo der Browser es nicht selbst kann",
        "Paul Miller",
        "https://github.com/paulmillr/qr",
        "MIT",
        "https://opensource.org/license/mit",
    ),
    Werk(
        "@svg-maps/germany",
        "Umrisse der Länder auf den Karten; Punkte, Farben und Beschriftung sind ergänzt",
        "Victor Cazanave",
        "https://github.com/VictorCazanave/svg-maps",
        "CC BY 4.0",
        "https://creativecommons.org/licenses/by/4.0/deed.de",
    ),
)


def projektquellen() -> "QuerySet[Any, Any]":
    """Where the catalogue's entries come from: each source and licence with the number of published projects."""
    return (
        projekt_rechte.oeffentliche()
        .exclude(quelle="")
        .order_by("quelle", "lizenz")
        .values("quelle", "lizenz")
        .annotate(anzahl=Count("pk"))[:100]
    )
