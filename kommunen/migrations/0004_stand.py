from django.db import migrations

from kompetenzzentrum.oberflaeche.stand import ausloeser

TABELLEN = (
    "kommunen_land",
    "kommunen_kommune",
    "kommunen_vergleich",
    "kommunen_registerstand",
)


class Migration(migrations.Migration):
    dependencies = [("kommunen", "0003_mitgliedschaft"), ("oberflaeche", "0001_stand")]

    operations = [ausloeser(tabelle, "kommunen") for tabelle in TABELLEN]
