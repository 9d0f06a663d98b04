from datetime import datetime

from django.contrib.sitemaps import Sitemap

from .models import Ausgabe, AusgabeQuerySet
from .rechte import oeffentliche_ausgaben


class Ausgaben(Sitemap):
    def items(self) -> AusgabeQuerySet:
        return oeffentliche_ausgaben().only("slug", "versendet_am")

    def lastmod(self, item: Ausgabe) -> datetime | None:
        return item.versendet_am
