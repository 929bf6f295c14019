#!/usr/bin/env node
/*
 * The hosted binary's command line for a system in a browser, so that the same tests run on both: it asks the browser
 * of with_browser.mjs. Folders go in as they are and come back, when they may be written, as they were left.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { parse } from '../../platforms/web/node/options.js';

function fail(status, text) {
    process.stderr.write(`vibee: ${text}\n`);
    process.exit(status);
}

const hosts = new Map(); // guest path: host path

function items(folder, prefix = '') {
    return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
        const path = prefix + entry.name;
        if (entry.isDirectory())
            return [{ path, type: 'directory' }, ...items(folder, `${path}/`)];
        return entry.isFile() ? [{ path, type: 'file', host: join(folder, path) }] : [];
    });
}

function folderOf({ host, guest, readOnly }) {
    if (!existsSync(host) || !statSync(host).isDirectory())
        fail(1, `--dir ${host}: expected a folder`);
    hosts.set(guest, resolve(host));
    return { path: guest, readOnly, collect: !readOnly, items: items(resolve(host)) };
}

function fileOf({ run, file }) {
    if (file === undefined)
        return {};
    if (!existsSync(file))
        fail(127, `${file}: no such file`);
    return { name: run ? basename(file) : file, [run ? 'program' : 'script']: resolve(file) };
}

function parseLine() {
    try {
        return parse(process.argv.slice(2));
    } catch (error) {
        return fail(error.status ?? 125, error.message);
    }
}

const line = parseLine();
const number = (value) => value && Number(value);
const options = {
    ...fileOf(line), command: line.command, arguments: line.arguments, folders: line.folders.map(folderOf),
    environment: Object.fromEntries(line.environment.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)])),
    image: line.image && { path: resolve(line.image), size: statSync(line.image).size },
    fuel: number(line.fuel), programMemory: number(line.programMemory),
};

/* What a writable folder holds now is what it holds. */
function putBack(folders) {
    for (const [guest, all] of Object.entries(folders)) {
        const host = hosts.get(guest);
        readdirSync(host).forEach((name) => rmSync(join(host, name), { recursive: true, force: true }));
        for (const { path, type, bytes } of all) {
            if (type === 'directory')
                mkdirSync(join(host, path));
            else if (type === 'file')
                writeFileSync(join(host, path), Buffer.from(bytes, 'base64'));
        }
    }
}

function end({ status, failure, folders }) {
    if (failure)
        fail(125, failure);
    putBack(folders ?? {});
    process.stdout.write('', () => process.stderr.write('', () => process.exit(status)));
}

const socket = connect(process.env.VIBEE_BROWSER);
const send = (message) => socket.write(`${JSON.stringify(message)}\n`);
socket.on('error', (error) => fail(125, `the browser of with_browser.mjs: ${error.message}`));
socket.on('end', () => fail(125, 'the browser has gone'));
createInterface({ input: socket }).on('line', (line) => {
    const message = JSON.parse(line);
    if (message.stream)
        (message.stream === 1 ? process.stdout : process.stderr).write(Buffer.from(message.bytes, 'base64'));
    else
        end(message);
});
send({ boot: options });
process.stdin.on('data', (bytes) => send({ input: bytes.toString('base64') }));
process.stdin.on('end', () => send({ end: true }));
