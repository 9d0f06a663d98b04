"""What people change on their personal page."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from kompetenzzentrum.schutz.formulare import EmailFeld, GeschuetztesFormular
from veranstaltungen.models import Anmeldestand, Anmeldung, Teilnahme, Veranstaltung

from .angaben import MitAngaben
from .person import nur_ein_name


class AngabenForm(MitAngaben):
    teilnahme = forms.ChoiceField(label="Wie nehmen Sie teil?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, anmeldung: Anmeldung, **kwargs: Any) -> None:
        self.anmeldung, self.veranstaltung = anmeldung, anmeldung.veranstaltung
        self.gewaehlt = list(anmeldung.programmwahlen.values_list("programmpunkt", flat=True))
        bisher = {
            "teilnahme": self.veranstaltung.teilnahme_bei(anmeldung.teilnahme),
            "bedarfe": anmeldung.bedarfe,
            "zugangsbedarf": anmeldung.zugangsbedarf,
            "programmpunkte": self.gewaehlt,
            **{f"frage_{antwort.frage_id}": antwort.wert for antwort in anmeldung.antworten.all()},
        }
        super().__init__(*args, **{**kwargs, "initial": bisher})
        self.angaben_stellen(self.veranstaltung, behalten=self.gewaehlt)
        if anmeldung.kontakt_id:  # the first of a group answered for all
            self._fragen_weglassen()
        self._teilnahme_stellen()

    def _fragen_weglassen(self) -> None:
        for name in self.fragen:
            del self.fields[name]
        self.fragen = {}

    def _teilnahme_stellen(self) -> None:
        if not self.veranstaltung.ist_hybrid or self.anmeldung.zustand == Anmeldung.Zustand.ANGEBOTEN:
            del self.fields["teilnahme"]
            return
        wahl = cast(forms.ChoiceField, self.fields["teilnahme"])
        wahl.choices = [(Teilnahme.VOR_ORT, f"vor Ort, {self.veranstaltung.anschrift}"), (Teilnahme.ONLINE, "online")]
        if not self.anmeldung.ist_angemeldet:
            wahl.help_text = "Online ist immer Platz: Wählen Sie „online“, sind Sie sofort angemeldet."
        elif not self.anmeldung.ist_online:
            wahl.help_text = "Wechseln Sie zu „online“, geht Ihr Platz vor Ort sofort an jemand anderen."

    @property
    def angaben(self) -> dict[str, Any]:
        """What `angaben_aendern` takes."""
        daten = self.cleaned_data
        return {
            "teilnahme": daten.get("teilnahme", self.anmeldung.teilnahme),
            "bedarfe": daten["bedarfe"],
            "zugangsbedarf": daten["zugangsbedarf"],
            "programmpunkte": daten.get("programmpunkte", []),
            "antworten": self.antworten,
        }

    def vor_ort_voll(self) -> None:
        self.add_error(
            "teilnahme",
            "Vor Ort ist gerade kein Platz für Sie frei. Sie bleiben online angemeldet, es hat sich nichts geändert.",
        )


class WeitergabeForm(GeschuetztesFormular):
    begrenzung_bereich = "anmeldung"
    adressfeld = "email"

    name = forms.CharField(
        label="Vor- und Nachname der Person",
        max_length=100,
        validators=[nur_ein_name],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = EmailFeld(
        label="E-Mail-Adresse der Person",
        max_length=254,
        help_text="Dorthin schicken wir die Bestätigung, den Kalendereintrag und eine eigene persönliche Adresse.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, anmeldung: Anmeldung, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anmeldung = anmeldung

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.lower() == self.anmeldung.email:
            raise forms.ValidationError("Das ist die Adresse, unter der Sie selbst angemeldet sind.")
        return email

    def schon_dabei(self) -> None:
        self.add_error(
            "email",
            "An diese Adresse geht der Platz nicht: Unter ihr ist schon jemand angemeldet. Ihr Platz bleibt Ihrer.",
        )


class MitBegleitungFeld(forms.Form):
    """Whether what happens to her happens to those, too, who share her mailbox."""

    mit_begleitung = forms.TypedChoiceField(
        label="Für wen?",
        coerce=lambda wert: wert == "alle",
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, für wen das gilt."},
    )

    def begleitung_stellen(self, personen: Sequence[Anmeldung]) -> None:
        if len(personen) < 2:
            del self.fields["mit_begleitung"]
            return
        namen = ", ".join(person.name for person in personen)
        wahl = cast(forms.TypedChoiceField, self.fields["mit_begleitung"])
        wahl.choices = [("alle", f"für alle: {namen}"), ("eine", f"nur für {personen[0].name}")]

    @property
    def auch_begleitung(self) -> bool:
        return bool(self.cleaned_data.get("mit_begleitung", False))


class AbsageForm(MitBegleitungFeld):
    def __init__(self, *args: Any, personen: Sequence[Anmeldung], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begleitung_stellen(personen)


ABLEHNUNGEN = {
    Anmeldestand.AUSGEBUCHT: "Dort sind inzwischen alle Plätze vergeben.",
    Anmeldestand.WARTELISTE: "Dort ist gerade kein Platz für Sie frei.",
    Anmeldestand.ABGESAGT: "Dieser Termin wurde inzwischen abgesagt.",
}


class TerminForm(MitBegleitungFeld):
    termin = forms.TypedChoiceField(
        label="Neuer Termin",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie den neuen Termin.",
            "invalid_choice": "Bitte wählen Sie einen der Termine, an denen noch Plätze frei sind.",
        },
    )

    field_order = ("termin", "mit_begleitung")

    def __init__(
        self, *args: Any, personen: Sequence[Anmeldung], termine: Sequence[Veranstaltung], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.begleitung_stellen(personen)
        wahl = cast(forms.TypedChoiceField, self.fields["termin"])
        wahl.choices = [
            (eine.pk, f"{eine.zeitraum}, {eine.anschrift or 'online'}. {eine.platzhinweis}") for eine in termine
        ]

    def ablehnen(self, stand: Anmeldestand, frei: int) -> None:
        grund = ABLEHNUNGEN.get(stand, "Dorthin können Sie gerade nicht wechseln.")
        if frei:
            wort = "ist dort noch ein Platz" if frei == 1 else f"sind dort noch {frei} Plätze"
            grund = f"Für Sie {wort} frei, weniger als Sie brauchen."
        self.add_error("termin", f"{grund} Ihr bisheriger Platz bleibt Ihnen.")

    def schon_dabei(self) -> None:
        self.add_error("termin", "Zu diesem Termin sind Sie schon angemeldet, oder Sie stehen dort auf der Warteliste.")
