from django.apps import AppConfig


class BeratungConfig(AppConfig):
    name = "kompetenzzentrum.beratung"
    label = "beratung"
    verbose_name = "Beratung"
