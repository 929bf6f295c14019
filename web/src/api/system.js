/*
 * A system in a Worker, as others see it. See index.d.ts for what is promised; the messages are those of
 * platforms/web/host/worker.js.
 */
import { Seats } from './seats.js';
import { TerminalView } from './terminal.js';

const encoder = new TextEncoder();
const bytesOf = (data) => (typeof data === 'string' ? encoder.encode(data) : new Uint8Array(data));

export class System {
    #worker;
    #handlers = new Map(); // event: Set of functions
    #calls = new Map(); // id: {resolve, reject}
    #nextCall = 1;
    #ready;
    #ended;
    #settle; // of #ready
    #end; // of #ended
    #over = false;
    #seats;

    constructor(worker, start) {
        this.#worker = worker;
        this.#ready = new Promise((resolve, reject) => { this.#settle = { resolve, reject }; });
        this.#ended = new Promise((resolve) => { this.#end = resolve; });
        this.#ready.catch(() => {}); // who waits for it is told; who does not has `stopped`
        worker.onmessage = ({ data }) => this.#receive(data);
        worker.onerror = (event) => this.#fail(event.message || 'the Worker could not be loaded');
        this.#seats = new Seats(start.consoles.map((_, index) => index).slice(1), (text, console) => this.send(text, console));
        worker.postMessage({ type: 'start', ...start });
    }

    /* Resolves when init runs; rejects when the system cannot be started. */
    get started() {
        return this.#ready;
    }

    /* Resolves with {status, restart} or {failure} when the system has ended. */
    get stopped() {
        return this.#ended;
    }

    on(event, handler) {
        if (!this.#handlers.has(event))
            this.#handlers.set(event, new Set());
        this.#handlers.get(event).add(handler);
        return () => this.#handlers.get(event).delete(handler);
    }

    send(data, console = 0) {
        this.#post('input', { console, bytes: bytesOf(data) });
    }

    endInput(console = 0) {
        this.#post('endInput', { console });
    }

    resize(columns, rows, console = 0) {
        this.#post('resize', { console, columns, rows });
    }

    acknowledge(count, console = 0) {
        this.#post('acknowledge', { console, count });
    }

    /* ---- files: of the folders and, when it is kept, the home directory ---- */

    put(path, data) {
        return this.call('put', path, bytesOf(data));
    }

    mkdir(path) {
        return this.call('mkdir', path);
    }

    get(path) {
        return this.call('get', path);
    }

    list(path) {
        return this.call('list', path);
    }

    remove(path) {
        return this.call('remove', path);
    }

    /* Everything in a folder, as a list of {path, type, bytes, target}; and such a list into it. */
    export(path) {
        return this.call('export', path);
    }

    import(path, items) {
        return this.call('import', path, items);
    }

    /* Resolves when all that was written in the home directory is durable. */
    sync() {
        return this.call('sync');
    }

    /* ---- further terminals ---- */

    /* A shell of its own in an element: {view, console, ended}; ended: a promise of its status. */
    async open(element, appearance) {
        let view;
        const { console, ended } = await this.#seats.ask('shell', (number) => {
            view = new TerminalView(element, this, number, appearance);
        });
        return { view, console, ended };
    }

    /* Who sits at a further terminal goes: its programs are told and ended. */
    hangUp(console) {
        this.#post('hangUp', { console });
    }

    /* Run a line of the shell beside everything else. {status, output, errors}, both as bytes. */
    async run(command) {
        const parts = { 1: [], 2: [] };
        let forget;
        const { ended } = await this.#seats.ask(`run ${command}`, (number) => {
            forget = this.on('output', ({ console, stream, bytes }) => {
                if (console !== number)
                    return;
                parts[stream].push(bytes);
                this.acknowledge(bytes.length, number);
            });
        });
        const status = await Promise.race([ended, this.stopped.then(() => { throw new Error('the system has stopped'); })]);
        forget();
        const all = async (pieces) => new Uint8Array(await new Blob(pieces).arrayBuffer());
        return { status, output: await all(parts[1]), errors: await all(parts[2]) };
    }

    memory() {
        return this.call('memory');
    }

    /* Ends at once, as by pulling the plug; what was synced stays. */
    stop() {
        this.#finish({ status: null, restart: false });
    }

    call(method, ...parameters) {
        if (this.#over)
            return Promise.reject(new Error('the system has stopped'));
        const id = this.#nextCall++;
        return new Promise((resolve, reject) => {
            this.#calls.set(id, { resolve, reject });
            this.#post('call', { id, method, parameters });
        });
    }

    #post(type, fields) {
        if (!this.#over)
            this.#worker.postMessage({ type, ...fields });
    }

    #emit(event, value) {
        for (const handler of this.#handlers.get(event) ?? [])
            handler(value);
    }

    #receive(message) {
        switch (message.type) {
        case 'started':
            this.#settle.resolve(this);
            break;
        case 'output':
            this.#output(message);
            break;
        case 'answer':
            this.#answer(message);
            break;
        case 'stopped':
            this.#finish({ status: message.status, restart: message.restart, folders: message.folders });
            break;
        case 'failed':
            this.#fail(message.text);
            break;
        default:
            this.#emit(message.type, message);
        }
    }

    /* What nobody listens to is dealt with. */
    #output(message) {
        const { bytes, then } = this.#seats.filter(message);
        if (!this.#handlers.get('output')?.size)
            this.acknowledge(message.bytes.length, message.console);
        else
            this.acknowledge(message.bytes.length - bytes.length, message.console);
        if (bytes.length > 0)
            this.#emit('output', { ...message, bytes });
        then?.();
    }

    #answer({ id, value, error }) {
        const waiting = this.#calls.get(id);
        this.#calls.delete(id);
        if (error === undefined)
            waiting?.resolve(value);
        else
            waiting?.reject(new Error(error));
    }

    #fail(text) {
        this.#settle.reject(new Error(text));
        this.#finish({ status: null, restart: false, failure: text });
    }

    #finish(how) {
        if (this.#over)
            return;
        this.#over = true;
        this.#worker.terminate();
        for (const { reject } of this.#calls.values())
            reject(new Error(how.failure ?? 'the system has stopped'));
        this.#calls.clear();
        this.#settle.reject(new Error(how.failure ?? 'the system has stopped'));
        this.#end(how);
        this.#emit('stopped', how);
    }
}
