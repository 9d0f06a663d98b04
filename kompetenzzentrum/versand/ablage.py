"""Mail into files: the default while no mail server is configured, and a way to read what was sent."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmlAblage(BaseEmailBackend):
    """Each mail becomes one `.eml` file that any mail program opens.

    Folder and files are for our account alone: mails carry links that stand in for a password.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verzeichnis = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.verzeichnis.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.verzeichnis.stat().st_uid == os.geteuid():
            self.verzeichnis.chmod(0o700)
        for email in email_messages:
            zeit = timezone.localtime().strftime("%Y-%m-%d_%H-%M-%S-%f")
            betreff = re.sub(r"[^\w]+", "-", str(email.subject))[:60].strip("-")
            ziel = self.verzeichnis / f"{zeit}_{betreff}.eml"
            vorlaeufig = ziel.with_suffix(".teil")
            vorlaeufig.touch(mode=0o600)
            vorlaeufig.write_bytes(email.message().as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            vorlaeufig.rename(ziel)
        return len(email_messages)

    def close(self) -> None:
        """Nothing stays open."""
