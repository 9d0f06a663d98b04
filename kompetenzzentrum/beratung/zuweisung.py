"""Who looks after a request: taking it, giving it to a colleague, putting it back."""

from django.db import transaction

from kompetenzzentrum.konten.models import Nutzer

from .anfrage import Konflikt, fortschreiben, gesperrt
from .models import Anfrage, Notiz
from .rechte import darf_beraten


@transaction.atomic
def uebernehmen(anfrage: Anfrage, *, durch: Nutzer) -> Anfrage:
    """Take what nobody looks after. The row is locked: of two at once one gets it, the other a Konflikt."""
    _beratung_pruefen(durch)
    anfrage = gesperrt(anfrage)
    if anfrage.beraterin_id == durch.pk:
        return anfrage
    if anfrage.beraterin is not None:
        raise Konflikt(f"{anfrage.beraterin} war schneller und kümmert sich schon um diese Anfrage.")
    anfrage.beraterin = durch
    if anfrage.zustand == Anfrage.Zustand.NEU:
        anfrage.zustand = Anfrage.Zustand.IN_BEARBEITUNG
    fortschreiben(anfrage)
    return anfrage


@transaction.atomic
def abgeben(anfrage: Anfrage, *, durch: Nutzer, an: Nutzer | None, version: int) -> Anfrage:
    """Give the case to a colleague, or with `an=None` back to the new ones. Any advisor may: people fall ill.

    The step stands in the history as an internal note. Raises Konflikt.
    """
    _beratung_pruefen(durch)
    anfrage = gesperrt(anfrage)
    if anfrage.version != version:
        raise Konflikt("Der Vorgang hat sich inzwischen geändert. Bitte prüfen Sie, wer jetzt zuständig ist.")
    if not anfrage.ist_offen:
        raise Konflikt("Der Vorgang ist abgeschlossen und lässt sich nicht mehr abgeben.")
    if an is not None:
        _beratung_pruefen(an)
    anfrage.beraterin = an
    if an is None:
        anfrage.zustand = Anfrage.Zustand.NEU
    elif anfrage.zustand == Anfrage.Zustand.NEU:
        anfrage.zustand = Anfrage.Zustand.IN_BEARBEITUNG
    fortschreiben(anfrage)
    text = f"An {an} übergeben." if an else "Zurück in den Eingang gegeben."
    Notiz.objects.create(anfrage=anfrage, beraterin=durch, text=text)
    return anfrage


def _beratung_pruefen(person: Nutzer) -> None:
    if not darf_beraten(person):
        raise Konflikt(f"{person} gehört nicht zum Beratungsteam.")
