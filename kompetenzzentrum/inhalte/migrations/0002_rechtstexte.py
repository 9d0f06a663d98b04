"""The legal pages with their first texts; from then on they belong to the editors."""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TEXTE = Path(__file__).resolve().parents[1] / "ausgangstexte"
STAND = "2026-11-21"
SEITEN = {
    "impressum": ("Impressum", "Wer dieses Portal betreibt und wie Sie uns erreichen."),
    "datenschutz": ("Datenschutz", "Welche Daten das Portal speichert, wofür, wie lange und welche Rechte Sie haben."),
    "barrierefreiheit": (
        "Erklärung zur Barrierefreiheit",
        "Wie barrierefrei das Portal ist, was noch fehlt und wie Sie eine Barriere melden.",
    ),
    "leichte-sprache": ("Leichte Sprache", "Was Sie auf dieser Internet-Seite finden, in Leichter Sprache."),
    "gebaerdensprache": (
        "Gebärdensprache",
        "Warum das Video in Deutscher Gebärdensprache noch fehlt und was Sie heute schon tun können.",
    ),
    "lizenzen": ("Quellen und Lizenzen", "Woher Daten, Karten, Schriften und Projekte auf diesem Portal stammen."),
}


def anlegen(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("inhalte", "Seite").objects.bulk_create(
        apps.get_model("inhalte", "Seite")(
            schluessel=schluessel,
            titel=titel,
            beschreibung=beschreibung,
            text=(TEXTE / f"{schluessel}.md").read_text(encoding="utf-8"),
            stand=STAND,
        )
        for schluessel, (titel, beschreibung) in SEITEN.items()
    )


class Migration(migrations.Migration):
    dependencies = [("inhalte", "0001_initial")]
    operations = [migrations.RunPython(anlegen, migrations.RunPython.noop)]
