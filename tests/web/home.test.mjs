/* What stays: the home directory, and the page itself without a network. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';

import { SITE, Site } from './browser.mjs';
import { HELLO } from './guests.mjs';

describe('the home directory', () => {
    let site;
    before(async () => { site = await Site.open(); });
    after(() => site?.close());
    afterEach(async () => {
        await Promise.all(site.context.pages().map((page) => page.close()));
        site.clean();
    });

    test('survives a reload', async () => {
        const screen = await site.page();
        await screen.command('mkdir -p dir/below; seq 20000 >dir/below/numbers; echo edited >note; mv note letter');
        await screen.page.reload();
        assert.equal(await screen.command('cat letter; tail -n 1 dir/below/numbers; ls -1'), 'edited\n20000\ndir\nletter\n');
    });

    test('survives a Worker that is killed', async () => {
        const screen = await site.page();
        await screen.command('echo kept >kept; rm -r dir');
        await screen.page.evaluate(() => window.vibee.system.sync());
        await screen.page.evaluate(() => window.vibee.system.stop());
        await screen.page.reload();
        assert.equal(await screen.command('cat kept; ls -1'), 'kept\nkept\nletter\n');
    });

    test('a program that is uploaded can be run', async () => {
        const screen = await site.page();
        await screen.prompt();
        await screen.page.locator('#upload-input').setInputFiles(
            { name: 'hello.wasm', mimeType: 'application/wasm', buffer: HELLO });
        await screen.page.getByText('hello.wasm: now in /root').waitFor();
        assert.equal(await screen.command('./hello.wasm'), 'hello from a dropped program!\n');
        await screen.page.locator('#upload-input').setInputFiles({ name: 'no.wasm', mimeType: '', buffer: Buffer.from('\0asm\x09\0\0\0') });
        await screen.page.getByText('no.wasm: now in /root').waitFor();
        assert.match(await screen.command('./no.wasm'), /no\.wasm: .*version/);
    });

    test('files and an archive can be downloaded, and taken back after a reset', async () => {
        const screen = await site.page(), { page } = screen;
        await screen.command('mkdir -p d; echo inside >d/f; echo top >letter');
        await page.getByRole('button', { name: 'Files' }).click();
        const [one] = await Promise.all([page.waitForEvent('download'),
                                         page.getByRole('button', { name: 'Download letter' }).click()]);
        assert.equal(readFileSync(await one.path(), 'utf8'), 'top\n');
        const [all] = await Promise.all([page.waitForEvent('download'),
                                         page.getByRole('button', { name: 'Export all' }).click()]);
        const archive = await all.path();
        await page.getByRole('button', { name: 'Reset' }).click();
        const old = await page.evaluateHandle(() => window.vibee.system);
        await page.getByRole('button', { name: 'Delete everything' }).click();
        await page.waitForFunction((before) => window.vibee.view && window.vibee.system !== before, old);
        assert.equal(await screen.command('ls; echo empty'), 'empty\n');
        await page.locator('#import-input').setInputFiles(archive);
        await page.getByText('items are now in /root').waitFor();
        await page.evaluate(() => window.vibee.view.focus());
        assert.match(await screen.command('cat d/f letter; ls'), /^inside\ntop\nd +hello/);
        await page.locator('#import-input').setInputFiles({ name: 'bad.tar', mimeType: '', buffer: Buffer.alloc(2048, 1) });
        await page.getByText('expected an archive (ustar)').waitFor();
    });

    test('one tab has it; another starts without and can take it over', async () => {
        const first = await site.page();
        await first.command('echo first >owner');
        const second = await site.page();
        await second.prompt();
        await second.page.getByText('Another tab has the home directory').waitFor();
        assert.equal(await second.command('ls; echo nothing'), 'nothing\n');
        await second.page.getByRole('button', { name: 'Take it over' }).click();
        await first.page.getByText('Another tab has taken over').waitFor();
        await second.page.getByText('Home directory is kept').waitFor();
        assert.equal(await second.command('cat owner'), 'first\n');
    });

    test('a command in the address is typed', async () => {
        const screen = await site.page(`#run=${encodeURIComponent('echo from the address | wc -w')}`);
        await screen.see(/wc -w\n3\n[^]*\$ ?$/);
    });
});

describe('without a network', () => {
    test('the page starts from the cache', async () => {
        const site = await Site.open();
        try {
            const screen = await site.page();
            await screen.command('echo stays >file');
            await screen.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
            await screen.page.waitForFunction(() => navigator.serviceWorker.controller);
            await site.server.close();
            await screen.page.reload();
            assert.equal(await screen.command('cat file'), 'stays\n');
            site.clean();
        } finally {
            await site.close();
        }
    });

    test('a new version is announced, and taken without losing files', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'vibee-site-'));
        cpSync(SITE, folder, { recursive: true });
        const site = await Site.open({ folder });
        try {
            const screen = await site.page();
            await screen.command('echo stays >file');
            await screen.page.waitForFunction(() => navigator.serviceWorker.controller);
            const worker = readFileSync(join(folder, 'sw.js'), 'utf8');
            writeFileSync(join(folder, 'sw.js'), worker.replace(/vibee-[0-9a-f]+/, 'vibee-0123456789abcdef'));
            await screen.page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => {}));
            await screen.page.getByText('A new version of VIBEE OS is there').waitFor();
            await Promise.all([screen.page.waitForEvent('load'), screen.page.getByRole('button', { name: 'Take it' }).click()]);
            assert.equal(await screen.command('cat file'), 'stays\n');
            assert.deepEqual(await screen.page.evaluate(() => caches.keys()), ['vibee-0123456789abcdef']);
            site.clean();
        } finally {
            await site.close();
            rmSync(folder, { recursive: true, force: true });
        }
    });
});
