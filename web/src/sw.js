/*
 * The service worker (the build puts the two values in): all files of one version, taken from the cache. Each is
 * compared with its digest when it goes in and when it comes out, so that one that is stale or damaged is fetched anew.
 */
const VERSION = '__VERSION__';
const FILES = __FILES__; // name: SHA-256 in hex

const digests = new Map(Object.entries(FILES).map(([file, digest]) => [new URL(file, self.registration.scope).href, digest]));
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const digestOf = async (response) => hex(await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer()));

/* From the server, into the cache. Throws when the server does not have this version. */
async function renew(cache, address, mode) {
    const response = await fetch(address, { cache: mode });
    if (!response.ok)
        throw new Error(`${address}: ${response.status}`);
    if (await digestOf(response) !== digests.get(address))
        throw new Error(`${address}: expected the contents of ${VERSION}, found others`);
    await cache.put(address, response.clone());
    return response;
}

/* Undefined: it is not there, or damaged. */
async function kept(cache, address) {
    try {
        const response = await cache.match(address);
        return response && await digestOf(response) === digests.get(address) ? response : undefined;
    } catch {
        return undefined; // it cannot even be read
    }
}

const damaged = () => new Response('A file of VIBEE OS that this browser has kept is damaged, and the server has no other.\n',
                                   { status: 503, statusText: 'damaged, and the server cannot be reached', headers: { 'Content-Type': 'text/plain' } });

self.addEventListener('install', (event) => {
    event.waitUntil((async () => {
        const cache = await caches.open(VERSION);
        await Promise.all([...digests.keys()].map((address) => renew(cache, address, 'no-cache')));
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
    if (event.request.method !== 'GET' || !digests.has(url.href))
        return;
    event.respondWith((async () => {
        const cache = await caches.open(VERSION);
        const found = event.request.cache === 'reload' ? undefined : await kept(cache, url.href);
        // A server that has another version by now gives what belongs together there.
        return found ?? renew(cache, url.href, 'reload').catch(() => fetch(event.request)).catch(damaged);
    })());
});
