from datetime import timedelta

from django.db import connection, models
from django.utils import timezone


class ZwischenspeicherEintrag(models.Model):
    """Table of the database cache that takes over while Valkey is away."""

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "schutz_zwischenspeicher"

    def __str__(self) -> str:
        return self.cache_key


class ZaehlerManager(models.Manager["Zaehler"]):
    def erhoehen(self, schluessel: str, sekunden: int, anzahl: int = 1) -> int:
        """Count so many more and return the sum; one statement, so parallel requests never share a number."""
        jetzt = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO schutz_zaehler (schluessel, anzahl, gilt_bis) VALUES (%s, %s, %s)"
                " ON CONFLICT (schluessel) DO UPDATE SET"
                " anzahl = CASE WHEN schutz_zaehler.gilt_bis < %s THEN EXCLUDED.anzahl"
                " ELSE schutz_zaehler.anzahl + EXCLUDED.anzahl END,"
                " gilt_bis = CASE WHEN schutz_zaehler.gilt_bis < %s"
                " THEN EXCLUDED.gilt_bis ELSE schutz_zaehler.gilt_bis END"
                " RETURNING anzahl",
                [schluessel, anzahl, jetzt + timedelta(seconds=sekunden), jetzt, jetzt],
            )
            return int(cursor.fetchone()[0])


class Zaehler(models.Model):
    """Rate limit counters while Valkey is away. Keys are keyed hashes, never plain addresses."""

    schluessel = models.CharField(primary_key=True, max_length=200)
    anzahl = models.PositiveIntegerField()
    gilt_bis = models.DateTimeField(db_index=True)

    objects = ZaehlerManager()

    def __str__(self) -> str:
        return self.schluessel
