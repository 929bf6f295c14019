#!/usr/bin/env node
/*
 * vibee.wasm under Node's WASI, with the command line of the hosted binary. The module itself runs under
 * any preview 1 host; what this adds is that paths of the command line mean what they say.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WASI } from 'node:wasi';

const module = join(dirname(fileURLToPath(import.meta.url)), 'vibee.wasm');

function fail(text) {
    process.stderr.write(`vibee: ${text}\n`);
    process.exit(1);
}

let bytes;
try {
    bytes = readFileSync(module);
} catch (error) {
    fail(`${module}: expected the system beside this file, found: ${error.message}`);
}
const wasi = new WASI({
    version: 'preview1',
    args: ['vibee', ...process.argv.slice(2)],
    // The module sees the host's files, and offers its programs those that --dir names, no other.
    env: { ...process.env, VIBEE_FOLDERS: 'named', PWD: process.cwd() },
    preopens: { '/': '/' },
    returnOnExit: true,
});
const instance = await WebAssembly.instantiate(await WebAssembly.compile(bytes),
                                               wasi.getImportObject());
process.exitCode = wasi.start(instance);
