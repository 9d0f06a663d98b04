from kompetenzzentrum.datenschutz.verzeichnis import ohne_personenbezug

ohne_personenbezug("kommunen.Land", "kommunen.Kommune", "kommunen.Vergleich", "kommunen.Registerstand")
