from dataclasses import dataclass


@dataclass(frozen=True)
class Treffer:
    """One hit of the search across everything."""

    titel: str
    url: str
    zusatz: str
    """What kind of thing it is and where, in a few words."""
    auszug: str = ""
