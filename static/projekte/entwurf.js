"use strict";
// Saves a step of a submission while one types. Without this file the buttons save; nothing else is lost.

(() => {
  const formular = document.querySelector("form[data-entwurf]");
  if (!formular) return;
  const PAUSE = 1500; // ms without a key before it saves
  const NOCH_EINMAL = [5000, 15000, 30000]; // ms until the next attempt; the last one for ever
  const anzeige = formular.querySelector("[data-entwurf-stand]");
  let uhr = 0;
  let versuche = 0;
  let laeuft = null;
  let gesperrt = false; // somebody else wrote: only the person decides now
  let abgeschickt = false;
  let gespeichert = inhalt();

  function inhalt() {
    const daten = new FormData(formular);
    daten.delete("csrfmiddlewaretoken");
    daten.delete("stand");
    for (const [name, wert] of [...daten]) if (wert instanceof File) daten.delete(name);
    return new URLSearchParams(daten).toString();
  }

  // Files go with the buttons only.
  function dateiWartet() {
    return [...formular.querySelectorAll('input[type="file"]')].some((feld) => feld.files.length);
  }

  function melden(text, fehler) {
    anzeige.textContent = text;
    anzeige.dataset.art = fehler ? "fehler" : "";
  }

  function planen(in_ms) {
    clearTimeout(uhr);
    if (!gesperrt) uhr = setTimeout(speichern, in_ms);
  }

  function spaeter(text) {
    melden(text, true);
    planen(NOCH_EINMAL[Math.min(versuche++, NOCH_EINMAL.length - 1)]);
  }

  async function senden() {
    const gesendet = inhalt();
    if (gesendet === gespeichert) return;
    melden("Wird gespeichert …");
    let antwort;
    try {
      antwort = await fetch(location.pathname, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(formular)),
        redirect: "manual",
      });
    } catch {
      spaeter("Keine Verbindung. Ihr Text steht noch hier; wir versuchen es weiter.");
      return;
    }
    if (antwort.ok) {
      gespeichert = gesendet;
      versuche = 0;
      uebernehmen(await antwort.json());
    } else if (antwort.status === 409) {
      gesperrt = true;
      melden((await antwort.json()).meldung + " Speichern Sie mit dem Knopf, dann sehen Sie beides.", true);
    } else if (antwort.status === 401 || antwort.status === 403) {
      await neuer_schluessel();
      spaeter("Sie sind nicht mehr angemeldet. Bitte melden Sie sich in einem zweiten Fenster an; Ihr Text steht noch hier.");
    } else {
      spaeter("Das Speichern hat nicht geklappt. Ihr Text steht noch hier; wir versuchen es weiter.");
    }
  }

  // After a login elsewhere the form's key is an old one.
  async function neuer_schluessel() {
    try {
      const antwort = await fetch(location.pathname, { headers: { Accept: "application/json" } });
      if (antwort.ok) formular.elements.csrfmiddlewaretoken.value = (await antwort.json()).csrf;
    } catch {
      // The next attempt asks again.
    }
  }

  function speichern() {
    clearTimeout(uhr);
    laeuft ??= senden().finally(() => {
      laeuft = null;
    });
    return laeuft;
  }

  function uebernehmen(auskunft) {
    formular.elements.stand.value = auskunft.stand;
    melden(`Gespeichert um ${auskunft.gespeichert} Uhr`);
    for (const liste of formular.querySelectorAll("[data-hinweise-fuer]")) {
      zeilen(liste, auskunft.hinweise[liste.dataset.hinweiseFuer] ?? []);
    }
    document.querySelector("[data-entwurf-prozent]").value = auskunft.prozent;
    document.querySelector("[data-entwurf-zahl]").textContent = `${auskunft.prozent} %`;
    document.querySelector("[data-entwurf-fehlt-titel]").hidden = !auskunft.fehlt.length;
    zeilen(document.querySelector("[data-entwurf-fehlt]"), auskunft.fehlt);
    if (inhalt() !== gespeichert) planen(PAUSE);
  }

  function zeilen(liste, texte) {
    liste.hidden = !texte.length;
    liste.replaceChildren(
      ...texte.map((text) => {
        const zeile = document.createElement("li");
        zeile.textContent = text;
        return zeile;
      }),
    );
  }

  formular.addEventListener("input", () => planen(PAUSE));
  formular.addEventListener("change", () => planen(PAUSE));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !gesperrt) speichern();
  });
  addEventListener("beforeunload", (ereignis) => {
    if (!abgeschickt && (inhalt() !== gespeichert || dateiWartet())) ereignis.preventDefault();
  });

  // A button while a save is on its way waits for it: two at once would look like two people.
  formular.addEventListener("submit", (ereignis) => {
    clearTimeout(uhr);
    if (laeuft) {
      ereignis.preventDefault();
      laeuft.finally(() => formular.requestSubmit(ereignis.submitter));
      return;
    }
    gesperrt = true;
    abgeschickt = true;
  });
  addEventListener("pageshow", (ereignis) => {
    if (ereignis.persisted) location.reload();
  });
})();
