"""A real SMTP server that does what a test tells it to."""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Postamt:
    """Takes mails, or answers with `antwort_rcpt` / `antwort_data` when set."""

    def __init__(self) -> None:
        self.post: list[EmailMessage] = []
        self.roh: list[bytes] = []
        self.antwort_rcpt: dict[str, str] = {}
        self.antwort_data = ""
        self.antwort_absender = ""
        self.abreissen = False

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, optionen: list[str]
    ) -> str:
        if self.antwort_absender:
            return self.antwort_absender
        envelope.mail_from = address
        envelope.mail_options.extend(optionen)
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, optionen: Any) -> str:
        if address in self.antwort_rcpt:
            return self.antwort_rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.abreissen:
            server.transport.abort()
            return "421 weg"
        if self.antwort_data:
            return self.antwort_data
        self.roh.append(envelope.content)
        self.post.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def freier_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Amtsstube:
    """The server around a Postamt; can be closed and opened again on the same port."""

    def __init__(self) -> None:
        self.postamt = Postamt()
        self.port = freier_port()
        self.oeffnen()

    def oeffnen(self) -> None:
        self._waechter = Controller(self.postamt, hostname="127.0.0.1", port=self.port)
        self._waechter.start()

    def schliessen(self) -> None:
        self._waechter.stop()
