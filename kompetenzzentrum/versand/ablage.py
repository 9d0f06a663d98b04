"""Mail into files: the default while no mail server is configured, and a way to read what was sent."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmlAblage(BaseEmailBackend):
    """Each mail becomes one `.eml` file that any mail program opens."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verzeichnis = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.verzeichnis.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            zeit = timezone.localtime().strftime("%Y-%m-%d_%H-%M-%S-%f")
            betreff = re.sub(r"[^\w]+", "-", str(email.subject))[:60].strip("-")
            ziel = self.verzeichnis / f"{zeit}_{betreff}.eml"
            vorlaeufig = ziel.with_suffix(".teil")
            vorlaeufig.write_bytes(email.message().as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            vorlaeufig.rename(ziel)
        return len(email_messages)

    def close(self) -> None:
        """Nothing stays open."""
