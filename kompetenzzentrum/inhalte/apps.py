from django.apps import AppConfig


class InhalteConfig(AppConfig):
    name = "kompetenzzentrum.inhalte"
    label = "inhalte"
    verbose_name = "Inhalte"
