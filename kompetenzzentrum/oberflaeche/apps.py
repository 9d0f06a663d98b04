from django.apps import AppConfig


class OberflaecheConfig(AppConfig):
    name = "kompetenzzentrum.oberflaeche"
    label = "oberflaeche"
    verbose_name = "Oberfläche"
