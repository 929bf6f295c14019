#!/usr/bin/env node
/* vibee: VIBEE OS in a terminal, by the module and the event loop of the browser (docs/web.md). */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { initArguments } from '../host/arguments.js';
import { System } from '../host/system.js';
import { HostFolder } from './host_folder.js';
import { Failure, parse } from './options.js';
import { Terminal } from './terminal.js';

/* Where the package has the system's files: above this folder, at its root. */
const files = process.env.VIBEE_FILES ?? join(dirname(fileURLToPath(import.meta.url)), '../../..');
const PASSED = ['TERM', 'COLORTERM', 'LANG', 'TZ']; // of the host's environment

function kindOf(found) {
    const kinds = [['isDirectory', 'a directory'], ['isFIFO', 'a FIFO'], ['isSocket', 'a socket']];
    return kinds.find(([is]) => found[is]())?.[1] ?? 'a device';
}

/* A FIFO that nobody writes to would make a read wait: the type is looked at first. */
function load(path, what, streams) {
    try {
        const found = statSync(path);
        if (!found.isFile() && !(streams && found.isFIFO()))
            throw new Failure(126, `${path}: expected ${what}, found ${kindOf(found)}`);
        return new Uint8Array(readFileSync(path));
    } catch (error) {
        if (error instanceof Failure)
            throw error;
        throw new Failure(['ENOENT', 'ENOTDIR'].includes(error.code) ? 127 : 126,
                          `${path}: expected ${what}, found: ${error.message}`);
    }
}

function openFolder({ host, guest, readOnly }) {
    let found;
    try {
        found = statSync(host);
    } catch (error) {
        throw new Failure(1, `--dir ${host}: expected a folder, found: ${error.message}`);
    }
    if (!found.isDirectory())
        throw new Failure(1, `--dir ${host}: expected a folder, found: Not a directory`);
    return new HostFolder(guest, host, readOnly);
}

function blobOf(options) {
    if (options.file === undefined)
        return {};
    return options.run ? { program: load(options.file, 'a WebAssembly program', false) }
                       : { script: load(options.file, 'a script', true) };
}

function environment() {
    const passed = PASSED.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]);
    return { HOME: '/root', PATH: '/bin', ...Object.fromEntries(passed) };
}

function argumentsOf(options) {
    const { run, file } = options;
    return initArguments({ ...options, program: run, script: !run && file !== undefined, name: run ? basename(file) : file });
}

/* A system from its start to its end: {status, restart}. */
function runSystem(options, parts) {
    return new Promise((resolve, reject) => {
        const terminal = new Terminal();
        const system = new System({ consoles: [{ terminal: Terminal.isTerminal, size: terminal.size }], folders: parts.folders }, {
            output: (_, stream, bytes) => terminal.write(stream, bytes),
            message: (text) => process.stderr.write(text),
            stopped: (how) => terminal.drained().then(() => resolve(how)),
            crashed: (error) => {
                terminal.setRaw(false); // there is no "exit" when a process aborts
                reject(error);
            },
        });
        system.start({ ...parts, arguments: argumentsOf(options), environment: environment(), verbose: options.verbose,
                       cooperative: options.cooperative, memory: options.memory && Number(options.memory) })
            .then(() => terminal.attach(system), (error) => reject(new Failure(1, `cannot start: ${error.message}`)));
    });
}

async function main() {
    const options = parse(process.argv.slice(2));
    if (options.help || options.version) {
        const text = JSON.parse(readFileSync(join(files, 'help.json'), 'utf8'));
        process.stdout.write(options.version ? `vibee ${text.version} (node)\n`
                                             : (options.run ? text.run : text.system) + text.common);
        return 0;
    }
    const blobs = blobOf(options), folders = options.folders.map(openFolder);
    const image = load(options.image ?? join(files, 'boot.tar'), 'a boot image', false);
    const module = await WebAssembly.compile(load(join(files, 'vibee.wasm'), 'the system', false));
    const { status, restart } = await runSystem(options, { module, image, blobs, folders });
    if (!restart)
        return status;
    return spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit' }).status ?? 1;
}

try {
    process.exit(await main());
} catch (error) {
    process.stderr.write(`vibee: ${error.message}\n`);
    if (error instanceof Failure)
        process.exit(error.status);
    process.abort(); // a panic of the kernel, as in the hosted binary
}
