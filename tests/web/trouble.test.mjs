/* What may go wrong: a message that a person understands, a way on, and nothing lost. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { SITE, Site } from './browser.mjs';

async function withSite(options, use) {
    const site = await Site.open(options);
    try {
        await use(site);
    } finally {
        await site.close();
    }
}

describe('trouble', () => {
    test('plain HTTP from another machine: IndexedDB keeps the files, and the page says what is missing', async () => {
        await withSite({ host: 'machine.test' }, async (site) => {
            const screen = await site.page();
            await screen.page.getByText('This page came over plain HTTP').waitFor();
            assert.equal(await screen.page.evaluate(() => window.isSecureContext), false);
            await screen.command('mkdir d; seq 30000 >d/numbers; echo kept >file; rm file; echo again >file');
            await screen.page.evaluate(() => window.vibee.system.sync());
            await screen.page.evaluate(() => window.vibee.system.stop());
            await screen.page.reload();
            assert.equal(await screen.command('cat file; tail -n 1 d/numbers; ls -1'), 'again\n30000\nd\nfile\n');
            const second = await site.page();
            await second.page.getByText('Another tab has the home directory').waitFor();
            site.clean();
        });
    });

    test('a file of the system that is damaged or missing', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'vibee-site-'));
        cpSync(SITE, folder, { recursive: true });
        const path = join(folder, 'assets', readdirSync(join(folder, 'assets')).find((name) => name.endsWith('.tar')));
        const whole = readFileSync(path);
        try {
            await withSite({ folder }, async (site) => {
                writeFileSync(path, whole.subarray(0, 100000));
                const screen = await site.page(), says = screen.page.locator('#cover-text');
                await screen.page.locator('#cover-text', { hasText: `expected ${whole.length} bytes, found 100000` }).waitFor();
                rmSync(path);
                await screen.page.getByRole('button', { name: 'Start again' }).click();
                await screen.page.locator('#cover-text', { hasText: /expected a file of the system, found: 404/ }).waitFor();
                writeFileSync(path, whole);
                await screen.page.getByRole('button', { name: 'Start again' }).click();
                await screen.prompt();
                assert.ok(await says.isHidden());
            });
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    });

    test('a browser without WebAssembly', async () => {
        await withSite({}, async (site) => {
            await site.context.addInitScript(() => { delete window.WebAssembly; });
            const screen = await site.page();
            await screen.page.getByText('This browser cannot run VIBEE OS: it has no WebAssembly').waitFor();
            site.clean();
        });
    });

    test('settings that cannot be stored, a home directory whose end is damaged', async () => {
        await withSite({}, async (site) => {
            const screen = await site.page();
            await screen.command('echo one >one; echo two >two');
            await screen.page.evaluate(() => window.vibee.system.call('release'));
            await screen.page.evaluate(() => window.vibee.system.stop());
            /* The journal, of the two files the one with a head, loses its last bytes. */
            await screen.page.evaluate(async () => {
                const folder = await navigator.storage.getDirectory();
                let newest = null;
                for await (const [name, handle] of folder.entries()) {
                    const file = await handle.getFile();
                    if (name.startsWith('vibee-home') && (await file.slice(0, 9).text()) === 'VIBEEHOME')
                        newest = { handle, size: file.size };
                }
                const writer = await newest.handle.createWritable({ keepExistingData: true });
                await writer.truncate(newest.size - 3);
                await writer.close();
            });
            await site.context.addInitScript(() => {
                Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
            });
            await screen.page.reload();
            await screen.page.getByText('were not complete when the page ended').waitFor();
            assert.equal(await screen.command('cat one; wc -c <two'), 'one\n0\n');
            await screen.page.locator('#theme-button').click();
            site.clean();
        });
    });
});
