/* What the tests of the page share: Chromium with the built site, and a system in it. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { serve } from './server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core');

export const SITE = process.env.VIBEE_SITE ?? join(root, 'build/web');
export const PATIENCE = Number(process.env.VIBEE_PATIENCE ?? 120_000); // milliseconds: a machine may be slow; nothing waits so long when all is well

export const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
                      '--disable-component-update', '--disable-sync', '--no-first-run'];

export const launch = (options = {}) => chromium.launch({
    executablePath: process.env.VIBEE_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, timeout: PATIENCE, ...options });

/* A browser with a profile of its own, and the site at a path that is not the server's root. prepare(folder of the
 * profile) comes before the browser. */
export class Site {
    static async open({ prefix = '/some/folder/', folder = SITE, host = null, prepare = () => {}, ...options } = {}) {
        const site = new Site();
        site.server = await serve(folder, { prefix, ...options });
        if (host) { // another name of this machine: to the browser an address that is not secure
            site.server.origin = site.server.origin.replace('127.0.0.1', host);
            site.server.url = site.server.origin + prefix;
        }
        site.profile = mkdtempSync(join(tmpdir(), 'vibee-web-'));
        prepare(site.profile);
        site.context = await chromium.launchPersistentContext(site.profile, {
            executablePath: process.env.VIBEE_CHROMIUM ?? '/usr/bin/chromium', timeout: PATIENCE,
            args: host ? [...FLAGS, `--host-resolver-rules=MAP ${host} 127.0.0.1`] : FLAGS,
            viewport: { width: 900, height: 600 }, acceptDownloads: true });
        site.context.setDefaultTimeout(PATIENCE);
        site.problems = [];
        site.context.on('page', (page) => site.#watch(page));
        site.context.pages().forEach((page) => site.#watch(page));
        return site;
    }

    #watch(page) {
        page.on('console', (message) => {
            if (['error', 'warning'].includes(message.type()))
                this.problems.push(`console: ${message.text()}`);
        });
        page.on('pageerror', (error) => this.problems.push(`error: ${error.stack ?? error}`));
        page.on('request', (request) => {
            const url = new URL(request.url());
            if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.origin !== this.server.origin)
                this.problems.push(`request to another host: ${url}`);
        });
    }

    async page(address = '') {
        const page = await this.context.newPage();
        await page.goto(this.server.url + address);
        return new Screen(page);
    }

    /* The processes of the pages in which a Worker runs: stopped (SIGSTOP), they are as in a machine that sleeps. */
    workerProcesses() {
        const read = (path) => { try { return readFileSync(path, 'utf8'); } catch { return ''; } };
        const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => (
            { pid: Number(name), parent: Number(read(`/proc/${name}/stat`).split(') ').at(-1).split(' ')[1]), line: read(`/proc/${name}/cmdline`) }));
        const ours = new Set(all.filter(({ line }) => line.includes(this.profile)).map(({ pid }) => pid));
        for (let size = 0; size !== ours.size;) {
            size = ours.size;
            all.filter(({ parent }) => ours.has(parent)).forEach(({ pid }) => ours.add(pid));
        }
        const works = (pid) => readdirSync(`/proc/${pid}/task`).some((task) => read(`/proc/${pid}/task/${task}/comm`).startsWith('DedicatedWorker'));
        return all.filter(({ pid, line }) => ours.has(pid) && line.includes('--type=renderer') && works(pid)).map(({ pid }) => pid);
    }

    /* Fails when something was said or asked for that should not be. */
    clean() {
        assert.deepEqual(this.problems, []);
    }

    async close() {
        await this.context.close();
        await this.server.close();
        rmSync(this.profile, { recursive: true, force: true });
    }
}

/* A page with a terminal. */
export class Screen {
    constructor(page) {
        this.page = page;
    }

    text() {
        return this.page.evaluate(() => window.vibee?.view?.text() ?? '');
    }

    /* Wait until the screen's text matches; what it shows when it does not is in the error. */
    async see(pattern) {
        try {
            await this.page.waitForFunction(
                ([source, flags]) => new RegExp(source, flags).test(window.vibee?.view?.text() ?? ''),
                [pattern.source, pattern.flags], { timeout: PATIENCE });
        } catch (error) {
            throw new Error(`expected ${pattern} on the screen, found:\n${await this.text()}\n(${error.message})`);
        }
        return this.text();
    }

    prompt() {
        return this.see(/vibee:[^\n]*\$ ?$/);
    }

    async type(text) {
        await this.page.keyboard.type(text);
    }

    /* Type a line at the prompt and wait for the next prompt; what it printed. */
    async command(line) {
        await this.prompt();
        await this.page.evaluate(() => window.vibee.view.terminal.clear()); // only the prompt's row stays
        await this.type(line);
        await this.page.keyboard.press('Enter');
        const shown = await this.see(/^[^]*\n[^\n]*vibee:[^\n]*\$ ?$/);
        return shown.slice(shown.indexOf('\n') + 1, shown.lastIndexOf('\n') + 1);
    }
}
