from django.db import migrations

from kompetenzzentrum.oberflaeche.stand import ausloeser

TABELLEN = (
    "veranstaltungen_aussteller",
    "veranstaltungen_frage",
    "veranstaltungen_medium",
    "veranstaltungen_medium_projekte",
    "veranstaltungen_mitwirkende",
    "veranstaltungen_programmpunkt_sprechende",
    "veranstaltungen_raum",
    "veranstaltungen_strang",
)


class Migration(migrations.Migration):
    dependencies = [("veranstaltungen", "0006_anmeldung_und_programm")]

    operations = [ausloeser(tabelle, "veranstaltungen") for tabelle in TABELLEN]
