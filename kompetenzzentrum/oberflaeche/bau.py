"""Which build of the portal this is: the same in all processes, another one after every deploy."""

import functools
import hashlib

from django.conf import settings

QUELLEN = ("*.py", "*.html", "*.txt", "*.typ")
ORDNER = ("kommunen", "kompetenzzentrum", "projekte", "templates", "veranstaltungen")
EINSTELLUNGEN = ("PORTAL_NAME", "PORTAL_EMAIL", "PORTAL_URL", "DEMO", "SCHLICHTUNGSSTELLE", "AUFBEWAHRUNG_TAGE")
"""Settings that readers see."""


@functools.cache
def kennung() -> str:
    """Digest of the code, the templates, the list of static files and the settings that readers see."""
    summe = hashlib.blake2b(digest_size=8)
    for ordner in ORDNER:
        for datei in sorted(d for muster in QUELLEN for d in (settings.BASE_DIR / ordner).rglob(muster)):
            summe.update(str(datei.relative_to(settings.BASE_DIR)).encode())
            summe.update(datei.read_bytes())
    liste = settings.STATIC_ROOT / "staticfiles.json"
    summe.update(liste.read_bytes() if liste.exists() else b"")
    summe.update(repr([getattr(settings, name) for name in EINSTELLUNGEN]).encode())
    return summe.hexdigest()
