from django import forms

from kompetenzzentrum.schutz.formulare import eine_zeile

from .felder import KommuneFeld, MitKommune

GRUND_HOECHSTENS = 1000


class KommuneWaehlenForm(MitKommune, forms.Form):
    kommune = KommuneFeld(
        label="Ihre Kommune", help_text="Name oder Postleitzahl des Rathauses. Auch Kreise und Gemeindeverbände."
    )


class MitgliedschaftForm(forms.Form):
    funktion = forms.CharField(
        label="Ihre Aufgabe in der Verwaltung",
        max_length=200,
        validators=[eine_zeile],
        help_text="Zum Beispiel: Digitalisierungsbeauftragte, Stabsstelle des Bürgermeisters."
        " Damit prüfen wir Ihren Antrag; öffentlich zeigen wir es nicht.",
        error_messages={
            "required": "Bitte sagen Sie uns, was Sie in der Verwaltung tun. Sonst können wir nichts prüfen."
        },
    )


class EntscheidungForm(forms.Form):
    """One decision on the editors' list; the reason is needed for a no."""

    grund = forms.CharField(
        label="Grund, wenn Sie ablehnen",
        required=False,
        max_length=GRUND_HOECHSTENS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Steht so in der E-Mail an die Person.",
    )
    freiwillig_markieren = False
