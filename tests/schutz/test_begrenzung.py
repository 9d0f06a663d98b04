import threading
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.core.cache import cache, caches
from django.db import connection
from django.test import RequestFactory

from kompetenzzentrum.schutz import begrenzung
from kompetenzzentrum.schutz.models import Zaehler
from kompetenzzentrum.schutz.zwischenspeicher import AusfallsichererSpeicher


@pytest.fixture
def ohne_valkey(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache points at a port where nobody listens."""
    speicher = AusfallsichererSpeicher("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.2}})
    monkeypatch.setattr(caches._connections, "default", speicher, raising=False)
    monkeypatch.setattr(AusfallsichererSpeicher, "_pause_bis", 0.0)


@pytest.mark.django_db
def test_valkey_counts_and_forgets(settings: Any, time_machine: Any) -> None:
    settings.BEGRENZUNGEN = {"x": (2, 60)}
    time_machine.move_to("2026-05-04T10:00:00Z", tick=False)
    assert [begrenzung.ueberschritten("x", "a") for _ in range(3)] == [False, False, True]
    assert Zaehler.objects.count() == 0
    time_machine.shift(61)
    assert not begrenzung.ueberschritten("x", "a")


@pytest.mark.django_db
def test_postgresql_counts_while_valkey_is_away(settings: Any, ohne_valkey: None) -> None:
    settings.BEGRENZUNGEN = {"x": (2, 60)}
    assert [begrenzung.ueberschritten("x", "a") for _ in range(3)] == [False, False, True]
    assert Zaehler.objects.get().anzahl == 3


@pytest.mark.django_db
def test_the_cache_itself_survives_the_loss_of_valkey(ohne_valkey: None) -> None:
    cache.set("k", {"wert": 1}, 60)
    assert cache.get("k") == {"wert": 1}
    assert cache.add("k", 2) is False
    cache.delete("k")
    assert cache.get("k", "nichts") == "nichts"


@pytest.mark.django_db(transaction=True)
def test_parallel_counts_never_share_a_number(ohne_valkey: None) -> None:
    stand: list[int] = []

    def zaehlen() -> None:
        stand.append(Zaehler.objects.erhoehen("gleich", 60))
        connection.close()

    faeden = [threading.Thread(target=zaehlen) for _ in range(10)]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    assert sorted(stand) == list(range(1, 11))


@pytest.mark.parametrize(
    ("proxies", "kette", "erwartet"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_only_as_many_proxies_are_believed_as_there_are(
    rf: RequestFactory, settings: Any, proxies: int, kette: str, erwartet: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert begrenzung.absender(rf.get("/", HTTP_X_FORWARDED_FOR=kette)) == erwartet


@pytest.mark.parametrize(
    ("angabe", "erwartet"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"),
        ("[2001:db8:1:2::7]:443", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:1234", "203.0.113.9"),
        ("unknown", "127.0.0.1"),
        ("\x00", "127.0.0.1"),
        ("999.1.1.1", "127.0.0.1"),
    ],
)
def test_a_household_counts_as_one_sender(rf: RequestFactory, settings: Any, angabe: str, erwartet: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    anfrage = rf.get("/", HTTP_X_FORWARDED_FOR=angabe)
    assert begrenzung.absender(anfrage) == erwartet
    assert get_adapter().get_client_ip(anfrage) == erwartet


def test_behind_a_socket_there_is_no_address(rf: RequestFactory) -> None:
    assert begrenzung.absender(rf.get("/", REMOTE_ADDR="")) == ""


def test_other_spellings_are_the_same_mailbox() -> None:
    schreibweisen = ("Ada@Example.org", "ada@example.org", "ada+eins@example.org")
    assert {begrenzung.postfach(adresse) for adresse in schreibweisen} == {"ada@example.org"}
    assert begrenzung.postfach("ada+eins@example.org") != begrenzung.postfach("ada@example.com")
