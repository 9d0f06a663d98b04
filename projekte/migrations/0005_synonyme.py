from typing import Any

from django.db import migrations

from kompetenzzentrum.oberflaeche.stand import ausloeser

GRUPPEN = """
OZG, Onlinezugangsgesetz
KI, künstliche Intelligenz, AI
IoT, Internet der Dinge, Sensorik
ÖPNV, Nahverkehr, Bus
digitaler Zwilling, Urban Twin, Digital Twin
"""


def anlegen(apps: Any, schema_editor: Any) -> None:
    gruppe = apps.get_model("projekte", "Synonymgruppe")
    gruppe.objects.bulk_create(gruppe(begriffe=zeile) for zeile in GRUPPEN.strip().splitlines())


class Migration(migrations.Migration):
    dependencies = [("projekte", "0004_katalog"), ("oberflaeche", "0001_stand")]

    operations = [
        migrations.RunPython(anlegen, migrations.RunPython.noop),
        ausloeser("projekte_synonymgruppe", "projekte"),
    ]
