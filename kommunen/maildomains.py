"""Which part of an address says for whom somebody works."""

import re

from django.core.exceptions import ValidationError

ANBIETER = (
    "1und1.de aol.com aol.de arcor.de email.de freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.info gmx.net"
    " gmx.org googlemail.com hotmail.com hotmail.de icloud.com kabelmail.de live.com live.de mac.com magenta.de"
    " mail.com mail.de mailbox.org me.com msn.com online.de outlook.com outlook.de posteo.de posteo.net proton.me"
    " protonmail.com rocketmail.com t-online.de tuta.com tuta.io tutanota.com tutanota.de unitybox.de vodafone.de"
    " vodafonemail.de web.de yahoo.com yahoo.de ymail.com"
)
FREIE_ANBIETER = frozenset(ANBIETER.split())
"""Anybody gets an address there, so it says nothing about an employer."""
MUSTER = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)


def domain_von(adresse: str) -> str:
    """The part behind the @, folded as the register keeps it; umlauts in the spelling of the mail servers (IDNA)."""
    return gefaltet(adresse.rpartition("@")[2])


def gefaltet(domain: str) -> str:
    domain = domain.strip().lower().rstrip(".")
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def samt_uebergeordneten(domain: str) -> list[str]:
    """`post.stadt.goerlitz.de` → itself, `stadt.goerlitz.de`, `goerlitz.de`; never the ending alone."""
    teile = domain.split(".")
    return [".".join(teile[ab:]) for ab in range(len(teile) - 1)]


def behoerdlich(domain: str) -> None:
    if not MUSTER.fullmatch(domain):
        raise ValidationError("Bitte schreiben Sie nur den Teil nach dem @-Zeichen, zum Beispiel goerlitz.de.")
    if FREIE_ANBIETER.intersection(samt_uebergeordneten(domain)):
        raise ValidationError("Bei diesem Anbieter bekommt jede Person eine Adresse; er weist keine Behörde aus.")
