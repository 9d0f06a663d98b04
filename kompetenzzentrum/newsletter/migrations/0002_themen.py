from django.db import migrations

THEMEN = [
    ("beispiele", "Gute Beispiele", "Neue Projekte aus Kommunen, zum Nachmachen."),
    ("veranstaltungen", "Veranstaltungen", "Foren, Workshops und Sprechstunden, rechtzeitig vor Anmeldeschluss."),
    ("foerderung", "Förderung und Wettbewerbe", "Neue Programme, Fristen und Ergebnisse."),
    ("praxis", "Aus der Beratung", "Fragen, die viele Kommunen stellen, und unsere Antworten."),
]


def anlegen(apps, schema_editor):
    thema = apps.get_model("newsletter", "Thema")
    for reihenfolge, (slug, name, beschreibung) in enumerate(THEMEN, start=1):
        thema.objects.create(slug=slug, name=name, beschreibung=beschreibung, reihenfolge=reihenfolge)


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0001_initial")]

    operations = [migrations.RunPython(anlegen, migrations.RunPython.noop)]
