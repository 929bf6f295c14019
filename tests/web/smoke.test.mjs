/* Boot and type in Debian's Firefox and WebKit: the page is tested in full in Chromium (page.test.mjs). */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { SITE } from './browser.mjs';
import { eventually, firefox, webkit } from './other_browsers.mjs';
import { serve } from './server.mjs';

for (const launch of [firefox, webkit]) {
    describe(launch.name, () => {
        let server, browser;

        before(async () => {
            server = await serve(SITE, { prefix: '/some/folder/' });
            browser = await launch();
        });
        after(async () => {
            await browser?.close();
            await server?.close();
        });

        const see = (pattern) => eventually(async () => {
            const text = await browser.script('return window.vibee?.view?.text() ?? document.body.innerText');
            assert.match(text, pattern);
        }, 'on the screen');

        test('boots, and carries out what is typed', async () => {
            await browser.open(server.url);
            await see(/vibee:[^\n]*\$ ?$/);
            await browser.keys('seq 3 | sort -rn | head -n 1\n');
            await see(/\n3\n[^\n]*vibee:[^\n]*\$ ?$/);
        });
    });
}
