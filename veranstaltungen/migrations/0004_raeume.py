from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes room for what 0005 fills and 0006 needs."""

    dependencies = [("veranstaltungen", "0003_stand")]

    operations = [
        migrations.RenameField("programmpunkt", "raum", "raumname"),
        migrations.AlterModelOptions(
            "programmpunkt",
            {"ordering": ["beginn", "pk"], "verbose_name": "Programmpunkt", "verbose_name_plural": "Programm"},
        ),
        migrations.CreateModel(
            "Raum",
            [
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=80)),
                ("hinweis", models.CharField(blank=True, max_length=200, verbose_name="So kommt man hin")),
                (
                    "veranstaltung",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE, related_name="raeume", to="veranstaltungen.veranstaltung"
                    ),
                ),
            ],
            {"ordering": ["name"], "verbose_name": "Raum", "verbose_name_plural": "Räume"},
        ),
        migrations.AddField(
            "programmpunkt",
            "raum",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.deletion.SET_NULL,
                related_name="programm",
                to="veranstaltungen.raum",
            ),
        ),
        migrations.AddField(
            "anmeldung", "einlasscode", models.CharField(editable=False, max_length=10, default="", verbose_name="Code")
        ),
        migrations.AddField(
            "anmeldung", "platz_seit", models.DateTimeField(blank=True, null=True, verbose_name="Platz seit")
        ),
    ]
