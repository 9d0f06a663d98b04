from django.apps import AppConfig


class InhalteConfig(AppConfig):
    name = "kompetenzzentrum.inhalte"
    label = "inhalte"
    verbose_name = "Inhalte"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  (registers itself)
