from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Lower


def klein_schreiben(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("konten", "Nutzer").objects.update(email=Lower("email"))


class Migration(migrations.Migration):
    dependencies = [("konten", "0001_initial")]

    operations = [
        migrations.RunPython(klein_schreiben, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="nutzer",
            constraint=models.CheckConstraint(condition=models.Q(("email", Lower("email"))), name="nutzer_email_klein"),
        ),
    ]
