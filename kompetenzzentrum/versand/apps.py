from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class VersandConfig(AppConfig):
    name = "kompetenzzentrum.versand"
    label = "versand"
    verbose_name = "Versand"

    def ready(self) -> None:
        autodiscover_modules("mails", "unzustellbar")
