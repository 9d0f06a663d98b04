"use strict";
// "Noch eine Person" without loading the page anew: the form is sent as it would be without this file, and of the
// answer only the new row is taken.

(() => {
  const formular = document.querySelector("form[data-anmeldung]");
  if (!formular) return;

  formular.addEventListener("submit", async (ereignis) => {
    const knopf = ereignis.submitter;
    if (!knopf || knopf.name !== "noch_eine" || knopf.dataset.ohneSkript) return;
    ereignis.preventDefault();
    if (knopf.hasAttribute("aria-busy")) return;
    knopf.setAttribute("aria-busy", "true");
    const daten = new FormData(formular);
    daten.append(knopf.name, knopf.value);
    try {
      const antwort = await fetch(window.location.href, { method: "POST", body: daten });
      const seite = new DOMParser().parseFromString(await antwort.text(), "text/html");
      const zeile = seite.querySelector("[data-zeilen]").lastElementChild;
      formular.querySelector("[data-zeilen]").append(zeile);
      zeile.querySelector("input").focus();
      const neu = seite.querySelector('[name="noch_eine"]');
      if (neu) knopf.replaceWith(neu);
      else knopf.remove();
    } catch {
      knopf.removeAttribute("aria-busy");
      knopf.dataset.ohneSkript = "1";
      formular.requestSubmit(knopf);
    }
  });
})();
