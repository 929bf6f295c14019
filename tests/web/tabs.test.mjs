/* Several terminals on one system, and programs run beside them. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { Site } from './browser.mjs';

describe('terminals', () => {
    let site, screen, page;

    before(async () => {
        site = await Site.open();
        screen = await site.page();
        ({ page } = screen);
        await screen.prompt();
    });
    after(() => site?.close());
    afterEach(() => site.clean());

    const open = async () => {
        const count = await page.evaluate(() => window.vibee.tabs.count);
        await page.getByRole('button', { name: 'New terminal' }).click();
        await page.waitForFunction((old) => window.vibee.tabs.count === old + 1, count);
        await screen.prompt();
    };

    test('one works while another is busy, and they share files', async () => {
        await screen.type('echo shared >/tmp/f; while true; do :; done');
        await page.keyboard.press('Enter');
        await screen.see(/done$/);
        await open();
        assert.equal(await screen.command('cat /tmp/f; seq 3 | sort -r; pwd'), 'shared\n3\n2\n1\n/root\n');
        await page.getByRole('tab', { name: 'Terminal 1' }).click();
        await page.keyboard.press('Control+c');
        await screen.see(/130 vibee:/);
        await page.getByRole('tab', { name: 'Terminal 1' }).focus();
        await page.keyboard.press('ArrowRight');
        await screen.see(/shared\n3\n2\n1\n/);
    });

    test('the keyboard\'s signals go to the programs of one terminal only', async () => {
        await page.evaluate(() => window.vibee.view.focus());
        await screen.type('sleep 1000');
        await page.keyboard.press('Enter');
        await screen.see(/sleep 1000$/);
        await open();
        await screen.type('sleep 2000');
        await page.keyboard.press('Enter');
        await screen.see(/sleep 2000$/);
        await page.keyboard.press('Control+c');
        await screen.see(/130 vibee:/);
        assert.match(await screen.command('ps | grep -c sleep'), /^1\n$/);
    });

    test('a terminal that is closed ends its programs; its place is free again', async () => {
        await page.getByRole('button', { name: 'Close terminal 2' }).click();
        await page.waitForFunction(() => window.vibee.tabs.count === 2);
        await screen.see(/\$ ?$/);
        await page.evaluate(() => window.vibee.view.focus());
        assert.equal(await screen.command('ps | grep -c sleep'), '0\n');
        await screen.type('exit');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => window.vibee.tabs.count === 1);
        for (let i = 0; i < 4; i++)
            await open();
        await page.getByRole('button', { name: 'New terminal' }).click();
        await page.getByText('all 4 further terminals are in use').waitFor();
        await page.getByRole('button', { name: 'System' }).click(); // the panel needs none of them
        await page.locator('#panel-processes', { hasText: /init[^]*vsh/ }).waitFor();
        await page.getByRole('button', { name: 'System' }).click();
        for (let i = 2; i <= 5; i++)
            await page.getByRole('button', { name: `Close terminal ${i}` }).click();
        await page.waitForFunction(() => window.vibee.tabs.count === 1);
    });

    test('a command beside the terminals, its output and status', async () => {
        const run = (command) => page.evaluate(async (line) => {
            const { status, output, errors } = await window.vibee.system.run(line), decoder = new TextDecoder();
            return [status, decoder.decode(output), decoder.decode(errors)];
        }, command);
        assert.deepEqual(await run('echo out; echo err >&2; exit 4'), [4, 'out\n', 'err\n']);
        assert.deepEqual(await run('yes | head -c 1000000 | wc -c'), [0, '1000000\n', '']);
        assert.deepEqual(await run('seq 60000 | tail -n 1'), [0, '60000\n', '']);
        const both = await Promise.all([1, 2, 3, 4].map((n) => run(`sleep 0.2; echo ${n}`)));
        assert.deepEqual(both.map(([, output]) => output), ['1\n', '2\n', '3\n', '4\n']);
    });

    /* The first terminal works on meanwhile: the kill is a command of its own. */
    const kill = async (service) => {
        await page.getByRole('tab', { name: 'Terminal 1' }).click();
        const before = await screen.command(`ps | grep "${service}\$" | head -n 1`);
        const pid = before.trim().split(/\s+/)[0];
        assert.match(pid, /^\d+$/, before);
        assert.equal(await screen.command(`kill -KILL ${pid}; echo works on`), 'works on\n');
    };

    test('/dev/tty is the terminal of whoever opens it', async () => {
        await open();
        assert.equal(await screen.command('echo second >/dev/tty; vsh -c "echo below >/dev/tty" >/dev/null'), 'second\nbelow\n');
        await page.getByRole('tab', { name: 'Terminal 1' }).click();
        assert.doesNotMatch(await screen.text(), /second|below/);
        assert.equal(await screen.command('echo first >/dev/tty'), 'first\n');
        await page.getByRole('tab', { name: 'Terminal 2' }).click();
    });

    test('console and driver of a terminal killed while it prints: it goes on, nothing is lost', async () => {
        for (const service of ['console1', 'pvconsole@1']) {
            await page.getByRole('tab', { name: 'Terminal 2' }).click();
            await screen.type('for n in $(seq 40); do echo line $n; sleep 0.05; done; echo over');
            await page.keyboard.press('Enter');
            await screen.see(/\nline 2\n/);
            await kill(service);
            await page.getByRole('tab', { name: 'Terminal 2' }).click();
            const shown = (await screen.see(/\nover\n[^\n]*\$ ?$/)).split('\n').filter((line) => line.startsWith('line '));
            assert.deepEqual(shown.slice(-40), Array.from({ length: 40 }, (_, i) => `line ${i + 1}`));
            assert.equal(await screen.command(`echo after ${service}`), `after ${service}\n`);
        }
    });

    test('the session of a terminal killed: its programs end, it is said, and the place is free again', async () => {
        await page.getByRole('tab', { name: 'Terminal 2' }).click();
        await screen.type('sleep 3000');
        await page.keyboard.press('Enter');
        await screen.see(/sleep 3000$/);
        await kill('seat1');
        await page.locator('#notices', { hasText: 'The session of terminal 2 has failed' }).waitFor();
        await page.waitForFunction(() => window.vibee.tabs.count === 1);
        assert.equal(await screen.command('ps | grep -c sleep'), '0\n');
        await open();
        assert.equal(await screen.command('echo new'), 'new\n');
        await page.getByRole('button', { name: 'Close terminal 2' }).click();
        await page.waitForFunction(() => window.vibee.tabs.count === 1);
        await page.evaluate(() => window.vibee.view.focus());
    });

    test('the panel shows processes, memory and messages', async () => {
        await page.getByRole('button', { name: 'System' }).click();
        await page.locator('#panel-processes', { hasText: /init[^]*vsh/ }).waitFor();
        await page.locator('#panel-memory', { hasText: /MiB in use/ }).waitFor();
        await page.locator('#panel-messages', { hasText: /init/ }).waitFor();
        await page.getByRole('button', { name: 'System' }).click();
    });
});
