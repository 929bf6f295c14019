// wasi.mjs RUNNER.wasm ARGUMENTS...: spec-runner under Node's WASI, with the host's paths.
import {readFileSync} from 'node:fs';
import {WASI} from 'node:wasi';

const [, , runner, ...rest] = process.argv;
const wasi = new WASI({version: 'preview1', args: ['spec-runner', ...rest], preopens: {'/': '/'}, returnOnExit: true});
const instance = await WebAssembly.instantiate(await WebAssembly.compile(readFileSync(runner)), wasi.getImportObject());
process.exitCode = wasi.start(instance);
