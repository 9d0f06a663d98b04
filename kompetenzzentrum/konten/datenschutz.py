from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.signals import post_delete
from django.dispatch import receiver

from kompetenzzentrum.datenschutz.verzeichnis import Datenbestand, gehoert_zu, melden, ohne_personenbezug

from .models import Nutzer


def _nutzer_faellig(jetzt: datetime) -> "QuerySet[Any]":
    """Accounts without a role that are unused or whose address nobody confirmed; staff accounts end with the role."""
    grenze = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["konto_unbenutzt"])
    unbenutzt = Q(last_login__lt=grenze) | Q(last_login=None, angelegt_am__lt=grenze)
    bestaetigt = Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True))
    frisch = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["konto_unbestaetigt"])
    return Nutzer.objects.filter(unbenutzt | Q(~bestaetigt, angelegt_am__lt=frisch), rollenzuweisungen=None)


def _verlauf_faellig(jetzt: datetime) -> "QuerySet[Any]":
    grenze = jetzt - timedelta(days=settings.AUFBEWAHRUNG_TAGE["verwaltungsverlauf"])
    return LogEntry.objects.filter(action_time__lt=grenze)


@receiver(post_delete, sender=Nutzer)
def _namen_vergessen(instance: Nutzer, **kwargs: Any) -> None:
    """What was done to an account stays to be seen, whose it was does not."""
    konto = ContentType.objects.get_for_model(Nutzer)
    LogEntry.objects.filter(content_type=konto, object_id=str(instance.pk)).update(object_repr="gelöschtes Konto")


def _sitzung_faellig(jetzt: datetime) -> "QuerySet[Any]":
    return Session.objects.filter(expire_date__lt=jetzt)


ZWECK_KONTO = "Damit Sie sich anmelden und Ihre Vorgänge an einer Stelle wiederfinden können."
RECHTSGRUNDLAGE = "Art. 6 Abs. 1 Buchst. e DSGVO mit § 3 BDSG"
FRIST_KONTO = (
    "24 Monate nach der letzten Anmeldung, ohne bestätigte E-Mail-Adresse nach sieben Tagen, auf Wunsch sofort"
)

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
melden(
    Datenbestand(
        modell="admin.LogEntry",
        bezeichnung="Verlauf der Verwaltung",
        zweck="Damit sich nachvollziehen lässt, wer im Kompetenzzentrum Inhalte und Konten geändert hat.",
        rechtsgrundlage=RECHTSGRUNDLAGE,
        frist="Zwölf Monate nach der Änderung, mit dem Konto der ändernden Person sofort",
        felder=("user", "object_repr", "change_message"),
        faellig=_verlauf_faellig,
    )
)
gehoert_zu(
    "konten.Nutzer",
    "konten.Rollenzuweisung",
    "account.EmailAddress",
    "account.EmailConfirmation",
)
ohne_personenbezug("auth.Permission", "auth.Group", "contenttypes.ContentType")
