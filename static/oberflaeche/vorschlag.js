"use strict";
// Type-ahead after the ARIA combobox pattern. Without it the form's own search step does the same.
// <input data-vorschlag-url="…" data-vorschlag-ziel="id or name of the hidden input">
// data-vorschlag-knopf="id": the button of the search step, not needed while this script runs
// data-vorschlag-leer: the next step when nothing was found
// data-vorschlag-frei: a search of free text; choosing a suggestion sends the form, Enter alone what was typed
// GET url?q=… answers {"treffer": [{"wert": "…", "text": "…", "zusatz": "…"}], "hinweis": "…"}

const MINDESTENS = 2; // characters
const WARTEN = 180; // milliseconds after the last key

function vorschlaege(eingabe) {
  const ziel = eingabe.form && eingabe.form.elements.namedItem(eingabe.dataset.vorschlagZiel || "");
  const frei = "vorschlagFrei" in eingabe.dataset;
  const huelle = document.createElement("div");
  const liste = document.createElement("ul");
  const stand = document.createElement("div");
  let treffer = [];
  let gewaehlt = -1;
  let beantwortet = ""; // the text that `treffer` belong to
  let uhr = 0;
  let abbruch = null;

  huelle.className = "vorschlag";
  liste.className = "vorschlag__liste";
  liste.id = `${eingabe.id}-vorschlaege`;
  liste.hidden = true;
  liste.setAttribute("role", "listbox");
  liste.setAttribute("aria-label", "Vorschläge");
  stand.className = "vorschlag__stand kern-sr-only";
  stand.setAttribute("role", "status");
  const suchknopf = document.getElementById(eingabe.dataset.vorschlagKnopf || "");
  if (suchknopf) suchknopf.hidden = true;
  eingabe.before(huelle);
  huelle.append(eingabe, liste, stand);
  eingabe.setAttribute("role", "combobox");
  eingabe.setAttribute("aria-autocomplete", "list");
  eingabe.setAttribute("aria-controls", liste.id);
  eingabe.setAttribute("aria-expanded", "false");
  eingabe.autocomplete = "off";

  // Back in history, browsers fill in neither a field without autocomplete nor a hidden one: the entry keeps both.
  const zettel = `vorschlag-${eingabe.id}`;

  function merken() {
    const wert = ziel ? ziel.value : "";
    window.history.replaceState({ ...window.history.state, [zettel]: { text: eingabe.value, wert } }, "");
  }

  function erinnern() {
    const gemerkt = window.history.state && window.history.state[zettel];
    if (!gemerkt) return;
    eingabe.value = gemerkt.text;
    if (ziel) ziel.value = gemerkt.wert;
  }

  function melden(text, sichtbar = false) {
    stand.textContent = text;
    stand.classList.toggle("kern-sr-only", !sichtbar);
  }

  function schliessen() {
    liste.hidden = true;
    gewaehlt = -1;
    eingabe.setAttribute("aria-expanded", "false");
    eingabe.removeAttribute("aria-activedescendant");
  }

  function markieren(nummer) {
    gewaehlt = nummer;
    [...liste.children].forEach((zeile, i) => zeile.setAttribute("aria-selected", String(i === nummer)));
    if (nummer < 0) {
      eingabe.removeAttribute("aria-activedescendant");
      return;
    }
    eingabe.setAttribute("aria-activedescendant", liste.children[nummer].id);
    liste.children[nummer].scrollIntoView({ block: "nearest" });
  }

  function uebernehmen(nummer) {
    eingabe.value = treffer[nummer].text;
    if (ziel) ziel.value = treffer[nummer].wert;
    melden(`${treffer[nummer].text} ausgewählt`);
    merken();
    schliessen();
    if (frei) eingabe.form.requestSubmit();
  }

  function zeile(eintrag, nummer) {
    const element = document.createElement("li");
    element.id = `${liste.id}-${nummer}`;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    element.textContent = eintrag.text;
    if (eintrag.zusatz) {
      const zusatz = document.createElement("span");
      zusatz.className = "vorschlag__zusatz";
      zusatz.textContent = eintrag.zusatz;
      element.append(" ", zusatz);
    }
    element.addEventListener("mousedown", (ereignis) => {
      ereignis.preventDefault(); // keeps the focus in the input
      uebernehmen(nummer);
    });
    return element;
  }

  function zeigen(neu, hinweis = "") {
    treffer = neu;
    liste.replaceChildren(...treffer.map(zeile));
    gewaehlt = -1;
    eingabe.removeAttribute("aria-activedescendant");
    liste.hidden = !treffer.length || document.activeElement !== eingabe;
    eingabe.setAttribute("aria-expanded", String(!liste.hidden));
    if (treffer.length) melden(treffer.length === 1 ? "1 Vorschlag" : `${treffer.length} Vorschläge`);
    else if (frei) melden("");
    else {
      const leer = [`Keine Vorschläge zu „${beantwortet}“.`, hinweis, eingabe.dataset.vorschlagLeer];
      melden(leer.filter(Boolean).join(" "), true);
    }
  }

  function aufgeben() {
    schliessen(); // the form still works by its own search step
    if (suchknopf) suchknopf.hidden = false;
    if (!frei) melden("Die Vorschläge sind gerade nicht erreichbar.", true);
  }

  async function holen(frage) {
    abbruch = new AbortController();
    const adresse = new URL(eingabe.dataset.vorschlagUrl, window.location.href);
    adresse.searchParams.set("q", frage);
    try {
      const antwort = await fetch(adresse, { signal: abbruch.signal, headers: { Accept: "application/json" } });
      if (!antwort.ok) throw new Error(antwort.statusText);
      const gefunden = await antwort.json();
      beantwortet = frage;
      zeigen(gefunden.treffer, gefunden.hinweis);
    } catch (fehler) {
      if (fehler.name !== "AbortError") aufgeben();
    }
  }

  eingabe.addEventListener("input", () => {
    if (ziel) ziel.value = "";
    merken();
    window.clearTimeout(uhr);
    if (abbruch) abbruch.abort();
    const frage = eingabe.value.trim();
    if (frage.length < MINDESTENS) {
      schliessen();
      melden("");
      return;
    }
    uhr = window.setTimeout(() => holen(frage), WARTEN);
  });

  eingabe.addEventListener("keydown", (ereignis) => {
    if (liste.hidden) {
      if (ereignis.key === "ArrowDown" && treffer.length) {
        ereignis.preventDefault();
        zeigen(treffer);
      }
      return;
    }
    const letzter = treffer.length - 1;
    if (ereignis.key === "ArrowDown") markieren(gewaehlt === letzter ? 0 : gewaehlt + 1);
    else if (ereignis.key === "ArrowUp") markieren(gewaehlt <= 0 ? letzter : gewaehlt - 1);
    else if (ereignis.key === "Escape") schliessen();
    else if (ereignis.key !== "Enter") return;
    else if (frei && gewaehlt < 0) {
      window.clearTimeout(uhr);
      return;
    }
    else if (gewaehlt >= 0 || beantwortet === eingabe.value.trim()) uebernehmen(Math.max(gewaehlt, 0));
    // else the list is about to change: nothing is chosen by mistake, nothing sent
    ereignis.preventDefault();
  });

  eingabe.addEventListener("blur", schliessen);
  erinnern();
  window.addEventListener("pageshow", erinnern); // some browsers fill in their own memory in between
  window.addEventListener("hashchange", merken); // an entry of its own
}

document.querySelectorAll("input[data-vorschlag-url]").forEach(vorschlaege);
