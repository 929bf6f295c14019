/* The service worker: the page works without a network, and a new version announces itself. */
import { notice } from './notices.js';

function announce(waiting, beforeTaking) {
    notice('A new version of VIBEE OS is there. Files in /root stay; programs that run end.', 'Take it', async () => {
        await beforeTaking();
        navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
        waiting.postMessage('take');
    });
}

/* beforeTaking(): a promise of when nothing is lost by a reload. */
export async function workOffline(beforeTaking) {
    if (!('serviceWorker' in navigator) || import.meta.env.DEV)
        return;
    try {
        const registration = await navigator.serviceWorker.register('./sw.js');
        const look = (worker) => {
            if (worker?.state === 'installed' && navigator.serviceWorker.controller)
                announce(worker, beforeTaking);
        };
        look(registration.waiting);
        registration.addEventListener('updatefound', () => {
            const worker = registration.installing;
            worker?.addEventListener('statechange', () => look(worker));
        });
    } catch (error) {
        console.info(`VIBEE OS will not work offline: ${error.message}`);
    }
}
