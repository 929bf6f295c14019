/*
 * A system in a Worker, as others see it. See index.d.ts for what is promised; the messages are those of
 * platforms/web/host/worker.js.
 */
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

    constructor(worker, start) {
        this.#worker = worker;
        this.#ready = new Promise((resolve, reject) => { this.#settle = { resolve, reject }; });
        this.#ended = new Promise((resolve) => { this.#end = resolve; });
        this.#ready.catch(() => {}); // who waits for it is told; who does not has `stopped`
        worker.onmessage = ({ data }) => this.#receive(data);
        worker.onerror = (event) => this.#fail(event.message || 'the Worker could not be loaded');
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
        if (!this.#handlers.get('output')?.size)
            this.acknowledge(message.bytes.length, message.console);
        this.#emit('output', message);
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
