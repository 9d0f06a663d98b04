"""Every mail of the catalogue; found by `versand` at the start."""

from .mails_nachfrage import KontaktGesucht, Nachgefragt

__all__ = ["KontaktGesucht", "Nachgefragt"]
