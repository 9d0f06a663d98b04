from datetime import datetime

from django.contrib.sitemaps import Sitemap

from . import rechte
from .models import Veranstaltung, VeranstaltungQuerySet


class VeranstaltungSitemap(Sitemap):
    def items(self) -> VeranstaltungQuerySet:
        return rechte.oeffentliche().order_by("pk")

    def lastmod(self, obj: Veranstaltung) -> datetime:
        return obj.geaendert_am
