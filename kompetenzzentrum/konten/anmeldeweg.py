"""How allauth fits into the house: its mails go through the outbox, its links come from PORTAL_URL."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string

from kompetenzzentrum.schutz.tokens import neues_token
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import adresse, einreihen

from .mails import Kontomail


class Anmeldeweg(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        werte = {
            **context,
            "email": email,
            "PORTAL_NAME": settings.PORTAL_NAME,
            "PORTAL_URL": settings.PORTAL_URL,
        }
        betreff = " ".join(render_to_string(f"{template_prefix}_subject.txt", werte).split())
        text = render_to_string(f"{template_prefix}_message.txt", werte).strip()
        einreihen(
            Kontomail(titel=betreff, text_konto=text),
            an=email,
            schluessel=f"konto:{template_prefix.rpartition('/')[2]}:{neues_token()}",
            prioritaet=Nachricht.Prioritaet.SOFORT,
        )

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return self._mit_portaladresse(super().get_email_confirmation_url(request, emailconfirmation))

    def get_reset_password_from_key_url(self, key: str) -> str:
        return self._mit_portaladresse(super().get_reset_password_from_key_url(key))

    @staticmethod
    def _mit_portaladresse(url: str) -> str:
        """allauth builds links from the Host header; only the path of it is trusted."""
        return adresse("/" + url.split("://", 1)[-1].split("/", 1)[-1])
