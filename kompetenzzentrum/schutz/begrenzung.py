"""Rate limits for public forms: counted in Valkey, in PostgreSQL while Valkey is away."""

import hashlib
import hmac
import ipaddress
import re
import time
from typing import cast

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from .zwischenspeicher import AusfallsichererSpeicher


def absender(request: HttpRequest) -> str:
    """The client's address, of IPv6 the /64 network: so much a single household has to choose from.

    Behind proxies it is the entry that the outermost trusted proxy wrote.
    """
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies:
        kette = [teil.strip() for teil in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if teil.strip()]
        if len(kette) >= proxies and (netz := _netz(kette[-proxies])):
            return netz
    return _netz(request.META.get("REMOTE_ADDR", ""))


def _netz(angabe: str) -> str:
    """Some proxies add the port. Empty for what is no address, as behind a Unix socket."""
    ohne_port = re.sub(r"^\[(.*)\](:\d+)?$|^([^:]*):\d+$", r"\1\3", angabe)
    try:
        adresse = ipaddress.ip_address(ohne_port)
    except ValueError:
        return ""
    if isinstance(adresse, ipaddress.IPv4Address):
        return str(adresse)
    if adresse.ipv4_mapped:
        return str(adresse.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(adresse), 64), strict=False).network_address)


def postfach(adresse: str) -> str:
    """One name for every spelling of a mailbox: capitals and what follows a plus make no other."""
    name, _, wo = adresse.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{wo}"


def ueberschritten(bereich: str, kennung: str, *, anzahl: int = 1, mindestens: int = 0) -> bool:
    """Count one attempt (or `anzahl` of them) and say whether it is too many.

    Limits stand in settings.BEGRENZUNGEN as (count, seconds); as many as `mindestens` are allowed in any case. The
    key is an HMAC, so neither Valkey nor the table ever holds an address.
    """
    hoechstens, sekunden = settings.BEGRENZUNGEN[bereich]
    fenster = int(time.time() // sekunden)
    geheim = hmac.new(settings.SECRET_KEY.encode(), f"{bereich}|{kennung}|{fenster}".encode(), hashlib.sha256)
    speicher = cast(AusfallsichererSpeicher, caches["default"])
    gezaehlt = speicher.zaehlen(f"begrenzung:{bereich}:{geheim.hexdigest()[:32]}", sekunden, anzahl)
    return gezaehlt > max(hoechstens, mindestens)
