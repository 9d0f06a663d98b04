from django.apps import AppConfig

from kompetenzzentrum.oberflaeche.formulare import leere_angaben_benennen


class OberflaecheConfig(AppConfig):
    name = "kompetenzzentrum.oberflaeche"
    label = "oberflaeche"
    verbose_name = "Oberfläche"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  (registers itself)

        leere_angaben_benennen()
