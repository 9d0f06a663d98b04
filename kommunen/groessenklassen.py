"""Size classes after the thresholds of the BBSR (Stadt- und Gemeindetyp), by population alone."""

from django.db import models


class Groessenklasse(models.TextChoices):
    GROSSE_GROSSSTADT = "11", "Große Großstadt"
    KLEINERE_GROSSSTADT = "12", "Kleinere Großstadt"
    GROESSERE_MITTELSTADT = "21", "Größere Mittelstadt"
    KLEINERE_MITTELSTADT = "22", "Kleinere Mittelstadt"
    GROESSERE_KLEINSTADT = "30", "Größere Kleinstadt"
    KLEINE_KLEINSTADT = "40", "Kleine Kleinstadt"
    LANDGEMEINDE = "50", "Landgemeinde"

    @classmethod
    def von(cls, einwohner: int) -> "Groessenklasse":
        """The BBSR also lifts small places with a central function; the register does not know that function."""
        return next(klasse for klasse, ab in _AB.items() if einwohner >= ab)

    @property
    def spanne(self) -> str:
        """The range in words, as shown beside the class."""
        ab = _AB[self]
        if self is Groessenklasse.GROSSE_GROSSSTADT:
            return "ab 500.000 Einwohner"
        unter = min(grenze for grenze in _AB.values() if grenze > ab)
        bis = f"unter {unter:,} Einwohner".replace(",", ".")
        return bis if not ab else f"{ab:,} bis ".replace(",", ".") + bis


_AB = {
    Groessenklasse.GROSSE_GROSSSTADT: 500_000,
    Groessenklasse.KLEINERE_GROSSSTADT: 100_000,
    Groessenklasse.GROESSERE_MITTELSTADT: 50_000,
    Groessenklasse.KLEINERE_MITTELSTADT: 20_000,
    Groessenklasse.GROESSERE_KLEINSTADT: 10_000,
    Groessenklasse.KLEINE_KLEINSTADT: 5_000,
    Groessenklasse.LANDGEMEINDE: 0,
}
