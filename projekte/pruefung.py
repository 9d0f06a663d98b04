"""The editors' side of a submission: accept and publish, give back with remarks, discard; take back a version."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kommunen import gebietswechsel
from kommunen.mitgliedschaft import mitglieder_von
from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Nutzer
from kompetenzzentrum.schutz.hochladen import mit_dateien
from kompetenzzentrum.versand.mail import Mail
from kompetenzzentrum.versand.postausgang import adresse, einreihen

from . import anlagen, fakten, fassungen, pflege, rechte
from .einreichung import Konflikt, Unvollstaendig, fortschreiben, gesperrt, maengel
from .forms.anlagen import EINGABEN
from .mails_einreichung import EinreichungAngenommen, EinreichungVerworfen, EinreichungZurueck, ProjektArchiviert
from .models import Anmerkung, Einreichung, Fassung, Partner, Projekt, Wirkung
from .schritte import BEZEICHNUNG, SCHRITTE, gebunden
from .unterschiede import gleich

LIZENZ = "CC BY 4.0"
"""Under which new entries appear; the last step says so."""


@mit_dateien()
def annehmen(einreichung: Einreichung, *, durch: Nutzer, version: int, antwort: str = "") -> Projekt:
    """Publish what was submitted, with a word to the author if there is one.

    Raises Konflikt, and Unvollstaendig if the rules changed since it was handed in.

    Locks: the submission first, then the room and the entry (see `pflege.gesperrt`).
    """
    einreichung = _zum_entscheiden(einreichung, durch, version)
    projekt = pflege.gesperrt(einreichung.projekt) if einreichung.projekt else None
    geaendert = bool(projekt and projekt.ist_veroeffentlicht)
    inhalt = zusammengefuehrt(einreichung, projekt) if projekt else einreichung.inhalt
    projekt = projekt or Projekt(lizenz=LIZENZ, ist_beispiel=settings.DEMO)
    _bestaetigen(projekt, einreichung, inhalt)
    projekt = anwenden(
        inhalt,
        projekt=projekt,
        kommune=_heutige(einreichung.kommune),
        von=einreichung.von,
        anlass=f"Einreichung aus {einreichung.kommune}",
        einreichung=einreichung,
    )
    einreichung.anlagen.all().delete()
    pflege.veroeffentlichen(Projekt.objects.filter(pk=projekt.pk))
    projekt.refresh_from_db(fields=["veroeffentlicht_am", "archiviert_am"])
    einreichung.projekt = projekt
    einreichung.zustand, einreichung.antwort = Einreichung.Zustand.ANGENOMMEN, antwort
    einreichung.entschieden_am = timezone.now()
    fortschreiben(einreichung, "projekt", "zustand", "antwort", "entschieden_am")
    url = adresse(projekt.get_absolute_url())
    _schreiben(einreichung, EinreichungAngenommen(titel=projekt.titel, antwort=antwort, url=url, geaendert=geaendert))
    return projekt


def _bestaetigen(projekt: Projekt, einreichung: Einreichung, inhalt: Mapping[str, Any]) -> None:
    """Date what the author stood by on the day of handing in, unless somebody else changed it meanwhile. What the
    author changed without standing by it has no date any more: that belonged to what stood there before.
    """
    tag = timezone.localdate(einreichung.eingereicht_am)
    for schluessel, fakt in fakten.FAKTEN.items():
        if schluessel in einreichung.bestaetigt and fakt.gleich(inhalt, einreichung.inhalt):
            setattr(projekt, fakt.datum, max(getattr(projekt, fakt.datum) or tag, tag))
        elif not fakt.gleich(einreichung.inhalt, einreichung.grundlage):
            setattr(projekt, fakt.datum, None)


@transaction.atomic
def zurueckgeben(
    einreichung: Einreichung, *, durch: Nutzer, version: int, anmerkungen: Mapping[str, str], antwort: str = ""
) -> Einreichung:
    """Back to the author, with remarks by field and a word on the whole; one of them is needed. Raises Konflikt."""
    einreichung = _zum_entscheiden(einreichung, durch, version)
    gesagt = {feld: text for feld, text in anmerkungen.items() if text and feld in BEZEICHNUNG}
    if not gesagt and not antwort:
        raise Konflikt("Bitte sagen Sie, was noch fehlt: in einer Anmerkung neben einem Feld oder im Text unten.")
    Anmerkung.objects.bulk_create(
        Anmerkung(einreichung=einreichung, feld=feld, text=text, von=durch) for feld, text in gesagt.items()
    )
    einreichung.zustand, einreichung.antwort = Einreichung.Zustand.ZURUECK, antwort
    fortschreiben(einreichung, "zustand", "antwort")
    mail = EinreichungZurueck(
        titel=einreichung.titel,
        antwort=antwort,
        anmerkungen=[[BEZEICHNUNG[feld], text] for feld, text in gesagt.items()],
        url=adresse(einreichung.get_absolute_url()),
    )
    _schreiben(einreichung, mail)
    return einreichung


@transaction.atomic
def verwerfen(einreichung: Einreichung, *, durch: Nutzer, version: int, grund: str) -> Einreichung:
    """Not for the catalogue; the author reads why. Raises Konflikt."""
    einreichung = _zum_entscheiden(einreichung, durch, version)
    if not grund:
        raise Konflikt("Bitte nennen Sie den Grund. Die Person liest ihn in der E-Mail.")
    einreichung.zustand, einreichung.antwort = Einreichung.Zustand.VERWORFEN, grund
    einreichung.entschieden_am = timezone.now()
    fortschreiben(einreichung, "zustand", "antwort", "entschieden_am")
    url = adresse(einreichung.get_absolute_url())
    _schreiben(einreichung, EinreichungVerworfen(titel=einreichung.titel, grund=grund, url=url))
    return einreichung


def zusammengefuehrt(einreichung: Einreichung, projekt: Projekt) -> dict[str, Any]:
    """What the entry would say: where the author changed nothing, what stands there today stays."""
    heute = fassungen.abbild(projekt)
    neu, grundlage = einreichung.inhalt, einreichung.grundlage
    return {feld: heute[feld] if gleich(neu.get(feld), grundlage.get(feld)) else neu.get(feld) for feld in BEZEICHNUNG}


def doppelt_geaendert(einreichung: Einreichung, projekt: Projekt) -> list[str]:
    """Fields that the author and somebody else changed meanwhile: accepting overwrites the other's words."""
    heute, grundlage = fassungen.abbild(projekt), einreichung.grundlage
    return [
        name
        for feld, name in BEZEICHNUNG.items()
        if not gleich(einreichung.inhalt.get(feld), grundlage.get(feld))
        and not gleich(heute[feld], grundlage.get(feld))
        and not gleich(heute[feld], einreichung.inhalt.get(feld))
    ]


@mit_dateien()
def anwenden(
    inhalt: Mapping[str, Any],
    *,
    projekt: Projekt,
    kommune: Kommune | None,
    von: Nutzer | None,
    anlass: str,
    einreichung: Einreichung | None = None,
) -> Projekt:
    """Write typed content into an entry. `kommune` leads if none does yet; new files are those of `einreichung`.

    Raises Unvollstaendig.
    """
    werte, zeilen = _gelesen(inhalt)
    bilder, dokumente = anlagen.fuer_projekt(projekt, zeilen, einreichung)
    for feld in (*fassungen.TEXTFELDER, "foerderung", "handlungsfeld"):
        setattr(projekt, feld, werte[feld])
    for feld in fassungen.ZAHLFELDER:
        setattr(projekt, feld, werte[feld])
    fuehrt = projekt.federfuehrung if projekt.pk else None
    try:
        return pflege.speichern(
            projekt,
            federfuehrung=fuehrt or (None if projekt.traeger else kommune),
            beteiligte=werte["beteiligte"],
            weitere_handlungsfelder=list(werte["weitere_handlungsfelder"]),
            loesungstypen=list(werte["loesungstypen"]),
            schlagwoerter=list(werte["schlagwoerter"]),
            wirkungen=[Wirkung(**zeile) for zeile in zeilen["wirkungen"]],
            partner=[Partner(**zeile) for zeile in zeilen["partner"]],
            bilder=bilder,
            dokumente=dokumente,
            von=von,
            anlass=anlass,
        )
    except ValidationError as fehler:
        raise Unvollstaendig({"titel": fehler.messages}) from fehler


def _gelesen(inhalt: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    werte: dict[str, Any] = {}
    zeilen: dict[str, list[dict[str, Any]]] = {}
    for schritt in SCHRITTE:
        form, formsets = gebunden(schritt, inhalt)
        if not form.is_valid() or not all(formset.is_valid() for formset in formsets.values()):
            raise Unvollstaendig(maengel(inhalt))
        werte |= form.cleaned_data
        for name, formset in formsets.items():
            zeilen[name] = [zeile.cleaned_data for zeile in formset.forms if zeile.has_changed()]
    return werte, zeilen


@transaction.atomic
def zurueckholen(fassung: Fassung, *, durch: Nutzer, gesehen: int) -> Projekt:
    """The entry says again what it said in that version; pictures, documents and what that version did not know stay
    as they are today, for files that were taken away are gone. `gesehen`: the newest version the editor saw.

    Raises Konflikt, and Unvollstaendig where what was allowed then is not today.
    """
    if not rechte.darf_pruefen(durch):
        raise Konflikt("Fassungen holt die Redaktion zurück.")
    projekt = pflege.gesperrt(fassung.projekt)
    neueste = projekt.fassungen.order_by("-nummer").values_list("nummer", flat=True).first()
    if neueste != gesehen:
        raise Konflikt("Der Eintrag hat inzwischen eine neue Fassung. Bitte sehen Sie sie an und entscheiden Sie dann.")
    heute = fassungen.abbild(projekt)
    inhalt = {**heute, **fassung.inhalt, **{feld: heute[feld] for feld in EINGABEN}}
    return anwenden(inhalt, projekt=projekt, kommune=None, von=durch, anlass=f"Zurück zu Fassung {fassung.nummer}")


@transaction.atomic
def archivieren(projekt: Projekt, *, durch: Nutzer, grund: str) -> None:
    """Take an entry off the catalogue and tell the members of its leading municipality. Raises Konflikt."""
    if not rechte.darf_pruefen(durch):
        raise Konflikt("Aus dem Katalog nimmt ein Projekt die Redaktion.")
    projekt = pflege.gesperrt(projekt)
    if not pflege.archivieren(Projekt.objects.filter(pk=projekt.pk)):
        raise Konflikt("Das Projekt ist schon aus dem Katalog genommen.")
    for person in mitglieder_von([projekt.federfuehrung] if projekt.federfuehrung else []):
        einreihen(
            ProjektArchiviert(titel=projekt.titel, grund=grund),
            an=person.email,
            schluessel=f"projekt:{projekt.pk}:archiviert:{timezone.now():%Y%m%dT%H%M%S%f}:{person.pk}",
        )


def _heutige(kommune: Kommune) -> Kommune:
    """Its successor, if it was dissolved while the submission waited."""
    ziel = gebietswechsel.heutige().get(kommune.pk) if kommune.aufgeloest_am else None
    return Kommune.objects.get(pk=ziel) if ziel else kommune


def _zum_entscheiden(einreichung: Einreichung, durch: Nutzer, version: int) -> Einreichung:
    if not rechte.darf_pruefen(durch):
        raise Konflikt("Über Einreichungen entscheidet die Redaktion.")
    einreichung = gesperrt(einreichung)
    if einreichung.zustand != Einreichung.Zustand.EINGEREICHT:
        raise Konflikt(
            f"Über diese Einreichung ist schon entschieden: {einreichung.get_zustand_display()}."
            " Ihre Eingaben sind nicht gespeichert."
        )
    if einreichung.version != version:
        raise Konflikt(
            "Die Einreichung wurde inzwischen zurückgezogen und neu eingereicht. Bitte lesen Sie sie noch einmal."
        )
    return einreichung


def _schreiben(einreichung: Einreichung, mail: Mail) -> None:
    if einreichung.von and einreichung.von.is_active:
        schluessel = f"einreichung:{einreichung.pk}:{einreichung.version}:{mail.art.rpartition('.')[2]}"
        einreihen(mail, an=einreichung.von.email, schluessel=schluessel)
