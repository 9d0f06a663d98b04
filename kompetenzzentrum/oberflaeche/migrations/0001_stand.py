from django.db import migrations, models

# The row's lock comes before the number: numbers follow the order of commits. A sequence never goes back, so a number
# that was rolled back is never given again to other content.
VORWAERTS = """
CREATE SEQUENCE oberflaeche_fassung;

CREATE FUNCTION oberflaeche_stand_erhoehen(welcher text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    neu bigint;
BEGIN
    PERFORM FROM oberflaeche_stand WHERE bereich = welcher FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO oberflaeche_stand (bereich, fassung) VALUES (welcher, 0) ON CONFLICT (bereich) DO NOTHING;
        PERFORM FROM oberflaeche_stand WHERE bereich = welcher FOR UPDATE;
    END IF;
    neu := nextval('oberflaeche_fassung');
    UPDATE oberflaeche_stand SET fassung = neu WHERE bereich = welcher;
    RETURN neu;
END $$;

CREATE FUNCTION oberflaeche_stand_ausloesen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM oberflaeche_stand_erhoehen(TG_ARGV[0]);
    RETURN NULL;
END $$;
"""
RUECKWAERTS = """
DROP FUNCTION oberflaeche_stand_ausloesen();
DROP FUNCTION oberflaeche_stand_erhoehen(text);
DROP SEQUENCE oberflaeche_fassung;
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.CreateModel(
            name="Stand",
            fields=[
                ("bereich", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("fassung", models.BigIntegerField(default=0)),
            ],
            options={"verbose_name": "Stand", "verbose_name_plural": "Stände", "ordering": ["bereich"]},
        ),
        migrations.RunSQL(VORWAERTS, RUECKWAERTS),
    ]
