from django.apps import AppConfig


class KontenConfig(AppConfig):
    name = "kompetenzzentrum.konten"
    label = "konten"
    verbose_name = "Konten"
