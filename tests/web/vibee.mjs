#!/usr/bin/env node
/*
 * The hosted binary's command line for a system in a browser, so that the same tests run on both: it asks the browser
 * of with_browser.mjs. Folders go in as they are and come back, when they may be written, as they were left.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

function fail(status, text) {
    process.stderr.write(`vibee: ${text}\n`);
    process.exit(status);
}

const options = { folders: [], arguments: [], environment: {} };
const hosts = new Map(); // guest path: host path
const rest = process.argv.slice(2);
let run = false;

function items(folder, prefix = '') {
    return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
        const path = prefix + entry.name;
        if (entry.isDirectory())
            return [{ path, type: 'directory' }, ...items(folder, `${path}/`)];
        return entry.isFile() ? [{ path, type: 'file', host: join(folder, path) }] : [];
    });
}

function addFolder(text) {
    const readOnly = text.endsWith(':ro');
    const [host, guest = `/mnt/${basename(host)}`] = text.replace(/:ro$/, '').split(':');
    if (!existsSync(host) || !statSync(host).isDirectory())
        fail(1, `--dir ${host}: expected a folder`);
    options.folders.push({ path: guest, readOnly, collect: !readOnly, items: items(resolve(host)) });
    hosts.set(guest, resolve(host));
}

function file(path) {
    if (!existsSync(path))
        fail(127, `${path}: no such file`);
    options.name = run ? basename(path) : path;
    return resolve(path);
}

while (rest.length > 0) {
    const word = rest.shift();
    if (word === 'run' && !run) {
        run = true;
    } else if (word === '--dir') {
        addFolder(rest.shift());
    } else if (word === '--env') {
        const [name, ...value] = rest.shift().split('=');
        options.environment[name] = value.join('=');
    } else if (word === '--fuel' || word === '--mem') {
        options[word === '--fuel' ? 'fuel' : 'programMemory'] = Number(rest.shift());
    } else if (word === '-c') {
        options.command = rest.shift();
        options.arguments = rest.splice(0);
    } else if (word.startsWith('-')) {
        fail(2, `unknown option ${word}`);
    } else {
        options[run ? 'program' : 'script'] = file(word);
        options.arguments = rest.splice(0);
    }
}

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
