import os
import stat
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage

from kompetenzzentrum.versand.ablage import EmlAblage


def test_mails_in_files_are_for_our_own_account_alone(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path / "post")
    (tmp_path / "post").mkdir(mode=0o755)
    bisher = os.umask(0o022)
    try:
        EmlAblage().send_messages([EmailMessage("Betreff", "Text", "a@example.org", ["b@example.org"])])
    finally:
        os.umask(bisher)
    [brief] = (tmp_path / "post").iterdir()
    assert stat.S_IMODE(brief.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "post").stat().st_mode) == 0o700
    assert b"Subject: Betreff" in brief.read_bytes()
