from django.db import migrations

ANLEGEN = """
CREATE FUNCTION datenschutz_einwilligung_fest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('kdk.loeschlauf', true) = 'an' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Einwilligungen werden nur angehängt, nie geändert oder gelöscht';
END $$;
CREATE TRIGGER einwilligung_fest BEFORE UPDATE OR DELETE ON datenschutz_einwilligung
    FOR EACH ROW EXECUTE FUNCTION datenschutz_einwilligung_fest();
"""
ENTFERNEN = """
DROP TRIGGER einwilligung_fest ON datenschutz_einwilligung;
DROP FUNCTION datenschutz_einwilligung_fest();
"""


class Migration(migrations.Migration):
    dependencies = [("datenschutz", "0001_initial")]

    operations = [migrations.RunSQL(ANLEGEN, ENTFERNEN)]
