from django.urls import URLPattern

app_name = "beratung"
urlpatterns: list[URLPattern] = []
