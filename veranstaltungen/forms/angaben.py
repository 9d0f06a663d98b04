"""What people say about how they take part: at registration, and later on their own page."""

from collections.abc import Callable, Collection
from itertools import pairwise
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import Count, Q
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property, lazy
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from veranstaltungen import texte
from veranstaltungen.models import Anmeldung, Frage, Programmpunkt, Veranstaltung

Bedarf = Anmeldung.Bedarf
NUR_VOR_ORT = (Bedarf.SITZPLATZ, Bedarf.WEG)
JA_NEIN = (("ja", "Ja"), ("nein", "Nein"))
ANTWORT_HOECHSTENS = 1000
LANGE_AUSWAHL = 8
"""From so many answers on they fold into a list."""


class Programmwahl(forms.CheckboxSelectMultiple):
    """Sessions without a free seat are shown, but cannot be ticked."""

    ist_voll: Callable[[int], bool]

    def create_option(
        self,
        name: str,
        value: Any,
        label: int | str,
        selected: bool,
        index: int,
        subindex: int | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        voll = self.ist_voll(int(str(value)))
        option = super().create_option(name, value, label, selected and not voll, index, subindex, attrs)
        if voll:
            option["attrs"] |= {"disabled": True}
        return option


class MitAngaben(forms.Form):
    """Call `angaben_stellen` in `__init__`: two queries unless the event is from the `verzeichnis`, and one more when
    the form is drawn."""

    programmpunkte = forms.TypedMultipleChoiceField(
        label="Woran möchten Sie teilnehmen?",
        required=False,
        coerce=int,
        widget=Programmwahl,
        error_messages={
            "invalid_choice": "Ein Punkt, den Sie gewählt haben, steht nicht mehr im Programm. Bitte wählen Sie neu."
        },
    )
    bedarfe = forms.MultipleChoiceField(
        label="Was brauchen Sie, um gut teilnehmen zu können?",
        required=False,
        choices=Bedarf,
        widget=forms.CheckboxSelectMultiple,
    )
    zugangsbedarf = forms.CharField(
        label="Brauchen Sie etwas anderes?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def angaben_stellen(self, veranstaltung: Veranstaltung, *, behalten: Collection[int] = ()) -> None:
        """Ask what this event wants to know. Sessions in `behalten` stay open to her although they are full."""
        self.behalten = behalten
        self.fragen = {f"frage_{frage.pk}": frage for frage in veranstaltung.fragen.all()}
        self._bedarfe_stellen(veranstaltung)
        self._programm_stellen(veranstaltung)
        for name, frage in self.fragen.items():
            self.fields[name] = _antwortfeld(frage, veranstaltung)

    def _bedarfe_stellen(self, veranstaltung: Veranstaltung) -> None:
        frist = texte.loeschfrist(veranstaltung.ende, settings.AUFBEWAHRUNG_TAGE["zugangsbedarf"])
        self.fields["zugangsbedarf"].help_text = f"Was Sie hier und darüber angeben, löschen wir {frist}."
        if veranstaltung.modus == Veranstaltung.Modus.ONLINE:
            wahl = cast(forms.MultipleChoiceField, self.fields["bedarfe"])
            wahl.choices = [paar for paar in Bedarf.choices if paar[0] not in NUR_VOR_ORT]

    def _programm_stellen(self, veranstaltung: Veranstaltung) -> None:
        punkte = veranstaltung.waehlbares_programm
        self.punkte = {punkt.pk: punkt for punkt in punkte}
        if not punkte:
            del self.fields["programmpunkte"]
            return
        mit_tag = len({punkt.tag for punkt in punkte}) > 1
        feld = cast(forms.TypedMultipleChoiceField, self.fields["programmpunkte"])
        feld.choices = [(punkt.pk, self._in_worten(punkt, mit_tag=mit_tag)) for punkt in punkte]
        cast(Programmwahl, feld.widget).ist_voll = self._ist_voll

    @cached_property
    def frei(self) -> dict[int, int]:
        """Free seats of the sessions that have seats of their own; asked for when the form is drawn."""
        gezaehlt = (
            Programmpunkt.objects.filter(pk__in=self.punkte, plaetze__isnull=False)
            .order_by()
            .values_list("pk", "plaetze")
            .annotate(vergeben=Count("pk", filter=Q(programmwahlen__anmeldung__zustand__in=Anmeldung.MIT_PLATZ)))
        )
        return {pk: max((plaetze or 0) - vergeben, 0) for pk, plaetze, vergeben in gezaehlt}

    def _ist_voll(self, punkt: int) -> bool:
        return self.frei.get(punkt) == 0 and punkt not in self.behalten

    def _in_worten(self, punkt: Programmpunkt, *, mit_tag: bool) -> SafeString:
        def worte() -> SafeString:
            teile = [texte.zeitraum(punkt.beginn, punkt.ende) if mit_tag else punkt.uhrzeiten]
            if punkt.raum:
                teile.append(punkt.raum.name)
            if punkt.pk in self.frei:
                frei = self.frei[punkt.pk]
                teile.append(texte.freie_plaetze(frei) if frei else "ausgebucht")
            return format_html('{}<br><span class="leise">{}</span>', punkt.titel, " · ".join(teile))

        return lazy(worte, SafeString)()

    def clean_programmpunkte(self) -> list[int]:
        gewaehlt: list[int] = self.cleaned_data["programmpunkte"]
        reihenfolge = sorted((self.punkte[pk] for pk in gewaehlt), key=lambda punkt: (punkt.beginn, punkt.ende))
        for vorher, nachher in pairwise(reihenfolge):
            if nachher.beginn < vorher.ende:
                raise forms.ValidationError(
                    f"„{vorher.titel}“ und „{nachher.titel}“ finden zur selben Zeit statt."
                    " Bitte wählen Sie eines davon."
                )
        return gewaehlt

    def punkte_voll(self, titel: Collection[str]) -> None:
        """Say so beside the sessions."""
        namen = ", ".join(f"„{eines}“" for eines in titel)
        self.add_error(
            "programmpunkte",
            f"Hier ist inzwischen nicht mehr genug Platz: {namen}. Bitte wählen Sie neu und senden Sie noch einmal ab.",
        )

    @property
    def fragenfelder(self) -> list[BoundField]:
        return [self[name] for name in self.fragen]

    @property
    def antworten(self) -> dict[int, str]:
        """Key of the question → what was said."""
        return {frage.pk: self.cleaned_data[name] for name, frage in self.fragen.items()}


def _antwortfeld(frage: Frage, veranstaltung: Veranstaltung) -> forms.Field:
    angaben: dict[str, Any] = {
        "label": frage.text,
        "required": frage.pflicht,
        "help_text": escape(
            f"{frage.zweck.rstrip('.')}. Ihre Antwort löschen wir"
            f" {texte.loeschfrist(veranstaltung.ende, frage.loeschen_nach_tagen)}."
        ),
    }
    if frage.art == Frage.Art.TEXT:
        eingabe = forms.Textarea(attrs={"rows": 2})
        return forms.CharField(max_length=ANTWORT_HOECHSTENS, widget=eingabe, **angaben)
    if frage.art == Frage.Art.JA_NEIN:
        antworten = list(JA_NEIN)
    else:
        antworten = [(antwort, antwort) for antwort in frage.antworten_zur_wahl]
    if len(antworten) >= LANGE_AUSWAHL:
        return forms.ChoiceField(choices=[("", "Bitte wählen"), *antworten], **angaben)
    if not frage.pflicht:  # one of several round buttons cannot be unset again
        antworten = [("", "keine Angabe"), *antworten]
    return forms.ChoiceField(choices=antworten, widget=forms.RadioSelect, **angaben)
