from datetime import datetime

from django.contrib.sitemaps import Sitemap

from . import rechte
from .models import Medium, Veranstaltung, VeranstaltungQuerySet
from .models.danach import MediumQuerySet


class VeranstaltungSitemap(Sitemap):
    def items(self) -> VeranstaltungQuerySet:
        return rechte.oeffentliche().order_by("pk")

    def lastmod(self, obj: Veranstaltung) -> datetime:
        return obj.geaendert_am


class MediathekSitemap(Sitemap):
    def items(self) -> MediumQuerySet:
        return rechte.oeffentliche_medien().order_by("pk")

    def lastmod(self, obj: Medium) -> datetime:
        return obj.geaendert_am
