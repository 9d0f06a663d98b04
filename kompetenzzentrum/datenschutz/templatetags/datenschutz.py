from django import template

from kompetenzzentrum.datenschutz import verzeichnis

register = template.Library()


@register.inclusion_tag("datenschutz/hinweis.html")
def datenschutzhinweis(modell: str) -> dict[str, object]:
    """The Art. 13 note beside a form: purpose, basis and retention from the registry."""
    return {"bestand": verzeichnis.bestand(modell)}


@register.inclusion_tag("datenschutz/verzeichnis.html")
def datenbestaende() -> dict[str, object]:
    return {"bestaende": verzeichnis.alle()}
