"""The sitemap: every app's `sitemap.py`, each of its classes a file of its own."""

from importlib import import_module
from inspect import isclass

from django.apps import apps
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils.module_loading import module_has_submodule

FESTE_SEITEN = (
    "portal:start",
    "projekte:liste",
    "projekte:netz",
    "veranstaltungen:liste",
    "mediathek:liste",
    "kommunen:liste",
    "kommunen:karte",
    "beratung:start",
    "newsletter:start",
    "newsletter:archiv",
    "inhalte:aktuelles",
)


class FesteSeiten(Sitemap):
    def items(self) -> tuple[str, ...]:
        return FESTE_SEITEN

    def location(self, item: str) -> str:
        return reverse(item)


def alle() -> dict[str, type[Sitemap]]:
    gefunden: dict[str, type[Sitemap]] = {}
    for app in apps.get_app_configs():
        if app.module is None or not module_has_submodule(app.module, "sitemap"):
            continue
        modul = import_module(f"{app.name}.sitemap")
        for name, klasse in vars(modul).items():
            if isclass(klasse) and issubclass(klasse, Sitemap) and klasse.__module__ == modul.__name__:
                gefunden[f"{app.label}-{name.lower()}"] = klasse
    return gefunden
