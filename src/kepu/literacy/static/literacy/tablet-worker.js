/* Keeps the interviewer's page and its files, so that it opens without network. VERSION and ASSETS are set by the server. */
"use strict";
const PAGE = new URL("./", self.location.href).pathname;
const NAME = `kepu-tablet-${VERSION}`;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    await cache.addAll([PAGE, ...ASSETS]);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("kepu-tablet-") && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  })());
});

/* The page: from the network where there is one, so that who signed out is asked to sign in; what was kept otherwise. */
const page = async (request) => {
  const cache = await caches.open(NAME);
  try {
    const answer = await Promise.race([fetch(request), new Promise((_, fail) => setTimeout(() => fail(new Error("slow")), PATIENCE))]);
    if (answer.ok && !answer.redirected && answer.type === "basic") await cache.put(PAGE, answer.clone());
    return answer;
  } catch {
    return (await cache.match(PAGE)) || Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(event.request));
  else if (ASSETS.includes(url.pathname)) event.respondWith(caches.match(url.pathname, { cacheName: NAME }).then((kept) => kept || fetch(event.request)));
});
