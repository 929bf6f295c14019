/* What the page costs: bytes until the prompt, and processor time while nobody does anything. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Site } from './browser.mjs';
import { gzipSize, processorTime } from './figures.mjs';

const LIMIT = 2 << 20; // bytes
const WINDOW = 2000; // milliseconds
const SHARE = 0.005; // of a processor

describe('costs', () => {
    let site, screen;

    before(async () => {
        site = await Site.open();
        screen = await site.page();
        await screen.prompt();
    });
    after(() => site?.close());

    test('what reaches the prompt is below 2 MB, compressed', (t) => {
        const size = gzipSize(site);
        t.diagnostic(`${(size / 1024).toFixed(0)} KiB`);
        assert.ok(size > 100_000, `expected the files of the system, found ${size} bytes`);
        assert.ok(size < LIMIT, `expected less than ${LIMIT} bytes, found ${size}`);
    });

    /* Processor time does not depend on what else the machine does; what the browser does now and then, such as collecting
     * garbage, is not in each window. */
    async function leastOf(windows, pid) {
        let least = Infinity;
        for (let i = 0; i < windows && least >= WINDOW * SHARE; i++) {
            const before = processorTime(pid), start = performance.now();
            await new Promise((resolve) => { setTimeout(resolve, WINDOW); });
            least = Math.min(least, (processorTime(pid) - before) * WINDOW / (performance.now() - start));
        }
        return least;
    }

    test('an idle tab takes no processor time: page, Worker and all', async (t) => {
        const [pid, ...others] = site.workerProcesses();
        assert.deepEqual(others, []);
        const used = await leastOf(10, pid);
        t.diagnostic(`${used.toFixed(1)} ms in ${WINDOW} ms`);
        assert.ok(used < WINDOW * SHARE, `${used.toFixed(1)} ms of processor time in ${WINDOW} ms`);
        await screen.type('while true; do :; done'); // what would not be idle is seen
        await screen.page.keyboard.press('Enter');
        await screen.see(/done$/);
        const busy = await leastOf(1, pid);
        assert.ok(busy > WINDOW * SHARE, `${busy.toFixed(1)} ms: a busy loop is not noticed`);
        site.clean();
    });
});
