"use strict";
// Type-ahead after the ARIA combobox pattern. Without it the form's own search step does the same.
// <input data-vorschlag-url="…" data-vorschlag-ziel="id or name of the hidden input">
// data-vorschlag-knopf="id": the button of the search step, not needed while this script runs
// GET url?q=… answers {"treffer": [{"wert": "…", "text": "…", "zusatz": "…"}]}

const MINDESTENS = 2; // characters
const WARTEN = 180; // milliseconds after the last key

function vorschlaege(eingabe) {
  const ziel = eingabe.form && eingabe.form.elements.namedItem(eingabe.dataset.vorschlagZiel || "");
  const huelle = document.createElement("div");
  const liste = document.createElement("ul");
  const stand = document.createElement("div");
  let treffer = [];
  let gewaehlt = -1;
  let uhr = 0;
  let abbruch = null;

  huelle.className = "vorschlag";
  liste.className = "vorschlag__liste";
  liste.id = `${eingabe.id}-vorschlaege`;
  liste.hidden = true;
  liste.setAttribute("role", "listbox");
  liste.setAttribute("aria-label", "Vorschläge");
  stand.className = "kern-sr-only";
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
    stand.textContent = `${treffer[nummer].text} ausgewählt`;
    schliessen();
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

  function zeigen(neu) {
    treffer = neu;
    liste.replaceChildren(...treffer.map(zeile));
    gewaehlt = -1;
    eingabe.removeAttribute("aria-activedescendant");
    liste.hidden = !treffer.length;
    eingabe.setAttribute("aria-expanded", String(!liste.hidden));
    stand.textContent =
      treffer.length === 0 ? "Keine Vorschläge" : treffer.length === 1 ? "1 Vorschlag" : `${treffer.length} Vorschläge`;
  }

  async function holen(frage) {
    abbruch = new AbortController();
    const adresse = new URL(eingabe.dataset.vorschlagUrl, window.location.href);
    adresse.searchParams.set("q", frage);
    try {
      const antwort = await fetch(adresse, { signal: abbruch.signal, headers: { Accept: "application/json" } });
      if (antwort.ok) zeigen((await antwort.json()).treffer);
    } catch (fehler) {
      if (fehler.name !== "AbortError") schliessen(); // the form still works by its own search step
    }
  }

  eingabe.addEventListener("input", () => {
    if (ziel) ziel.value = "";
    window.clearTimeout(uhr);
    if (abbruch) abbruch.abort();
    const frage = eingabe.value.trim();
    if (frage.length < MINDESTENS) {
      schliessen();
      stand.textContent = "";
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
    else if (ereignis.key === "Enter" && gewaehlt >= 0) uebernehmen(gewaehlt);
    else if (ereignis.key === "Escape") schliessen();
    else return;
    ereignis.preventDefault();
  });

  eingabe.addEventListener("blur", schliessen);
}

document.querySelectorAll("input[data-vorschlag-url]").forEach(vorschlaege);
