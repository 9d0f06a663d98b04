from django.db import migrations

# Until now one date stood for everything; what is not there was not confirmed.
VORWAERTS = """
UPDATE projekte_projekt
SET kosten_bestaetigt_am = CASE WHEN kosten_einmalig <> '' OR kosten_jaehrlich <> '' THEN bestaetigt_am END,
    zustand_bestaetigt_am = bestaetigt_am,
    kontakt_bestaetigt_am = CASE WHEN kontakt_funktion <> '' OR kontakt_email <> '' THEN bestaetigt_am END
WHERE bestaetigt_am IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("projekte", "0007_nachnutzung")]

    operations = [migrations.RunSQL(VORWAERTS, migrations.RunSQL.noop)]
