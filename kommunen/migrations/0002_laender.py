from django.db import migrations

LAENDER = [
    ("01", "Schleswig-Holstein", "SH"),
    ("02", "Hamburg", "HH"),
    ("03", "Niedersachsen", "NI"),
    ("04", "Bremen", "HB"),
    ("05", "Nordrhein-Westfalen", "NW"),
    ("06", "Hessen", "HE"),
    ("07", "Rheinland-Pfalz", "RP"),
    ("08", "Baden-Württemberg", "BW"),
    ("09", "Bayern", "BY"),
    ("10", "Saarland", "SL"),
    ("11", "Berlin", "BE"),
    ("12", "Brandenburg", "BB"),
    ("13", "Mecklenburg-Vorpommern", "MV"),
    ("14", "Sachsen", "SN"),
    ("15", "Sachsen-Anhalt", "ST"),
    ("16", "Thüringen", "TH"),
]


def anlegen(apps, schema_editor):
    Land = apps.get_model("kommunen", "Land")
    Land.objects.bulk_create(
        Land(schluessel=schluessel, name=name, kuerzel=kuerzel) for schluessel, name, kuerzel in LAENDER
    )


class Migration(migrations.Migration):
    dependencies = [("kommunen", "0001_initial")]
    operations = [migrations.RunPython(anlegen, migrations.RunPython.noop, elidable=False)]
