from django.db import migrations

from kompetenzzentrum.oberflaeche.stand import ausloeser

# Follows the chain of givers upwards, as it was stated; UNION ends it should there ever be a circle. Writers of this
# table stand in line at the room's row (trigger stand_projekte), so two halves of a circle never pass each other.
VORWAERTS = """
CREATE FUNCTION projekte_nachnutzung_pruefen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE gebende(kommune) AS (
            SELECT coalesce(NEW.von_frueher_id, NEW.von_id)
            UNION
            SELECT coalesce(n.von_frueher_id, n.von_id)
            FROM gebende g
            JOIN projekte_nachnutzung n
              ON n.projekt_id = NEW.projekt_id AND coalesce(n.kommune_frueher_id, n.kommune_id) = g.kommune
        )
        SELECT FROM gebende WHERE kommune = coalesce(NEW.kommune_frueher_id, NEW.kommune_id)
    ) THEN
        RAISE EXCEPTION 'Nachnutzung % schließt einen Kreis', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'nachnutzung_ohne_kreis';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER nachnutzung_ohne_kreis
    AFTER INSERT OR UPDATE OF projekt_id, kommune_id, von_id ON projekte_nachnutzung
    DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION projekte_nachnutzung_pruefen();
"""
RUECKWAERTS = """
DROP TRIGGER nachnutzung_ohne_kreis ON projekte_nachnutzung;
DROP FUNCTION projekte_nachnutzung_pruefen();
"""


class Migration(migrations.Migration):
    dependencies = [("projekte", "0006_stand")]

    operations = [migrations.RunSQL(VORWAERTS, RUECKWAERTS), ausloeser("projekte_nachnutzung", "projekte")]
