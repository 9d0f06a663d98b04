"""Cover pictures drawn from a key: no photo pretends to show what it does not show."""

import hashlib
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SPALTEN, ZEILEN, FELD = 8, 4, 40
"""A grid of 8 x 4 cells, 40 units each."""

_FORMEN = (
    "M{l} {o}h40v40a40 40 0 0 1-40-40z",
    "M{r} {o}v40h-40a40 40 0 0 1 40-40z",
    "M{l} {u}v-40h40a40 40 0 0 1-40 40z",
    "M{r} {u}h-40v-40a40 40 0 0 1 40 40z",
    "M{l} {m}a20 20 0 0 1 40 0z",
    "M{l} {m}a20 20 0 0 0 40 0z",
    "M{l} {m}a20 20 0 1 1 40 0a20 20 0 1 1-40 0z",
    "M{p} {m}a8 8 0 1 1 16 0a8 8 0 1 1-16 0z",
    "M{l} {o}h40l-40 40z",
    "M{l} {o}h40v20h-40z",
)


@lru_cache(maxsize=1024)
def muster(schluessel: str, farbton: str = "") -> SafeString:
    """Decorative SVG; its colours come from the CSS classes `feld-<farbton>` and `muster__ton-1` to `-3`."""
    wuerfel = hashlib.shake_128(schluessel.encode()).digest(2 * SPALTEN * ZEILEN)
    pfade: dict[int, list[str]] = {1: [], 2: [], 3: []}
    for nummer in range(SPALTEN * ZEILEN):
        form, ton = wuerfel[2 * nummer], wuerfel[2 * nummer + 1] % 5
        if ton not in pfade:
            continue  # two of five cells stay empty: the picture needs air
        links, oben = nummer % SPALTEN * FELD, nummer // SPALTEN * FELD
        pfade[ton].append(
            _FORMEN[form % len(_FORMEN)].format(
                l=links, r=links + FELD, o=oben, u=oben + FELD, m=oben + FELD // 2, p=links + 12
            )
        )
    flaechen = format_html_join(
        "",
        '<path class="muster__ton-{}" d="{}"/>',
        ((ton, "".join(teile)) for ton, teile in pfade.items() if teile),
    )
    klasse = f"muster feld-{farbton}" if farbton else "muster"
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">'
        "{}</svg>",
        klasse,
        SPALTEN * FELD,
        ZEILEN * FELD,
        flaechen,
    )
