from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KommunenConfig(AppConfig):
    name = "kommunen"
    label = "kommunen"
    verbose_name = "Kommunen"

    def ready(self) -> None:
        autodiscover_modules("gebietswechsel")
