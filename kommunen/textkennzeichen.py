"""The register's Textkennzeichen (GV100AD, EF7U1): what kind of municipality, association or county."""

KREISFREI = frozenset({"41", "42", "61", "62"})
GEMEINDEFREI = frozenset({"65", "66"})
VERBANDSFREI = "50"

TYPEN = {
    "41": "Kreisfreie Stadt",
    "42": "Stadtkreis",
    "43": "Kreis",
    "44": "Landkreis",
    "45": "Regionalverband",
    "50": "Verbandsfreie Gemeinde",
    "51": "Amt",
    "52": "Samtgemeinde",
    "53": "Verbandsgemeinde",
    "54": "Verwaltungsgemeinschaft",
    "55": "Kirchspielslandgemeinde",
    "56": "Verwaltungsverband",
    "57": "Verwaltungsgemeinschaft",
    "58": "Erfüllende Gemeinde",
    "60": "Markt",
    "61": "Kreisfreie Stadt",
    "62": "Stadtkreis",
    "63": "Stadt",
    "64": "Gemeinde",
    "65": "Bewohntes gemeindefreies Gebiet",
    "66": "Gemeindefreies Gebiet",
    "67": "Große Kreisstadt",
}
