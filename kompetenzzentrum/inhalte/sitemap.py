from datetime import date, datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from .models import Meldung, Seite
from .rechte import oeffentliche_meldungen


class Seiten(Sitemap):
    def items(self) -> QuerySet[Seite]:
        return Seite.objects.only("schluessel", "stand")

    def lastmod(self, item: Seite) -> date:
        return item.stand


class Meldungen(Sitemap):
    def items(self) -> QuerySet[Meldung]:
        return oeffentliche_meldungen().only("slug", "geaendert_am")

    def lastmod(self, item: Meldung) -> datetime:
        return item.geaendert_am
