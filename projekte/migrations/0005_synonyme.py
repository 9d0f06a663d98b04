"""The synonyms the catalogue starts with; editors go on from there."""

from typing import Any

from django.db import migrations

from kompetenzzentrum.oberflaeche.stand import ausloeser

# One group a line; with ">" only the first term finds the others.
GRUPPEN = """
OZG, Onlinezugangsgesetz
EfA, Einer für Alle
> OZG, Onlinedienst, Online-Antrag, Verwaltungsleistung
Onlinedienst, Online-Dienst, Onlineantrag, Online-Antrag, Online-Service, Online-Verfahren
> digitaler Antrag, Onlineantrag, Onlinedienst
Antrag, Beantragung
Serviceportal, Bürgerportal, Serviceplattform, Bürgerserviceportal, Servicekonto, Nutzerkonto
Nutzerkonto, Bürgerkonto, BundID, Servicekonto
E-Government, digitale Verwaltung, Verwaltungsdigitalisierung, elektronische Verwaltung
Bürgeramt, Bürgerbüro, Bürgerservice, Einwohnermeldeamt, Bürgerzentrum
Terminvergabe, Terminbuchung, Online-Termin, Terminvereinbarung, Terminreservierung
> Termin buchen, Terminvergabe, Terminbuchung
E-Akte, elektronische Akte, digitale Akte, DMS, Dokumentenmanagement, Dokumentenmanagementsystem, Aktenführung
Archiv, Archivierung, Langzeitarchivierung
E-Rechnung, elektronische Rechnung, Rechnungseingang, Rechnungsworkflow, XRechnung
E-Payment, Online-Bezahlung, Bezahldienst, Bezahlverfahren
ePayment, E-Payment
Scanstelle, Digitalisierung von Akten, Scannen
Registermodernisierung, Once-Only
eID, Online-Ausweis, Online-Ausweisfunktion, elektronische Identität
Personalausweis, Ausweis, Reisepass, Ausweisdokument
Abholstation, Abholautomat, Ausgabeautomat, Dokumentenausgabebox, Abholbox
Bürgerterminal, Selbstbedienungsterminal, Serviceterminal, Self-Service
Wohnsitzanmeldung, Wohnsitzummeldung, Ummeldung, Umzug
Kfz-Zulassung, Fahrzeugzulassung, iKfz, Zulassungsstelle
Führerschein, Fahrerlaubnis
Standesamt, Eheschließung, Geburtsurkunde, Personenstand, Sterbeurkunde
Gewerbeanmeldung, Gewerbeamt, Gewerbeummeldung
Bauantrag, Baugenehmigung, Bauakte, Baugenehmigungsverfahren, Bauamt
Bebauungsplan, Bauleitplanung, Bauleitplan, XPlanung, Flächennutzungsplan
BIM, Building Information Modeling, Gebäudedatenmodell
Baulücke, Nachverdichtung, Innenentwicklung, Brachfläche
Leerstand, Leerstandsmanagement, Leerstandskataster
Wohngeld, Mietzuschuss
Hundesteuer, Hundeanmeldung
Grundsteuer, Steuerbescheid
Ratsinformationssystem, Ratsinformation, Sitzungsdienst, Gremieninformationssystem, Sitzungsmanagement, RIS
Gemeinderat, Stadtrat, Ratssitzung, Gremium, Kreistag
hybride Sitzung, Livestream, Videokonferenz, Online-Sitzung
Prozessmanagement, Geschäftsprozess, Prozessoptimierung, Workflow
RPA, Robotic Process Automation, Prozessautomatisierung
Automatisierung, automatisiert
KI, künstliche Intelligenz, AI, maschinelles Lernen, Machine Learning
> KI, Chatbot, Bilderkennung, Sprachmodell, Algorithmus
Sprachmodell, LLM, generative KI, ChatGPT, Large Language Model
Chatbot, Sprachassistent, Voicebot, virtueller Assistent, Telefonbot, Bot, digitaler Assistent
115, Behördennummer, Callcenter, Servicecenter
leichte Sprache, einfache Sprache, verständliche Sprache
Übersetzung, Dolmetschen, mehrsprachig, Sprachmittlung
IoT, Internet der Dinge, Internet of Things, Sensorik, Sensornetz
Sensorik, Sensor, Messgerät, Messstation
LoRaWAN, Funknetz, LPWAN, Longrange, Niedrigenergie-Funknetz
> Schmalband, LoRaWAN, LPWAN
Mobilfunk, 5G, Mobilfunkmast, Funkloch
Breitband, Glasfaser, Gigabit, FTTH, schnelles Internet, Breitbandausbau, Glasfaserausbau
> Internetausbau, Breitbandausbau, Glasfaserausbau
weiße Flecken, unterversorgte Gebiete
WLAN, WiFi, Wi-Fi, Hotspot, Freifunk, drahtloses Internet
Leerrohr, Tiefbau, Leitungsauskunft
Rechenzentrum, Serverraum, Datenzentrum
Cloud, Cloud-Dienst, SaaS
digitaler Zwilling, Urban Twin, Digital Twin, urbaner Zwilling, Stadtmodell, 3D-Stadtmodell, virtuelles Stadtmodell
Virtual Reality, VR, Augmented Reality, AR, virtuelle Realität, erweiterte Realität
Open Data, offene Daten, offene Verwaltungsdaten, Datenportal, OGD
Open Source, freie Software, quelloffen, quelloffene Software
Open Government, offenes Regierungshandeln, Transparenz
Transparenzportal, Informationsfreiheit, Transparenz
Datenplattform, urbane Datenplattform, Datendrehscheibe, Datenraum, UDP, Datenhub
Dashboard, Cockpit, Monitoring, Kennzahlen, Datenvisualisierung
Datenanalyse, Datenauswertung, Big Data, Data Analytics
Datenschutz, DSGVO
Data Governance, Datenstrategie, Datenmanagement
GIS, Geodaten, Geoinformation, Geoinformationssystem, Geoportal, Kartendienst
Karte, Stadtplan, Kartenanwendung
Drohne, UAV, Befliegung, Luftbild
Kataster, Bestandsverzeichnis
Schnittstelle, API
Standard, Interoperabilität
Smart City, intelligente Stadt, vernetzte Stadt, digitale Stadt
Smart Region, Smart Country, digitaler Landkreis, digitales Dorf, Smart Village
Digitalstrategie, Digitalisierungsstrategie, Smart-City-Strategie, digitale Agenda
Digitalisierung, digitale Transformation, digitaler Wandel
Innovationslabor, Reallabor, Living Lab, Makerspace, FabLab, Innovation Lab
Stadt-App, Bürger-App, Stadtapp, Bürgerapp, Gemeinde-App, Dorf-App, City-App
App, Anwendung, mobile Anwendung
Website, Webseite, Homepage, Internetauftritt, Webauftritt
Newsletter, Amtsblatt, Mitteilungsblatt, Gemeindeblatt
Social Media, soziale Medien
Mängelmelder, Anliegenmanagement, Schadensmelder, Bürgermeldung, Mängelmeldung, Ideenmelder, Beschwerdemanagement
Schlagloch, Straßenschaden, Straßenzustand, Fahrbahnschaden
Bürgerbeteiligung, Partizipation, Beteiligungsverfahren, Öffentlichkeitsbeteiligung, Beteiligungsplattform, E-Partizipation, Mitsprache
Mitmachen, Beteiligung, Partizipation
> Bürgerbeteiligung, Beteiligungswerkzeug
Bürgerhaushalt, Bürgerbudget, Beteiligungshaushalt, Mitmach-Budget
Umfrage, Befragung, Online-Umfrage, Bürgerbefragung
Bürgerrat, Losverfahren, Zufallsauswahl
Crowdfunding, Schwarmfinanzierung
Crowdsourcing, Citizen Science, Bürgerwissenschaft
Jugendbeteiligung, Jugendparlament, Jugendrat
Jugend, Jugendliche, junge Menschen, Heranwachsende
Kind, Kinder, Familie
Senioren, ältere Menschen, Rentner, alte Menschen
Behinderung, Inklusion, Barrierefreiheit, barrierefrei
Migration, Integration, Geflüchtete, Flüchtlinge, Zuwanderung, Asyl
Ehrenamt, bürgerschaftliches Engagement, freiwilliges Engagement, Freiwillige, Ehrenamtliche
Verein, Vereinsleben
Nachbarschaft, Nachbarschaftshilfe, Nachbarschaftsplattform, Quartier
Einsamkeit, Isolation
Spende, Spendenportal
Gleichstellung, Gender, Frauen
Kita, Kindertagesstätte, Kindergarten, Kinderbetreuung, Krippe, Hort
Kita-Anmeldung, Kitaplatz, Platzvergabe
Schule, Unterricht, Grundschule, Gymnasium, Schüler
Schulverwaltung, Schulanmeldung, Schulträger
Tablet, iPad, Endgerät, Laptop
Lernplattform, Lernmanagementsystem, E-Learning, Online-Kurs
Medienkompetenz, Digitalkompetenz, digitale Bildung, Medienbildung, digitale Kompetenzen
Digitallotse, Digitalbotschafter, Digitalpate, Internetlotse
Volkshochschule, VHS, Erwachsenenbildung
Weiterbildung, Fortbildung, Schulung, Qualifizierung
Bibliothek, Bücherei, Stadtbücherei, Mediathek
Museum, Ausstellung, Heimatmuseum
Stadtführung, Stadtrundgang, Audioguide, Gästeführung, Stadtrallye
Kultur, Veranstaltung, Veranstaltungskalender
Tourismus, Touristik, Fremdenverkehr, Gäste, Urlauber
Gästekarte, Kurkarte, Kurtaxe
Besucherlenkung, Besucherstrom, Besucherzählung, Besucherfrequenz, Frequenzmessung
Schwimmbad, Freibad, Hallenbad
Sport, Sportstätte, Turnhalle, Sporthalle
Spielplatz, Spielgerät
Einzelhandel, Innenstadt, Handel, Stadtzentrum, Ortskern, Ortsmitte
Online-Marktplatz, lokaler Marktplatz, digitaler Marktplatz, Onlineshop, regionale Plattform
Dorfladen, Nahversorgung, Smart Store, Tante-Emma-Laden, 24-Stunden-Laden
Wirtschaftsförderung, Standortmarketing, Gründung, Start-up
Landwirtschaft, Agrar, Smart Farming, Landwirte
regionale Produkte, Direktvermarktung, Hofladen
Coworking, Co-Working, Gemeinschaftsbüro
Homeoffice, mobiles Arbeiten, Telearbeit, Heimarbeit
Personal, Mitarbeitende, Beschäftigte, Fachkräfte
Ausbildung, Azubi, Auszubildende
Personalgewinnung, Recruiting, Bewerbung, Stellenportal, Bewerbermanagement
Wissensmanagement, Intranet, Wiki
Vergabe, Beschaffung, Ausschreibung, E-Vergabe, Einkauf
Haushalt, Haushaltsplan, Finanzen
interkommunale Zusammenarbeit, IKZ, Kooperation
Fördermittel, Förderung, Zuschuss, Förderprogramm
Gesundheit, Medizin, Gesundheitsamt
Telemedizin, Videosprechstunde, E-Health, Telehealth, Fernbehandlung
Arzt, Hausarzt, ärztliche Versorgung, Arztpraxis
Pflege, Pflegedienst, Altenpflege
Altenheim, Pflegeheim, Seniorenheim, Altersheim, Pflegeeinrichtung, Seniorenresidenz
Krankenhaus, Klinik, Klinikum
Obdachlose, Wohnungslose, Obdachlosigkeit, Wohnungslosigkeit
AAL, Assistenzsystem, Smart Home, altersgerechtes Wohnen
Hausnotruf, Notruf
Apotheke, Arzneimittel, Medikamente
Defibrillator, AED, Ersthelfer, Lebensretter
Feuerwehr, Brandschutz, Rettungsdienst, Einsatzkräfte
Katastrophenschutz, Bevölkerungsschutz, Zivilschutz, Krisenmanagement, Krisenstab
Warnung, Warnsystem, Frühwarnsystem, Alarmierung, Sirene
Starkregen, Hochwasser, Überflutung, Überschwemmung, Sturzflut
Pegel, Wasserstand, Pegelstand, Pegelsensor
Hitze, Hitzeschutz, Hitzeaktionsplan, Wärmeinsel, Hitzeinsel
Waldbrand, Vegetationsbrand, Brandfrüherkennung
Cybersicherheit, IT-Sicherheit, Informationssicherheit, Cybersecurity, Cyberangriff
Cyberangriff, Hackerangriff, Ransomware, Schadsoftware, IT-Notfall, Phishing
BSI, Grundschutz, IT-Grundschutz, ISMS
digitale Souveränität, Unabhängigkeit
Videoüberwachung, Kameraüberwachung, Kamera
Klimaschutz, CO2, Klimaneutralität, Treibhausgas, Emission
Klimaanpassung, Klimafolgenanpassung, Klimawandel
Nachhaltigkeit, SDG, nachhaltig
Energie, Strom, Energieverbrauch
Energiemanagement, Energiemonitoring, Energieeinsparung, Energieeffizienz, Energiesparen
Smart Meter, Smart Metering, Zähler, Stromzähler, intelligenter Zähler, Fernauslesung
> Zähler auslesen, Smart Meter, Fernauslesung
Photovoltaik, Solar, Solarenergie, PV, Solaranlage, Solarkataster, Sonnenenergie, Solardach
Windkraft, Windenergie, Windrad
Energiegemeinschaft, Bürgerenergie, Energiegenossenschaft
Wärmeplanung, kommunale Wärmeplanung, Wärmewende
Heizung, Wärmeversorgung, Fernwärme, Nahwärme
> Heizung steuern, Heizungssteuerung, Einzelraumregelung, Thermostat
Gebäudemanagement, Facility Management, Gebäudeautomation, Gebäudeleittechnik, Smart Building
Straßenbeleuchtung, Straßenlaterne, Laterne, Straßenlampe, Stadtbeleuchtung, Lichtmast
> intelligente Beleuchtung, Straßenbeleuchtung, Straßenlaterne
Luftqualität, Feinstaub, Luftgüte, Luftmessung, Stickoxid, Umweltmessung, Luftreinhaltung
Lärm, Lärmschutz, Schall, Geräusch
Wetter, Wetterstation, Witterung
Wasser, Trinkwasser, Wasserversorgung, Grundwasser
Abwasser, Kanal, Kläranlage, Entwässerung
Bewässerung, Gießen, Bodenfeuchte, Baumbewässerung
> Bäume gießen, Bewässerung, Bodenfeuchte
Baum, Stadtbaum, Baumkataster, Straßenbaum
Wald, Forst
Grünfläche, Parkanlage, Stadtgrün, Grünanlage
Artenvielfalt, Biodiversität, Naturschutz, Bienen
Abfall, Müll, Entsorgung, Müllabfuhr
Mülleimer, Papierkorb, Abfallbehälter, Müllbehälter, Abfalleimer, Container, Mülltonne, Füllstand
wilder Müll, illegale Müllablagerung, Müllablagerung
Abfall-App, Abfallkalender, Müllkalender, Abfuhrkalender
Recycling, Kreislaufwirtschaft, Wiederverwendung, Wertstoff, Mehrweg
Bauhof, Betriebshof, Stadtreinigung
Winterdienst, Schneeräumung, Glätte, Streudienst
Friedhof, Friedhofsverwaltung, Bestattung, Beerdigung, Grabstätte
Mobilität, Verkehr, Mobilitätswende
ÖPNV, Nahverkehr, Bus, öffentlicher Nahverkehr, Busverkehr, Personennahverkehr, öffentlicher Personennahverkehr
> ÖPNV, Straßenbahn, Haltestelle, Fahrplan
Fahrgastinformation, Haltestelle, Abfahrtsanzeige, DFI
Rufbus, On-Demand, On-Demand-Verkehr, Bedarfsverkehr, Ridepooling, Anrufsammeltaxi, Shuttle auf Abruf
> on demand Verkehr, Rufbus, Bedarfsverkehr
autonomes Fahren, autonomer Bus, selbstfahrend, autonomer Shuttle, automatisiertes Fahren
Carsharing, Autoteilen, Dorfauto, geteiltes Auto
Bikesharing, Leihrad, Fahrradverleih, Leihfahrrad, Radverleih, Mietrad
Fahrrad, Rad, Radverkehr, Radfahren, Radfahrer, Fahrradverkehr, Radweg
Lastenrad, Cargobike
E-Scooter, Tretroller, Mikromobilität, Roller
Mobilitätsstation, Mobilstation, Mobilitätshub, Mobility Hub
Mobilitätsplattform, Mobilitäts-App, MaaS, multimodal, intermodal
Mitfahrbank, Mitfahrgelegenheit, Fahrgemeinschaft, Mitfahren
Elektromobilität, E-Mobilität, Elektroauto, E-Auto, Elektrofahrzeug, E-Fahrzeug, Ladesäule
Ladesäule, Ladeinfrastruktur, Ladestation, Ladepunkt, Wallbox
> E-Auto laden, Ladesäule, Ladeinfrastruktur, Ladepunkt
Parken, Parkplatz, Stellplatz, Parkraum, Parking, Parkhaus, Parkfläche
> Parkleitsystem, Parkplatzsensor, Smart Parking
Handyparken, Parkschein, Parkticket
Ampel, Lichtsignalanlage, LSA, Ampelsteuerung, Verkehrslicht
Ampelpriorisierung, Busbeschleunigung, Bevorrechtigung, Vorrangschaltung, Grüne Welle
Verkehrszählung, Verkehrsmessung, Verkehrserfassung, Verkehrsdaten, Verkehrsmonitoring
> Verkehr zählen, Verkehrszählung, Verkehrserfassung
Verkehrssteuerung, Verkehrsmanagement, Verkehrslenkung, Verkehrsleitung
Baustelle, Baustelleninformation, Baustellenmanagement, Straßensperrung, Sperrung
Logistik, Lieferverkehr, Paketstation, letzte Meile, Mikrodepot
Schulweg, Schülerverkehr, Schülerbeförderung, Schulbus
Fußverkehr, Fußgänger, Zebrastreifen
Stadtentwicklung, Stadtplanung, Raumplanung, Ortsentwicklung
Wohnen, Wohnung, Wohnraum, Mietwohnung
Mietspiegel, Mietpreis
Bodenrichtwert, Grundstückswert, Gutachterausschuss
Liegenschaft, Immobilie, kommunale Gebäude
ländlicher Raum, Dorf, ländliche Region
Bürgermeister, Verwaltungsspitze
Hackathon, Ideenwettbewerb, Wettbewerb
Blockchain, Distributed Ledger
Digital Signage, Infostele, digitale Anzeige, Stele, Infotafel, Schwarzes Brett
"""


def anlegen(apps: Any, schema_editor: Any) -> None:
    gruppe = apps.get_model("projekte", "Synonymgruppe")
    gruppe.objects.bulk_create(
        gruppe(begriffe=zeile.removeprefix("> "), richtung="hin" if zeile.startswith("> ") else "beide")
        for zeile in GRUPPEN.strip().splitlines()
    )


class Migration(migrations.Migration):
    dependencies = [("projekte", "0004_katalog"), ("oberflaeche", "0001_stand")]

    operations = [
        migrations.RunPython(anlegen, migrations.RunPython.noop),
        ausloeser("projekte_synonymgruppe", "projekte"),
    ]
