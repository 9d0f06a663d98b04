from django.http import HttpRequest, HttpResponse
from django.urls import path

from kompetenzzentrum.urls import *  # noqa: F403
from kompetenzzentrum.urls import urlpatterns as des_portals


def hallo(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hallo Welt")


urlpatterns = [path("hallo/", hallo), *des_portals]
