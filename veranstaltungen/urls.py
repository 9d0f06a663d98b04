from django.urls import URLPattern

app_name = "veranstaltungen"
urlpatterns: list[URLPattern] = []
