from django.db import migrations

from kompetenzzentrum.oberflaeche.stand import ausloeser

TABELLEN = (
    "newsletter_thema",
    "newsletter_ausgabe",
    "newsletter_ausgabe_themen",
)


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0002_themen"), ("oberflaeche", "0001_stand")]

    operations = [ausloeser(tabelle, "newsletter") for tabelle in TABELLEN]
