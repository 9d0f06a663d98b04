from django.db import migrations

# Sees both tables, hence a trigger; deferred, because a project is written before its participants.
VORWAERTS = """
CREATE FUNCTION projekte_verantwortung_pruefen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    betroffen bigint;
BEGIN
    IF TG_TABLE_NAME = 'projekte_projekt' THEN
        betroffen := NEW.id;
    ELSE
        betroffen := OLD.projekt_id;
    END IF;
    IF EXISTS (SELECT FROM projekte_projekt WHERE id = betroffen AND traeger = '')
       AND NOT EXISTS (SELECT FROM projekte_beteiligung WHERE projekt_id = betroffen AND federfuehrend) THEN
        RAISE EXCEPTION 'Projekt % hat weder eine federführende Kommune noch einen Träger', betroffen
            USING ERRCODE = 'check_violation', CONSTRAINT = 'projekt_federfuehrung_oder_traeger';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER projekt_federfuehrung_oder_traeger
    AFTER INSERT OR UPDATE OF traeger ON projekte_projekt
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projekte_verantwortung_pruefen();

CREATE CONSTRAINT TRIGGER beteiligung_federfuehrung_oder_traeger
    AFTER UPDATE OR DELETE ON projekte_beteiligung
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projekte_verantwortung_pruefen();
"""
RUECKWAERTS = """
DROP TRIGGER beteiligung_federfuehrung_oder_traeger ON projekte_beteiligung;
DROP TRIGGER projekt_federfuehrung_oder_traeger ON projekte_projekt;
DROP FUNCTION projekte_verantwortung_pruefen();
"""


class Migration(migrations.Migration):
    dependencies = [("projekte", "0001_initial")]

    operations = [migrations.RunSQL(VORWAERTS, RUECKWAERTS)]
