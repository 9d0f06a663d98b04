from typing import Any

from django.views.generic import ListView

from .. import rechte
from ..filters import FACETTEN, SORTIERUNGEN, ProjektFilter
from ..models import ProjektQuerySet
from ..vorschlaege import vorschlagen

JE_SEITE = 12


class ProjektListe(ListView):
    template_name = "projekte/liste.html"
    context_object_name = "projekte"
    paginate_by = JE_SEITE
    page_kwarg = "seite"

    def get_queryset(self) -> ProjektQuerySet:
        self.filter = ProjektFilter(self.request.GET, queryset=rechte.oeffentliche().fuer_karten())
        return self.filter.qs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kontext = super().get_context_data(**kwargs)
        self.filter.auswahl_beschriften()
        kontext |= {
            "filter": self.filter,
            "aktive": self._aktive(),
            "sortierung": SORTIERUNGEN[self.filter.reihenfolge],
            "anzahl": kontext["paginator"].count,
        }
        return kontext if kontext["anzahl"] else kontext | self._ohne_treffer()

    def _ohne_treffer(self) -> dict[str, Any]:
        """What helps: leaving out one filter, or other words if it is the words that find nothing."""
        lockerungen = self._lockerungen()
        text = self.filter.werte.get("q", "")
        woerter_finden = any(ohne["name"] != "q" for ohne in lockerungen)
        return {"lockerungen": lockerungen, "vorschlaege": None if woerter_finden else vorschlagen(text)}

    def _aktive(self) -> list[dict[str, str]]:
        """The filters in force, each with the address of the list without it."""
        felder = self.filter.form.fields
        return [
            {
                "name": str(felder[name].label),
                "wert": self._in_worten(name, wert),
                "url": self._ohne(name),
            }
            for name, wert in self.filter.werte.items()
            if name != "sortierung"
        ]

    def _in_worten(self, name: str, wert: Any) -> str:
        if name == "q":
            return f"„{wert}“"
        return str(dict(self.filter.filters[name].extra.get("choices", ())).get(wert, wert))

    def _ohne(self, *namen: str) -> str:
        abfrage = self.request.GET.copy()
        for name in (*namen, self.page_kwarg):
            abfrage.pop(name, None)
        return f"?{abfrage.urlencode()}"

    def _lockerungen(self) -> list[dict[str, Any]]:
        """Without hits: which single filter stands in the way, and what leaving it out would give."""
        werte = self.filter.werte
        versuche = [name for name in ("q", *FACETTEN, "kommune") if name in werte]
        ergebnisse = []
        for name in versuche if len(versuche) > 1 else ():
            if anzahl := self.filter.gefiltert(ohne=name).count():
                wert = self._in_worten(name, werte[name])
                ergebnisse.append({"name": name, "wert": wert, "anzahl": anzahl, "url": self._ohne(name)})
        return ergebnisse
