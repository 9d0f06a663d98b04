"use strict";
// Everything works without this file; it only makes some steps smoother.

const fehlerliste = document.querySelector("[data-fehlerliste]");
if (fehlerliste) fehlerliste.focus();

// A second click while the first is on its way must not send a form twice.
document.addEventListener("submit", (ereignis) => {
  const formular = ereignis.target;
  if (formular.method !== "post" || ereignis.defaultPrevented) return;
  if (formular.dataset.gesendet) {
    ereignis.preventDefault();
    return;
  }
  formular.dataset.gesendet = "1";
  if (ereignis.submitter) ereignis.submitter.setAttribute("aria-busy", "true");
});

// Back in history shows the page as it was left: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const formular of document.querySelectorAll("form[data-gesendet]")) {
    delete formular.dataset.gesendet;
    for (const knopf of formular.querySelectorAll("[aria-busy]")) knopf.removeAttribute("aria-busy");
  }
});

// Browsers without ::details-content: the filter drawer stands open beside the list.
if (!CSS.supports("selector(::details-content)") && window.matchMedia("(min-width: 62rem)").matches) {
  for (const schublade of document.querySelectorAll(".filterschublade")) schublade.open = true;
}
