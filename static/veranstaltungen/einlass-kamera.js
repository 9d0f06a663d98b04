"use strict";
// Reads tickets with the camera: with the browser's own reader where it has one, else with the package qr.

(() => {
  const haus = document.querySelector("[data-einlass]");
  if (!haus || !navigator.mediaDevices) return;
  const PAUSE = 120; // ms between two looks
  const DIESELBE = 4000; // ms in which the same ticket before the lens counts once
  const bild = haus.querySelector("[data-bild]");
  const knopf = haus.querySelector("[data-kamera]");
  const hinweis = haus.querySelector("[data-kamera-hinweis]");
  let strom = null;
  let wach = null;
  let zuletzt = { code: "", wann: 0 };

  const leser = eigener_leser();
  leser.catch(() => {}); // said when the camera is asked for

  async function eigener_leser() {
    const formate = (await window.BarcodeDetector?.getSupportedFormats().catch(() => [])) || [];
    if (formate.includes("qr_code")) return new window.BarcodeDetector({ formats: ["qr_code"] });
    const { BarcodeDetector } = await import(haus.dataset.leser);
    return new BarcodeDetector();
  }

  function melden(text) {
    hinweis.textContent = text;
    hinweis.hidden = !text;
  }

  async function anschalten() {
    melden("");
    try {
      strom = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
      });
    } catch (fehler) {
      const verboten = fehler.name === "NotAllowedError";
      return melden(
        verboten
          ? "Die Kamera ist nicht erlaubt. Erlauben Sie sie im Browser für diese Seite, oder tippen Sie den Code ab."
          : "Keine Kamera gefunden. Tippen Sie den Code ab, oder suchen Sie nach dem Namen.",
      );
    }
    bild.srcObject = strom;
    bild.hidden = false;
    await bild.play();
    zustand(true);
    wach = await navigator.wakeLock?.request("screen").catch(() => null);
    schauen();
  }

  function ausschalten() {
    for (const spur of strom?.getTracks() || []) spur.stop();
    strom = bild.srcObject = null;
    bild.hidden = true;
    wach?.release();
    zustand(false);
  }

  function zustand(an) {
    knopf.setAttribute("aria-pressed", String(an));
    knopf.querySelector("span").textContent = an ? "Kamera ausschalten" : "Karte scannen";
  }

  async function schauen() {
    if (!strom) return;
    try {
      const [fund] = bild.readyState >= 2 ? await (await leser).detect(bild) : [];
      if (fund) gelesen(fund.rawValue);
    } catch {
      ausschalten();
      return melden("Die Kamera lässt sich hier nicht auswerten. Tippen Sie den Code ab.");
    }
    setTimeout(schauen, PAUSE);
  }

  function gelesen(code) {
    const jetzt = Date.now();
    const neu = code !== zuletzt.code || jetzt - zuletzt.wann > DIESELBE;
    zuletzt = { code, wann: jetzt }; // as long as it stays before the lens
    if (neu) haus.dispatchEvent(new CustomEvent("einlass:karte", { detail: code }));
  }

  knopf.hidden = false;
  knopf.addEventListener("click", () => (strom ? ausschalten() : anschalten()));
  addEventListener("pagehide", ausschalten);
})();
