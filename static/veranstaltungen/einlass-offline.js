"use strict";
// Lets the page of the doors be loaded again in a dead spot. It looks after that page and its files only; the page
// itself fills the store and empties it.

const FRIST = 4000; // ms; in a dead spot requests often hang instead of failing
const seite = new URL(self.registration.scope).pathname;
const lager = `einlass:${seite}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (ereignis) => ereignis.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (ereignis) => {
  const anfrage = ereignis.request;
  const ziel = new URL(anfrage.url);
  if (anfrage.method !== "GET" || ziel.origin !== self.location.origin) return;
  if (anfrage.mode === "navigate" && ziel.pathname === seite) ereignis.respondWith(erst_netz(anfrage));
  else if (ziel.pathname.startsWith("/static/")) ereignis.respondWith(erst_lager(anfrage));
});

async function erst_netz(anfrage) {
  const netz = fetch(anfrage);
  netz.catch(() => {});
  const zu_lange = new Promise((_, aufgeben) => setTimeout(aufgeben, FRIST));
  try {
    return await Promise.race([netz, zu_lange]);
  } catch {
    return (await caches.match(seite, { cacheName: lager, ignoreVary: true })) || netz;
  }
}

async function erst_lager(anfrage) {
  return (await caches.match(anfrage, { cacheName: lager, ignoreVary: true })) || fetch(anfrage);
}
