/* Storage that the browser denies, or gives little of: a message, nothing lost, and a way on. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { Screen, Site } from './browser.mjs';

async function withSite(options, use) {
    const site = await Site.open(options);
    try {
        await use(site);
        site.clean();
    } finally {
        await site.close();
    }
}

const said = (page, text) => page.locator('#notices', { hasText: text }).waitFor();

for (const [name, options] of [['the origin private file system', {}], ['IndexedDB', { host: 'machine.test' }]])
    test(`a full store: ${name}`, () => withSite(options, async (site) => {
        const page = await site.context.newPage(), screen = new Screen(page);
        const protocol = await site.context.newCDPSession(page);
        await protocol.send('Storage.overrideQuotaForOrigin', { origin: site.server.origin, quotaSize: 8 << 20 });
        await page.goto(site.server.url);
        await screen.command('mkdir d; echo kept >d/kept');
        await page.evaluate(() => window.vibee.system.sync());
        /* Until there is no more room: at the latest when it is to be durable. */
        await screen.command('seq 60000 >m');
        await screen.type('while cp m m.$n 2>/tmp/why; do n=1$n; done; cat /tmp/why');
        const full = page.evaluate(async () => {
            const home = window.vibee.system;
            const noise = new Uint8Array(1 << 17); // browsers compress what they can
            for (let i = 0; i < 200; i++) {
                for (let at = 0; at < noise.length; at += 65536)
                    crypto.getRandomValues(noise.subarray(at, at + 65536));
                await home.put(`/root/fill/${i}`, noise);
                await home.sync();
            }
        }).then(() => 'no end', (error) => error.message);
        assert.match(await full, /there is no room for it/);
        await said(page, 'gives no more room for the home directory');
        await page.keyboard.press('Enter');
        await screen.see(/cp: .*[Nn]o (space|room)[^]*\$ ?$/);
        assert.equal(await screen.command('cat d/kept; tail -n 1 m'), 'kept\n60000\n');
        await screen.command('rm -r m m.* fill');
        if (options.host)
            await said(page, 'stored again'); // it may need a while to see that there is room: it is tried again by itself
        await screen.command('seq 30000 >more; mv d/kept d/moved');
        await page.evaluate(() => window.vibee.system.sync());
        await page.evaluate(() => window.vibee.system.stop());
        await page.reload();
        assert.equal(await screen.command('cat d/moved; tail -n 1 more; ls -1'), 'kept\n30000\nd\nmore\n');
    }));

test('a browser that stores nothing at all', () => withSite({
    /* Site data are blocked, as a person does in the browser's settings. */
    prepare: (profile) => {
        mkdirSync(join(profile, 'Default'));
        writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }));
    },
}, async (site) => {
    const screen = await site.page();
    assert.equal(await screen.command('echo works >f; cat f'), 'works\n');
    assert.equal(await screen.page.evaluate(() => { try { return typeof localStorage; } catch (error) { return error.name; } }), 'SecurityError');
    await said(screen.page, 'cannot be stored in this browser');
    await screen.page.getByText('Home directory is not kept').waitFor();
}));

for (const persists of [false, true])
    test(`a browser that ${persists ? 'promises' : 'refuses'} to keep the data`, () => withSite({}, async (site) => {
        await site.context.addInitScript((answer) => {
            if (!navigator.storage)
                return; // not yet the page
            navigator.storage.persisted = async () => false;
            navigator.storage.persist = async () => {
                window.asked = true;
                return answer;
            };
        }, persists);
        const screen = await site.page();
        await screen.prompt();
        await screen.page.waitForFunction(() => window.asked);
        await screen.page.locator('#storage', { hasText: persists ? /^Home directory is kept$/ : /^Home directory is kept, unless the browser needs the space$/ }).waitFor();
    }));

describe('files of the page that the browser keeps', () => {
    const cached = async (site) => {
        const screen = await site.page();
        await screen.command('echo stays >file');
        await screen.page.evaluate(() => window.vibee.system.sync());
        await screen.page.waitForFunction(() => navigator.serviceWorker.controller);
        return screen;
    };

    /* In the service worker's cache each file becomes what change makes of it. */
    const damage = (page, pattern, kind) => page.evaluate(async ([source, how]) => {
        const cache = await caches.open((await caches.keys())[0]);
        for (const request of await cache.keys()) {
            if (!new RegExp(source).test(new URL(request.url).pathname))
                continue;
            const bytes = new Uint8Array(await (await cache.match(request)).arrayBuffer());
            const type = (await cache.match(request)).headers.get('Content-Type');
            if (how === 'cut')
                await cache.put(request, new Response(bytes.subarray(0, bytes.length >> 1), { headers: { 'Content-Type': type } }));
            else if (how === 'other')
                await cache.put(request, new Response(bytes.fill(32, 0, 100), { headers: { 'Content-Type': type } }));
            else
                await cache.delete(request);
        }
    }, [pattern, kind]);

    test('are repaired when they are cut off, changed or gone', () => withSite({}, async (site) => {
        const screen = await cached(site);
        for (const [pattern, kind] of [['.*', 'cut'], ['\\.(js|tar)$', 'other'], ['(/|wasm|css)$', 'gone']]) {
            await damage(screen.page, pattern, kind);
            await screen.page.reload();
            assert.equal(await screen.command('cat file'), 'stays\n');
        }
        await site.server.close();
        await screen.page.reload(); // what was repaired is in the cache
        assert.equal(await screen.command('cat file'), 'stays\n');
    }));

    test('are missed with a message when there is no server to repair them from', () => withSite({}, async (site) => {
        const screen = await cached(site);
        await damage(screen.page, '\\.tar$', 'cut');
        await site.server.close();
        await screen.page.reload();
        await screen.page.locator('#cover-text', { hasText: /\.tar: expected a file of the system, found: 503 damaged/ }).waitFor();
        await damage(screen.page, 'index-.*\\.js$', 'cut');
        await screen.page.reload();
        await screen.page.locator('#cover-text', { hasText: 'A file of this page is missing or damaged. Files in /root are safe.' }).waitFor();
        await screen.page.getByRole('button', { name: 'Load again' }).waitFor();
        site.problems.length = 0; // the browser says, too, what it could not load
    }));
});
