from django.apps import AppConfig


class VeranstaltungenConfig(AppConfig):
    name = "veranstaltungen"
    label = "veranstaltungen"
    verbose_name = "Veranstaltungen"

    def ready(self) -> None:
        from . import mails_termine  # noqa: F401, PLC0415  declares its mails, as `mails.py` does
