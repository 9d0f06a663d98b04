from django.apps import AppConfig


class KompetenzzentrumConfig(AppConfig):
    """Carries management commands that concern the whole house; it has no models."""

    name = "kompetenzzentrum"
    label = "kompetenzzentrum"
    verbose_name = "Kompetenzzentrum"

    def ready(self) -> None:
        from .management import checks  # noqa: F401, PLC0415  (registers itself)
