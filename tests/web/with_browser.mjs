/*
 * Runs a command with a browser beside it, in which the command's `vibee` (vibee.mjs) boots systems.
 *
 *   node with_browser.mjs COMMAND [ARGUMENTS...]
 *
 * A system is asked for over a socket, named by VIBEE_BROWSER, in lines of JSON:
 *   in   {boot: options}, {input: base64}, {end: true}
 *   out  {stream, bytes: base64}, {status, failure, folders}
 */
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { Site } from './browser.mjs';

/* ---- in the page ---- */

/* What follows is text for the page: it sees nothing of this file. */
const inPage = {
    start: async ({ id, options }) => {
        const toBase64 = (bytes) => {
            let text = '';
            for (let i = 0; i < bytes.length; i += 8192)
                text += String.fromCharCode(...bytes.subarray(i, i + 8192));
            return btoa(text);
        };
        const read = async (path) => new Uint8Array(await (await fetch(`/host${encodeURI(path)}`)).arrayBuffer());
        const items = (folder) => Promise.all(folder.items.map(async (item) => (
            { ...item, bytes: item.type === 'file' ? await read(item.host) : null })));
        const folders = await Promise.all(options.folders.map(async (folder) => ({ ...folder, items: await items(folder) })));
        const blobs = {};
        for (const kind of ['program', 'script'].filter((name) => options[name]))
            blobs[kind] = await read(options[kind]);
        window.runs ??= new Map();
        const files = options.image && { image: { url: `${location.origin}/host${encodeURI(options.image.path)}`, size: options.image.size } };
        const system = await window.vibee.boot({
            ...options, ...blobs, folders, files,
            on: {
                output: ({ stream, bytes, console }) => {
                    window.report(id, { stream, bytes: toBase64(bytes) });
                    window.runs.get(id)?.acknowledge(bytes.length, console);
                },
                message: ({ text }) => window.report(id, { stream: 2, bytes: toBase64(new TextEncoder().encode(text)) }),
            },
        });
        window.runs.set(id, system);
        system.acknowledge(1 << 20); // what came before it was known here
        system.stopped.then((how) => {
            const back = Object.entries(how.folders ?? {}).map(([path, all]) => [path, all.map((item) => (
                { ...item, bytes: item.bytes && toBase64(item.bytes) }))]);
            window.runs.delete(id);
            window.report(id, { status: how.status, failure: how.failure, folders: Object.fromEntries(back) });
        });
    },
    input: ({ id, bytes }) => window.runs.get(id)?.send(Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))),
    end: ({ id }) => window.runs.get(id)?.endInput(),
    stop: ({ id }) => window.runs.get(id)?.stop(),
};

/* ---- here ---- */

const host = (request, response, path) => {
    const file = createReadStream(`/${path}`);
    file.on('error', () => response.writeHead(404).end());
    file.pipe(response);
};

const site = await Site.open({ handlers: { '/host/': host } });
const page = await site.context.newPage();
const clients = new Map();
await page.exposeFunction('report', (id, message) => clients.get(id)?.(message));
await page.goto(`${site.server.url}examples.html`);
await page.waitForFunction(() => window.vibee);

let next = 1;
function serveClient(socket) {
    const id = next++;
    let order = Promise.resolve(); // what a client says is carried out one after the other
    const inOrder = (work) => {
        order = order.then(work).catch((error) => send({ failure: String(error.message ?? error) }));
    };
    const send = (message) => socket.writable && socket.write(`${JSON.stringify(message)}\n`);
    clients.set(id, send);
    createInterface({ input: socket }).on('line', (line) => {
        const message = JSON.parse(line);
        if (message.boot)
            inOrder(() => page.evaluate(inPage.start, { id, options: message.boot }));
        else if (message.end)
            inOrder(() => page.evaluate(inPage.end, { id }));
        else
            inOrder(() => page.evaluate(inPage.input, { id, bytes: message.input }));
    });
    socket.on('error', () => {});
    socket.on('close', () => {
        clients.delete(id);
        inOrder(() => page.evaluate(inPage.stop, { id }));
    });
}

const folder = mkdtempSync(join(tmpdir(), 'vibee-browser-'));
const path = join(folder, 'socket');
const server = createServer(serveClient);
await new Promise((resolve) => server.listen(path, resolve));

const [command, ...rest] = process.argv.slice(2);
const child = spawn(command, rest, { stdio: 'inherit', env: { ...process.env, VIBEE_BROWSER: path } });
const status = await new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
server.close();
rmSync(folder, { recursive: true });
await site.close();
if (site.problems.length > 0)
    console.error(site.problems.join('\n'));
process.exit(status || (site.problems.length > 0 ? 1 : 0));
