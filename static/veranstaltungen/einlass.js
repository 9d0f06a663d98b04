"use strict";
// The doors on a phone: camera, code or name; in a dead spot it decides by the list it holds and catches up later.
// Without this file the page works as plain forms.

(() => {
  const haus = document.querySelector("[data-einlass]");
  if (!haus) return;
  const FRIST = 3500; // ms until the list on the phone decides
  const ERNEUT = 5000; // ms between attempts to catch up
  const AUFFRISCHEN = 60000; // ms
  const BEHALTEN = 24 * 3600 * 1000; // ms
  const JE_SENDUNG = 200;
  const HOECHSTENS_TREFFER = 20;
  const VORSATZ = `einlass:${haus.dataset.einlass}:`;
  const LAGER = `einlass:${location.pathname}`;
  const teil = (name) => haus.querySelector(`[data-${name}]`);
  const feld = { q: haus.querySelector("#einlass-q"), tuer: haus.querySelector("#einlass-tuer") };

  let liste = lesen("liste");
  let csrf = haus.querySelector("[name=csrfmiddlewaretoken]").value;
  let netz = true;
  let abgemeldet = false;
  let sendet = null;
  let uebertragungen = 0;
  let zaehler = 0;

  // --- what the phone keeps -------------------------------------------------------------------
  function lesen(name) {
    try {
      return JSON.parse(localStorage.getItem(VORSATZ + name));
    } catch {
      return null;
    }
  }

  function merken(name, wert) {
    try {
      localStorage.setItem(VORSATZ + name, JSON.stringify(wert));
    } catch {
      netz_zeigen("Dieses Telefon kann nichts speichern: Ein Funkloch übersteht es nicht.");
    }
  }

  const vergessen = (name) => localStorage.removeItem(VORSATZ + name);

  function namen(anfang) {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(VORSATZ + anfang))
      .map((name) => name.slice(VORSATZ.length))
      .sort();
  }

  // Each movement has an entry of its own, so that two tabs never overwrite each other's; the name keeps the order.
  const wartende = () => namen("wartet:").map((name) => ({ name, ...lesen(name) }));

  async function leeren() {
    for (const name of namen("")) vergessen(name);
    liste = null;
    if (window.caches) await caches.delete(LAGER);
    const helfer = await navigator.serviceWorker?.getRegistration(location.pathname);
    if (helfer?.scope === location.href.split(/[?#]/)[0]) await helfer.unregister();
  }

  function zu_alt() {
    const bis = Date.parse(haus.dataset.bis);
    return (liste && Date.now() - liste.stand > BEHALTEN) || Date.now() > bis;
  }

  // --- the list -------------------------------------------------------------------------------
  const uhr = (wann) => new Date(wann).toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" }) + " Uhr";
  const an_der_tuer = (tuer) => (!tuer ? "" : tuer.startsWith("Tür") ? ` an ${tuer}` : ` an Tür ${tuer}`);
  const code_aus = (text) => text.trim().toUpperCase().replace(/^KDK:/, "").replace(/[^A-Z0-9]/g, "");

  async function liste_laden() {
    const fassung = uebertragungen;
    let antwort;
    try {
      antwort = await fetch(haus.dataset.liste, { redirect: "manual", signal: AbortSignal.timeout(15000) });
    } catch {
      return erreichbar(false);
    }
    if (!pruefen(antwort)) return;
    const neu = await antwort.json();
    csrf = neu.csrf;
    if (fassung !== uebertragungen) return; // older than what was sent meanwhile
    liste = { stand: Date.now(), zeilen: neu.zeilen, worte: neu.worte, zu: neu.zu };
    for (const eintrag of wartende()) anwenden(eintrag);
    merken("liste", liste);
    for (const [name, wert] of Object.entries(neu.zahlen)) teil(name).textContent = wert;
    teil("stand").textContent = `Stand der Liste: ${uhr(liste.stand)}.`;
    netz_zeigen();
  }

  // Whether the answer is one of this page's: after a logout everything leads to the login.
  function pruefen(antwort) {
    if (antwort.ok) abgemeldet = false;
    else if (antwort.type === "opaqueredirect") abgemeldet = true;
    erreichbar(antwort.status < 500);
    return antwort.ok;
  }

  const erreichbar = (ja) => ((netz = ja), netz_zeigen());

  function zeile_zu(eintrag) {
    const passt = eintrag.anmeldung ? (zeile) => zeile.id === eintrag.anmeldung : (zeile) => zeile.code === eintrag.code;
    return liste?.zeilen.find(passt);
  }

  function anwenden(eintrag) {
    const zeile = zeile_zu(eintrag);
    if (!zeile || zeile.lage) return;
    if (eintrag.art === "zurueck") zeile.da = "";
    else if (!zeile.da) {
      zeile.da = new Date(eintrag.um).toISOString();
      zeile.tuer = an_der_tuer(eintrag.tuer);
    }
  }

  function bescheid(lage, satz, zeile) {
    return { lage, satz, ...liste.worte[lage], id: zeile?.id, name: zeile?.name || "", zusatz: zeile?.zusatz || "" };
  }

  // The same rules as einlass.py, by the list as it was last seen.
  function selbst_entscheiden(eintrag) {
    if (!liste) return { lage: "", wort: "Ohne Netz", zeichen: "nein", satz: "Dieses Telefon hat noch keine Liste." };
    if (liste.zu) return liste.zu;
    const zeile = zeile_zu(eintrag);
    if (!zeile) {
      const neue = liste.zeilen.find((andere) => andere.alt.includes(eintrag.code));
      if (neue) return bescheid("weitergegeben", "Der Platz wurde weitergegeben. Nur die neue Karte gilt.");
      return bescheid("unbekannt", `Nicht auf der Liste von ${uhr(liste.stand)}. Vielleicht neu angemeldet.`);
    }
    if (zeile.lage) return bescheid(zeile.lage, zeile.satz, zeile);
    const schon_da = zeile.da;
    const wo = `um ${uhr(schon_da || eintrag.um)}${schon_da ? zeile.tuer : an_der_tuer(eintrag.tuer)}.`;
    anwenden(eintrag);
    merken("liste", liste);
    if (eintrag.art === "zurueck") return bescheid(schon_da ? "zurueck" : "nicht_da", "", zeile);
    return bescheid(schon_da ? "doppelt" : "eingelassen", schon_da ? `Eingelassen ${wo}` : `U${wo.slice(1)}`, zeile);
  }

  // --- sending --------------------------------------------------------------------------------
  async function eine_sendung() {
    const eintraege = wartende().slice(0, JE_SENDUNG);
    if (!eintraege.length) return new Map();
    const antwort = await fetch(haus.dataset.senden, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify({
        eintraege: eintraege.map(({ name, um, lokal, ...rest }) => ({ ...rest, vor: Math.max(0, Date.now() - um) / 1000 })),
      }),
      redirect: "manual",
      signal: AbortSignal.timeout(eintraege.length > 5 ? 20000 : FRIST),
    });
    if (!pruefen(antwort)) {
      if (antwort.status === 403) await liste_laden(); // a new key after a login
      throw new Error(String(antwort.status));
    }
    const antworten = new Map((await antwort.json()).antworten.map((eine) => [eine.vorgang, eine]));
    for (const eintrag of eintraege) if (antworten.has(eintrag.vorgang)) abhaken(eintrag, antworten.get(eintrag.vorgang));
    uebertragungen += 1;
    if (liste) merken("liste", liste);
    return antworten;
  }

  function abhaken(eintrag, antwort) {
    const lokal = lesen(eintrag.name)?.lokal; // perhaps decided while this was on its way
    vergessen(eintrag.name);
    const drin = ["eingelassen", "doppelt"].includes(antwort.lage);
    if (drin || antwort.lage === "zurueck") anwenden({ ...eintrag, anmeldung: antwort.id || eintrag.anmeldung });
    if (lokal !== "eingelassen" || antwort.lage === "eingelassen") return;
    const wer = antwort.name || eintrag.wer || `Code ${eintrag.code}`;
    const text = `${wer}: ohne Netz eingelassen um ${uhr(eintrag.um)}${an_der_tuer(eintrag.tuer)}. Jetzt gemeldet: ${antwort.wort}. ${antwort.satz}`;
    merken(`meldung:${eintrag.vorgang}`, { text });
    meldungen_zeigen();
  }

  // One at a time, in order; who comes while it runs waits for the next.
  async function uebertragen() {
    while (sendet) await sendet.catch(() => {});
    sendet = eine_sendung();
    try {
      const antworten = await sendet;
      erreichbar(true);
      return antworten;
    } catch (fehler) {
      if (!/^\d+$/.test(fehler.message)) erreichbar(false);
      throw fehler;
    } finally {
      sendet = null;
      netz_zeigen();
    }
  }

  async function nachholen() {
    if (!wartende().length || !navigator.onLine) return;
    try {
      while (wartende().length) await uebertragen();
      await liste_laden();
    } catch {} // the clock below tries again
  }

  async function bewegen(angaben, { ungeprueft = false } = {}) {
    const eintrag = { art: "einlassen", vorgang: kennung(), tuer: feld.tuer.value.trim(), um: Date.now(), ...angaben };
    const name = `wartet:${eintrag.um}-${String(zaehler++).padStart(6, "0")}`;
    const offline = !netz || !navigator.onLine;
    merken(name, { ...eintrag, lokal: ungeprueft ? "eingelassen" : "" });
    netz_zeigen();
    if (!offline) {
      zeigen({ wort: "Prüfe …", zeichen: "neutral", satz: "", lage: "" });
      const rechtzeitig = new Promise((_, aufgeben) => setTimeout(aufgeben, FRIST));
      try {
        const antworten = await Promise.race([uebertragen(), rechtzeitig]);
        if (antworten.has(eintrag.vorgang)) return zeigen(antworten.get(eintrag.vorgang));
      } catch {} // the list decides
    }
    ohne_netz(name, eintrag, ungeprueft);
  }

  function ohne_netz(name, eintrag, ungeprueft) {
    const entschieden = ungeprueft
      ? { lage: "eingelassen", wort: "Vorgemerkt", zeichen: "schon", satz: "Wird geprüft, sobald wieder Netz da ist." }
      : selbst_entscheiden(eintrag);
    const zaehlt = ["eingelassen", "doppelt", "zurueck"].includes(entschieden.lage);
    if (zaehlt) merken(name, { ...eintrag, lokal: entschieden.lage, wer: entschieden.name });
    else vergessen(name);
    zeigen(entschieden, { vermerk: "Ohne Netz entschieden.", code: eintrag.code });
    netz_zeigen();
  }

  // randomUUID needs https; a phone in the house's own network may have http.
  function kennung() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  // --- what the door says ---------------------------------------------------------------------
  function zeigen(was, { vermerk = "", code = "" } = {}) {
    const tafel = teil("bescheid");
    tafel.className = `bescheid bescheid--${was.zeichen}`;
    tafel.hidden = false;
    teil("wort").textContent = was.wort;
    teil("name").textContent = [was.name, was.zusatz].filter(Boolean).join(", ");
    teil("satz").textContent = was.satz || "";
    teil("vermerk").textContent = vermerk;
    teil("vermerk").hidden = !vermerk;
    const zurueck = teil("zurueck");
    zurueck.hidden = !was.id || !["eingelassen", "doppelt"].includes(was.lage);
    zurueck.elements.anmeldung.value = was.id || "";
    zurueck.querySelector("details").open = false;
    const aufnahme = teil("aufnahme");
    aufnahme.hidden = !was.aufnehmbar;
    const ziel = new URLSearchParams({ person: was.id || "", tuer: feld.tuer.value.trim() });
    aufnahme.querySelector("a").href = `${haus.dataset.aufnehmen}?${ziel}`;
    const trotzdem = teil("trotzdem");
    trotzdem.hidden = !(was.lage === "unbekannt" && vermerk && code);
    trotzdem.querySelector("button").onclick = () => bewegen({ code }, { ungeprueft: true });
    teil("treffer").replaceChildren();
    if (was.lage) navigator.vibrate?.(was.zeichen === "ja" ? 80 : [80, 80, 80]);
    if (liste) teil("da").textContent = liste.zeilen.filter((zeile) => zeile.da).length;
    tafel.scrollIntoView({ block: "start" });
  }

  function netz_zeigen(stoerung) {
    const warten = namen("wartet:").length;
    const rest = warten ? `${warten} ${warten === 1 ? "wartet" : "warten"} auf Übertragung` : "alles übertragen";
    const ohne = !netz || !navigator.onLine;
    const text = stoerung || (abgemeldet ? `Abgemeldet, ${rest}. ` : `${ohne ? "offline" : "verbunden"}, ${rest}`);
    const anzeige = teil("netz");
    anzeige.hidden = false;
    anzeige.dataset.netz = abgemeldet || ohne ? "aus" : "an";
    if (anzeige.textContent === text + (abgemeldet ? "Neu anmelden" : "")) return;
    anzeige.textContent = text;
    if (!abgemeldet) return;
    const weg = document.createElement("a");
    weg.href = `${location.pathname}?neu=1`;
    weg.textContent = "Neu anmelden";
    anzeige.append(weg);
  }

  function meldungen_zeigen() {
    const kasten = teil("meldungen");
    kasten.replaceChildren();
    for (const name of namen("meldung:")) {
      const zettel = document.createElement("div");
      zettel.className = "hinweis hinweis--fehler einlass__meldung";
      zettel.setAttribute("role", "alert");
      const text = document.createElement("p");
      text.textContent = lesen(name).text;
      const knopf = document.createElement("button");
      knopf.className = "kern-btn kern-btn--secondary";
      knopf.type = "button";
      knopf.textContent = "Gelesen";
      knopf.onclick = () => (vergessen(name), meldungen_zeigen());
      zettel.append(text, knopf);
      kasten.append(zettel);
    }
  }

  // --- name or code ---------------------------------------------------------------------------
  function treffer_zu(text) {
    const worte = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!worte.length || !liste) return [];
    const passt = (zeile) => zeile.name && worte.every((wort) => `${zeile.name} ${zeile.zusatz}`.toLowerCase().includes(wort));
    return liste.zeilen.filter(passt).slice(0, HOECHSTENS_TREFFER);
  }

  function treffer_zeigen(zeilen) {
    teil("bescheid").hidden = teil("zurueck").hidden = teil("aufnahme").hidden = teil("trotzdem").hidden = true;
    teil("treffer").replaceChildren(...zeilen.map(treffer));
    teil("treffer").scrollIntoView({ block: "start" });
  }

  function treffer(zeile) {
    const eintrag = teil("muster").content.cloneNode(true).firstElementChild;
    const setze = (name, text) => (eintrag.querySelector(`[data-feld=${name}]`).textContent = text);
    setze("name", zeile.name);
    setze("zusatz", zeile.zusatz);
    setze("wen", ` ${zeile.name}`);
    const stand = zeile.lage ? `${liste.worte[zeile.lage].wort}. ${zeile.satz}` : zeile.da ? `Eingelassen um ${uhr(zeile.da)}${zeile.tuer}` : "";
    setze("stand", stand);
    eintrag.querySelector("[data-feld=bruch]").hidden = !stand;
    if (zeile.da) {
      setze("knopf", "Noch einmal da");
      eintrag.querySelector("button").classList.replace("kern-btn--primary", "kern-btn--secondary");
    }
    eintrag.querySelector("button").onclick = () => bewegen({ anmeldung: zeile.id });
    return eintrag;
  }

  function suchen(text) {
    const code = code_aus(text);
    const bekannt = liste?.zeilen.some((zeile) => zeile.code === code || zeile.alt.includes(code));
    const gefunden = treffer_zu(text);
    if (bekannt || (code.length === 10 && (/\d/.test(code) || !gefunden.length))) {
      feld.q.value = "";
      feld.q.blur();
      return bewegen({ code });
    }
    if (gefunden.length) {
      feld.q.blur();
      return treffer_zeigen(gefunden);
    }
    zeigen({ wort: "Nicht gefunden", zeichen: "nein", satz: `Zu „${text}“ steht niemand auf der Liste.`, lage: "" });
  }

  teil("suche").addEventListener("submit", (ereignis) => {
    ereignis.preventDefault();
    if (feld.q.value.trim()) suchen(feld.q.value);
  });
  feld.q.addEventListener("input", () => {
    if (feld.q.value.trim().length > 1) treffer_zeigen(treffer_zu(feld.q.value));
  });
  teil("zurueck").addEventListener("submit", (ereignis) => {
    ereignis.preventDefault();
    const anmeldung = Number(ereignis.target.elements.anmeldung.value);
    bewegen({ art: "zurueck", anmeldung, grund: ereignis.submitter?.value || "" });
  });
  feld.tuer.addEventListener("input", () => merken("tuer", feld.tuer.value.trim()));
  teil("leeren").addEventListener("click", async () => {
    if (namen("wartet:").length) return zeigen({ wort: "Noch nicht", zeichen: "nein", satz: "Erst müssen alle übertragen sein, die noch warten.", lage: "" });
    await leeren();
    location.replace(new URL("..", location.href)); // opening this page again would fetch the list again
  });
  haus.addEventListener("einlass:karte", (ereignis) => bewegen({ code: code_aus(ereignis.detail) }));

  // --- beginning ------------------------------------------------------------------------------
  async function fuer_funkloch() {
    if (!navigator.serviceWorker || !window.caches) return (teil("neuladen").hidden = false);
    await navigator.serviceWorker.register(haus.dataset.offline);
    const dateien = performance.getEntriesByType("resource").map((datei) => datei.name);
    const eigene = new Set(dateien.map((name) => name.split("#")[0]).filter((name) => name.startsWith(`${location.origin}/static/`)));
    const lager = await caches.open(LAGER);
    await lager.addAll([location.pathname, ...eigene]);
    haus.dataset.bereit = "ja";
  }

  async function anfangen() {
    if (zu_alt() && !wartende().length) await leeren();
    else if (zu_alt()) vergessen("liste");
    feld.tuer.value = feld.tuer.value || lesen("tuer") || "";
    teil("speicher").hidden = false;
    meldungen_zeigen();
    if (liste) teil("stand").textContent = `Stand der Liste: ${uhr(liste.stand)}.`;
    await nachholen();
    if (Date.now() > Date.parse(haus.dataset.bis)) return;
    await liste_laden();
    fuer_funkloch().catch(() => {});
    setInterval(() => (document.hidden || wartende().length ? null : liste_laden()), AUFFRISCHEN);
  }

  setInterval(nachholen, ERNEUT);
  addEventListener("online", () => (erreichbar(true), nachholen(), liste_laden()));
  addEventListener("offline", () => netz_zeigen());
  anfangen();
})();
