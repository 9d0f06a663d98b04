"""Sessions as Django keeps them, deaf to cookies it cannot have set."""

import re

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """A NUL in the cookie would end in an error of the database; a refused key is taken out of the browser."""
        return bool(re.fullmatch(r"[a-z0-9]{8,40}", key or ""))
