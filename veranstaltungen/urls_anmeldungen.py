from django.urls import URLPattern

app_name = "anmeldungen"
urlpatterns: list[URLPattern] = []
