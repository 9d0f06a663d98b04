"""The administration's site; `admin.site` is this one everywhere."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.urls import URLPattern, URLResolver


class Verwaltung(AdminSite):
    site_header = site_title = "Verwaltung"
    index_title = "Inhalte und Daten"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's shortcut `r/<type>/<pk>/`: it asks no right and leads from a number to any object's page,
        so also to the personal one behind a token. `RollenRechte` links to the pages themselves.
        """
        return [muster for muster in super().get_urls() if getattr(muster, "name", "") != "view_on_site"]


class VerwaltungConfig(AdminConfig):
    default_site = "kompetenzzentrum.konten.verwaltung.Verwaltung"
