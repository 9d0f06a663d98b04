from datetime import datetime

from django.contrib.sitemaps import Sitemap

from . import rechte
from .models import Projekt, ProjektQuerySet


class Projekte(Sitemap):
    def items(self) -> ProjektQuerySet:
        return rechte.oeffentliche().only("slug", "geaendert_am").order_by("pk")

    def lastmod(self, item: Projekt) -> datetime:
        return item.geaendert_am
