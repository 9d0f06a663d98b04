"""Words that several models share."""

from django.db import models

KLEINE_KOMMUNE_UNTER = 20_000
"""Inhabitants; for the share of seats that small municipalities have to themselves."""


class Anmeldestand(models.TextChoices):
    """Whether one can register; the labels are what people read."""

    ENTWURF = "entwurf", "Noch nicht veröffentlicht"
    ABGESAGT = "abgesagt", "Abgesagt"
    VORBEI = "vorbei", "Hat stattgefunden"
    GESCHLOSSEN = "geschlossen", "Anmeldung geschlossen"
    AUSGEBUCHT = "ausgebucht", "Ausgebucht"
    WARTELISTE = "warteliste", "Ausgebucht, Warteliste offen"
    OFFEN = "offen", "Anmeldung offen"


class Teilnahme(models.TextChoices):
    """How one person takes part. Stored as said; what counts is `Veranstaltung.teilnahme_bei`."""

    VOR_ORT = "vor_ort", "vor Ort"
    ONLINE = "online", "online"
