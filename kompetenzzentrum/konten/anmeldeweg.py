"""How allauth fits into the house: its mails go through the outbox, its links come from PORTAL_URL."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from kompetenzzentrum.oberflaeche.ansichten import zu_viele_anfragen
from kompetenzzentrum.schutz import begrenzung
from kompetenzzentrum.schutz.tokens import neues_token
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import adresse, einreihen

from .mails import Kontomail


class Anmeldeweg(DefaultAccountAdapter):
    # What allauth says in our forms; its own German mixes "du" and "Sie".
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Dieses Konto ist gesperrt.",
        "cannot_remove_primary_email": "Diese Adresse brauchen Sie, um sich anzumelden. Machen Sie erst eine andere zur"
        " Hauptadresse.",
        "duplicate_email": "Diese Adresse gehört schon zu Ihrem Konto.",
        "email_password_mismatch": "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides.",
        "email_taken": "Mit dieser Adresse gibt es schon ein Konto.",
        "enter_current_password": "Das ist nicht Ihr bisheriges Passwort. Bitte geben Sie es noch einmal ein.",
        "incorrect_code": "Dieser Code stimmt nicht. Bitte vergleichen Sie ihn mit dem in der neuesten E-Mail.",
        "incorrect_password": "Das Passwort stimmt nicht. Bitte geben Sie es noch einmal ein.",
        "invalid_or_expired_key": "Der Link ist abgelaufen oder unvollständig.",
        "invalid_login": "Die Anmeldung hat nicht geklappt. Bitte prüfen Sie Ihre Angaben.",
        "invalid_password_reset": "Der Link ist abgelaufen oder wurde schon benutzt.",
        "max_email_addresses": "Mehr als %d Adressen sind nicht möglich.",
        "too_many_login_attempts": "Das waren zu viele Versuche. Bitte warten Sie fünf Minuten,"
        " oder setzen Sie Ihr Passwort zurück.",
        "unknown_email": "Zu dieser Adresse gibt es kein Konto.",
        "unverified_primary_email": "Bitte bestätigen Sie die Adresse erst, bevor Sie sie zur Hauptadresse machen.",
        "same_as_current": "Das ist schon Ihre Adresse.",
        "rate_limited": "Das waren sehr viele Anfragen in kurzer Zeit. Bitte warten Sie ein paar Minuten.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox. allauth builds links from the Host header; only the path of them is trusted."""
        werte = {
            **{name: _mit_portaladresse(wert) if name.endswith("_url") else wert for name, wert in context.items()},
            "email": email,
            "PASSWORT_URL": adresse(reverse("account_reset_password")),
        }
        betreff = " ".join(render_to_string(f"{template_prefix}_subject.txt", werte).split())
        text = render_to_string(f"{template_prefix}_message.txt", werte).strip()
        einreihen(
            Kontomail(titel=betreff, text_konto=text),
            an=email,
            schluessel=f"konto:{template_prefix.rpartition('/')[2]}:{neues_token()}",
            prioritaet=Nachricht.Prioritaet.SOFORT,
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """As our own forms see it; allauth's would end in an error when a header is odd."""
        return begrenzung.absender(request)


def zu_oft(request: HttpRequest) -> HttpResponse:
    """The page behind allauth's limits: logging in counts by the minute, what sends mail by the hour."""
    return zu_viele_anfragen(request, warten=60 if request.path == reverse("account_login") else 3600)


def _mit_portaladresse(url: str) -> str:
    return adresse("/" + url.split("://", 1)[-1].split("/", 1)[-1])
