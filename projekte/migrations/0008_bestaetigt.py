from django.db import migrations

# Until now one date stood for everything.
VORWAERTS = """
UPDATE projekte_projekt
SET kosten_bestaetigt_am = bestaetigt_am,
    zustand_bestaetigt_am = bestaetigt_am,
    kontakt_bestaetigt_am = bestaetigt_am
WHERE bestaetigt_am IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("projekte", "0007_nachnutzung")]

    operations = [migrations.RunSQL(VORWAERTS, migrations.RunSQL.noop)]
