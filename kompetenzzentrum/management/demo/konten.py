"""One login for each role. The people are invented, the addresses lead nowhere (RFC 2606)."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from kompetenzzentrum.konten.models import Nutzer, Rolle, Rollenzuweisung

PASSWORT = "Beispiel-2026!"  # noqa: S105  (printed at every start; only with DEMO=1)


@dataclass(frozen=True)
class Zugang:
    email: str
    name: str
    rolle: Rolle | None
    wofuer: str

    @property
    def bezeichnung(self) -> str:
        return self.rolle.label if self.rolle else "ohne Rolle"


ZUGAENGE = (
    Zugang("beratung@example.org", "Hanna Petersen", Rolle.BERATUNG, "Schreibtisch der Beratung"),
    Zugang("beratung.zwei@example.org", "Emre Aydın", Rolle.BERATUNG, "Schreibtisch der Beratung"),
    Zugang("redaktion@example.org", "Matthias Okafor", Rolle.REDAKTION, "Newsletter, Projekte, Meldungen"),
    Zugang("termine@example.org", "Svenja Brandt", Rolle.VERANSTALTUNGSTEAM, "Veranstaltungen"),
    Zugang("datenschutz@example.org", "Ludwig Arnold", Rolle.DATENSCHUTZ, "Verzeichnis, Löschläufe"),
    Zugang("betrieb@example.org", "Chiara Neumann", Rolle.BETRIEB, "Konten und Rollen"),
    Zugang("kommune@example.org", "Birgit Sommer", None, "Mitglied in Görlitz: Einreichungen, Anmeldungen"),
)


def anlegen(jetzt: datetime) -> None:
    passwort = make_password(PASSWORT)  # hashed once: slow on purpose
    for zugang in ZUGAENGE:
        nutzer, neu = Nutzer.objects.get_or_create(
            email=zugang.email, defaults={"name": zugang.name, "password": passwort, "angelegt_am": jetzt}
        )
        if not neu:
            continue
        EmailAddress.objects.create(user=nutzer, email=zugang.email, verified=True, primary=True)
        if zugang.rolle:
            Rollenzuweisung.objects.create(nutzer=nutzer, rolle=zugang.rolle)


def sind_angelegt() -> bool:
    """The mark of loaded example data: these addresses can belong to nobody else."""
    return Nutzer.objects.filter(email__in=[zugang.email for zugang in ZUGAENGE]).exists()


def zugaenge(*, offen: bool) -> QuerySet[Nutzer]:
    """Example accounts that one can, or cannot, log in with."""
    return Nutzer.objects.filter(email__in=[zugang.email for zugang in ZUGAENGE], is_active=offen)


def tabelle() -> str:
    """Logins as the launcher prints them."""
    zeilen = [("Rolle", "E-Mail-Adresse", "Wofür"), *((z.bezeichnung, z.email, z.wofuer) for z in ZUGAENGE)]
    breiten = [max(len(zeile[spalte]) for zeile in zeilen) for spalte in range(3)]
    text = "\n".join("  ".join(wert.ljust(breiten[i]) for i, wert in enumerate(zeile)).rstrip() for zeile in zeilen)
    return f"{text}\nPasswort für alle: {PASSWORT}"
