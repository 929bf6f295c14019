/*
 * Figures of the web target, to be run by hand on a quiet machine (they are in docs/web.md, and in no test):
 *
 *   node tests/web/measure.mjs [PROGRAMS]     PROGRAMS: the folder with lua.wasm
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { SITE, Site } from './browser.mjs';

const programs = process.argv[2] ?? 'build/hosted/programs';
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const say = (what, value) => console.log(`${what.padEnd(58)} ${value}`);

/* ---- size ---- */

async function size() {
    const site = await Site.open();
    const screen = await site.page();
    await screen.prompt();
    const files = [...new Set(site.server.log)].map((path) => path.slice('/some/folder/'.length) || 'index.html')
        .filter((path) => !/examples|sw\.js/.test(path));
    const total = files.reduce((sum, path) => sum + gzipSync(readFileSync(join(SITE, path)), { level: 9 }).length, 0);
    say('gzip of what is fetched to reach the prompt', `${(total / 1024).toFixed(0)} KiB`);
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

async function echo() {
    const site = await Site.open();
    const screen = await site.page(), { page } = screen;
    await screen.prompt();
    const measure = () => page.evaluate(async () => {
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
        times.sort((a, b) => a - b);
        return [times[150], times[297]].map((time) => time.toFixed(1));
    });
    say('key to echo, idle: median, 99th percentile', `${(await measure()).join(', ')} ms`);
    await page.evaluate(() => { window.vibee.system.run('while true; do :; done'); });
    await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 500); }));
    say('key to echo, another process busy: median, 99th percentile', `${(await measure()).join(', ')} ms`);
    await site.close();
}

/* ---- speed ---- */

const LUA = `local t = os.clock()
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end fib(24)
local s = 0 for i = 1, 1000000 do s = s + i % 7 end print(os.clock() - t)`;

async function speed() {
    const lua = join(programs, 'lua.wasm');
    const site = await Site.open({ handlers: { '/lua': (request, response) => response.end(readFileSync(lua)) } });
    const page = await site.context.newPage();
    await page.goto(`${site.server.url}examples.html`);
    await page.waitForFunction(() => window.vibee);
    const inTab = () => page.evaluate(async (code) => {
        const program = new Uint8Array(await (await fetch('/lua')).arrayBuffer());
        let text = '';
        const system = await window.vibee.boot({
            program, name: 'lua.wasm', arguments: ['-e', code],
            on: { output: ({ bytes }) => { text += new TextDecoder().decode(bytes); } } });
        await system.stopped;
        return Number(text);
    }, LUA);
    const direct = join(tmpdir(), 'vibee-direct.mjs');
    writeFileSync(direct, `import { readFileSync } from 'node:fs'; import { WASI } from 'node:wasi';
        const wasi = new WASI({ version: 'preview1', args: ['lua', '-e', ${JSON.stringify(LUA)}] });
        wasi.start((await WebAssembly.instantiate(readFileSync(${JSON.stringify(lua)}), wasi.getImportObject())).instance);`);
    const hosted = () => Number(execFileSync('build/hosted/vibee', ['run', lua, '-e', LUA]));
    const own = () => Number(execFileSync('node', ['--no-warnings', direct]));
    const rounds = [];
    for (let i = 0; i < 5; i++)
        rounds.push([await inTab(), hosted(), own()]);
    const [tab, host, engine] = [0, 1, 2].map((column) => Math.min(...rounds.map((row) => row[column])));
    say('Lua: in the tab; hosted; the same .wasm on V8 (best of 5)', `${tab.toFixed(2)} s; ${host.toFixed(2)} s; ${engine.toFixed(2)} s`);
    say('ratios: tab to hosted, tab to V8', `${(tab / host).toFixed(1)}, ${(tab / engine).toFixed(1)}`);
    await site.close();
}

await size();
await load();
await echo();
await speed();
