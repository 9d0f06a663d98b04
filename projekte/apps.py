from django.apps import AppConfig


class ProjekteConfig(AppConfig):
    name = "projekte"
    label = "projekte"
    verbose_name = "Projekte"
