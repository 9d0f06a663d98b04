from dataclasses import dataclass
from typing import Self

from kompetenzzentrum.versand.mail import Mail


@dataclass(frozen=True, kw_only=True)
class Kontomail(Mail):
    """Everything that allauth sends: confirmation, new password, warnings."""

    art = "konten.kontomail"
    betreff = "{{ titel }}"
    vorlage = "konten/mails/kontomail.txt"
    vertraulich = True

    titel: str
    text_konto: str

    @classmethod
    def beispiel(cls) -> Self:
        return cls(titel="Bitte bestätigen Sie Ihre E-Mail-Adresse", text_konto="Guten Tag,\n\nbitte …")
