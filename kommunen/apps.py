from django.apps import AppConfig


class KommunenConfig(AppConfig):
    name = "kommunen"
    label = "kommunen"
    verbose_name = "Kommunen"
