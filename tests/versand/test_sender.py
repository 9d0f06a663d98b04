import threading
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

import pytest
from django.db import connection
from django.utils import timezone
from kombu.simple import SimpleQueue

from kompetenzzentrum.celery import app
from kompetenzzentrum.datenschutz import verzeichnis
from kompetenzzentrum.konten.mails import Kontomail
from kompetenzzentrum.versand import mail as mailmodul
from kompetenzzentrum.versand import sender
from kompetenzzentrum.versand.darstellung import nachricht_bauen
from kompetenzzentrum.versand.mail import Anhang, Mail
from kompetenzzentrum.versand.models import Inhalt, Nachricht
from kompetenzzentrum.versand.postausgang import Einzelsendung, einreihen, noch_einmal, verschiedene_einreihen, wecken
from kompetenzzentrum.versand.tasks import postausgang_leeren
from tests.postamt import Postamt
from veranstaltungen.tasks import warteliste

pytestmark = pytest.mark.django_db


@pytest.fixture
def Rundbrief(monkeypatch: pytest.MonkeyPatch) -> type[Mail]:
    monkeypatch.setattr(mailmodul, "_arten", dict(mailmodul._arten))

    @dataclass(frozen=True, kw_only=True)
    class Rundbrief(Mail):
        art = "test.rundbrief"
        betreff = "Neues für {{ name }}"
        vorlage = "konten/mails/kontomail.txt"
        name: str
        text_konto: str = "Guten Tag & willkommen"

        @classmethod
        def beispiel(cls) -> Self:
            return cls(name="Ada")

        def anhaenge(self) -> list[Anhang]:
            return [Anhang("termin.ics", b"BEGIN:VCALENDAR", "text/calendar; method=REQUEST")]

    return Rundbrief


def konto(n: int = 1) -> Nachricht:
    einreihen(Kontomail.beispiel(), an=f"person{n}@example.org", schluessel=f"test:{n}")
    return Nachricht.objects.get(schluessel=f"test:{n}")


def test_a_mail_arrives_once_with_text_and_html(postamt: Postamt) -> None:
    nachricht = konto()
    assert sender.leeren() == 1
    assert sender.leeren() == 0
    [email] = postamt.post
    assert email["To"] == "person1@example.org"
    assert email["Subject"] == "Bitte bestätigen Sie Ihre E-Mail-Adresse"
    assert email["Auto-Submitted"] == "auto-generated"
    assert "Guten Tag" in email.get_body(("plain",)).get_content()
    assert "<p>bitte" in email.get_body(("html",)).get_content()
    nachricht.refresh_from_db()
    assert nachricht.zustand == "gesendet"


def test_the_same_key_is_stored_and_sent_once(postamt: Postamt) -> None:
    assert konto(1).pk == konto(1).pk
    sender.leeren()
    konto(1)
    sender.leeren()
    assert len(postamt.post) == 1


def test_confidential_values_are_gone_after_sending(postamt: Postamt) -> None:
    nachricht = konto()
    sender.leeren()
    nachricht.refresh_from_db()
    assert nachricht.kontext == {}


def test_attachment_keeps_its_type_and_text_is_not_escaped(postamt: Postamt, Rundbrief: Any) -> None:
    einreihen(Rundbrief(name="Höxter & Co"), an="a@example.org", schluessel="r:1")
    sender.leeren()
    [email] = postamt.post
    assert email["Subject"] == "Neues für Höxter & Co"
    assert "Guten Tag & willkommen" in email.get_body(("plain",)).get_content()
    assert "Guten Tag &amp; willkommen" in email.get_body(("html",)).get_content()
    [kalender] = email.iter_attachments()
    assert kalender.get_content_type() == "text/calendar"
    assert kalender.get_param("method") == "REQUEST"


def test_bulk_mail_carries_one_line_one_click_headers(postamt: Postamt, Rundbrief: Any) -> None:
    adresse = "https://portal.example.org/newsletter/abmelden/" + "t" * 60 + "/"
    inhalt = Inhalt.objects.create(betreff="Heft 1", text="x", html="x")
    einreihen(Rundbrief(name="A"), an="a@example.org", schluessel="n:1", inhalt=inhalt, abmelden_url=adresse)
    sender.leeren()
    [email] = postamt.post
    assert email["List-Unsubscribe"] == f"<{adresse}>"
    assert f"\r\nList-Unsubscribe: <{adresse}>\r\n".encode() in postamt.roh[0]
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_priority_goes_first_and_future_mail_waits(postamt: Postamt) -> None:
    einreihen(
        Kontomail.beispiel(), an="spaet@example.org", schluessel="s", faellig_ab=timezone.now() + timedelta(days=1)
    )
    einreihen(Kontomail.beispiel(), an="masse@example.org", schluessel="m", prioritaet=Nachricht.Prioritaet.MASSE)
    einreihen(Kontomail.beispiel(), an="sofort@example.org", schluessel="k", prioritaet=Nachricht.Prioritaet.SOFORT)
    sender.leeren()
    assert [email["To"] for email in postamt.post] == ["sofort@example.org", "masse@example.org"]


def test_a_refused_recipient_ends_and_does_not_stop_the_others(postamt: Postamt) -> None:
    abgelehnt = konto(1)
    konto(2)
    postamt.antwort_rcpt["person1@example.org"] = "550 unbekannt"
    assert sender.leeren() == 1
    abgelehnt.refresh_from_db()
    assert abgelehnt.zustand == "unzustellbar"
    assert "unbekannt" in abgelehnt.letzter_fehler


def test_a_passing_error_is_tried_again_later_each_time(postamt: Postamt) -> None:
    nachricht = konto()
    postamt.antwort_data = "451 später"
    assert sender.leeren() == 0
    nachricht.refresh_from_db()
    assert (nachricht.zustand, nachricht.versuche) == ("wartet", 1)
    assert nachricht.faellig_ab > timezone.now() + timedelta(seconds=50)
    Nachricht.objects.update(faellig_ab=timezone.now())
    postamt.antwort_data = ""
    assert sender.leeren() == 1


def test_a_dropped_line_costs_an_attempt_but_no_mail(postamt: Postamt) -> None:
    nachricht = konto()
    postamt.abreissen = True
    sender.leeren()
    nachricht.refresh_from_db()
    assert (nachricht.zustand, nachricht.versuche) == ("wartet", 1)


def test_without_a_server_everything_waits_untouched(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    nachricht = konto()
    assert sender.leeren() == 0
    nachricht.refresh_from_db()
    assert (nachricht.zustand, nachricht.versuche) == ("wartet", 0)


@pytest.mark.parametrize(
    "kaputt",
    [{"kontext": {"titel": "nur die Hälfte"}}, {"art": "gibt.es.nicht"}, {"an": "a@" + "ı" * 63 + ".de"}],
    ids=["values of an older version", "kind of a newer version", "address that no server can be asked for"],
)
def test_whatever_is_wrong_with_one_mail_the_others_go_on(postamt: Postamt, kaputt: dict[str, Any]) -> None:
    schlecht = konto(1)
    Nachricht.objects.filter(pk=schlecht.pk).update(prioritaet=Nachricht.Prioritaet.SOFORT, **kaputt)
    konto(2)
    assert sender.leeren() == 1
    schlecht.refresh_from_db()
    assert (schlecht.zustand, schlecht.versuche) == ("wartet", 1)
    Nachricht.objects.filter(pk=schlecht.pk).update(versuche=10, faellig_ab=timezone.now())
    sender.leeren()
    schlecht.refresh_from_db()
    assert schlecht.zustand == "unzustellbar"


def test_a_refused_sender_is_our_fault_and_costs_no_mail(postamt: Postamt) -> None:
    nachricht = konto()
    postamt.antwort_absender = "550 Absender nicht erlaubt"
    assert sender.leeren() == 0
    nachricht.refresh_from_db()
    assert (nachricht.zustand, nachricht.versuche) == ("wartet", 0)


def test_what_nobody_wants_to_read_any_more_is_withdrawn(postamt: Postamt) -> None:
    jetzt = timezone.now()
    for name, verfaellt_am in (("zu.spaet", jetzt), ("rechtzeitig", jetzt + timedelta(hours=1))):
        sendung = Einzelsendung(Kontomail.beispiel(), f"{name}@example.org", name)
        verschiedene_einreihen([sendung], verfaellt_am=verfaellt_am)
    assert sender.leeren() == 1
    [email] = postamt.post
    assert email["To"] == "rechtzeitig@example.org"
    spaet = Nachricht.objects.get(schluessel="zu.spaet")
    assert (spaet.zustand, spaet.kontext) == (Nachricht.Zustand.ZURUECKGEZOGEN, {})


def test_many_different_mails_go_behind_what_a_single_person_waits_for(postamt: Postamt) -> None:
    konto(7)
    sendungen = [Einzelsendung(Kontomail.beispiel(), f"person{n}@example.org", f"test:{n}") for n in range(3)]
    verschiedene_einreihen(sendungen)
    verschiedene_einreihen(sendungen)
    konto(8)
    assert sender.leeren() == 5
    assert [email["To"] for email in postamt.post] == [f"person{n}@example.org" for n in (7, 8, 0, 1, 2)]


@pytest.mark.django_db(transaction=True)
def test_a_long_queue_lets_other_jobs_through_and_goes_on(postamt: Postamt, monkeypatch: pytest.MonkeyPatch) -> None:
    geweckt: list[bool] = []
    monkeypatch.setattr(sender, "wecken", lambda: geweckt.append(True))
    monkeypatch.setattr(sender, "HOECHSTDAUER_SEKUNDEN", 0)
    konto()
    assert (sender.leeren(), geweckt) == (0, [True])
    monkeypatch.setattr(sender, "HOECHSTDAUER_SEKUNDEN", 20)
    assert (sender.leeren(), geweckt) == (1, [True])


def test_other_jobs_overtake_the_mails_that_wait_for_the_worker() -> None:
    """On the broker itself: a check of the waiting list, queued after fifty calls of the sender, is fetched first."""
    name = f"probe-{uuid.uuid4()}"
    for _ in range(50):
        postausgang_leeren.apply_async(queue=name)
    warteliste.apply_async(queue=name)
    with app.connection_for_read() as verbindung, SimpleQueue(verbindung, name) as warteschlange:
        erste = warteschlange.get(timeout=5)
        assert erste.headers["task"] == "veranstaltungen.warteliste"
        erste.ack()
        warteschlange.clear()


def test_undeliverable_mail_can_be_sent_again(postamt: Postamt) -> None:
    nachricht = konto(1)
    postamt.antwort_rcpt["person1@example.org"] = "550 unbekannt"
    sender.leeren()
    postamt.antwort_rcpt.clear()
    assert noch_einmal(Nachricht.objects.all()) == 1
    assert sender.leeren() == 1
    nachricht.refresh_from_db()
    assert nachricht.zustand == "gesendet"
    assert noch_einmal(Nachricht.objects.all()) == 0


def test_retention(postamt: Postamt) -> None:
    """After 30 days address and values go, the key stays; undeliverable tokens go after three days."""
    gesendet, unzustellbar, wartet = konto(1), konto(2), konto(3)
    Nachricht.objects.filter(pk=gesendet.pk).update(zustand="gesendet")
    Nachricht.objects.filter(pk=unzustellbar.pk).update(zustand="unzustellbar")
    bestand = verzeichnis.bestand("versand.Nachricht")
    assert set(bestand.faellig(timezone.now() + timedelta(days=2))) == set()
    assert set(bestand.faellig(timezone.now() + timedelta(days=4))) == {unzustellbar}
    assert set(bestand.faellig(timezone.now() + timedelta(days=31))) == {gesendet, unzustellbar}
    assert bestand.loeschen(bestand.faellig(timezone.now() + timedelta(days=31))) == 2
    assert set(Nachricht.objects.exclude(an="")) == {wartet}
    assert set(bestand.faellig(timezone.now() + timedelta(days=31))) == set()


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_share_the_work(postamt: Postamt) -> None:
    for n in range(40):
        konto(n)

    def senden() -> None:
        try:
            sender.leeren()
        finally:
            connection.close()

    faeden = [threading.Thread(target=senden) for _ in range(4)]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    assert sorted(email["To"] for email in postamt.post) == sorted(f"person{n}@example.org" for n in range(40))


def test_every_declared_mail_renders_its_example(postamt: Postamt) -> None:
    """Whatever any app declares: its example survives JSON, renders and is accepted by a mail server."""
    arten = mailmodul.arten()
    for art, klasse in arten.items():
        inhalt = Inhalt.objects.create(betreff="Betreff", text="Text", html="<p>Text</p>")
        einreihen(klasse.beispiel(), an="a@example.org", schluessel=art, inhalt=inhalt)
    assert sender.leeren() == len(arten)
    assert all(email["Subject"].strip() for email in postamt.post)


@pytest.mark.parametrize("art", sorted(set(mailmodul.arten()) - {""}))
def test_no_value_of_a_mail_is_hidden_by_the_frame(art: str) -> None:
    """Every address that a mail carries stands in its text, and no field has a name that the frame uses."""
    beispiel = mailmodul.arten()[art].beispiel()
    werte = beispiel.als_kontext()
    assert not werte.keys() & {"inhalt", "abmelden_url", "PORTAL_NAME", "PORTAL_URL", "DEMO", "betreff", "text"}
    inhalt = Inhalt.objects.create(betreff="Betreff", text="Text", html="<p>Text</p>")
    einreihen(beispiel, an="a@example.org", schluessel=art, inhalt=inhalt)
    text = nachricht_bauen(Nachricht.objects.get()).body
    for wert in werte.values():
        if str(wert).startswith("https://"):
            assert str(wert) in text


def test_one_call_does_for_all_that_comes_before_the_worker_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    rufe: list[dict[str, Any]] = []
    monkeypatch.setattr(postausgang_leeren, "apply_async", lambda **werte: rufe.append(werte))
    for _ in range(3):
        wecken()
    assert len(rufe) == 1
    postausgang_leeren()
    wecken()
    assert len(rufe) == 2
