/*
 * The Worker that a system runs in: messages in, messages out (web/src/api/system.js is the other side).
 *
 * in:  start {files: {module, image}, arguments, environment, consoles, home, folders, ...}, input {console, bytes},
 *      endInput {console}, resize {console, columns, rows}, acknowledge {console, count}, hangUp {console},
 *      call {id, method, parameters}
 * out: progress {loaded, total}, home {state, durable}, started, output {console, stream, bytes}, message {text},
 *      notice {text}, stopped {status, restart, folders}, failed {text}, answer {id, value} or {id, error}
 */
import { fetchFiles } from './fetch.js';
import { allFiles, getFile, listDirectory, makeDirectory, putAll, putFile, removeItem } from './files.js';
import { Folder } from './folder.js';
import { openHome } from './home.js';
import { VB_ERR_FILE_TOO_BIG, VB_ERR_IO, VB_ERR_NO_SPACE } from './interface.gen.js';
import { System } from './system.js';
import { Refusal, Tree } from './tree.js';

let system = null, home = null, folders = [];
const sizes = new Map(); // of consoles, told before there is a system

const post = (type, fields = {}, transfer = []) => self.postMessage({ type, ...fields }, transfer);
const fail = (error) => post('failed', { text: String(error?.message ?? error) });

function makeFolder({ path, readOnly = false, items = [] }) {
    const tree = new Tree();
    putAll(tree, items);
    return new Folder(path, tree, { readOnly });
}

/* The folder that a path is in, and the rest of the path. */
function find(path) {
    const inside = (folder) => path === folder.name || path.startsWith(`${folder.name}/`);
    const [folder] = folders.filter(inside).sort((a, b) => b.name.length - a.name.length);
    if (!folder)
        throw new Error(`${path}: expected a path in ${folders.map(({ name }) => name).join(' or ') || 'a folder'}`);
    return [folder.tree, path.slice(folder.name.length)];
}

function whole(path) {
    const [tree, rest] = find(path);
    if (rest.replaceAll('/', '') !== '')
        throw new Error(`${path}: expected the path of a folder of the system`);
    return tree;
}

/* What is in the store is complete before anybody hears that the system has ended. */
async function ended(options, how) {
    await home?.close().catch(() => {});
    const wanted = options.folders.filter(({ collect }) => collect).map(({ path }) => path);
    const collected = folders.filter(({ name }) => wanted.includes(name)).map(({ name, tree }) => [name, allFiles(tree)]);
    post('stopped', { ...how, folders: Object.fromEntries(collected) });
}

async function start(options) {
    const [moduleBytes, image] = await fetchFiles([options.files.module, options.files.image],
        (loaded, total) => post('progress', { loaded, total }));
    const module = await WebAssembly.compile(moduleBytes);
    if (options.home) {
        home = await openHome(options.home.name, options.home.path, (text) => post('notice', { text }));
        post('home', { state: home.state, durable: home.durable });
        folders.push(home.folder);
    }
    folders.push(...options.folders.map(makeFolder));
    const consoles = options.consoles.map((console, index) => (console.size ? { ...console, size: sizes.get(index) ?? console.size } : console));
    system = new System({ consoles, folders }, {
        output: (console, stream, bytes) => post('output', { console, stream, bytes }, [bytes.buffer]),
        message: (text) => post('message', { text }),
        stopped: (how) => ended(options, how),
        crashed: fail,
    });
    await system.start({ ...options, module, image });
    post('started');
}

const calls = {
    memory: () => system.memory(),
    put: (path, bytes) => putFile(...find(path), bytes),
    mkdir: (path) => makeDirectory(...find(path)),
    get: (path) => getFile(...find(path)),
    list: (path) => listDirectory(...find(path)),
    remove: (path) => removeItem(...find(path)),
    export: (path) => allFiles(whole(path)),
    import: (path, items) => putAll(whole(path), items),
    sync: () => home?.sync(),
    /* The disk is given up, with what is on it complete. */
    release: () => home?.close(),
};

const refusals = {
    [VB_ERR_NO_SPACE]: 'there is no room for it', [VB_ERR_FILE_TOO_BIG]: 'files have at most 2 GiB',
    [VB_ERR_IO]: 'the browser could not store it',
};

/* Why a call failed, as a sentence for people. */
function reason(error, [path = '/root']) {
    if (error instanceof Refusal)
        return `${path}: ${refusals[error.status] ?? error.message}`;
    return String(error?.message ?? error);
}

async function call({ id, method, parameters }) {
    try {
        post('answer', { id, value: await calls[method](...parameters) });
    } catch (error) {
        post('answer', { id, error: reason(error, parameters) });
    }
}

const handlers = {
    start: (message) => start(message).catch(fail),
    input: ({ console, bytes }) => system?.input(console, bytes),
    endInput: ({ console }) => system?.endInput(console),
    resize: ({ console, columns, rows }) => (system ? system.resize(console, columns, rows) : sizes.set(console, { columns, rows })),
    acknowledge: ({ console, count }) => system?.acknowledge(console, count),
    hangUp: ({ console }) => system?.hangUp(console),
    call,
};

self.onmessage = ({ data }) => handlers[data.type]?.(data);
