from django.urls import URLPattern

app_name = "projekte"
urlpatterns: list[URLPattern] = []
