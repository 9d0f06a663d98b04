"""Keeping entries alive: once a year whoever looks after a project is asked whether it is still so, and when mail to
the contact comes back, a new contact is looked for. Answered by a link, without a login.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from kommunen.mitgliedschaft import kommunen_mit_mitgliedern, mitglieder_von
from kompetenzzentrum.oberflaeche.texte import datum_lang
from kompetenzzentrum.versand.mail import Mail
from kompetenzzentrum.versand.models import Nachricht
from kompetenzzentrum.versand.postausgang import adresse, einreihen

from . import pflege, rechte
from .mails_nachfrage import KontaktGesucht, Nachgefragt
from .models import NACHFRAGEN_NACH, ZUSTAENDE_MIT_GRUND, Beteiligung, Nachfrage, Projekt, ProjektQuerySet

ERINNERN_NACH = timedelta(weeks=3)
KENNZEICHNEN_NACH = timedelta(weeks=6)
JE_LAUF = 200
"""Questions of one day: a large import a year ago becomes no flood of mail."""
NACHRICHT_HOECHSTENS = 3000


class SchonBeantwortet(Exception):
    """Somebody was faster, or a newer question has taken the place of this one."""


def ansprechstelle(projekt: Projekt) -> list[str]:
    """Mail addresses of whoever looks after the project: its contact, while mail arrives there; else the members of
    the leading municipality. Up to three queries."""
    if projekt.kontakt_email and not projekt.kontakt_gestoert_am:
        return [projekt.kontakt_email]
    fuehrend = projekt.federfuehrung
    return [mitglied.email for mitglied in mitglieder_von([fuehrend])] if fuehrend else []


def faellige(heute: date) -> ProjektQuerySet:
    """Running projects in the catalogue whose oldest confirmation is more than a year ago, and that nobody was asked
    about for a year. Never confirmed counts from the publication. Those that nobody can be asked about are left out.
    """
    gefragt = Nachfrage.objects.filter(
        projekt=OuterRef("pk"), anlass=Nachfrage.Anlass.JAHR, gestellt_am__date__gte=heute - NACHFRAGEN_NACH
    )
    fuehrende = Beteiligung.objects.filter(
        projekt=OuterRef("pk"),
        federfuehrend=True,
        kommune__in=kommunen_mit_mitgliedern(),
    )
    return (
        _veraltet(rechte.oeffentliche(), heute)
        .filter(Q(kontakt_gestoert_am=None) & ~Q(kontakt_email="") | Exists(fuehrende))
        .exclude(Exists(gefragt))
        .exclude(ist_beispiel=True)
    )


def _veraltet(projekte: ProjektQuerySet, heute: date) -> ProjektQuerySet:
    return (
        projekte.exclude(zustand__in=ZUSTAENDE_MIT_GRUND)
        .annotate(seit=Coalesce("bestaetigt_am", TruncDate("veroeffentlicht_am")))
        .filter(seit__lt=heute - NACHFRAGEN_NACH)
        .order_by("seit", "pk")
    )


def taeglich(jetzt: datetime | None = None) -> dict[str, int]:
    """Ask, remind, label. Each step is a transaction of its own, and running twice does nothing twice."""
    jetzt = jetzt or timezone.now()
    heute = timezone.localdate(jetzt)
    schluessel = list(faellige(heute).values_list("pk", flat=True)[:JE_LAUF])
    gestellt = sum(_jahresfrage(pk, jetzt) for pk in schluessel)
    return {"gestellt": gestellt, "erinnert": _erinnern(jetzt), "gekennzeichnet": _kennzeichnen(jetzt)}


@transaction.atomic
def _jahresfrage(pk: int, jetzt: datetime) -> bool:
    """Ask, if it is still due: meanwhile it may have been confirmed, archived or finished."""
    Projekt.objects.select_for_update(no_key=True).filter(pk=pk).first()
    projekt = faellige(timezone.localdate(jetzt)).filter(pk=pk).first()
    return projekt is not None and stellen(projekt, jetzt=jetzt) is not None


@transaction.atomic
def stellen(
    projekt: Projekt, *, anlass: Nachfrage.Anlass = Nachfrage.Anlass.JAHR, jetzt: datetime | None = None
) -> Nachfrage | None:
    """Send the question to whoever looks after the project. None if it has just been asked, or nobody can be."""
    jetzt = jetzt or timezone.now()
    projekt = Projekt.objects.select_for_update(no_key=True).get(pk=projekt.pk)
    offene = projekt.nachfragen.filter(anlass=anlass, beantwortet_am=None, erledigt_am=None)
    if offene.filter(gestellt_am__gt=jetzt - NACHFRAGEN_NACH).exists():
        return None
    offene.delete()  # nobody answered last year
    empfaenger = ansprechstelle(projekt)
    sucht = anlass == Nachfrage.Anlass.KONTAKT
    if not empfaenger and not sucht:
        return None
    nachfrage = projekt.nachfragen.create(anlass=anlass, gestellt_am=jetzt, fuer_redaktion=not empfaenger)
    _mailen(nachfrage, empfaenger, "frage")
    return nachfrage


def _mailen(nachfrage: Nachfrage, empfaenger: list[str], schritt: str) -> None:
    mail = _mail(nachfrage, erinnerung=schritt == "erinnerung")
    for nummer, an in enumerate(empfaenger, start=1):
        einreihen(mail, an=an, schluessel=f"projekte:nachfrage:{nachfrage.pk}:{schritt}:{nummer}")


def _mail(nachfrage: Nachfrage, *, erinnerung: bool) -> Mail:
    projekt = nachfrage.projekt
    antwort_url = adresse(nachfrage.token_url)
    if nachfrage.anlass == Nachfrage.Anlass.KONTAKT:
        return KontaktGesucht(titel=projekt.titel, stelle=projekt.kontakt_funktion, antwort_url=antwort_url)
    return Nachgefragt(
        titel=projekt.titel,
        zustand=projekt.get_zustand_display(),
        kosten=", ".join(filter(None, (projekt.get_kosten_einmalig_display(), projekt.get_kosten_jaehrlich_display()))),
        kontakt=", ".join(filter(None, (projekt.kontakt_funktion, projekt.kontakt_email))),
        bestaetigt_am=datum_lang(projekt.bestaetigt_am) if projekt.bestaetigt_am else "",
        antwort_url=antwort_url,
        projekt_url=adresse(projekt.get_absolute_url()),
        erinnerung=erinnerung,
    )


def _unbeantwortete(jetzt: datetime) -> "QuerySet[Nachfrage]":
    """Yearly questions that wait and still make sense: the project runs, and nobody confirmed it otherwise."""
    projekte = _veraltet(rechte.oeffentliche(), timezone.localdate(jetzt))
    return Nachfrage.objects.filter(
        anlass=Nachfrage.Anlass.JAHR, beantwortet_am=None, erledigt_am=None, projekt__in=projekte.values("pk")
    )


def _erinnern(jetzt: datetime) -> int:
    zu_erinnern = _unbeantwortete(jetzt).filter(erinnert_am=None, gestellt_am__lte=jetzt - ERINNERN_NACH)
    erinnert = 0
    for schluessel in list(zu_erinnern.values_list("pk", flat=True)):
        with transaction.atomic():
            nachfrage = (
                zu_erinnern.select_for_update(of=("self",)).select_related("projekt").filter(pk=schluessel).first()
            )
            if nachfrage is None:
                continue
            _mailen(nachfrage, ansprechstelle(nachfrage.projekt), "erinnerung")
            nachfrage.erinnert_am = jetzt
            nachfrage.save(update_fields=["erinnert_am"])
            erinnert += 1
    return erinnert


def _kennzeichnen(jetzt: datetime) -> int:
    """Label what nobody answered in six weeks; what nobody took over in that time becomes the editors' task."""
    grenze = jetzt - KENNZEICHNEN_NACH
    Nachfrage.objects.filter(
        anlass=Nachfrage.Anlass.KONTAKT, beantwortet_am=None, erledigt_am=None, gestellt_am__lte=grenze
    ).update(fuer_redaktion=True)
    ohne_antwort = _unbeantwortete(jetzt).filter(gestellt_am__lte=grenze)
    projekte = Projekt.objects.filter(pk__in=ohne_antwort.values("projekt"), unbeantwortet_seit=None)
    return pflege.markieren(projekte, unbeantwortet_seit=timezone.localdate(jetzt))


# --- the answers -----------------------------------------------------------------------------


@transaction.atomic
def stimmt(nachfrage: Nachfrage) -> None:
    """Everything is still so. Raises SchonBeantwortet, as the other answers do."""
    pflege.bestaetigen(nachfrage.projekt)
    _beantworten(nachfrage, Nachfrage.Antwort.STIMMT)


@transaction.atomic
def geaendert(nachfrage: Nachfrage, *, nachricht: str) -> None:
    """What has changed, in words; the editors write it down. Until then the entry stays as old as it is, but it is
    answered."""
    pflege.markieren(Projekt.objects.filter(pk=nachfrage.projekt_id), unbeantwortet_seit=None)
    _beantworten(nachfrage, Nachfrage.Antwort.GEAENDERT, nachricht, fuer_redaktion=True)


@transaction.atomic
def beendet(nachfrage: Nachfrage, *, grund: str) -> None:
    """The project is over; it says so at once, and the editors have a look."""
    pflege.beenden(nachfrage.projekt, grund=grund)
    _beantworten(nachfrage, Nachfrage.Antwort.BEENDET, grund, fuer_redaktion=True)


@transaction.atomic
def neuer_kontakt(nachfrage: Nachfrage, *, funktion: str, email: str) -> None:
    pflege.kontakt_setzen(nachfrage.projekt, funktion=funktion, email=email)
    _beantworten(nachfrage, Nachfrage.Antwort.KONTAKT)


def _beantworten(
    nachfrage: Nachfrage, antwort: Nachfrage.Antwort, nachricht: str = "", *, fuer_redaktion: bool = False
) -> None:
    """One UPDATE decides who was first."""
    geschrieben = Nachfrage.objects.filter(pk=nachfrage.pk, beantwortet_am=None, erledigt_am=None).update(
        antwort=antwort, beantwortet_am=timezone.now(), nachricht=nachricht, fuer_redaktion=fuer_redaktion
    )
    if not geschrieben:
        raise SchonBeantwortet


# --- contact lost ----------------------------------------------------------------------------


@transaction.atomic
def kontakt_gestoert(projekte: ProjektQuerySet) -> int:
    """Nobody is reached at the contact any more: say so, and look for a new one among the members of the leading
    municipality, else among the editors. Returns for how many projects the search began."""
    betroffen = list(projekte.filter(archiviert_am=None, kontakt_gestoert_am=None).values_list("pk", flat=True))
    gestoert = Projekt.objects.filter(pk__in=betroffen)
    pflege.markieren(gestoert, kontakt_gestoert_am=timezone.localdate())
    for projekt in gestoert:
        stellen(projekt, anlass=Nachfrage.Anlass.KONTAKT)
    return len(betroffen)


def unzustellbar(nachricht: Nachricht) -> None:
    """A mail server refused a mail of ours, whatever it was about: is the address that of a contact?"""
    if nachricht.an:
        kontakt_gestoert(Projekt.objects.filter(kontakt_email__iexact=nachricht.an))


# --- the editors' part -----------------------------------------------------------------------


def aufgaben() -> "QuerySet[Nachfrage]":
    """What the editors have to do, oldest first. A contact found meanwhile needs no search any more."""
    return (
        Nachfrage.objects.filter(fuer_redaktion=True, erledigt_am=None)
        .exclude(anlass=Nachfrage.Anlass.KONTAKT, projekt__kontakt_gestoert_am=None)
        .select_related("projekt")
        .order_by("gestellt_am", "pk")
    )


def erledigen(nachfrage: Nachfrage) -> None:
    Nachfrage.objects.filter(pk=nachfrage.pk, erledigt_am=None).update(erledigt_am=timezone.now())
