from django.apps import AppConfig


class SchutzConfig(AppConfig):
    name = "kompetenzzentrum.schutz"
    label = "schutz"
    verbose_name = "Schutz"
