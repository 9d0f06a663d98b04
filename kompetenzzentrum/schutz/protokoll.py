"""What goes into the log of the portal."""

import logging
from typing import Any

import psycopg


class OhneEinzelheiten(logging.Formatter):
    """Leaves out what PostgreSQL adds as DETAIL: the values somebody typed in, as "Key (email)=(…) already exists"."""

    def formatException(self, ei: Any) -> str:
        text = super().formatException(ei)
        fehler: BaseException | None = ei[1]
        while fehler is not None:
            if isinstance(fehler, psycopg.Error) and fehler.diag.message_detail:
                text = text.replace(fehler.diag.message_detail, "…")
            fehler = fehler.__cause__ or fehler.__context__
        return text
