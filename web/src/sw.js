/* The service worker (the build puts the two values in): all files of one version, taken from the cache. */
const VERSION = '__VERSION__';
const FILES = __FILES__;

const addresses = new Set(FILES.map((file) => new URL(file, self.registration.scope).href));

self.addEventListener('install', (event) => {
    event.waitUntil((async () => {
        const cache = await caches.open(VERSION);
        await Promise.all([...addresses].map(async (address) => {
            const response = await fetch(address, { cache: 'no-cache' });
            if (!response.ok)
                throw new Error(`${address}: ${response.status}`);
            await cache.put(address, response);
        }));
    })());
});

self.addEventListener('activate', (event) => {
    event.waitUntil((async () => {
        const own = (name) => name.startsWith('vibee-') && name !== VERSION;
        await Promise.all((await caches.keys()).filter(own).map((name) => caches.delete(name)));
        await self.clients.claim();
    })());
});

self.addEventListener('message', (event) => {
    if (event.data === 'take')
        self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url);
    url.hash = url.search = '';
    if (event.request.method !== 'GET' || event.request.cache === 'reload' || !addresses.has(url.href))
        return;
    event.respondWith((async () => {
        const cache = await caches.open(VERSION);
        return await cache.match(url.href) ?? fetch(event.request);
    })());
});
