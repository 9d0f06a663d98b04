from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from kompetenzzentrum.oberflaeche.schnittstelle import unbekannt
from kompetenzzentrum.portal import api

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("kommunen/", include("kommunen.urls")),
    path("projekte/", include("projekte.urls")),
    path("veranstaltungen/schreibtisch/", include("veranstaltungen.urls_schreibtisch")),
    path("veranstaltungen/", include("veranstaltungen.urls")),
    path("mediathek/", include("veranstaltungen.urls_mediathek")),
    path("api/v1/", api.urls),
    path("api/", unbekannt),
    path("api/<path:rest>", unbekannt),
    path("anmeldungen/", include("veranstaltungen.urls_anmeldungen")),
    path("beratung/", include("kompetenzzentrum.beratung.urls")),
    path("newsletter/", include("kompetenzzentrum.newsletter.urls")),
    path("konto/", include("allauth.account.urls")),
    # The admin's own page knows neither limit nor warning mail.
    path("verwaltung/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("verwaltung/", admin.site.urls),
    path("", include("kompetenzzentrum.inhalte.urls")),
    path("", include("kompetenzzentrum.portal.urls")),
]

handler400 = "kompetenzzentrum.oberflaeche.ansichten.fehler_400"
handler403 = "kompetenzzentrum.oberflaeche.ansichten.fehler_403"
handler404 = "kompetenzzentrum.oberflaeche.ansichten.fehler_404"
handler429 = "kompetenzzentrum.konten.anmeldeweg.zu_oft"  # asked for by allauth
handler500 = "kompetenzzentrum.oberflaeche.ansichten.fehler_500"
