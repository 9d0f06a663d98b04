from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kompetenzzentrum.portal"
    label = "portal"
    verbose_name = "Portal"
