from dataclasses import dataclass
from typing import Self

from kompetenzzentrum.versand.mail import Mail

BEISPIEL_URL = "https://portal.example.org/newsletter/bestaetigen/BEISPIEL/"


@dataclass(frozen=True, kw_only=True)
class Bestaetigung(Mail):
    """Step two of the order. It carries no advertising: nobody has agreed to anything yet."""

    art = "newsletter.bestaetigung"
    betreff = "Schritt 2 von 2: Bitte bestätigen Sie Ihre Newsletter-Bestellung"
    vorlage = "newsletter/mails/bestaetigung.txt"
    vertraulich = True

    bestaetigen_url: str
    wortlaut: str
    tage: int
    """How long the link works."""

    @classmethod
    def beispiel(cls) -> Self:
        return cls(
            bestaetigen_url=BEISPIEL_URL,
            wortlaut="Ich möchte den Newsletter per E-Mail bekommen, zu allen Themen.",
            tage=7,
        )


@dataclass(frozen=True, kw_only=True)
class SchonDabei(Mail):
    """To an address that is subscribed already: the page must not say so."""

    art = "newsletter.schon_dabei"
    betreff = "Sie bekommen unseren Newsletter schon"
    vorlage = "newsletter/mails/schon_dabei.txt"
    vertraulich = True

    link_abmelden: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(link_abmelden="https://portal.example.org/newsletter/abmelden/BEISPIEL/")


@dataclass(frozen=True, kw_only=True)
class Abgemeldet(Mail):
    """Tells the owner of the mailbox, should somebody else have used the link of a forwarded issue."""

    art = "newsletter.abgemeldet"
    betreff = "Sie sind vom Newsletter abgemeldet"
    vorlage = "newsletter/mails/abgemeldet.txt"
    vertraulich = True

    wieder_url: str
    tage: int
    """How long the link works."""

    @classmethod
    def beispiel(cls) -> Self:
        return cls(wieder_url=BEISPIEL_URL, tage=3)


@dataclass(frozen=True, kw_only=True)
class Newsletterausgabe(Mail):
    """One issue to one address: everything is in the shared `Inhalt` and in the row's sign-off address."""

    art = "newsletter.ausgabe"
    betreff = "{{ inhalt.betreff }}"
    vorlage = "newsletter/mails/ausgabe.txt"
    vorlage_html = "newsletter/mails/ausgabe.html"

    @classmethod
    def beispiel(cls) -> Self:
        return cls()
