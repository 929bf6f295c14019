/*
 * vibee.wasm with its event loop: what platforms/web/src/web.h imports, and calls in slices. Devices are
 * objects with `kind`, `flags`, `name`, submit(request) and cancel(request); a request is completed once,
 * at any time, by request.complete(result, bytes).
 */
import { VB_ERR_NOT_SUPPORTED, VB_SYSTEM_RESET } from './interface.gen.js';

const SLICE = 8; // milliseconds, and then the event loop
const SHORT_SLICE = 2; // while somebody types
const TYPING = 500; // milliseconds after a key, in which another one is likely
const BUSY = 0, IDLE = 1;
const VERBOSE = 1, COOPERATIVE = 2; // how to start
const LONGEST_TIMER = 0x7fffffff;
const WASM_PAGE = 65536;

const NODE = typeof process !== 'undefined' && Boolean(process.versions?.node);

/*
 * Calls back from the event loop, behind what waits there already: timers are held back by browsers, a message
 * to oneself is not. Node handles a thousand of those before it looks at anything else, but has setImmediate().
 */
class Soon {
    #channel = NODE ? null : new MessageChannel();
    #call;

    constructor(call) {
        this.#call = call;
        if (this.#channel)
            this.#channel.port1.onmessage = call;
    }

    ask() {
        if (this.#channel)
            this.#channel.port2.postMessage(null);
        else
            setImmediate(this.#call);
    }

    end() {
        this.#channel?.port1.close();
    }
}

export class Request {
    #machine;

    constructor(machine, pointer, fields) {
        this.#machine = machine;
        this.pointer = pointer;
        Object.assign(this, fields);
    }

    /* A copy of the input: the original belongs to the kernel again once the request is done. */
    get input() {
        return this.#machine.bytes(this.inputAt, this.inputSize).slice();
    }

    complete(result, output = null) {
        this.#machine.completed(this, result, output);
    }
}

export class Machine {
    #exports = null;
    #memory;
    #devices;
    #requests = new Map(); // by address
    #soon;
    #timer = undefined;
    #woken = false; // a message to ourselves is under way
    #ended = false;
    #typing = 0; // until then slices are short
    #hooks;

    /*
     * devices: in order. hooks: message(text) of the kernel, sliceEnd() after each slice,
     * stopped({status, restart}), crashed(error).
     */
    constructor(devices, hooks) {
        this.#devices = devices;
        this.#hooks = hooks;
        this.#soon = new Soon(() => this.#turn());
    }

    /* options: module (compiled), image (boot image), arguments, environment, blobs, memory (bytes), verbose, cooperative */
    async start(options) {
        const limit = Math.ceil(options.memory / WASM_PAGE) * WASM_PAGE;
        // Node 20 can die in its garbage collector when a memory grows: docs/wasi.md.
        this.#memory = new WebAssembly.Memory({
            initial: NODE ? limit / WASM_PAGE : 128, maximum: 32768 });
        const instance = await WebAssembly.instantiate(options.module, {
            env: { memory: this.#memory }, web: this.#imports() });
        this.#exports = instance.exports;
        this.#exports.web_limit(limit);
        for (const device of this.#devices)
            this.#check(this.#exports.web_device(device.kind, device.flags, this.#text(device.name)));
        for (const text of options.arguments)
            this.#check(this.#exports.web_argument(this.#text(text)));
        for (const text of options.environment)
            this.#check(this.#exports.web_environment(this.#text(text)));
        for (const [name, bytes] of Object.entries(options.blobs ?? {}))
            this.#check(this.#exports.web_blob(this.#text(name), this.#copy(bytes), bytes.length));
        const image = this.#copy(options.image);
        this.#check(this.#exports.web_start(image, options.image.length, (options.verbose ? VERBOSE : 0) | (options.cooperative ? COOPERATIVE : 0)));
        this.wake();
    }

    /* Give the kernel a turn soon: something happened. */
    wake() {
        if (this.#woken || this.#ended || !this.#exports)
            return;
        this.#woken = true;
        this.#soon.ask();
    }

    /* Somebody types: what comes next is not to wait for a whole slice. */
    hurry() {
        this.#typing = performance.now() + TYPING;
    }

    bytes(at, size) {
        return new Uint8Array(this.#memory.buffer, at >>> 0, size >>> 0);
    }

    completed(request, result, output) {
        if (this.#ended || !this.#requests.delete(request.pointer))
            return;
        const size = output ? Math.min(output.length, request.outputSize) : 0;
        if (size > 0)
            this.bytes(request.outputAt, size).set(output.subarray(0, size));
        this.#exports.web_complete(request.pointer, BigInt(result), size);
        this.wake();
    }

    get memoryBytes() {
        return this.#memory ? this.#memory.buffer.byteLength : 0;
    }

    get heldBytes() {
        return this.#exports && !this.#ended ? this.#exports.web_pages_held() * 4096 : 0;
    }

    /* Nothing of it runs any more. */
    end() {
        this.#ended = true;
        clearTimeout(this.#timer);
        this.#soon.end();
    }

    #imports() {
        const text = (at, size) => new TextDecoder().decode(this.bytes(at, size).slice());
        return {
            monotonic: () => performance.now(),
            wall: () => Date.now(),
            entropy: (at, size) => {
                for (let done = 0; done < size; done += WASM_PAGE) {
                    const part = new Uint8Array(Math.min(size - done, WASM_PAGE));
                    crypto.getRandomValues(part);
                    this.bytes(at + done, part.length).set(part);
                }
            },
            message: (at, size) => this.#hooks.message?.(text(at, size)),
            panic: (at, size) => { throw new Error(`kernel panic: ${text(at, size)}`); },
            submit: (pointer, device, operation, flags, node, offset, inputAt, inputSize, outputAt, outputSize) => {
                const request = new Request(this, pointer, {
                    operation, flags, node, offset, inputAt, inputSize: inputSize >>> 0, outputAt,
                    outputSize: outputSize >>> 0, device });
                this.#requests.set(pointer, request);
                const target = this.#devices[device];
                if (target)
                    target.submit(request);
                else
                    request.complete(VB_ERR_NOT_SUPPORTED);
            },
            cancel: (pointer) => {
                const request = this.#requests.get(pointer);
                if (request)
                    this.#devices[request.device].cancel(request);
            },
        };
    }

    #check(status) {
        if (status >= 0)
            return;
        let problem = '';
        const at = this.#exports.web_problem() >>> 0;
        const memory = new Uint8Array(this.#memory.buffer);
        for (let i = at; memory[i] !== 0; i++)
            problem += String.fromCharCode(memory[i]);
        throw new Error(problem || `the system cannot be started (error ${-status})`);
    }

    #copy(bytes) {
        const at = this.#exports.web_alloc(bytes.length);
        if (at === 0)
            throw new Error(`expected ${bytes.length} bytes of memory for the system, found none`);
        this.bytes(at, bytes.length).set(bytes);
        return at;
    }

    #text(text) {
        return this.#copy(new TextEncoder().encode(`${text}\0`));
    }

    #turn() {
        if (this.#ended)
            return;
        this.#woken = false;
        clearTimeout(this.#timer);
        let state;
        try {
            state = this.#exports.web_step(performance.now() < this.#typing ? SHORT_SLICE : SLICE);
        } catch (error) {
            this.end();
            this.#hooks.sliceEnd?.();
            this.#hooks.crashed?.(error);
            return;
        }
        this.#hooks.sliceEnd?.();
        if (state === BUSY)
            this.wake();
        else if (state === IDLE)
            this.#sleep();
        else
            this.#stop();
    }

    #sleep() {
        const deadline = this.#exports.web_deadline();
        if (this.#woken || deadline === Infinity)
            return;
        // Rounded up: a timer that is early would find nothing to do and be set again.
        const wait = Math.max(0, Math.ceil(deadline - performance.now()));
        this.#timer = setTimeout(() => this.#turn(), Math.min(wait, LONGEST_TIMER));
    }

    #stop() {
        const status = this.#exports.web_status();
        const restart = this.#exports.web_action() === VB_SYSTEM_RESET;
        this.end();
        this.#hooks.stopped?.({ status, restart });
    }
}
