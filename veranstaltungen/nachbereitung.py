"""After an event: everybody who was there gets a certificate, and each mailbox one mail about it."""

import logging
from datetime import datetime
from itertools import groupby

from django.db import transaction

from kompetenzzentrum.versand.postausgang import einreihen

from . import mails_danach
from .bescheinigung import anspruch, neuer_code
from .models import Anmeldung, Bescheinigung
from .plaetze import sperren

logger = logging.getLogger(__name__)


def faellige(jetzt: datetime) -> list[int]:
    """Keys of events with somebody who was there and has no certificate yet."""
    return list(anspruch(jetzt).order_by("veranstaltung").values_list("veranstaltung", flat=True).distinct())


@transaction.atomic
def nachbereiten(veranstaltung_id: int, jetzt: datetime) -> int:
    """Safe to call as often as one likes: the certificate says who had the mail. Somebody whom the team marks as
    present a week later gets hers then. Returns how many were issued."""
    veranstaltung = sperren(veranstaltung_id)
    dabei = list(anspruch(jetzt).filter(veranstaltung=veranstaltung).select_related("kontakt").order_by("pk"))
    Bescheinigung.objects.bulk_create(
        Bescheinigung(veranstaltung=veranstaltung, anmeldung=anmeldung, code=neuer_code(), ausgestellt_am=jetzt)
        for anmeldung in dabei
    )
    for anmeldung in dabei:
        anmeldung.veranstaltung = veranstaltung
    mit_post = sorted((eine for eine in dabei if eine.post_an), key=_postfach)
    for _, gruppe in groupby(mit_post, key=_postfach):
        _schreiben(list(gruppe))
    logger.info("Nachbereitung: Veranstaltung %s, %s Bescheinigungen", veranstaltung_id, len(dabei))
    return len(dabei)


def _postfach(anmeldung: Anmeldung) -> int:
    return anmeldung.postfach


def _schreiben(gruppe: list[Anmeldung]) -> None:
    einreihen(
        mails_danach.Nachbereitet.zu(gruppe),
        an=gruppe[0].post_an,
        schluessel=f"anmeldung:{gruppe[0].pk}:nachbereitung",
    )
