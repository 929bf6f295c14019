/* Pages that are put to sleep, clocks that jump, Workers that end: the system goes on, or says that it cannot. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { Screen, Site } from './browser.mjs';

describe('a page that was away', () => {
    let site;

    before(async () => { site = await Site.open(); });
    after(() => site?.close());
    afterEach(async () => {
        wake();
        await Promise.all(site.context.pages().map((page) => page.close()));
        site.clean();
    });

    /* Everything of the page and its Worker stands still until it is woken. */
    const asleep = new Set();
    const sleep = () => site.workerProcesses().filter((pid) => !asleep.has(pid)).map((pid) => {
        process.kill(pid, 'SIGSTOP');
        return asleep.add(pid) && pid;
    });
    const wake = () => {
        asleep.forEach((pid) => process.kill(pid, 'SIGCONT'));
        asleep.clear();
    };

    const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

    test('put to sleep and woken, it goes on where it was', async () => {
        const screen = await site.page(), { page } = screen;
        await screen.command('echo before >file');
        await screen.type('sleep 1; echo woken; cat file; seq 3 | wc -l');
        await page.keyboard.press('Enter');
        await screen.see(/wc -l$/);
        assert.equal(sleep().length, 1);
        await pause(1500); // the timer's time passes in sleep
        wake();
        await screen.see(/\nwoken\nbefore\n3\n[^]*\$ ?$/);
        await page.evaluate(() => window.vibee.system.sync());
        await page.evaluate(() => window.vibee.system.stop());
        await page.reload();
        assert.equal(await screen.command('cat file'), 'before\n');
    });

    /* As a machine that was suspended: hours have passed between two slices. Turns of the kernel are counted. */
    const jump = (page, hours) => page.workers()[0].evaluate((milliseconds) => {
        const [monotonic, wall] = [performance.now.bind(performance), Date.now.bind(Date)];
        performance.now = () => monotonic() + milliseconds;
        Date.now = () => wall() + milliseconds;
        self.timers = 0;
        const real = self.setTimeout.bind(self);
        self.setTimeout = (...parameters) => (self.timers++, real(...parameters));
    }, hours * 3600000);

    test('hours later each timer is due once, and none is lost', async () => {
        const screen = await site.page(), { page } = screen;
        await screen.prompt();
        await screen.type('sleep 7200 && echo long & while sleep 1; do echo tick; done');
        await page.keyboard.press('Enter');
        await screen.see(/\ntick\n/);
        const ticks = async () => (await screen.text()).split('\n').filter((line) => line === 'tick').length;
        const before = await ticks();
        await jump(page, 3);
        await screen.see(/\nlong\n/);
        await screen.see(new RegExp(`(\\ntick[^]*){${before + 3}}`));
        await page.keyboard.press('Control+c');
        await screen.prompt();
        assert.ok(await ticks() < before + 100, `${await ticks()} ticks: one a second, not those of three hours`);
        assert.ok(await page.workers()[0].evaluate(() => self.timers) < 5000, 'no storm of timers');
        assert.equal(await screen.command('echo alive'), 'alive\n');
    });

    test('a clock that is set back disturbs nobody', async () => {
        const screen = await site.page(), { page } = screen;
        await screen.prompt();
        await page.workers()[0].evaluate(() => {
            const wall = Date.now.bind(Date);
            Date.now = () => wall() - 10 * 3600000;
        });
        assert.equal(await screen.command('sleep 0.2; echo slept >file; cat file'), 'slept\n');
    });

    /* A page whose timers run ahead when it is told so, and nothing else of it: what waits for seconds need not here. */
    async function pageWithClock() {
        const page = await site.context.newPage();
        await page.clock.install();
        await page.goto(site.server.url);
        return new Screen(page);
    }

    test('a Worker that is gone: the page says so, and starts again with what was synced', async () => {
        const screen = await pageWithClock(), { page } = screen;
        await screen.command('echo kept >kept');
        await page.evaluate(() => window.vibee.system.sync());
        await page.workers()[0].evaluate(() => self.close());
        await page.clock.runFor(12000);
        await page.locator('#notices', { hasText: 'The system does not answer' }).waitFor();
        await page.getByRole('button', { name: 'Start it again' }).click();
        assert.equal(await screen.command('cat kept'), 'kept\n');
    });

    test('a Worker that fails: the page says why', async () => {
        const screen = await site.page(), { page } = screen;
        await screen.command('echo kept >kept');
        await page.evaluate(() => window.vibee.system.sync());
        await page.workers()[0].evaluate(() => { setTimeout(() => { throw new Error('out of luck'); }); });
        await page.locator('#cover-text', { hasText: /The system has failed: .*out of luck[^]*synced are safe/ }).waitFor();
        await page.getByRole('button', { name: 'Start again' }).click();
        assert.equal(await screen.command('cat kept'), 'kept\n');
        site.problems.length = 0; // the browser reports the error that was thrown
    });

    test('the home directory of a tab that sleeps is taken over when that wakes', async () => {
        const first = await site.page();
        await first.command('echo mine >owner');
        await first.page.evaluate(() => window.vibee.system.sync());
        assert.equal(sleep().length, 1);
        const second = await site.page();
        await second.prompt();
        await second.page.getByRole('button', { name: 'Take it over' }).click();
        await second.page.getByText('it may be asleep. Go to it, or close it').waitFor();
        wake();
        await second.page.getByText('Home directory is kept').waitFor();
        assert.equal(await second.command('cat owner'), 'mine\n');
        await first.page.close();
        assert.equal(sleep().length, 1);
        const third = await site.page();
        await third.prompt();
        await third.page.getByRole('button', { name: 'Take it over' }).click();
        await third.page.getByText('it may be asleep. Go to it, or close it').waitFor();
        for (const pid of asleep)
            process.kill(pid, 'SIGKILL'); // as a browser does that discards it
        asleep.clear();
        await third.page.getByText('Home directory is kept').waitFor();
        assert.equal(await third.command('cat owner'), 'mine\n');
    });
});
