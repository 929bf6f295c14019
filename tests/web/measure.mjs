/*
 * Figures of the web target, to be run by hand on a quiet machine (they are in docs/web.md, and in no test):
 *
 *   node tests/web/measure.mjs [PROGRAMS [PART...]]     PROGRAMS: the folder with lua.wasm and python.wasm
 *
 * PART: size, load, echo, speed. ROUNDS=5: of the last two.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';

import { Site } from './browser.mjs';
import { gzipSize } from './figures.mjs';

const programs = process.argv[2] ?? 'build/hosted/programs';
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const say = (what, value) => console.log(`${what.padEnd(58)} ${value}`);

/* ---- size ---- */

async function size() {
    const site = await Site.open();
    const screen = await site.page();
    await screen.prompt();
    say('gzip of what is fetched to reach the prompt', `${(gzipSize(site) / 1024).toFixed(0)} KiB`);
    const { reserved, held } = await screen.page.evaluate(() => window.vibee.system.memory());
    say('memory after boot: taken from the browser, in use', `${(reserved / 1048576).toFixed(1)}, ${(held / 1048576).toFixed(1)} MiB`);
    await site.close();
}

/* ---- load ---- */

async function load() {
    const times = [];
    for (let i = 0; i < 7; i++) {
        const site = await Site.open();
        const page = await site.context.newPage();
        await page.addInitScript(() => {
            const look = () => (/\$ ?$/.test(window.vibee?.view?.text() ?? '') ? (window.prompted = performance.now()) : setTimeout(look, 2));
            look();
        });
        await page.goto(site.server.url);
        times.push(await (await page.waitForFunction(() => window.prompted)).jsonValue());
        await site.close();
    }
    say('page load to prompt, empty cache, median of 7', `${median(times).toFixed(0)} ms`);
}

/* ---- echo ---- */

/* Milliseconds from each of 300 keys to its echo in the page, sorted. */
const echoes = (page) => page.evaluate(async () => {
    const { system } = window.vibee, times = [];
    for (let i = 0; i < 300; i++) {
        const start = performance.now();
        await new Promise((resolve) => {
            const forget = system.on('output', ({ console }) => {
                if (console !== 0)
                    return;
                forget();
                resolve();
            });
            system.send('x');
        });
        times.push(performance.now() - start);
        await new Promise((resolve) => { setTimeout(resolve, 5); });
        if (i % 50 === 49) {
            system.send('\x15');
            await new Promise((resolve) => { setTimeout(resolve, 100); });
        }
    }
    return times.sort((a, b) => a - b);
});

const ROUNDS = Number(process.env.ROUNDS ?? 5);

async function echo() {
    const site = await Site.open();
    const screen = await site.page(), { page } = screen;
    await screen.prompt();
    const series = async (what) => {
        for (let i = 0; i < ROUNDS; i++) {
            const times = await echoes(page), at = (index) => times[index].toFixed(1);
            say(what, `${at(150)}, ${at(270)}, ${at(297)}, ${at(299)} ms (load ${loadavg()[0].toFixed(1)})`);
        }
    };
    await series('key to echo, idle: median, 90 %, 99 %, most');
    await page.evaluate(() => { window.vibee.system.run('while true; do :; done'); });
    await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 500); }));
    await series('key to echo, another process busy');
    await site.close();
}

/* ---- speed ---- */

const LUA = `local t = os.clock()
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end fib(24)
local s = 0 for i = 1, 1000000 do s = s + i % 7 end print(os.clock() - t)`;
const PYTHON = `import time; t = time.perf_counter()
s = sum(i * i for i in range(100000)); d = {str(i): i for i in range(20000)}; print(time.perf_counter() - t)`;

/* In the page: a system with one program; what it prints, as a number. */
const inSystem = async ([file, args]) => {
    const program = new Uint8Array(await (await fetch(`/program/${file}`)).arrayBuffer());
    let text = '';
    const system = await window.vibee.boot({
        program, name: file, arguments: args,
        on: { output: ({ bytes }) => { text += new TextDecoder().decode(bytes); } } });
    await system.stopped;
    return Number(text);
};

/* In the page: the same program by the browser's own engine, in a Worker. It is given what it asks for of WASI: words,
 * clocks, random bytes, standard output, and no files. */
const inBrowser = async ([file, args]) => {
    const source = async ({ data: { module, words } }) => {
        let memory, text = '';
        const view = () => new DataView(memory.buffer);
        const put = (at, value) => view().setUint32(at, value, true);
        const bytes = words.map((word) => new TextEncoder().encode(`${word}\0`));
        const known = {
            args_sizes_get: (count, size) => (put(count, bytes.length), put(size, bytes.reduce((sum, { length }) => sum + length, 0)), 0),
            args_get: (list, at) => {
                for (const word of bytes) {
                    put(list, at);
                    new Uint8Array(memory.buffer).set(word, at);
                    [list, at] = [list + 4, at + word.length];
                }
                return 0;
            },
            environ_sizes_get: (count, size) => (put(count, 0), put(size, 0), 0),
            environ_get: () => 0,
            clock_time_get: (clock, precision, at) => (view().setBigUint64(at, BigInt(Math.round(performance.now() * 1e6)), true), 0),
            clock_res_get: (clock, at) => (view().setBigUint64(at, 1000n, true), 0),
            random_get: (at, size) => (crypto.getRandomValues(new Uint8Array(memory.buffer, at, size)), 0),
            fd_fdstat_get: (fd, at) => {
                new Uint8Array(memory.buffer).fill(0, at, at + 24);
                new Uint8Array(memory.buffer)[at] = 2; // a character device
                view().setBigUint64(at + 8, 0x1fffffffn, true);
                return fd < 3 ? 0 : 8;
            },
            fd_filestat_get: (fd, at) => (new Uint8Array(memory.buffer).fill(0, at, at + 64), fd < 3 ? 0 : 8),
            fd_write: (fd, list, count, done) => {
                let all = 0;
                for (let i = 0; i < count; i++) {
                    const part = new Uint8Array(memory.buffer, view().getUint32(list + 8 * i, true), view().getUint32(list + 8 * i + 4, true));
                    text += fd === 1 ? new TextDecoder().decode(part.slice()) : '';
                    all += part.length;
                }
                put(done, all);
                return 0;
            },
            fd_prestat_get: () => 8,
            proc_exit: (status) => { throw { status }; },
            sched_yield: () => 0,
        };
        const imports = {};
        for (const { module: from, name } of WebAssembly.Module.imports(module))
            (imports[from] ??= {})[name] = known[name] ?? (() => 52); // not supported
        const { exports } = await WebAssembly.instantiate(module, imports);
        memory = exports.memory;
        try {
            exports._start();
        } catch (error) {
            if (error.status === undefined)
                text = String(error);
        }
        self.postMessage(text);
    };
    const module = await WebAssembly.compile(await (await fetch(`/program/${file}`)).arrayBuffer());
    const worker = new Worker(URL.createObjectURL(new Blob([`self.onmessage = ${source}`])));
    const text = await new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage({ module, words: [file, ...args] });
    });
    worker.terminate();
    return Number(text);
};

async function speed() {
    const site = await Site.open({ handlers: { '/program/': (request, response, file) => response.end(readFileSync(join(programs, file))) } });
    const page = await site.context.newPage();
    await page.goto(`${site.server.url}examples.html`);
    await page.waitForFunction(() => window.vibee);
    const hosted = (file, args) => Number(execFileSync(process.env.VIBEE ?? 'build/hosted/vibee', ['run', join(programs, file), ...args]));
    for (const [what, file, args] of [['Lua', 'lua.wasm', ['-e', LUA]], ['CPython', 'python.wasm', ['-c', PYTHON]]]) {
        const rounds = [];
        for (let i = 0; i < ROUNDS; i++)
            rounds.push([await page.evaluate(inSystem, [file, args]), hosted(file, args), await page.evaluate(inBrowser, [file, args])]);
        const [tab, host, own] = [0, 1, 2].map((column) => Math.min(...rounds.map((row) => row[column])));
        say(`${what}: in the tab; hosted; by the browser itself in the tab`, `${tab.toFixed(2)} s; ${host.toFixed(2)} s; ${own.toFixed(3)} s (best of ${ROUNDS})`);
        say('ratios: tab to hosted, tab to the browser itself', `${(tab / host).toFixed(1)}, ${(tab / own).toFixed(1)}`);
    }
    await site.close();
}

const parts = { size, load, echo, speed };
for (const name of process.argv.length > 3 ? process.argv.slice(3) : Object.keys(parts))
    await parts[name]();
