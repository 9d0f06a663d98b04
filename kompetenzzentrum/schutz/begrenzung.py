"""Rate limits for public forms: counted in Valkey, in PostgreSQL while Valkey is away."""

import hashlib
import hmac
import time
from typing import cast

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from .zwischenspeicher import AusfallsichererSpeicher


def absender(request: HttpRequest) -> str:
    """The client's address; behind proxies the entry that the outermost trusted proxy wrote."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies:
        kette = [teil.strip() for teil in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if teil.strip()]
        if len(kette) >= proxies:
            return kette[-proxies]
    return request.META.get("REMOTE_ADDR", "")


def ueberschritten(bereich: str, kennung: str) -> bool:
    """Count one attempt and say whether it is one too many.

    Limits stand in settings.BEGRENZUNGEN as (count, seconds). The key is an HMAC, so neither Valkey nor
    the table ever holds an address.
    """
    hoechstens, sekunden = settings.BEGRENZUNGEN[bereich]
    fenster = int(time.time() // sekunden)
    geheim = hmac.new(settings.SECRET_KEY.encode(), f"{bereich}|{kennung}|{fenster}".encode(), hashlib.sha256)
    speicher = cast(AusfallsichererSpeicher, caches["default"])
    return speicher.zaehlen(f"begrenzung:{bereich}:{geheim.hexdigest()[:32]}", sekunden) > hoechstens
