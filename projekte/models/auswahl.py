"""Short fixed lists of the Steckbrief. Codes are stored; facts and caps in docs/glossar.md."""

from django.db import models


class Phase(models.TextChoices):
    IDEE = "P1", "Idee"
    PROTOTYP = "P2", "Prototyp"
    PILOT = "P3", "Pilot"
    BETRIEB = "P4", "Betrieb"
    TRANSFER = "P5", "Transfer"


class Zustand(models.TextChoices):
    GEPLANT = "geplant", "geplant"
    LAUFEND = "laufend", "laufend"
    PAUSIERT = "pausiert", "pausiert"
    BEENDET = "beendet", "beendet"
    ABGEBROCHEN = "abgebrochen", "abgebrochen"
    ABGELOEST = "abgeloest", "abgelöst"


ZUSTAENDE_MIT_GRUND = (Zustand.BEENDET, Zustand.ABGEBROCHEN, Zustand.ABGELOEST)


ZUSTANDSZEICHEN = {
    Zustand.GEPLANT: "neu",
    Zustand.LAUFEND: "laufend",
    Zustand.PAUSIERT: "wartet",
    Zustand.BEENDET: "erledigt",
    Zustand.ABGEBROCHEN: "abgebrochen",
    Zustand.ABGELOEST: "erledigt",
}


class EinmaligeKosten(models.TextChoices):
    """Euro, gross, external spending until the start of operation."""

    K0 = "K0", "unter 5.000 €"
    K1 = "K1", "5.000 bis unter 25.000 €"
    K2 = "K2", "25.000 bis unter 100.000 €"
    K3 = "K3", "100.000 bis unter 500.000 €"
    K4 = "K4", "500.000 bis unter 2,5 Mio. €"
    K5 = "K5", "ab 2,5 Mio. €"


class JaehrlicheKosten(models.TextChoices):
    J0 = "J0", "unter 1.000 € im Jahr"
    J1 = "J1", "1.000 bis unter 10.000 € im Jahr"
    J2 = "J2", "10.000 bis unter 50.000 € im Jahr"
    J3 = "J3", "50.000 bis unter 200.000 € im Jahr"
    J4 = "J4", "ab 200.000 € im Jahr"


class Kostenbasis(models.TextChoices):
    IST = "ist", "tatsächliche Kosten"
    PLAN = "plan", "Plan"
    SCHAETZUNG = "schaetzung", "Schätzung"


class Personalaufwand(models.TextChoices):
    """Own staff until the start of operation, in person-months."""

    A1 = "A1", "bis 1 Personenmonat"
    A2 = "A2", "über 1 bis 6 Personenmonate"
    A3 = "A3", "über 6 bis 24 Personenmonate"
    A4 = "A4", "über 24 Personenmonate"


class Betriebsmodell(models.TextChoices):
    SELBST = "selbst", "die Kommune selbst"
    RECHENZENTRUM = "rechenzentrum", "kommunales Rechenzentrum"
    INTERKOMMUNAL = "interkommunal", "mehrere Kommunen gemeinsam"
    BETEILIGUNG = "beteiligung", "kommunales Unternehmen"
    DIENSTLEISTER = "dienstleister", "Dienstleister im Auftrag"
    HERSTELLER = "hersteller", "Hersteller als Dienst (SaaS)"
    EHRENAMT = "ehrenamt", "Verein oder Ehrenamt"


class Foerderung(models.TextChoices):
    EIGEN = "eigen", "Eigenmittel"
    LAND = "land", "Land"
    BUND = "bund", "Bund"
    EU = "eu", "Europäische Union"
    STIFTUNG = "stiftung", "Stiftung oder Spende"
    WIRTSCHAFT = "wirtschaft", "Wirtschaft"


class Offenheit(models.TextChoices):
    """Whether the software of the solution is open source."""

    JA = "ja", "ja"
    TEILWEISE = "teilweise", "teilweise"
    NEIN = "nein", "nein"


class Vergabeweg(models.TextChoices):
    OHNE = "ohne", "ohne Vergabe (Eigenentwicklung)"
    DIREKT = "direkt", "Direktauftrag"
    VERHANDLUNG = "verhandlung", "Verhandlungsvergabe"
    BESCHRAENKT = "beschraenkt", "beschränkte Ausschreibung"
    OEFFENTLICH = "oeffentlich", "öffentliche Ausschreibung oder offenes Verfahren"
    RAHMENVERTRAG = "rahmenvertrag", "Abruf aus einem Rahmenvertrag"
    INHOUSE = "inhouse", "Inhouse oder interkommunal"
