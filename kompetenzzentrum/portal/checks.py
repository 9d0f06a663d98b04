from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils import timezone

VORLAUF = timedelta(days=30)
HOECHSTENS = timedelta(days=365)


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
