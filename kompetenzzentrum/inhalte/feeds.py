from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed

from kompetenzzentrum.versand.postausgang import adresse

from .models import Meldung
from .rechte import oeffentliche_meldungen


class Neuigkeiten(Feed):
    feed_type = Atom1Feed
    title = f"Aktuelles – {settings.PORTAL_NAME}"
    subtitle = "Neuigkeiten für digitale Kommunen"
    link = settings.PORTAL_URL + "/"
    feed_url = reverse_lazy("inhalte:feed")

    def items(self) -> QuerySet[Meldung]:
        return oeffentliche_meldungen().defer("text")[:30]

    def item_title(self, item: Meldung) -> str:
        return f"Beispiel: {item.titel}" if item.ist_beispiel else item.titel

    def item_description(self, item: Meldung) -> str:
        return item.anreisser

    def item_link(self, item: Meldung) -> str:
        return adresse(item.get_absolute_url())

    def item_pubdate(self, item: Meldung) -> datetime | None:
        return item.veroeffentlicht_am

    def item_updateddate(self, item: Meldung) -> datetime:
        return item.geaendert_am
