from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from kompetenzzentrum.datenschutz.verzeichnis import Datenbestand, gehoert_zu, melden, ohne_personenbezug

from .models import Nutzer


def _nutzer_faellig(jetzt: datetime) -> "QuerySet[Any]":
    """Unused accounts without a role; staff accounts end with the role."""
    grenze = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["konto_unbenutzt"])
    unbenutzt = Q(last_login__lt=grenze) | Q(last_login=None, angelegt_am__lt=grenze)
    return Nutzer.objects.filter(unbenutzt, rollenzuweisungen=None)


def _sitzung_faellig(jetzt: datetime) -> "QuerySet[Any]":
    return Session.objects.filter(expire_date__lt=jetzt)


ZWECK_KONTO = "Damit Sie sich anmelden und Ihre Vorgänge an einer Stelle wiederfinden können."
RECHTSGRUNDLAGE = "Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG"
FRIST_KONTO = "24 Monate nach der letzten Anmeldung, auf Wunsch sofort"

melden(
    Datenbestand(
        modell="konten.Nutzer",
        bezeichnung="Konten",
        zweck=ZWECK_KONTO,
        rechtsgrundlage=RECHTSGRUNDLAGE,
        frist=FRIST_KONTO,
        felder=("email", "name", "last_login"),
        faellig=_nutzer_faellig,
    )
)
melden(
    Datenbestand(
        modell="sessions.Session",
        bezeichnung="Sitzungen angemeldeter Personen",
        zweck="Damit Sie nach der Anmeldung angemeldet bleiben.",
        rechtsgrundlage=RECHTSGRUNDLAGE + "; § 25 Abs. 2 Nr. 2 TDDDG",
        frist="Zwölf Stunden nach der Anmeldung",
        felder=("session_data",),
        faellig=_sitzung_faellig,
    )
)
gehoert_zu(
    "konten.Nutzer",
    "konten.Rollenzuweisung",
    "account.EmailAddress",
    "account.EmailConfirmation",
    "admin.LogEntry",
)
ohne_personenbezug("auth.Permission", "auth.Group", "contenttypes.ContentType")
