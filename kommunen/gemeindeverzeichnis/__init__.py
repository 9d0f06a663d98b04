"""Reading the official register of municipalities (GV-ISys of the Statistisches Bundesamt).

`datei` opens what was given, a format module turns it into a `Register`, `pruefung` refuses anything that is not
whole, `plan` compares it with what is stored, `schreiben` writes the difference in one transaction.
"""

from .einlesen import einlesen
from .plan import Plan
from .register import Ablehnung, Mangel, Register

__all__ = ["Ablehnung", "Mangel", "Plan", "Register", "einlesen"]
