/*
 * Firefox and WebKit as far as a smoke test needs them: {open(url), script(text), keys(text), close()}. Firefox is
 * driven by Marionette (a length, a colon, JSON: [0, id, command, parameters], answered [1, id, error, result]), for
 * Debian has no geckodriver; WebKit by its WebDriver (W3C), with its MiniBrowser on a display of its own.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 120_000; // milliseconds

async function freePort() {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => { server.once('listening', resolve); });
    const { port } = server.address();
    await new Promise((resolve) => { server.close(resolve); });
    return port;
}

/* Try until it works; what went wrong last is the error. */
export async function eventually(attempt, what) {
    const end = Date.now() + PATIENCE;
    for (;;) {
        try {
            return await attempt();
        } catch (error) {
            if (Date.now() > end)
                throw new Error(`${what}: ${error.message}`);
        }
        await sleep(200);
    }
}

/* A program with all that it starts, which ends with it. */
function start(command, parameters, environment = {}) {
    const child = spawn(command, parameters, { detached: true, stdio: 'ignore', env: { ...process.env, ...environment } });
    const failed = new Promise((_, reject) => { child.once('error', reject); });
    failed.catch(() => {});
    return {
        failed,
        async stop() {
            if (child.exitCode !== null || child.pid === undefined)
                return;
            const ended = new Promise((resolve) => { child.once('exit', resolve); });
            process.kill(-child.pid, 'SIGKILL');
            await ended;
        },
    };
}

/* ---- Firefox ---- */

class Marionette {
    #socket;
    #waiting = new Map();
    #received = Buffer.alloc(0);
    #next = 1;

    static async connect(port) {
        const marionette = new Marionette();
        await eventually(() => new Promise((resolve, reject) => {
            marionette.#socket = connect(port, '127.0.0.1', resolve).once('error', reject);
        }), 'expected Firefox to listen');
        marionette.#socket.on('error', () => {}); // Firefox goes when it is told to
        marionette.#socket.on('data', (bytes) => marionette.#receive(bytes));
        return marionette;
    }

    #receive(bytes) {
        this.#received = Buffer.concat([this.#received, bytes]);
        for (;;) {
            const colon = this.#received.indexOf(':');
            const size = Number(this.#received.subarray(0, Math.max(0, colon)).toString());
            if (colon < 0 || this.#received.length < colon + 1 + size)
                return;
            const message = JSON.parse(this.#received.subarray(colon + 1, colon + 1 + size));
            this.#received = this.#received.subarray(colon + 1 + size);
            this.#answer(message);
        }
    }

    #answer(message) {
        if (!Array.isArray(message))
            return; // the greeting
        const [, id, error, result] = message;
        const { resolve, reject } = this.#waiting.get(id);
        this.#waiting.delete(id);
        if (error)
            reject(new Error(`${error.error}: ${error.message}`));
        else
            resolve(result);
    }

    call(command, parameters = {}) {
        const id = this.#next++, text = Buffer.from(JSON.stringify([0, id, command, parameters]));
        return new Promise((resolve, reject) => {
            this.#waiting.set(id, { resolve, reject });
            this.#socket.write(Buffer.concat([Buffer.from(`${text.length}:`), text]));
        });
    }

    end() {
        this.#socket.destroy();
    }
}

/* Key presses of a text, as WebDriver's actions; "\n" is the Enter key. */
const keyActions = (text) => ({ actions: [{ type: 'key', id: 'keyboard', actions: [...text].flatMap((character) => {
    const value = character === '\n' ? '\ue007' : character;
    return [{ type: 'keyDown', value }, { type: 'keyUp', value }];
}) }] });

export async function firefox() {
    const port = await freePort(), profile = mkdtempSync(join(tmpdir(), 'vibee-firefox-'));
    const preferences = { 'marionette.port': port, 'app.update.enabled': false, 'app.normandy.enabled': false,
        'browser.safebrowsing.update.enabled': false, 'datareporting.policy.dataSubmissionEnabled': false,
        'datareporting.healthreport.uploadEnabled': false, 'extensions.update.enabled': false,
        'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false,
        'services.settings.server': 'data:,', 'browser.shell.checkDefaultBrowser': false };
    writeFileSync(join(profile, 'user.js'), Object.entries(preferences)
        .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''));
    const program = start(process.env.VIBEE_FIREFOX ?? '/usr/bin/firefox-esr',
        ['--headless', '--no-remote', '--marionette', '--profile', profile], { HOME: profile, MOZ_DISABLE_CONTENT_SANDBOX: '1' });
    const marionette = await Promise.race([Marionette.connect(port), program.failed]);
    await marionette.call('WebDriver:NewSession', { capabilities: {} });
    return {
        open: (url) => marionette.call('WebDriver:Navigate', { url }),
        script: async (script) => (await marionette.call('WebDriver:ExecuteScript', { script, args: [] })).value,
        keys: (text) => marionette.call('WebDriver:PerformActions', keyActions(text)),
        async close() {
            marionette.end();
            await program.stop();
            rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
        },
    };
}

/* ---- WebKit ---- */

/* Debian puts it under the names of the architecture and of the interface's version. */
function miniBrowser() {
    const below = (folder) => readdirSync(folder).map((name) => join(folder, name));
    const found = below('/usr/lib').filter((path) => path.endsWith('-linux-gnu')).flatMap(below)
        .map((path) => join(path, 'MiniBrowser')).filter(existsSync);
    if (found.length === 0)
        throw new Error('expected /usr/lib/ARCHITECTURE/webkit2gtk-VERSION/MiniBrowser (package libwebkit2gtk)');
    return found.at(-1);
}

export async function webkit() {
    const port = await freePort(), home = mkdtempSync(join(tmpdir(), 'vibee-webkit-'));
    const display = start('/usr/bin/xvfb-run', ['-a', process.env.VIBEE_WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver',
        `--port=${port}`], { HOME: home, XDG_RUNTIME_DIR: home, LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1',
                             WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' });
    const call = async (method, path, body) => {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
            method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });
        const { value } = await answer.json();
        if (!answer.ok)
            throw new Error(`${value?.error}: ${value?.message}`);
        return value;
    };
    await Promise.race([display.failed, eventually(() => call('GET', '/status'), 'expected WebKitWebDriver to listen')]);
    const { sessionId } = await call('POST', '/session', { capabilities: { alwaysMatch: {
        'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] } } } });
    const session = `/session/${sessionId}`;
    return {
        open: (url) => call('POST', `${session}/url`, { url }),
        script: (script) => call('POST', `${session}/execute/sync`, { script, args: [] }),
        keys: (text) => call('POST', `${session}/actions`, keyActions(text)),
        async close() {
            await call('DELETE', session).catch(() => {});
            await display.stop();
            rmSync(home, { recursive: true, force: true, maxRetries: 5 });
        },
    };
}
