from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DatenschutzConfig(AppConfig):
    name = "kompetenzzentrum.datenschutz"
    label = "datenschutz"
    verbose_name = "Datenschutz"

    def ready(self) -> None:
        autodiscover_modules("datenschutz")
