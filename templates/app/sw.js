// The service worker: pages open faster, and without a connection there is a
// page that says what to do. It keeps public files only. Nothing that a member
// sees is ever put into a cache: pages are fetched anew each time, and what is
// kept was asked for without cookies.
'use strict';

// Pages are kept as somebody sees them who is not signed in.
const anonymous = (path) => new Request(path + '?lang=' + LANG, { credentials: 'omit', cache: 'no-cache' });
const thrifty = () => {
  const link = self.navigator.connection;
  return Boolean(link && (link.saveData || /2g/.test(link.effectiveType)));
};

const put = async (cache, key, request) => {
  const answer = await fetch(request);
  if (!answer.ok || answer.redirected) throw new Error(key + ': ' + answer.status);
  await cache.put(key, answer);
};

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.all([...STATIC.map((path) => put(cache, path, new Request(path, { credentials: 'omit' }))),
      put(cache, '/offline', anonymous('/offline'))]);
    // Help comes along where the link is good enough; without it the rest works.
    if (!thrifty()) await Promise.allSettled(PAGES.map((path) => put(cache, path, anonymous(path))));
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

const kept = async (key) => (await caches.open(CACHE)).match(key);
const page = async (request, path) => {
  try {
    return await fetch(request);
  } catch {
    return (PAGES.includes(path) && await kept(path)) || (await kept('/offline')) || Response.error();
  }
};

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    event.respondWith(page(request, url.pathname));
  } else if (request.method === 'GET' && STATIC.includes(url.pathname + url.search)) {
    event.respondWith(kept(url.pathname + url.search).then((answer) => answer || fetch(request)));
  }
});
