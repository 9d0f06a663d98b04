"""The programme on paper: the same as the page, as one PDF."""

from itertools import groupby

from django.utils import timezone

from kompetenzzentrum.oberflaeche import pdf
from kompetenzzentrum.oberflaeche.texte import datum_lang
from kompetenzzentrum.versand.postausgang import adresse

from .models import Programmpunkt, Veranstaltung
from .programm import nach_namen
from .texte import WOCHENTAGE

VORLAGE = "veranstaltungen/programm.typ"


def als_pdf(veranstaltung: Veranstaltung) -> bytes:
    """Two queries."""
    punkte = list(
        veranstaltung.programm.select_related("raum", "strang")
        .prefetch_related("sprechende")
        .order_by("beginn", "strang__position", "pk")
    )
    return pdf.erzeugen(
        VORLAGE,
        {
            "titel": veranstaltung.titel,
            "art": f"{veranstaltung.get_format_display()} · {veranstaltung.get_modus_display()}",
            "kurz": veranstaltung.kurzbeschreibung,
            "zeitraum": veranstaltung.zeitraum,
            "ort": veranstaltung.anschrift or "online",
            "adresse": adresse(veranstaltung.get_absolute_url()),
            "stand": datum_lang(timezone.now()),
            "abgesagt": veranstaltung.zustand == Veranstaltung.Zustand.ABGESAGT,
            "grund": veranstaltung.absagegrund,
            "barrierefreiheit": veranstaltung.barrierefreiheit,
            "tage": [
                {
                    "name": f"{WOCHENTAGE[tag.weekday()]}, {datum_lang(tag)}",
                    "punkte": [_punkt(punkt) for punkt in eines_tages],
                }
                for tag, eines_tages in groupby(punkte, key=lambda punkt: punkt.tag)
            ],
        },
    )


def _punkt(punkt: Programmpunkt) -> dict[str, object]:
    sprechende = [
        f"{person.name}, {person.funktion}" if person.funktion else person.name
        for person in nach_namen(punkt.sprechende.all())
    ]
    zeilen = ["Entfällt." if punkt.entfaellt else "", punkt.beschreibung, *sprechende, punkt.mitwirkende]
    return {
        "zeit": punkt.uhrzeiten,
        "titel": punkt.titel,
        "zeilen": [zeile for zeile in zeilen if zeile],
        "wo": "\n".join(dict.fromkeys(str(ort) for ort in (punkt.raum, punkt.strang) if ort)),
    }
