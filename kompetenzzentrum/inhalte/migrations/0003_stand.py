from django.db import migrations

from kompetenzzentrum.oberflaeche.stand import ausloeser

TABELLEN = (
    "inhalte_seite",
    "inhalte_meldung",
)


class Migration(migrations.Migration):
    dependencies = [("inhalte", "0002_rechtstexte"), ("oberflaeche", "0001_stand")]

    operations = [ausloeser(tabelle, "inhalte") for tabelle in TABELLEN]
