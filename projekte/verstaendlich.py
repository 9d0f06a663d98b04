"""Hints on plain language: four simple rules, each with the place and what to do. They hold nobody up.

The rules follow what German guides for administrative language agree on (short sentences, active verbs, verbs instead
of nouns, abbreviations written out). They count words and endings and know no grammar, so a hint may be wrong.
"""

import re
from collections.abc import Iterator

ZEICHEN_HOECHSTENS = 12_000
"""So much is read, however long a text is: a page asks at every keystroke."""
WOERTER_HOECHSTENS = 25
NOMEN_AB = 3
HINWEISE_HOECHSTENS = 4
"""For each field: more would not be read."""

KURZWOERTER = (
    "EU PDF USA GPS WLAN SMS QR IT PC TV CD DVD ID CO BMW GmbH AG ADAC TÜV DIN ISO LED LKW PKW KFZ ICE PLZ DSGVO"
    " FAQ OK NRW UTC CSV XML HTML URL II III IV VI"
)
BEKANNT = frozenset(KURZWOERTER.split())
"""Abbreviations that need no explanation, Roman numerals, and Länder people write in short."""

# None of the patterns may begin again inside what it has just rejected: in a long run of dots, brackets or empty lines
# that would cost the square of its length.
# A full stop after a number or one letter ("am 3. Mai", "z. B.") ends no sentence; nor does one before a small letter.
SATZENDE = re.compile(r"(?<!\b\w)(?<![\d.!?:])[.!?:]++[\"“»)]*+\s++(?=[\"„«(]*[A-ZÄÖÜ0-9])|\n+")
HILFSVERB = re.compile(r"\b(?:wird|werden|wurde|wurden|worden)\b", re.IGNORECASE)
PARTIZIP = re.compile(
    r"\b(?:ge\w{2,}(?:t|en)|\w{3,}iert|(?:be|ver|er|ent|zer|miss)\w{3,}t|(?:durch|um|ein|an|auf|ab|aus)ge\w{3,}(?:t|en))\b"
)
"""What looks like a participle behind the auxiliary; an infinitive ("wir werden gewinnen") may pass for one."""
NOMEN = re.compile(r"\b[A-ZÄÖÜ]\w{3,}(?:ung|ungen|heit|keit|ierung|tion|tionen|nahme|mus)\b")
ABKUERZUNG = re.compile(r"(?<![\w-])[A-ZÄÖÜ]{2,6}(?![\w-])")
ERKLAERT = (re.compile(r"\b([A-ZÄÖÜ]{2,6})\s*+\("), re.compile(r"\(\s*+([A-ZÄÖÜ]{2,6})\s*+\)"))
MARKDOWN = re.compile(r"^[ \t]*+(?:[-*+>]|\d++[.)]|#++)[ \t]++|\[([^\[\]]*+)\]\([^()]*+\)|[*_`]", re.MULTILINE)


def hinweise(text: str) -> list[str]:
    """What could be plainer, in the order of the text; empty for a text that reads well."""
    text = MARKDOWN.sub(lambda treffer: treffer[1] or "", text[:ZEICHEN_HOECHSTENS])
    gefunden = [hinweis for satz in _saetze(text) for hinweis in _zum_satz(satz)]
    gefunden += _abkuerzungen(text)
    return gefunden[:HINWEISE_HOECHSTENS]


def _saetze(text: str) -> list[str]:
    return [satz.strip() for satz in SATZENDE.split(text) if satz.strip()]


def _zum_satz(satz: str) -> Iterator[str]:
    woerter = re.findall(r"\w[\w/-]*", satz)
    if len(woerter) > WOERTER_HOECHSTENS:
        yield f"Langer Satz ({len(woerter)} Wörter): {_anfang(satz)} Teilen Sie ihn."
    elif (hilfsverb := HILFSVERB.search(satz)) and PARTIZIP.search(satz, hilfsverb.end()):
        yield f"Wer tut es? {_anfang(satz)} Nennen Sie, wer handelt."
    nomen = NOMEN.findall(satz)
    if len(nomen) >= NOMEN_AB:
        yield f"Viele Hauptwörter ({', '.join(nomen[:NOMEN_AB])}): Sagen Sie es mit Verben."


def _abkuerzungen(text: str) -> Iterator[str]:
    """Those that nowhere stand beside brackets: „OZG (Onlinezugangsgesetz)“ and „Onlinezugangsgesetz (OZG)“ explain."""
    erklaert = {kurz for muster in ERKLAERT for kurz in muster.findall(text)}
    for kurz in dict.fromkeys(ABKUERZUNG.findall(text)):
        if kurz not in BEKANNT | erklaert:
            yield f"Die Abkürzung „{kurz}“ kennt nicht jeder. Schreiben Sie sie einmal aus."


def _anfang(satz: str) -> str:
    kurz = " ".join(satz.split()[:6])
    return f"„{kurz} …“"
