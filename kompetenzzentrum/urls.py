from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("kommunen/", include("kommunen.urls")),
    path("projekte/", include("projekte.urls")),
    path("veranstaltungen/", include("veranstaltungen.urls")),
    path("anmeldungen/", include("veranstaltungen.urls_anmeldungen")),
    path("beratung/", include("kompetenzzentrum.beratung.urls")),
    path("newsletter/", include("kompetenzzentrum.newsletter.urls")),
    path("konto/", include("allauth.account.urls")),
    path("verwaltung/", admin.site.urls),
    path("", include("kompetenzzentrum.inhalte.urls")),
    path("", include("kompetenzzentrum.portal.urls")),
]

handler400 = "kompetenzzentrum.oberflaeche.ansichten.fehler_400"
handler403 = "kompetenzzentrum.oberflaeche.ansichten.fehler_403"
handler404 = "kompetenzzentrum.oberflaeche.ansichten.fehler_404"
handler500 = "kompetenzzentrum.oberflaeche.ansichten.fehler_500"
