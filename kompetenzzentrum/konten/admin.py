from typing import Any, ClassVar, cast

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import Group
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest

from kompetenzzentrum.datenschutz.models import Loeschlauf
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import noch_einmal

from .models import Nutzer, Rolle, Rollenzuweisung
from .rechte import hat_rolle

FRAGEN = ("exact", "isnull", "gte", "lt", "year", "month", "day")
"""What the links of list_filter and date_hierarchy ask of a field."""


class RollenRechte:
    """For ModelAdmins and inlines: the roles named in `rollen` may do everything, nobody else sees it.

    Betrieb is not implied: where it may act it is named.
    """

    rollen: ClassVar[tuple[Rolle, ...]] = ()

    def _darf(self, request: HttpRequest) -> bool:
        return hat_rolle(request.user, *self.rollen)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._darf(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._darf(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._darf(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._darf(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._darf(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters on offer: Django would let every column be asked, even a password hash sign by sign."""
        verwaltung = cast("admin.ModelAdmin[Any]", self)
        namen = [verwaltung.date_hierarchy]
        for angebot in verwaltung.get_list_filter(request):  # a field, a field and its filter, or a filter of our own
            feld: Any = angebot[0] if isinstance(angebot, tuple) else angebot
            namen.append(getattr(feld, "parameter_name", feld))
        return any(lookup in (name, f"{name}__id__exact", *(f"{name}__{frage}" for frage in FRAGEN)) for name in namen)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)  # type: ignore[misc]
        except (ValueError, DataError) as fehler:  # a value that PostgreSQL cannot hold, like a NUL
            raise IncorrectLookupParameters from fehler

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The page itself, not Django's shortcut to it (see `verwaltung.py`)."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None


class RollenzuweisungInline(RollenRechte, admin.TabularInline):
    model = Rollenzuweisung
    rollen = (Rolle.BETRIEB,)
    extra = 0


@admin.register(Nutzer)
class NutzerAdmin(RollenRechte, admin.ModelAdmin):
    rollen = (Rolle.BETRIEB,)
    list_display = ["email", "name", "is_active", "last_login"]
    list_filter = ["is_active", "rollenzuweisungen__rolle"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active"]
    inlines = [RollenzuweisungInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Who has a login changes the address herself: a new one must be confirmed."""
        return ["email"] if obj else []

    def save_model(self, request: HttpRequest, obj: Nutzer, form: Any, change: bool) -> None:
        """A new person sets her own password by "Passwort vergessen"."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


class NurLesen(RollenRechte):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# The floors below konten know no roles, so their views for staff stand here.
@admin.register(Nachricht)
class NachrichtAdmin(NurLesen, admin.ModelAdmin):
    """The outbox: whether and when, never what was written."""

    rollen = (Rolle.BETRIEB,)
    list_display = ["schluessel", "an", "zustand", "prioritaet", "faellig_ab", "versuche", "gesendet_am"]
    list_filter = ["zustand", "art", "prioritaet"]
    search_fields = ["schluessel", "an"]
    fields = [
        "schluessel", "art", "an", "zustand", "prioritaet", "faellig_ab", "versuche", "letzter_fehler", "angelegt_am",
        "gesendet_am",
    ]  # fmt: skip
    show_full_result_count = False
    actions = ["noch_einmal_senden"]

    @admin.action(description="Unzustellbare noch einmal senden")
    def noch_einmal_senden(self, request: HttpRequest, nachrichten: QuerySet[Nachricht]) -> None:
        anzahl = noch_einmal(nachrichten)
        self.message_user(request, f"{anzahl} E-Mails werden noch einmal versucht.")


@admin.register(Loeschlauf)
class LoeschlaufAdmin(NurLesen, admin.ModelAdmin):
    rollen = (Rolle.DATENSCHUTZ, Rolle.BETRIEB)
    list_display = ["tag", "beendet_am", "geloescht", "fehler"]
    date_hierarchy = "tag"

    @admin.display(description="Gelöscht oder anonymisiert")
    def geloescht(self, obj: Loeschlauf) -> int:
        return sum(anzahl for anzahl in obj.ergebnis.values() if isinstance(anzahl, int))

    @admin.display(description="Fehler bei")
    def fehler(self, obj: Loeschlauf) -> str:
        return ", ".join(obj.fehlgeschlagen) or "keinem Bestand"


# Groups are not used (roles are), addresses belong to the person's own pages.
admin.site.unregister([EmailAddress, Group])
