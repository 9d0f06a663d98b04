import secrets

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CODEZEICHEN = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def uebernehmen(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Programmpunkt = apps.get_model("veranstaltungen", "Programmpunkt")
    Raum = apps.get_model("veranstaltungen", "Raum")
    for punkt in Programmpunkt.objects.exclude(raumname=""):
        punkt.raum = Raum.objects.get_or_create(veranstaltung=punkt.veranstaltung, name=punkt.raumname)[0]
        punkt.save(update_fields=["raum"])
    Anmeldung = apps.get_model("veranstaltungen", "Anmeldung")
    Anmeldung.objects.update(platz_seit=models.F("angemeldet_am"))
    for anmeldung in Anmeldung.objects.filter(einlasscode="").only("pk").iterator():
        anmeldung.einlasscode = "".join(secrets.choice(CODEZEICHEN) for _ in range(10))
        anmeldung.save(update_fields=["einlasscode"])


class Migration(migrations.Migration):
    dependencies = [("veranstaltungen", "0004_raeume")]

    operations = [migrations.RunPython(uebernehmen, migrations.RunPython.noop)]
