"""Writing, trying and sending an issue: to the right people, once, as it was."""

from functools import partial
from typing import Any

import pytest

from kompetenzzentrum.newsletter.abonnement import abmelden, abmelden_url
from kompetenzzentrum.newsletter.ausgabe import (
    Konflikt,
    empfaengerinnen,
    fortschritt,
    loeschen,
    speichern,
    versenden,
    zur_probe_senden,
)
from kompetenzzentrum.newsletter.models import Abonnement, Ausgabe
from kompetenzzentrum.versand import sender
from kompetenzzentrum.versand.models import Nachricht
from tests.factories.newsletter import AbonnementFactory, AusgabeFactory, ThemaFactory, VersendeteAusgabeFactory
from tests.nebenlaeufigkeit.conftest import gleichzeitig
from tests.postamt import Postamt


@pytest.mark.django_db
def test_everybody_active_gets_one_mail() -> None:
    aktiv = AbonnementFactory.create_batch(3)
    AbonnementFactory(zustand=Abonnement.Zustand.UNBESTAETIGT)
    AbonnementFactory(zustand=Abonnement.Zustand.ABGEMELDET)
    ausgabe = versenden(AusgabeFactory(), version=1)
    assert ausgabe.empfaenger == 3
    assert set(Nachricht.objects.values_list("schluessel", "an", "prioritaet")) == {
        (f"newsletter:{ausgabe.pk}:{abo.pk}", abo.email, Nachricht.Prioritaet.MASSE) for abo in aktiv
    }


@pytest.mark.django_db
def test_topics_reach_who_chose_one_of_them_or_none() -> None:
    foerderung, praxis, termine = (ThemaFactory(slug=slug) for slug in ("foerderung", "praxis", "veranstaltungen"))
    alles, beides, anderes = (
        AbonnementFactory(),
        AbonnementFactory(themen=[foerderung, praxis]),
        AbonnementFactory(themen=[termine]),
    )
    assert set(empfaengerinnen(AusgabeFactory(themen=[foerderung, praxis]))) == {alles, beides}
    assert set(empfaengerinnen(AusgabeFactory())) == {alles, beides, anderes}


@pytest.mark.django_db
def test_a_sent_issue_is_never_sent_or_changed_again() -> None:
    AbonnementFactory()
    ausgabe = versenden(AusgabeFactory(), version=1)
    for nochmal in (
        partial(versenden, ausgabe, version=1),
        partial(loeschen, ausgabe, version=1),
        partial(speichern, titel="Neu", anreisser="", text="x", ausgabe=ausgabe, version=1),
    ):
        with pytest.raises(Konflikt, match="schon versendet"):
            nochmal()
    assert Nachricht.objects.count() == 1


@pytest.mark.django_db
def test_what_the_editor_did_not_see_is_not_sent() -> None:
    AbonnementFactory()
    ausgabe = AusgabeFactory()
    speichern(titel="Anders", anreisser="", text="Anders", ausgabe=ausgabe, version=1)
    with pytest.raises(Konflikt, match="inzwischen an anderer Stelle geändert"):
        versenden(ausgabe, version=1)
    assert not Nachricht.objects.exists()


@pytest.mark.django_db
def test_without_readers_it_stays_a_draft() -> None:
    ausgabe = AusgabeFactory()
    with pytest.raises(Konflikt, match="keine Abonnements"):
        versenden(ausgabe, version=1)
    ausgabe.refresh_from_db()
    assert ausgabe.ist_entwurf


@pytest.mark.django_db
def test_the_mail_as_it_arrives(postamt: Postamt, settings: Any) -> None:
    settings.PORTAL_URL = "https://kompetenzzentrum-digitale-kommunen.mit-langem-namen.example.org"
    abo = AbonnementFactory()
    ausgabe = versenden(AusgabeFactory(titel="Äpfel & Birnen"), version=1)
    sender.leeren()
    [brief], [roh] = postamt.post, postamt.roh
    assert brief["Subject"] == "Äpfel & Birnen"
    assert brief["List-Unsubscribe"] == f"<{abmelden_url(abo)}>"
    kopf = roh.partition(b"\r\n\r\n")[0].decode() + "\r\n"
    # On one line each: folded ones broke DKIM elsewhere.
    assert f"\r\nList-Unsubscribe: <{abmelden_url(abo)}>\r\n" in kopf
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in kopf
    text = brief.get_body(("plain",)).get_content().replace("\r\n", "\n")
    html = brief.get_body(("html",)).get_content()
    assert "Mehr dazu im Katalog [1].\n[1] " + settings.PORTAL_URL + "/projekte/\n" in text
    assert f'<a href="{settings.PORTAL_URL}/projekte/">im Katalog</a>' in html
    assert "<h2>Neu im Katalog</h2>" in html
    assert "Äpfel &amp; Birnen" in html
    for teil in (text, html):
        assert abmelden_url(abo) in teil
        assert settings.PORTAL_URL + ausgabe.get_absolute_url() in teil
    assert "<img" not in html


@pytest.mark.django_db
def test_what_is_sent_is_frozen(postamt: Postamt) -> None:
    AbonnementFactory()
    ausgabe = versenden(AusgabeFactory(text="So war es."), version=1)
    Ausgabe.objects.filter(pk=ausgabe.pk).update(text="Ganz anders.")
    sender.leeren()
    assert "So war es." in postamt.post[0].get_body(("plain",)).get_content()


@pytest.mark.django_db
def test_a_trial_goes_to_the_editor_alone(postamt: Postamt) -> None:
    AbonnementFactory()
    ausgabe = AusgabeFactory(titel="Noch nicht fertig")
    zur_probe_senden(ausgabe, an="redaktion@example.org")
    sender.leeren()
    [brief] = postamt.post
    assert (brief["To"], brief["Subject"]) == ("redaktion@example.org", "[Probe] Noch nicht fertig")
    assert brief["List-Unsubscribe"] is None
    ausgabe.refresh_from_db()
    assert ausgabe.ist_entwurf


@pytest.mark.django_db
def test_progress_counts_what_became_of_each_mail(postamt: Postamt) -> None:
    abos = AbonnementFactory.create_batch(3)
    ausgabe = versenden(AusgabeFactory(), version=1)
    abmelden(abos[0], seite="/x/")
    postamt.antwort_rcpt[abos[1].email] = "550 unbekannt"
    sender.leeren()
    assert fortschritt(ausgabe) == {
        "gesamt": 3, "wartet": 0, "gesendet": 1, "unzustellbar": 1, "zurueckgezogen": 1,
    }  # fmt: skip


@pytest.mark.django_db
def test_the_sender_goes_on_where_it_stopped(postamt: Postamt) -> None:
    AbonnementFactory.create_batch(3)
    versenden(AusgabeFactory(), version=1)
    postamt.antwort_data = "421 gleich wieder"
    sender.leeren()
    postamt.antwort_data = ""
    Nachricht.objects.update(faellig_ab="2026-01-01T00:00:00Z")
    sender.leeren()
    assert len({brief["To"] for brief in postamt.post}) == len(postamt.post) == 3


@pytest.mark.django_db
def test_sending_costs_the_same_for_one_and_for_many(django_assert_max_num_queries: object) -> None:
    AbonnementFactory.create_batch(50)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        versenden(AusgabeFactory(), version=1)
    assert Nachricht.objects.count() == 50


@pytest.mark.django_db
def test_addresses_of_issues_differ() -> None:
    erste = speichern(titel="Grüße aus Öhringen!", anreisser="", text="x")
    zweite = speichern(titel="Grüße aus Öhringen!", anreisser="", text="x")
    assert erste.slug.endswith("-gruesse-aus-oehringen")
    assert zweite.slug == erste.slug + "-2"
    assert speichern(titel="！？", anreisser="", text="x").slug


@pytest.mark.django_db(transaction=True)
def test_two_editors_send_at_the_same_moment_and_everybody_gets_one_mail() -> None:
    AbonnementFactory.create_batch(5)
    ausgabe = AusgabeFactory()
    ergebnisse = gleichzeitig([partial(versenden, ausgabe, version=1)] * 4)
    assert sum(isinstance(ergebnis, Ausgabe) for ergebnis in ergebnisse) == 1
    assert sum(isinstance(ergebnis, Konflikt) for ergebnis in ergebnisse) == 3
    assert Nachricht.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_who_signs_off_while_it_is_sent_gets_nothing() -> None:
    abo = AbonnementFactory()
    AbonnementFactory()
    ausgabe = AusgabeFactory()
    gleichzeitig([partial(versenden, ausgabe, version=1), partial(abmelden, abo, seite="/x/")])
    wartend = Nachricht.objects.filter(art="newsletter.ausgabe", zustand="wartet")
    assert abo.email not in wartend.values_list("an", flat=True)
    assert wartend.count() == 1


@pytest.mark.django_db
def test_an_archived_issue_keeps_its_frozen_content() -> None:
    ausgabe = VersendeteAusgabeFactory()
    assert ausgabe.titel in ausgabe.inhalt.text
