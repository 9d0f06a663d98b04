"""From a row of the outbox to an e-mail message."""

import hashlib
import re
from email.header import Header
from email.message import Message
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Template
from django.template.loader import render_to_string

from .mail import arten
from .models import Nachricht


class _EineZeile(Header):
    """A header that is never folded: mail servers that unfold it would break its DKIM signature."""

    def encode(self, splitchars: str = ";, \t", maxlinelen: int | None = None, linesep: str = "\n") -> str:
        return super().encode(splitchars, 0, linesep)


class Brief(EmailMultiAlternatives):
    def message(self, *args: Any, **kwargs: Any) -> Any:
        brief = super().message(*args, **kwargs)
        if "List-Unsubscribe" in brief:
            zeile = _EineZeile(str(brief["List-Unsubscribe"]), header_name="List-Unsubscribe")
            del brief["List-Unsubscribe"]
            Message.__setitem__(brief, "List-Unsubscribe", zeile)
        return brief


def nachricht_bauen(nachricht: Nachricht) -> Brief:
    mail = arten()[nachricht.art].aus_kontext(nachricht.kontext)
    werte = {
        **mail.als_kontext(),
        "inhalt": nachricht.inhalt,
        "abmelden_url": nachricht.abmelden_url,
        "PORTAL_NAME": settings.PORTAL_NAME,
        "PORTAL_URL": settings.PORTAL_URL,
        "DEMO": settings.DEMO,
    }
    werte["betreff"] = betreff = " ".join(Template(mail.betreff).render(Context(werte, autoescape=False)).split())
    roh = render_to_string("versand/mail.txt", {**werte, "vorlage": mail.vorlage})
    text = re.sub(r"\n{3,}", "\n\n", roh).strip() + "\n"  # what conditions in a template left empty
    email = Brief(
        subject=betreff,
        body=text,
        to=[nachricht.an],
        reply_to=[settings.PORTAL_EMAIL] if mail.mit_antwortadresse else None,
        headers=_kopfzeilen(nachricht),
    )
    email.attach_alternative(render_to_string(mail.vorlage_html, {**werte, "text": text}), "text/html")
    for anhang in mail.anhaenge():
        email.attach(anhang.name, anhang.inhalt, anhang.typ)
    return email


def _kopfzeilen(nachricht: Nachricht) -> dict[str, str]:
    """Message-ID follows from the key: should a crash between the server's yes and our note send a mail
    again, mail programs can tell that it is the same one.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    kennung = hashlib.sha256(nachricht.schluessel.encode()).hexdigest()[:32]
    kopf = {"Message-ID": f"<{kennung}@{domain}>", "Auto-Submitted": "auto-generated"}
    if nachricht.abmelden_url:
        kopf["List-Unsubscribe"] = f"<{nachricht.abmelden_url}>"
        kopf["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        kopf["List-Id"] = f"{settings.PORTAL_NAME} <{nachricht.art.partition('.')[0]}.{domain}>"
    return kopf
