"""German words for made-up projects: compounds of a first part and a head, inflected by the head."""

import random
from dataclasses import dataclass
from itertools import accumulate

ERSTE_TEILE = {
    "verwaltung": "Antrags Bürger Formular Melde Bescheid Gewerbe Termin Akten Pass Wohngeld Standesamts Portal",
    "mobilitaet": "Verkehrs Parkraum Bus Rad Ampel Fahrgast Mobilitäts Stellplatz Straßen Mitfahr Liefer Schulweg",
    "energie": "Energie Wärme Solar Strom Speicher Heizungs Lade Beleuchtungs Wind Verbrauchs Sanierungs Netz",
    "umwelt": "Klima Hochwasser Baum Abfall Gewässer Luft Boden Regenwasser Wald Lärm Grünflächen Hitze",
    "gesundheit": "Gesundheits Pflege Arzt Patienten Notfall Klinik Impf Therapie Senioren Hebammen Rettungs Sport",
    "bildung": "Schul Bildungs Lern Medien Bibliotheks Kurs Ausbildungs Kita Förder Lehrkräfte Musikschul Werkstatt",
    "wirtschaft": "Handels Gewerbegebiets Markt Gründungs Innenstadt Einkaufs Fachkräfte Firmen Händler Laden Standort",
    "tourismus-kultur": "Museums Gäste Wander Kultur Archiv Theater Denkmal Ausflugs Strand Fest Ticket Rundgang",
    "gesellschaft": "Ehrenamts Nachbarschafts Vereins Integrations Familien Teilhabe Quartiers Sozial Spenden Jugend",
    "beteiligung": "Beteiligungs Haushalts Rats Umfrage Mängel Ideen Dialog Planungs Wahl Stadtteil Dorf Abstimmungs",
    "stadtentwicklung": "Bau Leerstands Wohn Flächen Quartier Gebäude Bauland Denkmalschutz Spielplatz Ortskern Modell",
    "sicherheit": "Katastrophen Feuerwehr Warn Einsatz Notruf Sirenen Krisen Lage Pegel Evakuierungs Stromausfall",
    "infrastruktur": "Glasfaser Breitband Mobilfunk Funk Gateway Leitungs Antennen Rechenzentrums Anschluss Kabel",
    "daten": "Daten Karten Geodaten Sensor Register Statistik Schnittstellen Zwillings Adress Messwert Luftbild",
    "organisation": "Personal Strategie Projekt Wissens Prozess Führungs Innovations Fortbildungs Stellen Arbeitszeit",
    "it-sicherheit": "Sicherheits Passwort Notfallplan Server Netzwerk Berechtigungs Verschlüsselungs Backup Angriffs",
}
KOEPFE = {
    "f": "plattform:en planung:en steuerung:en karte:n beratung:en messung:en anzeige:n verwaltung:en zählung:en "
    "beteiligung:en meldung:en strategie:n datenbank:en förderung:en börse:n station:en auswertung:en prognose:n "
    "koordination:en schulung:en analyse:n erfassung:en versorgung:en überwachung:en vernetzung:en vermittlung:en "
    "werkstatt:en kampagne:n leitstelle:n begleitung:en optimierung:en sprechstunde:n software: umfrage:n",
    "m": "assistent:en dienst:e bericht:e plan:e raum:e koffer: verbund:e melder: leitfaden: katalog:e rechner: "
    "lotse:n automat:en standard:s zwilling:e kompass:e",
    "n": "system:e portal:e netz:e kataster: register: management: konzept:e labor:e zentrum: modell:e monitoring: "
    "programm:e konto: team:s archiv:e werkzeug:e angebot:e formular:e verfahren: dashboard:s",
}
EINZELN = (
    "Stadt:f:Städte Gemeinde:f:Gemeinden Verwaltung:f:Verwaltungen Software:f:Anwendungen App:f:Apps Karte:f:Karten "
    "Schule:f:Schulen Feuerwehr:f:Feuerwehren Bürgerin:f:Bürgerinnen Anwendung:f:Anwendungen "
    "Schnittstelle:f:Schnittstellen Sensor:m:Sensoren Bauhof:m:Bauhöfe Verein:m:Vereine Antrag:m:Anträge "
    "Server:m:Server Ortsteil:m:Ortsteile "
    "Rat:m:Räte Betrieb:m:Betriebe Workshop:m:Workshops Rathaus:n:Rathäuser Amt:n:Ämter Projekt:n:Projekte "
    "Gebäude:n:Gebäude Fahrzeug:n:Fahrzeuge Formular:n:Formulare Gerät:n:Geräte Verfahren:n:Verfahren Dorf:n:Dörfer"
)
EIGENSCHAFTEN = (
    "digitale gemeinsame offene neue mobile zentrale automatische sichere einfache regionale barrierefreie vernetzte "
    "kommunale quelloffene datensparsame tragfähige interkommunale intelligente nachhaltige ehrenamtliche verlässliche "
    "schnelle kostenlose mehrsprachige"
)
TAETIGKEITEN = (
    "betreibt erprobt entwickelt verbindet ersetzt ergänzt finanziert veröffentlicht prüft erweitert begleitet nutzt "
    "plant beschafft vereinfacht beschleunigt"
)
SAETZE = {
    "kurzbeschreibung": ("{Ort} {v} {A}, damit {P} {e} {P2} schneller erreichen und {N} entlastet wird.",),
    "ausgangslage": (
        "Bisher fehlte {N} für {P}, und viele {P2} lagen nur auf Papier vor.",
        "Vor dem Projekt mussten {P} für jeden Vorgang mehrere Stellen aufsuchen.",
        "In der Region gab es weder {P} noch {e} {P2}, die sich ohne großen Aufwand nutzen ließen.",
        "Eine Befragung zeigte, dass {N} am häufigsten gewünscht wird.",
        "Der Ausschuss hatte {A} schon vor Jahren gefordert, doch für {P} fehlte Personal.",
        "Weil {N} in die Jahre gekommen war, liefen {P} und {P2} getrennt.",
        "Auslöser war {N}; kurz danach meldeten auch {P} ihren Bedarf an.",
    ),
    "loesung": (
        "Mit {D} arbeitet {N2} heute durchgängig ohne Medienbruch.",
        "Die Lösung {v} {A} und stellt {P} über offene Standards bereit.",
        "Technisch beruht {N} auf freier Software, die {P} und {P2} zusammenführt.",
        "Ein Zugang für {P} ist vorhanden, {N} kann auch ohne Anmeldung genutzt werden.",
        "{P} melden sich von selbst, sobald {N} einen festgelegten Wert überschreitet.",
        "Auf einer Übersicht stehen {P} neben {D}, jede Änderung ist sofort sichtbar.",
        "Über {A} lassen sich {e} {P} buchen und wieder absagen.",
    ),
    "vorgehen": (
        "Zuerst wurden {P} erhoben, danach entstand {N} in kurzen Schritten mit allen Beteiligten.",
        "Ein kleines Team aus {D} und {D2} traf sich alle zwei Wochen.",
        "Für {P} gab es Schulungen, die {e} {P2} einschlossen.",
        "Die Vergabe von {D} dauerte vier Monate, der Personalrat war früh beteiligt.",
        "Nach einem Probelauf mit drei Ortsteilen kamen {P} und {P2} hinzu.",
        "Gemeinsam mit der Hochschule wurde {N} getestet und an {P} angepasst.",
        "Der Datenschutz wurde mit {D} geklärt, bevor {P} in Betrieb gingen.",
    ),
    "ergebnis": (
        "Heute nutzen mehrere hundert Menschen im Monat {A}.",
        "{P} und {P2} werden nun schneller bearbeitet, die Wartezeit ist kürzer geworden.",
        "Andere Kommunen haben {A} übernommen und um {P} erweitert.",
        "Als Nächstes soll {N} mit {D} verbunden werden.",
        "{N} spart den Beschäftigten Zeit, die nun {P} zugutekommt.",
        "Rückmeldungen zu {D} sind überwiegend freundlich, Kritik gab es an {P}.",
        "Der Unterhalt ist über {A} gesichert, {P} tragen einen Teil davon.",
    ),
}
PLURALE = {"plan": "pläne", "raum": "räume", "zentrum": "zentren", "konto": "konten", "werkstatt": "werkstätten"}
PLURALE |= {"verbund": "verbünde", "katalog": "kataloge", "leitfaden": "leitfäden"}
SELTEN_AB = 2.7
"""Offset of the Zipf-Mandelbrot law: the word of rank r comes with weight 1 / (r + 2.7)."""


@dataclass(frozen=True)
class Nomen:
    wort: str
    nominativ: str
    dativ: str
    akkusativ: str
    mehrzahl: str

    @classmethod
    def von(cls, wort: str, geschlecht: str, mehrzahl: str) -> "Nomen":
        der, dem, einen = {
            "f": ("die", "der", "eine"),
            "m": ("der", "dem", "einen"),
            "n": ("das", "dem", "ein"),
        }[geschlecht]
        return cls(wort, f"{der} {wort}", f"{dem} {wort}", f"{einen} {wort}", mehrzahl)


def _zusammensetzungen(erste: str) -> list[Nomen]:
    woerter = []
    for teil in erste.split():
        for geschlecht, koepfe in KOEPFE.items():
            for kopf in koepfe.split():
                grund, _, endung = kopf.partition(":")
                mehrzahl = PLURALE.get(grund, grund + endung)
                woerter.append(Nomen.von(teil + grund, geschlecht, teil + mehrzahl))
    return woerter


class Wortschatz:
    """The nouns of each Handlungsfeld in a fixed random order; the first ones are frequent, most are rare."""

    def __init__(self, saat: int) -> None:
        zufall = random.Random(saat)
        einzeln = [Nomen.von(*eintrag.split(":")) for eintrag in EINZELN.split()]
        je_feld = {feld: _zusammensetzungen(erste) for feld, erste in ERSTE_TEILE.items()}
        alle = [nomen for liste in je_feld.values() for nomen in liste]
        zufall.shuffle(alle)
        self.nomen: dict[str, tuple[list[Nomen], list[float]]] = {}
        for feld, liste in je_feld.items():
            zufall.shuffle(liste)
            # A third of the words of a project come from everywhere.
            gemischt = [
                nomen for trio in zip(liste, liste[len(liste) // 2 :] + liste, alle, strict=False) for nomen in trio
            ]
            folge = [*einzeln, *dict.fromkeys(gemischt), *alle]
            self.nomen[feld] = folge, list(accumulate(1 / (rang + SELTEN_AB) for rang in range(len(folge))))

    def ziehen(self, feld: str, zufall: random.Random, anzahl: int) -> list[Nomen]:
        folge, gewichte = self.nomen[feld]
        return zufall.choices(folge, cum_weights=gewichte, k=anzahl)
