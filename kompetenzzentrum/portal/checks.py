from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

VORLAUF = timedelta(days=30)
HOECHSTENS = timedelta(days=365)
RECHNER_SELBST = ("127.0.0.1", "localhost", "::1")
SCHLUESSEL_MINDESTENS = 50


@register("portal")
def security_txt(**kwargs: Any) -> list[CheckMessage]:
    """RFC 9116: Expires is mandatory and should lie less than a year ahead."""
    hinweis = "Kontakt prüfen und SECURITY_TXT_BIS neu setzen, höchstens ein Jahr voraus (JJJJ-MM-TT)."
    try:
        bis = date.fromisoformat(settings.SECURITY_TXT_BIS)
    except ValueError:
        return [Error(f"SECURITY_TXT_BIS ist kein Datum: {settings.SECURITY_TXT_BIS}", hint=hinweis, id="portal.E001")]
    heute = timezone.localdate()
    if bis <= heute + VORLAUF:
        return [Warning(f"security.txt gilt nur bis {bis:%d.%m.%Y}.", hint=hinweis, id="portal.W001")]
    if bis > heute + HOECHSTENS:
        return [Warning(f"security.txt gilt zu lange: bis {bis:%d.%m.%Y}.", hint=hinweis, id="portal.W002")]
    return []


@register(Tags.security)
def verschluesselt(**kwargs: Any) -> list[CheckMessage]:
    """Over http the settings switch off secure cookies, HSTS and the way to https: fine on one's own machine only."""
    if settings.DEMO or settings.HTTPS or urlsplit(settings.PORTAL_URL).hostname in RECHNER_SELBST:
        return []
    hinweis = "PORTAL_URL mit https:// angeben; die Verschlüsselung übernimmt ein Proxy vor dem Portal."
    return [Error(f"PORTAL_URL ist unverschlüsselt: {settings.PORTAL_URL}", hint=hinweis, id="portal.E002")]


@register(Tags.security)
def schluessel(**kwargs: Any) -> list[CheckMessage]:
    """Without any key Django itself refuses to work."""
    try:
        laenge = len(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return []
    if settings.DEMO or laenge >= SCHLUESSEL_MINDESTENS:
        return []
    hinweis = 'Einen neuen erzeugen: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    meldung = f"SECRET_KEY hat nur {laenge} Zeichen, nötig sind {SCHLUESSEL_MINDESTENS}."
    return [Error(meldung, hint=hinweis, id="portal.E003")]
