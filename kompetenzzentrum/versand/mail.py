"""What a mail is. Each app declares its own in `mails.py` as a frozen dataclass of primitive values."""

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Self

_arten: dict[str, type["Mail"]] = {}


@dataclass(frozen=True)
class Anhang:
    name: str
    inhalt: bytes
    typ: str
    """MIME type with its parameters, such as `text/calendar; method=REQUEST`; Django adds the charset."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """Base of all mails.

    A subclass sets `art` (stable key, `app.name`), `betreff` and `vorlage` (a Django template each; the
    text part; the HTML part is made from it unless `vorlage_html` names another). Its fields must survive
    JSON: str, int, bool, None, lists and dicts of them; dates go in as ISO strings.
    """

    art: ClassVar[str] = ""
    betreff: ClassVar[str] = ""
    vorlage: ClassVar[str] = ""
    vorlage_html: ClassVar[str] = "versand/mail.html"
    vertraulich: ClassVar[bool] = False
    """Carries codes or tokens: its values are erased right after sending and never shown in the admin."""
    mit_antwortadresse: ClassVar[bool] = False
    """Written by people of the centre: an answer reaches them (PORTAL_EMAIL), not the sender's machine."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.art in _arten and _arten[cls.art].__qualname__ != cls.__qualname__:
            raise ValueError(f"Mail-Art {cls.art} ist zweimal vergeben")
        _arten[cls.art] = cls

    @classmethod
    def beispiel(cls) -> Self:
        """Values for previews and tests."""
        raise NotImplementedError

    def anhaenge(self) -> list[Anhang]:
        return []

    def als_kontext(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def aus_kontext(cls, kontext: dict[str, Any]) -> Self:
        """Rebuild from a stored row; values that a newer version no longer knows are dropped."""
        bekannt = {feld.name for feld in fields(cls)}
        return cls(**{name: wert for name, wert in kontext.items() if name in bekannt})


def arten() -> dict[str, type[Mail]]:
    return dict(_arten)
