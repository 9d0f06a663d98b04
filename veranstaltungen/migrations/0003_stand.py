from django.db import migrations

from kompetenzzentrum.oberflaeche.stand import ausloeser

TABELLEN = (
    "veranstaltungen_reihe",
    "veranstaltungen_veranstaltung",
    "veranstaltungen_veranstaltung_handlungsfelder",
    "veranstaltungen_veranstaltung_projekte",
    "veranstaltungen_programmpunkt",
)
"""Not the registrations: a rush must not queue at one row."""


class Migration(migrations.Migration):
    dependencies = [("veranstaltungen", "0002_teilnahme"), ("oberflaeche", "0001_stand")]

    operations = [ausloeser(tabelle, "veranstaltungen") for tabelle in TABELLEN]
