import uuid
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils import timezone

from kommunen.felder import KommuneFeld, MitKommune
from kompetenzzentrum.schutz import begrenzung
from kompetenzzentrum.schutz.formulare import EmailFeld, GeschuetztesFormular
from veranstaltungen.anmeldung import AnmeldungAbgelehnt
from veranstaltungen.models import Anmeldestand, Teilnahme, Veranstaltung

from .angaben import MitAngaben
from .begleitung import MitBegleitung
from .person import nur_ein_name

SCHON_BESTAETIGT = "Haben Sie schon eine Bestätigung bekommen, gilt diese weiter."
ABLEHNUNGEN = {
    Anmeldestand.ENTWURF: "Diese Veranstaltung ist noch nicht veröffentlicht.",
    Anmeldestand.ABGESAGT: "Diese Veranstaltung wurde inzwischen abgesagt.",
    Anmeldestand.VORBEI: "Diese Veranstaltung hat schon stattgefunden.",
    Anmeldestand.GESCHLOSSEN: "Die Anmeldung zu dieser Veranstaltung ist inzwischen geschlossen.",
}
WARTEN = "warteliste"
VOLL = "voll"
"""What the hidden field of a form says that was made for the waiting list."""
FELDER = (
    *("teilnahme", "name", "email", "kommune", "organisation", "programmpunkte", "bedarfe", "zugangsbedarf"),
    *(WARTEN, "vorgang"),
)
"""Fields that go to `anmelden` as they are."""


class AnmeldungForm(MitKommune, MitAngaben, MitBegleitung, GeschuetztesFormular):
    begrenzung_bereich = "anmeldung"

    teilnahme = forms.ChoiceField(
        label="Wie nehmen Sie teil?",
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, ob Sie vor Ort oder online teilnehmen."},
    )
    name = forms.CharField(
        label="Vor- und Nachname",
        max_length=100,
        help_text="So begrüßen wir Sie bei der Veranstaltung.",
        validators=[nur_ein_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailFeld(
        label="E-Mail-Adresse",
        max_length=254,
        help_text="Dorthin schicken wir die Bestätigung, den Kalendereintrag und, falls nötig, Änderungen.",
    )
    kommune = KommuneFeld(
        label="Ihre Kommune",
        keine_erlaubt=True,
        help_text="Name oder Postleitzahl des Rathauses. Daran sehen wir, welche Kommunen wir erreichen.",
        error_messages={
            "required": "Bitte geben Sie Ihre Kommune an oder kreuzen Sie an: „Ich gehöre zu keiner Kommune,"
            " oder meine steht nicht in der Liste“."
        },
    )
    organisation = forms.CharField(
        label="Behörde oder Organisation",
        required=False,
        max_length=160,
        help_text="Wenn Sie nicht für eine Kommune kommen oder zum Beispiel für einen Eigenbetrieb.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    warteliste = forms.BooleanField(
        label="Wenn kein Platz mehr frei ist, setzen Sie mich auf die Warteliste", required=False
    )
    vorgang = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, veranstaltung: Veranstaltung, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.veranstaltung = veranstaltung
        if veranstaltung.ist_hybrid:
            vor_ort = (Teilnahme.VOR_ORT, f"vor Ort, {veranstaltung.anschrift}")
            wahl = cast(forms.ChoiceField, self.fields["teilnahme"])
            wahl.choices = [vor_ort, (Teilnahme.ONLINE, "online")]
        else:
            del self.fields["teilnahme"]
        begrenzt = veranstaltung.plaetze is not None or veranstaltung.grenze_gilt(timezone.now())
        if veranstaltung.warteliste and begrenzt:
            self.fields[WARTEN].help_text = (
                "Wird ein Platz frei, bieten wir ihn der Reihe nach per E-Mail an. Sie haben dann"
                f" {veranstaltung.angebot_stunden} Stunden, um ihn anzunehmen."
            )
        else:
            del self.fields[WARTEN]
        self.begleitung_stellen()
        self.angaben_stellen(veranstaltung)

    def zeigen(self, veranstaltung: Veranstaltung) -> None:
        """Call before the form is shown, with the seats of this moment (`mit_belegung`)."""
        self.veranstaltung = veranstaltung
        if veranstaltung.ist_hybrid and veranstaltung.frei == 0:
            # To come stays a choice: who sends the last seat's form twice must not be refused here.
            wahl = cast(forms.ChoiceField, self.fields["teilnahme"])
            wahl.choices = [
                (Teilnahme.VOR_ORT, "vor Ort: gerade sind alle Plätze vergeben"),
                (Teilnahme.ONLINE, "online: hier ist immer Platz"),
            ]
        voll = WARTEN in self.fields and veranstaltung.anmeldestand == Anmeldestand.WARTELISTE
        if voll and (not self.is_bound or self.data.get(WARTEN) == VOLL):
            # The whole form is about the waiting list: nobody has to tick it.
            self.fields[WARTEN].widget, self.initial[WARTEN] = forms.HiddenInput(), VOLL

    @property
    def nur_suche(self) -> bool:
        """One pair more for a colleague shows the form again, as the search for a municipality does."""
        return self.noch_eine or super().nur_suche

    @property
    def auf_warteliste(self) -> bool:
        """The form says that it only leads to the waiting list."""
        return WARTEN in self.fields and self.fields[WARTEN].widget.is_hidden

    @property
    def angaben(self) -> dict[str, Any]:
        """What `anmelden` takes."""
        werte = {feld: self.cleaned_data[feld] for feld in FELDER if feld in self.fields}
        return {**werte, "begleitung": self.begleitung, "antworten": self.antworten}

    def ablehnen(self, abgelehnt: AnmeldungAbgelehnt) -> None:
        """Say why no seat was given, beside the field that helps."""
        if abgelehnt.stand in ABLEHNUNGEN:
            self.add_error(None, ABLEHNUNGEN[abgelehnt.stand])
        elif abgelehnt.frei:
            self.add_error("begleitung_1_name", self._zu_wenige(abgelehnt.frei))
        elif WARTEN in self.fields:
            self.add_error(WARTEN, self._warum_voll())
        elif self.veranstaltung.ist_hybrid:
            self.add_error(
                "teilnahme",
                "Vor Ort sind alle Plätze vergeben. Online können Sie teilnehmen: Wählen Sie dazu „online“ und senden"
                f" Sie noch einmal ab. {SCHON_BESTAETIGT}",
            )
        else:
            self.add_error(
                None,
                "Inzwischen sind alle Plätze vergeben. Ihre Angaben stehen noch hier: Sagt jemand ab, ist der Platz"
                f" sofort wieder frei, dann können Sie noch einmal absenden. {SCHON_BESTAETIGT}",
            )

    def _zu_wenige(self, frei: int) -> str:
        """Seats go to all of a group or to none of it."""
        wort = "ist noch ein Platz" if frei == 1 else f"sind noch {frei} Plätze"
        ausweg = ""
        if WARTEN in self.fields:
            ausweg = (
                " Oder kreuzen Sie unten an, dass Sie warten möchten: Dann bieten wir Ihnen Plätze der Reihe nach an."
            )
        return (
            f"Für Sie {wort} frei, angemeldet haben Sie {1 + len(self.begleitung)} Personen. Leeren Sie die Zeilen, die"
            f" zu viel sind, und senden Sie noch einmal ab.{ausweg} {SCHON_BESTAETIGT}"
        )

    def _warum_voll(self) -> str:
        """There may be free seats, only none for this municipality."""
        ausweg = "Ihre Angaben stehen noch hier: Kreuzen Sie dieses Feld an, wenn Sie warten möchten"
        if self.veranstaltung.ist_hybrid:
            ausweg += ", oder wählen Sie oben „online“"
        if self.veranstaltung.frei != 0 and (regeln := self.veranstaltung.platzregeln):
            grund = f"Für Sie ist gerade kein Platz frei. {' '.join(regeln)}"
        elif self.veranstaltung.ist_hybrid:
            grund = "Vor Ort sind inzwischen alle Plätze vergeben."
        else:
            grund = "Inzwischen sind alle Plätze vergeben."
        return f"{grund} {ausweg}, und senden Sie noch einmal ab. {SCHON_BESTAETIGT}"

    def clean(self) -> dict[str, Any]:
        self.begleitung_pruefen()
        daten = super().clean()
        if not self.errors and self._zu_viele_hierfuer():
            self.zu_oft = True
            raise forms.ValidationError(
                "Von Ihrem Anschluss kamen gerade viele Anmeldungen zu dieser Veranstaltung. Bitte versuchen Sie es"
                " in einer Stunde noch einmal, Ihre Eingaben bleiben hier stehen. Möchten Sie eine Gruppe anmelden?"
                f" Dann schreiben Sie uns: {settings.PORTAL_EMAIL}"
            )
        return daten

    def _zu_oft(self, daten: dict[str, Any]) -> bool:
        """Each mailbox that gets a mail counts, whoever typed it."""
        adressen = {daten["email"], *(person.email for person in self.begleitung if person.email)}
        postfaecher = {begrenzung.postfach(adresse) for adresse in adressen}
        voll = [begrenzung.ueberschritten("anmeldung_postfach", postfach) for postfach in sorted(postfaecher)]
        return super()._zu_oft(daten) or any(voll)

    def _zu_viele_hierfuer(self) -> bool:
        """People, not forms. Half of the seats: the offices of a whole Land may stand behind one address, and yet
        nobody fills an event alone with invented names."""
        return begrenzung.ueberschritten(
            "anmeldung_veranstaltung",
            f"{begrenzung.absender(self.request)}|{self.veranstaltung.pk}",
            anzahl=1 + len(self.begleitung),
            mindestens=(self.veranstaltung.plaetze or 0) // 2,
        )
