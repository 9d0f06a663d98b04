"""Sessions as Django keeps them, deaf to cookies it cannot have set."""

from typing import Any

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: Any) -> bool:
        """A NUL in the cookie would end in an error of the database; a refused key is taken out of the browser."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()
