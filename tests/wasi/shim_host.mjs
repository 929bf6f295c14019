#!/usr/bin/env node
/*
 * build/wasi/vibee.wasm under a preview 1 host that is not Node's: @bjorn3/browser_wasi_shim, made for pages, with its
 * file systems in memory, one subscription a poll and no symbolic links.
 *
 *   shim_host.mjs PACKAGE VIBEE.WASM FILES.json [ARGUMENTS...]
 *
 * FILES.json: pre-opened folders {"/name": {"file": "text", "folder": {...}}}; what is in them afterwards goes to
 * descriptor 3, if it is open, in the same form.
 */
import { readFileSync, writeSync, fstatSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const [folder, module, files, ...words] = process.argv.slice(2);
const { Directory, Fd, File, OpenFile, PreopenDirectory, WASI, wasi } =
    await import(pathToFileURL(join(folder, 'dist/index.js')));

class Output extends Fd {
    constructor(fd) {
        super();
        this.fd = fd;
    }

    fd_fdstat_get() {
        return { ret: 0, fdstat: new wasi.Fdstat(wasi.FILETYPE_SOCKET_STREAM, 0) };
    }

    fd_write(bytes) {
        return { ret: 0, nwritten: writeSync(this.fd, bytes) };
    }
}

const made = (contents) => new Map(Object.entries(contents).map(([name, item]) => (
    [name, typeof item === 'string' ? new File(new TextEncoder().encode(item)) : new Directory(made(item))])));
const shown = (contents) => Object.fromEntries([...contents].map(([name, item]) => (
    [name, item instanceof Directory ? shown(item.contents) : new TextDecoder().decode(item.data)])));

const folders = Object.entries(JSON.parse(readFileSync(files, 'utf8')))
    .map(([name, contents]) => new PreopenDirectory(name, made(contents)));
const input = new OpenFile(new File(readFileSync(0)));
const host = new WASI(['vibee', ...words], [], [input, new Output(1), new Output(2), ...folders], { debug: false });
const { instance } = await WebAssembly.instantiate(readFileSync(module), { wasi_snapshot_preview1: host.wasiImport });
const status = host.start(instance);
try {
    fstatSync(3);
    writeSync(3, JSON.stringify(Object.fromEntries(folders.map(({ prestat_name: name, dir }) => [name, shown(dir.contents)]))));
} catch { /* nobody wants to know */ }
process.exitCode = status;
