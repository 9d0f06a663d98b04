"""Why a project of another municipality fits one's own: what both municipalities have in common, in words."""

from collections.abc import Iterable

from kommunen.models import Art, Kommune

from . import laden

DIESELBE = "dieselbe Kommune"


def gruende(schluessel: Iterable[int], kommune: Kommune) -> dict[int, str]:
    """Key of a project → what its most similar participant has in common with `kommune`. One query."""
    beste: dict[int, list[str]] = {}
    for beteiligung in laden.beteiligungen(schluessel):
        gemeinsam = _gemeinsam(beteiligung.kommune, kommune)
        if len(gemeinsam) > len(beste.get(beteiligung.projekt_id, ())):
            beste[beteiligung.projekt_id] = gemeinsam
    return {pk: ", ".join(gemeinsam) for pk, gemeinsam in beste.items()}


def _gemeinsam(andere: Kommune, kommune: Kommune) -> list[str]:
    if andere.pk == kommune.pk:
        return [DIESELBE]
    gemeinsam = []
    if andere.groessenklasse and andere.groessenklasse == kommune.groessenklasse:
        gemeinsam.append(f"gleiche Größenklasse ({andere.get_groessenklasse_display()})")
    if andere.verstaedterung and andere.verstaedterung == kommune.verstaedterung:
        gemeinsam.append(f"auch {andere.get_verstaedterung_display().replace('mittlere', 'mit mittlerer')}")
    if andere.kreis_id and andere.kreis_id == kommune.kreis_id:
        gemeinsam.append("aus demselben Kreis")
    elif andere.land_id == kommune.land_id:
        gemeinsam.append(f"auch aus {andere.land.name}" if andere.land.name != "Saarland" else "auch aus dem Saarland")
    if art := _gleiche_art(andere, kommune):
        gemeinsam.append(art)
    return gemeinsam


def _gleiche_art(andere: Kommune, kommune: Kommune) -> str:
    """Most municipalities belong to a Kreis: that is no reason."""
    if andere.art != kommune.art:
        return ""
    if kommune.art == Art.GEMEINDE:
        return "auch kreisfrei" if kommune.kreisfrei and andere.kreisfrei else ""
    if kommune.art == Art.KREIS and andere.typ == kommune.typ:
        return f"auch ein {kommune.typ}"
    return f"auch ein {kommune.get_art_display()}"
