from django.db import migrations

from kompetenzzentrum.oberflaeche.stand import ausloeser

TABELLEN = (
    "projekte_beteiligung",
    "projekte_bild",
    "projekte_dokument",
    "projekte_handlungsfeld",
    "projekte_loesungstyp",
    "projekte_partner",
    "projekte_projekt",
    "projekte_projekt_loesungstypen",
    "projekte_projekt_schlagwoerter",
    "projekte_projekt_weitere_handlungsfelder",
    "projekte_schlagwort",
    "projekte_wirkung",
)


class Migration(migrations.Migration):
    dependencies = [("projekte", "0005_synonyme"), ("oberflaeche", "0001_stand")]

    operations = [ausloeser(tabelle, "projekte") for tabelle in TABELLEN]
