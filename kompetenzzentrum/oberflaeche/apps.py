from django.apps import AppConfig

from kompetenzzentrum.oberflaeche.formulare import leere_angaben_benennen


class OberflaecheConfig(AppConfig):
    name = "kompetenzzentrum.oberflaeche"
    label = "oberflaeche"
    verbose_name = "Oberfläche"

    def ready(self) -> None:
        leere_angaben_benennen()
