"""To another date of the same series. Locks both events by ascending key, see `plaetze.py`."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kompetenzzentrum.versand.postausgang import einreihen

from . import mails
from .anmeldung import AnmeldungAbgelehnt, SchonDabei, betroffene_mit, platz_da
from .erinnerung import abbestellen
from .models import Anmeldestand, Anmeldung, Veranstaltung
from .plaetze import Belegung, austragen, gesperrt, sperren
from .warteliste import nachruecken


@transaction.atomic
def umbuchen(anmeldung: Anmeldung, *, nach: int, mit_begleitung: bool = False) -> Anmeldung:
    """Change to another date of the same series. Either all of it happens, or nothing.

    Raises AnmeldungAbgelehnt (no seat, or not possible at all) or SchonDabei. Answers and chosen sessions belong to
    the old date and end with it. Returns the new registration.
    """
    gesperrte = {pk: sperren(pk) for pk in sorted({anmeldung.veranstaltung_id, nach})}
    alt = gesperrt(anmeldung)
    von, ziel, jetzt = alt.veranstaltung, gesperrte[nach], timezone.now()
    passt = von.reihe_id is not None and ziel.reihe_id == von.reihe_id and von.pk != ziel.pk
    if not passt or not alt.ist_angemeldet or alt.eingelassen_am or von.beginn <= jetzt:
        raise AnmeldungAbgelehnt(Anmeldestand.GESCHLOSSEN)
    stand = ziel.anmeldestand_bei(jetzt=jetzt, belegt=0)
    if stand != Anmeldestand.OFFEN:
        raise AnmeldungAbgelehnt(stand)
    alle = [eine for eine in betroffene_mit(alt, mit_begleitung=mit_begleitung) if eine.ist_angemeldet]
    neue = _auf_anderen_termin(alle, ziel, jetzt)
    for eine in alle:
        austragen(eine, jetzt)
    abbestellen(alle)
    if neue[0].post_an:
        einreihen(
            mails.Umgebucht.zu_beiden(alle[0], neue[0], einlasscodes=[eine.einlasscode for eine in neue]),
            an=neue[0].post_an,
            schluessel=f"anmeldung:{neue[0].pk}:bestaetigung",
        )
    nachruecken(von, Belegung.zaehlen(von, jetzt))
    return neue[0]


def _auf_anderen_termin(alle: Sequence[Anmeldung], ziel: Veranstaltung, jetzt: datetime) -> list[Anmeldung]:
    """New registrations there, with both events locked. A companion who follows on her own joins her group again."""
    erste = alle[0]
    schon_da = ziel.anmeldungen.offen().filter(email=erste.post_an).exclude(email="").first()
    if schon_da and (erste.email or not schon_da.ist_angemeldet):
        raise SchonDabei
    art = ziel.teilnahme_bei(erste.teilnahme)
    platz_da(ziel, jetzt, art=art, anzahl=len(alle), kommune=erste.kommune, warten=False)
    neue: list[Anmeldung] = []
    for alt in alle:
        kontakt = neue[0] if neue else schon_da
        neue.append(
            Anmeldung.objects.create(
                veranstaltung=ziel,
                name=alt.name,
                email="" if kontakt else alt.post_an,
                kontakt=kontakt,
                organisation=alt.organisation,
                kommune=alt.kommune,
                teilnahme=art,
                herkunft=alt.herkunft,
                bedarfe=alt.bedarfe,
                zugangsbedarf=alt.zugangsbedarf,
                angemeldet_am=jetzt,
                platz_seit=jetzt,
            )
        )
    return neue
