/* The page, as a person uses it, in Chromium. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';

import { SITE, Site } from './browser.mjs';

describe('the page', () => {
    let site, screen;

    before(async () => {
        site = await Site.open();
        screen = await site.page();
        await screen.prompt();
    });
    after(() => site?.close());
    afterEach(() => site.clean());

    test('commands and pipes', async () => {
        assert.equal(await screen.command('uname'), 'VIBEE\n');
        assert.equal(await screen.command('seq 1000 | sort -rn | head -n 2 | cat'), '1000\n999\n');
        assert.equal(await screen.command('echo Grüße, 世界 >/tmp/f; cat /tmp/f'), 'Grüße, 世界\n');
    });

    test('Ctrl-C ends a busy loop', async () => {
        await screen.type('while true; do :; done');
        await screen.page.keyboard.press('Enter');
        await screen.type('typed meanwhile');
        await screen.see(/done\ntyped meanwhile$/);
        await screen.page.keyboard.press('Control+c');
        await screen.see(/\n130 vibee:/);
    });

    test('the system follows the size of the window', async () => {
        const columns = () => screen.page.evaluate(() => window.vibee.view.terminal.cols);
        const wide = await columns();
        await screen.page.setViewportSize({ width: 500, height: 400 });
        await screen.page.waitForFunction((old) => window.vibee.view.terminal.cols < old, wide);
        const narrow = await columns();
        await screen.command(`echo ${'x'.repeat(20)}`);
        await screen.page.setViewportSize({ width: 900, height: 600 });
        await screen.page.waitForFunction((old) => window.vibee.view.terminal.cols > old, narrow);
        assert.equal(await columns(), wide);
    });

    test('a narrow window is known from the start: a long line is edited where it stands', async () => {
        await screen.page.setViewportSize({ width: 390, height: 700 });
        await screen.page.reload();
        await screen.prompt();
        const line = `echo ${'words '.repeat(12)}`;
        await screen.type(line);
        await screen.page.keyboard.press('Enter');
        await screen.see(/\nwords/);
        assert.equal((await screen.text()).split('vibee:').length, 3, await screen.text()); // two prompts, none painted twice
        await screen.page.setViewportSize({ width: 900, height: 600 });
    });

    test('a flood of output is shown, and the page still answers', async () => {
        await screen.type('yes');
        await screen.page.keyboard.press('Enter');
        await screen.see(/(y\n){50}/);
        await screen.page.keyboard.press('Control+c');
        await screen.see(/130 vibee:/);
        assert.equal(await screen.command('echo alive'), 'alive\n');
    });

    test('copying: what is selected, and no Ctrl-C', async () => {
        const { page } = screen;
        await site.context.grantPermissions(['clipboard-read', 'clipboard-write']);
        await screen.command('echo copied-word and others');
        const place = await page.evaluate(() => {
            const { terminal } = window.vibee.view, { left, top, width, height } = terminal.element.querySelector('.xterm-screen').getBoundingClientRect();
            const row = terminal.buffer.active.cursorY - 1;
            return { x: left + 3.5 * width / terminal.cols, y: top + (row + 0.5) * height / terminal.rows };
        });
        const copied = (text) => page.waitForFunction(async (wanted) => (await navigator.clipboard.readText()) === wanted, text);
        await page.mouse.dblclick(place.x, place.y);
        await page.keyboard.press('Control+Shift+C');
        await copied('copied-word');
        await page.mouse.click(place.x, place.y, { clickCount: 3 });
        await page.keyboard.press('Control+Insert'); // the browser's own
        await copied('copied-word and others');
        assert.equal(await screen.command('echo alive'), 'alive\n');
    });

    test('pasting 100 KB loses nothing', async () => {
        const { page } = screen;
        const lines = Array.from({ length: 2000 }, (_, i) => `${String(i).padStart(5, '0')} Grüße, 世界 ${'x'.repeat(30)}`);
        const text = `${lines.join('\n')}\n`;
        assert.ok(new TextEncoder().encode(text).length > 100_000);
        await screen.command('cd; rm -f pasted');
        await screen.type('cat >pasted');
        await page.keyboard.press('Enter');
        await screen.see(/cat >pasted$/);
        await page.evaluate((all) => navigator.clipboard.writeText(all), text);
        await page.keyboard.press('Control+Shift+V');
        await screen.see(/01999 Grüße, 世界 x+$/);
        await page.keyboard.press('Control+d');
        await screen.prompt();
        const found = await page.evaluate(async () => new TextDecoder().decode(await window.vibee.system.get('/root/pasted')));
        assert.equal(found.length, text.length);
        assert.ok(found === text, 'the same text');
    });

    test('what is pasted at the prompt is run when Enter is pressed, not before', async () => {
        const { page } = screen;
        await screen.command('true');
        await page.evaluate(() => navigator.clipboard.writeText('echo first\necho second'));
        await page.keyboard.press('Control+Shift+V');
        await screen.see(/echo second$/);
        assert.doesNotMatch(await screen.text(), /^first/m);
        await page.keyboard.press('Enter');
        await screen.see(/\nfirst\nsecond\n/);
    });

    test('while the files come the bar moves, and then it is gone', async () => {
        let seen = false; // the bar; then comes the rest of the boot image, also to the service worker
        const waiting = [];
        const other = await Site.open({ handlers: { '/some/folder/assets/boot': (request, response, path) => {
            const bytes = readFileSync(join(SITE, `assets/boot${path}`)), half = bytes.length >> 1;
            response.writeHead(200, { 'Content-Length': bytes.length });
            response.write(bytes.subarray(0, half));
            waiting.push(() => response.end(bytes.subarray(half)));
            if (seen)
                waiting.pop()();
        } } });
        try {
            const slow = await other.page(), bar = slow.page.getByRole('progressbar', { name: 'Loading the system' });
            await slow.page.waitForFunction(() => {
                const { value, max } = document.querySelector('#progress');
                return value > 0.3 * max && value < max;
            });
            assert.ok(await bar.isVisible());
            assert.equal(await slow.page.locator('#cover-text').textContent(), 'Loading…');
            seen = true;
            waiting.splice(0).forEach((end) => end());
            await slow.prompt();
            assert.ok(await bar.isHidden());
            other.clean();
        } finally {
            await other.close();
        }
    });

    test('a system that ends says so and can be started again', async () => {
        await screen.type('exit 3');
        await screen.page.keyboard.press('Enter');
        const again = screen.page.getByRole('button', { name: 'Start again' });
        await again.waitFor();
        assert.match(await screen.page.locator('#cover-text').textContent(), /status 3/);
        await again.click();
        await screen.prompt();
        assert.equal(await screen.command('echo again'), 'again\n');
    });

    test('light, dark, keys and the screen reader can be switched, and stay so', async () => {
        const { page } = screen;
        const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
        const before = await theme();
        await page.locator('#theme-button').click();
        assert.notEqual(await theme(), before);
        await page.getByRole('button', { name: 'Keys' }).click();
        await page.getByRole('button', { name: 'Screen reader' }).click();
        await page.locator('.xterm-accessibility').waitFor({ state: 'attached' });
        await page.reload();
        await screen.prompt();
        assert.notEqual(await theme(), before);
        await page.locator('.xterm-accessibility').waitFor({ state: 'attached' });
        await screen.type('sleep 1000');
        await page.keyboard.press('Enter');
        await screen.see(/sleep 1000$/);
        await page.getByRole('button', { name: 'Ctrl', exact: true }).click();
        await screen.type('c');
        await screen.see(/130 vibee:/);
        await screen.type('echo u');
        await page.getByRole('button', { name: 'Left', exact: true }).click();
        await screen.type('p');
        await page.keyboard.press('Enter');
        await screen.see(/\npu\n/);
        await page.getByRole('button', { name: 'Screen reader' }).click();
    });

    test('the examples run', async () => {
        const page = await site.context.newPage();
        await page.goto(`${site.server.url}examples.html`);
        const runs = page.getByRole('button', { name: 'Run' });
        for (let i = 0; i < 4; i++)
            await runs.nth(i).click();
        await page.locator('.xterm').waitFor();
        await page.getByText('5\n4\n3\n2\n1\nstatus 3').waitFor();
        await page.getByText('sorted: "one\\nthree\\ntwo\\n"').waitFor();
        await page.getByText(/out of fuel[^]*status \d+/).waitFor();
        await page.close();
    });

    test('from the root of a server, too', async () => {
        const other = await Site.open({ prefix: '/' });
        try {
            const page = await other.page();
            await page.prompt();
            other.clean();
        } finally {
            await other.close();
        }
    });
});
