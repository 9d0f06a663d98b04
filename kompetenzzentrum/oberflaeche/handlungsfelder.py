"""The icon of each Handlungsfeld, by slug; its tint is the CSS class `feld-<slug>`."""

SYMBOLE = {
    "verwaltung": "landmark",
    "mobilitaet": "bus",
    "energie": "zap",
    "umwelt": "leaf",
    "gesundheit": "heart-pulse",
    "bildung": "graduation-cap",
    "wirtschaft": "store",
    "tourismus-kultur": "drama",
    "gesellschaft": "hand-heart",
    "beteiligung": "messages-square",
    "stadtentwicklung": "building-2",
    "sicherheit": "siren",
    "infrastruktur": "radio-tower",
    "daten": "database",
    "organisation": "users",
    "it-sicherheit": "shield-check",
}
