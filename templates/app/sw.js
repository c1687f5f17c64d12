// The service worker: pages open faster, and without a connection there is a
// page that says what to do. It keeps public files only. Nothing that a member
// sees is ever put into a cache: pages are fetched anew each time, and what is
// kept was asked for without cookies.
'use strict';

// Pages are kept as somebody sees them who is not signed in.
const anonymous = (path, lang = LANG) => new Request(path + '?lang=' + lang, { credentials: 'omit', cache: 'no-cache' });
const thrifty = () => {
  const link = self.navigator.connection;
  return Boolean(link && (link.saveData || /2g/.test(link.effectiveType)));
};

const put = async (cache, key, request) => {
  const answer = await fetch(request);
  if (!answer.ok || answer.redirected) {
    await answer.body?.cancel(); // what nobody reads would hold its connection
    throw new Error(key + ': ' + answer.status);
  }
  await cache.put(key, answer);
};

// A newer worker takes over when no page is open any more: replaced under an
// open page, a navigation could wait for ever. It begins with the little without
// which it is of no use; a fetch that hangs must not hold up more.
self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.all(STATIC.map((path) => put(cache, path, new Request(path, { credentials: 'omit' }))));
    await put(cache, '/offline', anonymous('/offline'));
  })());
});

// The pages tell in which language they are read. It is no other worker's:
// changing one under an open page is what this avoids. A page that was on its
// way while the worker began is no worker's yet: it is taken in here. Help comes
// along where the link is good enough, what is still missing with the next page.
self.addEventListener('message', (event) => {
  const { lang } = event.data;
  event.waitUntil((async () => {
    await self.clients.claim();
    const cache = await caches.open(CACHE);
    const have = await cache.match('/offline');
    const other = !have || !(await have.text()).includes(`<html lang="${lang}"`);
    if (other) await put(cache, '/offline', anonymous('/offline', lang));
    if (thrifty()) return;
    // One after another, so that a page that is opened meanwhile need not wait.
    for (const path of PAGES) if (other || !await cache.match(path)) await put(cache, path, anonymous(path, lang));
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  })());
  self.clients.claim(); // nothing waits for it: a page may be on its way here
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

// A push says how much is new, never what: the page that it leads to does, to
// who may read it.
self.addEventListener('push', (event) => {
  const { title, body, link } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, lang: LANG, tag: 'notices', icon: '/icons/icon-192.png', data: link }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data));
});
