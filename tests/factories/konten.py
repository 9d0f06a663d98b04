import factory
from allauth.account.models import EmailAddress

from kompetenzzentrum.konten.models import Nutzer, Rolle

PASSWORT = "ein langer satz am morgen"


class NutzerFactory(factory.django.DjangoModelFactory[Nutzer]):
    """A person with a confirmed address; `NutzerFactory(rolle=Rolle.REDAKTION)`."""

    class Meta:
        model = Nutzer
        skip_postgeneration_save = True

    email = factory.Sequence(lambda nummer: f"person{nummer}@example.org")
    name = factory.Sequence(lambda nummer: f"Person {nummer}")

    @factory.post_generation
    def passwort(self: Nutzer, create: bool, wert: str | None, **kwargs: object) -> None:  # type: ignore[misc]
        self.set_password(wert or PASSWORT)
        self.save()

    @factory.post_generation
    def rolle(self: Nutzer, create: bool, wert: Rolle | None, **kwargs: object) -> None:  # type: ignore[misc]
        if wert:
            self.rollenzuweisungen.create(rolle=wert)

    @factory.post_generation
    def bestaetigt(self: Nutzer, create: bool, wert: bool | None, **kwargs: object) -> None:  # type: ignore[misc]
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=wert is not False)
