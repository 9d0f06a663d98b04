from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "kompetenzzentrum.newsletter"
    label = "newsletter"
    verbose_name = "Newsletter"
