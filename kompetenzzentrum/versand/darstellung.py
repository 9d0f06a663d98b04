"""From a row of the outbox to an e-mail message."""

import hashlib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Template
from django.template.loader import render_to_string

from .mail import Anhang, arten
from .models import Nachricht


def nachricht_bauen(nachricht: Nachricht) -> EmailMultiAlternatives:
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
    text = render_to_string("versand/mail.txt", {**werte, "vorlage": mail.vorlage}).strip() + "\n"
    email = EmailMultiAlternatives(
        subject=betreff,
        body=text,
        to=[nachricht.an],
        reply_to=[nachricht.antwort_an] if nachricht.antwort_an else None,
        headers=_kopfzeilen(nachricht),
    )
    email.attach_alternative(render_to_string(mail.vorlage_html, {**werte, "text": text}), "text/html")
    for anhang in mail.anhaenge():
        _anhaengen(email, anhang)
    return email


def _anhaengen(email: EmailMultiAlternatives, anhang: Anhang) -> None:
    email.attach(anhang.name, anhang.inhalt, anhang.typ)


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
        kopf["List-Id"] = f"{settings.PORTAL_NAME} <newsletter.{domain}>"
    return kopf
