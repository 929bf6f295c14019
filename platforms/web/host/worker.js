/*
 * The Worker that a system runs in: messages in, messages out (web/src/api/system.js is the other side).
 *
 * in:  start {files: {module, image}, arguments, environment, consoles, ...}, input {console, bytes},
 *      endInput {console}, resize {console, columns, rows}, acknowledge {console, count}, hangUp {console},
 *      call {id, method, parameters}
 * out: progress {loaded, total}, started, output {console, stream, bytes}, message {text},
 *      stopped {status, restart}, failed {text}, answer {id, value} or {id, error}
 */
import { fetchFiles } from './fetch.js';
import { System } from './system.js';

let system = null;

const post = (type, fields = {}, transfer = []) => self.postMessage({ type, ...fields }, transfer);
const fail = (error) => post('failed', { text: String(error?.message ?? error) });

async function start(options) {
    const [moduleBytes, image] = await fetchFiles([options.files.module, options.files.image],
        (loaded, total) => post('progress', { loaded, total }));
    const module = await WebAssembly.compile(moduleBytes);
    system = new System({ consoles: options.consoles }, {
        output: (console, stream, bytes) => post('output', { console, stream, bytes }, [bytes.buffer]),
        message: (text) => post('message', { text }),
        stopped: (how) => post('stopped', how),
        crashed: fail,
    });
    await system.start({ ...options, module, image });
    post('started');
}

const calls = {
    memory: () => system.memory(),
};

async function call({ id, method, parameters }) {
    try {
        post('answer', { id, value: await calls[method](...parameters) });
    } catch (error) {
        post('answer', { id, error: String(error?.message ?? error) });
    }
}

const handlers = {
    start: (message) => start(message).catch(fail),
    input: ({ console, bytes }) => system?.input(console, bytes),
    endInput: ({ console }) => system?.endInput(console),
    resize: ({ console, columns, rows }) => system?.resize(console, columns, rows),
    acknowledge: ({ console, count }) => system?.acknowledge(console, count),
    hangUp: ({ console }) => system?.hangUp(console),
    call,
};

self.onmessage = ({ data }) => handlers[data.type]?.(data);
