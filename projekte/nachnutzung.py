"""A municipality records what it took from a project; the giving side, or the centre, confirms it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kommunen.mitgliedschaft import ist_mitglied, mitglieder_von
from kommunen.models import Kommune
from kompetenzzentrum.konten.models import Nutzer, Rolle
from kompetenzzentrum.konten.rechte import mit_rolle
from kompetenzzentrum.oberflaeche import stand
from kompetenzzentrum.schutz import begrenzung
from kompetenzzentrum.schutz.tokens import neues_token
from kompetenzzentrum.versand.postausgang import adresse, einreihen

from . import rechte, suche
from .mails_nachnutzung import NachnutzungEntschieden, NachnutzungGemeldet
from .models import Nachnutzung, Projekt
from .nachfrage import ansprechstelle

EIGENES = "%s ist an diesem Projekt selbst beteiligt und kann es nicht nachnutzen."
DOPPELT = "Für %s ist die Nachnutzung dieses Projekts schon eingetragen."
VON_SICH = "Eine Kommune kann nichts von sich selbst übernehmen."
KREIS = "%s hat das Projekt selbst von dieser Kommune übernommen. Bitte wählen Sie, von wem es zuerst kam."
NICHT_DABEI = "Von dieser Kommune lässt sich das Projekt nicht übernehmen: Sie ist nicht beteiligt und nutzt es nicht."


class Konflikt(Exception):
    """The step is not, or no longer, possible. The message is for the person who tried."""


def quellen(projekt: Projekt) -> list[Kommune]:
    """From whom it can be taken: who takes part, the leading one first, then who took it already."""
    beteiligte = [zeile.kommune for zeile in projekt.beteiligungen.select_related("kommune")]
    nehmende = [zeile.kommune for zeile in projekt.nachnutzungen.select_related("kommune").order_by("pk")]
    return list(dict.fromkeys(beteiligte + nehmende))


@transaction.atomic
def melden(*, projekt: Projekt, kommune: Kommune, durch: Nutzer, von: Kommune | None, **angaben: Any) -> Nachnutzung:
    """Record a reuse. The giving side is asked by mail; what editors or its own members record stands at once.

    Raises ValidationError with the field's name (nothing is written), Konflikt if the person may not.
    """
    if not rechte.darf_nachnutzung_melden(durch, kommune):
        raise Konflikt(f"Für {kommune} dürfen nur Mitglieder dieser Kommune und die Redaktion etwas melden.")
    stand.sperren("projekte")
    nachnutzung = Nachnutzung(projekt=projekt, kommune=kommune, von=von, gemeldet_von=durch, **angaben)
    _pruefen(nachnutzung)
    nachnutzung.full_clean()
    nachnutzung.save()
    _bestaetigung_einholen(nachnutzung, durch)
    return nachnutzung


@transaction.atomic
def aendern(nachnutzung: Nachnutzung, *, durch: Nutzer, **angaben: Any) -> Nachnutzung:
    """Change or end it. Another giver or another kind is a new statement, to be confirmed anew. Raises as `melden`."""
    nachnutzung = _gesperrt(nachnutzung)
    if not rechte.darf_nachnutzung_melden(durch, nachnutzung.kommune):
        raise Konflikt(f"Das dürfen nur Mitglieder von {nachnutzung.kommune} und die Redaktion ändern.")
    vorher = nachnutzung.von_id, nachnutzung.art
    for name, wert in angaben.items():
        setattr(nachnutzung, name, wert)
    neu = (nachnutzung.von_id, nachnutzung.art) != vorher
    if nachnutzung.von_id != vorher[0]:
        nachnutzung.von_frueher = None
    if neu:
        nachnutzung.token = neues_token()
        nachnutzung.bestaetigt_am = nachnutzung.widersprochen_am = None
    _pruefen(nachnutzung)
    nachnutzung.full_clean()
    nachnutzung.save()
    if neu:
        _bestaetigung_einholen(nachnutzung, durch)
    suche.ableiten([nachnutzung.projekt_id])
    return nachnutzung


@transaction.atomic
def zuruecknehmen(nachnutzung: Nachnutzung, *, durch: Nutzer) -> None:
    """Take it back, as if it had never been reported. Raises Konflikt."""
    nachnutzung = _gesperrt(nachnutzung)
    if not rechte.darf_nachnutzung_melden(durch, nachnutzung.kommune):
        raise Konflikt(f"Das dürfen nur Mitglieder von {nachnutzung.kommune} und die Redaktion zurücknehmen.")
    nehmende = nachnutzung.projekt.nachnutzungen.filter(von=nachnutzung.kommune)
    if anzahl := nehmende.count():
        raise Konflikt(
            f"Von {nachnutzung.kommune} {'hat eine Kommune' if anzahl == 1 else f'haben {anzahl} Kommunen'} das Projekt"
            " weiter übernommen. Beenden Sie die Nachnutzung bitte, statt sie zurückzunehmen."
        )
    nachnutzung.delete()
    suche.ableiten([nachnutzung.projekt_id])


@transaction.atomic
def bestaetigen(nachnutzung: Nachnutzung, *, token: str) -> Nachnutzung:
    """The giving side says it is true; from now on everybody sees it. Twice is once. Raises Konflikt."""
    return _entscheiden(nachnutzung, token, stimmt=True)


@transaction.atomic
def widersprechen(nachnutzung: Nachnutzung, *, token: str) -> Nachnutzung:
    """The giving side says it is not true; it is shown to nobody. Raises Konflikt."""
    return _entscheiden(nachnutzung, token, stimmt=False)


def _gesperrt(nachnutzung: Nachnutzung) -> Nachnutzung:
    stand.sperren("projekte")
    try:
        return Nachnutzung.objects.select_related("projekt", "kommune", "von").get(pk=nachnutzung.pk)
    except Nachnutzung.DoesNotExist as fehler:
        raise Konflikt("Diese Nachnutzung wurde inzwischen zurückgenommen.") from fehler


def _entscheiden(nachnutzung: Nachnutzung, token: str, *, stimmt: bool) -> Nachnutzung:
    nachnutzung = _gesperrt(nachnutzung)
    if nachnutzung.token != token:
        raise Konflikt("Die Meldung wurde inzwischen geändert. Sie haben dazu eine neue E-Mail bekommen.")
    if stimmt and not _gibt_mit_recht(nachnutzung):
        raise Konflikt(
            f"Dass {nachnutzung.von} das Projekt selbst nachnutzt, ist noch nicht bestätigt."
            " Bitte bestätigen Sie danach, was von dort weitergegeben wurde."
        )
    if (nachnutzung.bestaetigt_am if stimmt else nachnutzung.widersprochen_am) is not None:
        return nachnutzung
    jetzt = timezone.now()
    nachnutzung.bestaetigt_am, nachnutzung.widersprochen_am = (jetzt, None) if stimmt else (None, jetzt)
    nachnutzung.save(update_fields=["bestaetigt_am", "widersprochen_am"])
    suche.ableiten([nachnutzung.projekt_id])
    if nachnutzung.gemeldet_von:
        einreihen(
            NachnutzungEntschieden(
                projekt=nachnutzung.projekt.titel,
                kommune=str(nachnutzung.kommune),
                stimmt=stimmt,
                seite_url=adresse(nachnutzung.projekt.get_absolute_url() if stimmt else nachnutzung.aendern_url),
            ),
            an=nachnutzung.gemeldet_von.email,
            schluessel=f"nachnutzung:{nachnutzung.pk}:entschieden:{jetzt:%Y%m%dT%H%M%S%f}",
        )
    return nachnutzung


def _pruefen(nachnutzung: Nachnutzung) -> None:
    """What goes beyond one row; the room's lock is held. Raises ValidationError."""
    projekt, kommune, von = nachnutzung.projekt, nachnutzung.kommune, nachnutzung.von
    if projekt.beteiligungen.filter(kommune=kommune).exists():
        raise ValidationError({"kommune": EIGENES % kommune})
    andere = projekt.nachnutzungen.exclude(pk=nachnutzung.pk)
    if andere.filter(kommune=kommune).exists():
        raise ValidationError({"kommune": DOPPELT % kommune})
    if von is None:
        if projekt.beteiligungen.filter(federfuehrend=True).exists():
            raise ValidationError({"von": "Bitte wählen Sie, von wem Sie es übernommen haben."})
        return
    if von == kommune:
        raise ValidationError({"von": VON_SICH})
    gebende = dict(andere.values_list("kommune", "von"))
    if von.pk not in gebende and not projekt.beteiligungen.filter(kommune=von).exists():
        raise ValidationError({"von": NICHT_DABEI})
    schritt, gesehen = von.pk, set[int]()
    while schritt in gebende and schritt not in gesehen:
        gesehen.add(schritt)
        schritt = gebende[schritt]
        if schritt == kommune.pk:
            raise ValidationError({"von": KREIS % von})


def _gibt_mit_recht(nachnutzung: Nachnutzung) -> bool:
    """Whether the giver has it beyond doubt: takes part, or its own reuse is confirmed. Otherwise members of two
    municipalities would confirm each other's word."""
    von, projekt = nachnutzung.von, nachnutzung.projekt
    if von is None or projekt.beteiligungen.filter(kommune=von).exists():
        return True
    return projekt.nachnutzungen.bestaetigt().filter(kommune=von).exists()


def _bestaetigung_einholen(nachnutzung: Nachnutzung, durch: Nutzer) -> None:
    """Raises Konflikt if the person let the giving side be asked too often today."""
    gibt_selbst = nachnutzung.von and ist_mitglied(durch, nachnutzung.von) and _gibt_mit_recht(nachnutzung)
    if rechte.darf_bearbeiten(durch) or gibt_selbst:
        nachnutzung.bestaetigt_am = timezone.now()
        nachnutzung.save(update_fields=["bestaetigt_am"])
        suche.ableiten([nachnutzung.projekt_id])
        return
    if begrenzung.ueberschritten("nachnutzung", f"{durch.pk}:{nachnutzung.projekt_id}"):
        raise Konflikt(
            "Zu diesem Projekt haben Sie heute schon mehrmals um Bestätigung gebeten. Bitte versuchen Sie es morgen"
            " noch einmal. Ihre Eingaben bleiben hier stehen."
        )
    mail = NachnutzungGemeldet(
        projekt=nachnutzung.projekt.titel,
        kommune=str(nachnutzung.kommune),
        von=str(nachnutzung.von or nachnutzung.projekt.traeger),
        weise=nachnutzung.get_art_display(),
        zustand=nachnutzung.get_zustand_display(),
        seite_url=adresse(nachnutzung.token_url),
    )
    for an in gebende_adressen(nachnutzung):
        einreihen(mail, an=an, schluessel=f"nachnutzung:{nachnutzung.pk}:{nachnutzung.token[:8]}:{an}")


def gebende_adressen(nachnutzung: Nachnutzung) -> list[str]:
    """Who is asked: the project's contact, or the members of the one that passed it on; otherwise the editors."""
    von, projekt = nachnutzung.von, nachnutzung.projekt
    if von is None or projekt.beteiligungen.filter(kommune=von).exists():
        adressen = ansprechstelle(projekt)
    else:
        adressen = [person.email for person in mitglieder_von([von])]
    return adressen or [person.email for person in mit_rolle(Rolle.REDAKTION)]
