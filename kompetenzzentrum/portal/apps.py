from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kompetenzzentrum.portal"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  (registers itself)
