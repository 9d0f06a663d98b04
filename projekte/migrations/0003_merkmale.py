from typing import Any

from django.db import migrations

HANDLUNGSFELDER = [
    ("verwaltung", "Digitale Verwaltung und Bürgerservice"),
    ("mobilitaet", "Mobilität und Verkehr"),
    ("energie", "Energie und Wärme"),
    ("umwelt", "Umwelt, Klima und Wasser"),
    ("gesundheit", "Gesundheit und Pflege"),
    ("bildung", "Bildung und digitale Kompetenzen"),
    ("wirtschaft", "Wirtschaft, Handel und Innenstadt"),
    ("tourismus-kultur", "Kultur, Freizeit und Tourismus"),
    ("gesellschaft", "Soziales, Teilhabe und Ehrenamt"),
    ("beteiligung", "Beteiligung und Kommunikation"),
    ("stadtentwicklung", "Stadtentwicklung, Bauen und Wohnen"),
    ("sicherheit", "Sicherheit, Katastrophenschutz, Resilienz"),
    ("infrastruktur", "Digitale Infrastruktur"),
    ("daten", "Daten, Plattformen, digitale Zwillinge"),
    ("organisation", "Strategie, Organisation, Personal"),
    ("it-sicherheit", "Informationssicherheit und digitale Souveränität"),
]
LOESUNGSTYPEN = [
    ("app", "App"),
    ("onlinedienst", "Onlinedienst"),
    ("beteiligungswerkzeug", "Beteiligungswerkzeug"),
    ("datenplattform", "Datenplattform"),
    ("digitaler-zwilling", "digitaler Zwilling"),
    ("sensorik", "Sensorik und Internet der Dinge"),
    ("ki-anwendung", "KI-Anwendung"),
    ("funknetz", "Funknetz"),
    ("raum", "Raum oder Labor"),
    ("qualifizierung", "Qualifizierung"),
    ("strategie", "Strategie"),
    ("organisation", "Organisation"),
]


def anlegen(apps: Any, schema_editor: Any) -> None:
    for modell, merkmale in (("Handlungsfeld", HANDLUNGSFELDER), ("Loesungstyp", LOESUNGSTYPEN)):
        apps.get_model("projekte", modell).objects.bulk_create(
            apps.get_model("projekte", modell)(slug=slug, name=name, reihenfolge=reihenfolge)
            for reihenfolge, (slug, name) in enumerate(merkmale, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("projekte", "0002_federfuehrung_oder_traeger")]

    operations = [migrations.RunPython(anlegen, migrations.RunPython.noop)]
