"""allauth's forms in our words: its own German mixes "du" and "Sie"."""

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from .models import Nutzer

EMAIL = ("E-Mail-Adresse", "", "Bitte geben Sie Ihre E-Mail-Adresse ein.")
PASSWORT = ("Passwort", "", "Bitte geben Sie Ihr Passwort ein.")
NEUES_PASSWORT = (
    "Neues Passwort",
    "Mindestens zwölf Zeichen. Am leichtesten merkt sich ein Satz, den nur Sie kennen.",
    "Bitte denken Sie sich ein Passwort aus.",
)
NOCH_EINMAL = ("Neues Passwort, noch einmal", "", "Bitte geben Sie das Passwort ein zweites Mal ein.")


class InWorten(forms.Form):
    worte: ClassVar[dict[str, tuple[str, str, str]]]
    """For each field: label, hint, what to say when it is empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (beschriftung, hinweis, leer) in self.worte.items():
            feld = self.fields[name]
            feld.label, feld.help_text = beschriftung, hinweis
            feld.error_messages["required"] = leer
            feld.widget.attrs.pop("placeholder", None)
            if isinstance(feld, forms.EmailField):
                feld.error_messages["invalid"] = "Bitte geben Sie eine Adresse wie name@example.org ein."

    def add_error(self, field: str | None, error: Any) -> None:
        if field == "password2" and not isinstance(error, forms.ValidationError):  # the only one allauth words itself
            error = "Die beiden Passwörter stimmen nicht überein."
        super().add_error(field, error)


class Anmelden(InWorten, allauth_forms.LoginForm):
    worte = {"login": EMAIL, "password": PASSWORT}


class KontoAnlegen(InWorten, allauth_forms.SignupForm):
    worte = {
        "email": EMAIL,
        "password1": ("Passwort", *NEUES_PASSWORT[1:]),
        "password2": ("Passwort, noch einmal", *NOCH_EINMAL[1:]),
    }

    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:  # another request was faster with the same address
                self.account_already_exists = True
        if konto := self._eben_angelegt():
            return konto, None
        return super().try_save(request)

    def _eben_angelegt(self) -> Nutzer | None:
        """The form sent twice is one account: same address, same password, not yet confirmed."""
        konto = Nutzer.objects.filter(email=self.cleaned_data["email"]).exclude(emailaddress__verified=True).first()
        return konto if konto and konto.check_password(self.cleaned_data["password1"]) else None


class CodeEingeben(InWorten, allauth_forms.ConfirmEmailVerificationCodeForm):
    worte = {"code": ("Code aus der E-Mail", "Acht Ziffern, zum Beispiel 1234-5678.", "Bitte geben Sie den Code ein.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AdresseHinzufuegen(InWorten, allauth_forms.AddEmailForm):
    worte = {"email": ("Weitere E-Mail-Adresse", "", EMAIL[2])}


class PasswortAendern(InWorten, allauth_forms.ChangePasswordForm):
    worte = {
        "oldpassword": ("Bisheriges Passwort", "", "Bitte geben Sie Ihr bisheriges Passwort ein."),
        "password1": NEUES_PASSWORT,
        "password2": NOCH_EINMAL,
    }


class PasswortFestlegen(InWorten, allauth_forms.SetPasswordForm):
    worte = {"password1": NEUES_PASSWORT, "password2": NOCH_EINMAL}


class PasswortVergessen(InWorten, allauth_forms.ResetPasswordForm):
    worte = {"email": EMAIL}


class PasswortNeu(InWorten, allauth_forms.ResetPasswordKeyForm):
    worte = {"password1": NEUES_PASSWORT, "password2": NOCH_EINMAL}


class NochEinmalAnmelden(InWorten, allauth_forms.ReauthenticateForm):
    worte = {"password": PASSWORT}
