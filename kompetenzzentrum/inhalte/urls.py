from django.urls import URLPattern

app_name = "inhalte"
urlpatterns: list[URLPattern] = []
