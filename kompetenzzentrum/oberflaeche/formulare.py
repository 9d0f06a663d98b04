"""Forms in the markup of KERN v2: the project's FORM_RENDERER, used by every `{{ form }}`."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import ChoiceWidget, Widget

FALLE = "feld-nicht-ausfuellen"
"""CSS class a honeypot gives its widget; the field then leaves screen and accessibility tree."""


LEERE_ANGABE: dict[type[forms.Field], str] = {
    forms.Field: "Bitte füllen Sie dieses Feld aus.",
    forms.ChoiceField: "Bitte treffen Sie eine Auswahl.",
    forms.ModelChoiceField: "Bitte treffen Sie eine Auswahl.",
    forms.BooleanField: "Bitte setzen Sie hier ein Häkchen.",
    forms.FileField: "Bitte wählen Sie eine Datei aus.",
}
"""Django's own text („Dieses Feld ist zwingend erforderlich.“) in our tone; a field's own error_messages win."""


def leere_angaben_benennen() -> None:
    for feldart, text in LEERE_ANGABE.items():
        feldart.default_error_messages = {**feldart.default_error_messages, "required": text}


class KernBoundField(BoundField):
    """What the field template needs to know, and KERN's classes on the control itself."""

    @property
    def _widget(self) -> Widget:
        return self.field.widget

    @property
    def ist_falle(self) -> bool:
        return FALLE in self._widget.attrs.get("class", "").split()

    @property
    def ist_haken(self) -> bool:
        return isinstance(self._widget, forms.CheckboxInput)

    @property
    def ist_wahl(self) -> bool:
        """Radio buttons or several checkboxes, drawn one by one under one question: fieldset and legend."""
        return isinstance(self._widget, forms.RadioSelect | forms.CheckboxSelectMultiple)

    @property
    def ist_auswahl(self) -> bool:
        return isinstance(self._widget, forms.Select) and not isinstance(self._widget, forms.SelectMultiple)

    @property
    def freiwillig(self) -> bool:
        """Optional fields are marked, not the required ones; a form of optional fields only (a filter) says
        `freiwillig_markieren = False`."""
        return not self.field.required and getattr(self.form, "freiwillig_markieren", True)

    @property
    def anker(self) -> str:
        """The id the error summary leads to: the first control of the field."""
        if self.ist_wahl:
            return f"{self.auto_id}_0"
        return self.id_for_label or str(self.auto_id)

    def _kern_klassen(self, widget: Widget) -> str:
        fehler = bool(self.errors)
        if isinstance(widget, forms.HiddenInput) or FALLE in widget.attrs.get("class", "").split():
            return ""
        if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
            basis = "kern-form-check__checkbox"
        elif isinstance(widget, forms.RadioSelect):
            basis = "kern-form-check__radio"
        elif isinstance(widget, ChoiceWidget) and self.ist_auswahl:
            basis = "kern-form-input__select"
        else:
            basis = "kern-form-input__input"
        return f"{basis} {basis}--error" if fehler else basis

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        widget = widget or self._widget
        fertig = super().build_widget_attrs(attrs, widget)
        if widget.__module__.startswith("django.contrib.admin"):
            return fertig  # a class of ours would displace the ones its calendar and clock look for
        eigene = attrs.get("class") or widget.attrs.get("class", "")
        if klassen := f"{self._kern_klassen(widget)} {eigene}".strip():
            fertig["class"] = klassen
        if self.ist_falle:
            fertig |= {"tabindex": "-1", "autocomplete": "off"}
        return fertig


class KernRenderer(TemplatesSetting):
    form_template_name = "oberflaeche/formular/formular.html"
    field_template_name = "oberflaeche/formular/feld.html"
    bound_field_class = KernBoundField
