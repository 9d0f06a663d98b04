"""The mail server of `postamt.py` as a process of its own that can be killed.

`python -m tests.postamt_prozess PORT DATEI`: each mail is a line in DATEI (Message-ID and recipient) before the server
says that it took it.
"""

import signal
import sys
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.postamt import Postamt


class Eingangsbuch(Postamt):
    def __init__(self, datei: Path) -> None:
        super().__init__()
        self.datei = datei

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        antwort = await super().handle_DATA(server, session, envelope)
        brief = self.post.pop()
        with self.datei.open("a") as buch:
            buch.write(f"{brief['Message-ID']} {brief['To']}\n")
        return antwort


def main() -> None:
    port, datei = sys.argv[1:]
    Controller(Eingangsbuch(Path(datei)), hostname="127.0.0.1", port=int(port)).start()
    signal.pause()


if __name__ == "__main__":
    main()
