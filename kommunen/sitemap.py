from datetime import datetime

from django.contrib.sitemaps import Sitemap

from .models import Kommune, KommuneQuerySet, Registerstand


class KommunenSitemap(Sitemap):
    """Every profile; they change when a register is read."""

    changefreq = "monthly"
    priority = 0.4

    def items(self) -> KommuneQuerySet:
        return Kommune.objects.waehlbar().only("schluessel").order_by("schluessel")

    def get_latest_lastmod(self) -> datetime | None:
        stand = Registerstand.objects.first()
        return stand.eingelesen_am if stand else None
