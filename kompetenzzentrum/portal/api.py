"""The API of the portal: every room that has something to offer brings its router (docs/schnittstelle.md)."""

from typing import cast

from django.conf import settings
from ninja import NinjaAPI

from kompetenzzentrum.oberflaeche.schnittstelle import fehler_auf_deutsch, offen
from kompetenzzentrum.oberflaeche.stand import Ansicht, nach_stand
from projekte.api import router as projekte

api = NinjaAPI(
    title=f"{settings.PORTAL_NAME}: offene Daten",
    version="1",
    description=(
        "Lesender Zugriff auf alles, was öffentlich ist; ohne Anmeldung. Neue Felder können dazukommen, vorhandene"
        " bleiben, wie sie sind. Codes sind stabil, die Texte daneben sind für Menschen. Quelle und Lizenz stehen"
        " bei jedem Projekt."
    ),
    openapi_url="openapi.json",
    docs_url=None,
    urls_namespace="api",
    servers=[{"url": settings.PORTAL_URL}],
)
fehler_auf_deutsch(api)
api.add_router("projekte", projekte, tags=["Projekte"])

_adressen, _anwendung, _namensraum = api.urls
for _adresse in _adressen:
    _adresse.callback = offen(nach_stand("projekte", "kommunen", vorab=False)(cast(Ansicht, _adresse.callback)))
urls = (_adressen, _anwendung, _namensraum)
