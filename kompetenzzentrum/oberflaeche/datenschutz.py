from kompetenzzentrum.datenschutz.verzeichnis import ohne_personenbezug

ohne_personenbezug("oberflaeche.Stand")
