from django.contrib.sitemaps.views import index, sitemap
from django.urls import path

from . import betriebsseiten, suche, views
from .sitemap import alle

app_name = "portal"
SITEMAPS = alle()
urlpatterns = [
    path("", views.start, name="start"),
    path("suche/", suche.suche, name="suche"),
    path("konto/", views.konto, name="konto"),
    path("konto/abgemeldet/", views.abgemeldet, name="abgemeldet"),
    path("healthz", betriebsseiten.healthz, name="healthz"),
    path(".well-known/security.txt", betriebsseiten.security_txt, name="security_txt"),
    path("robots.txt", betriebsseiten.robots_txt, name="robots_txt"),
    path("favicon.ico", betriebsseiten.favicon, name="favicon"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "portal:sitemap_teil"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap_teil"),
]
