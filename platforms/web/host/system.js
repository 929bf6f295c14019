/* A system: its devices, and the machine that they are devices of. Knows no page and no Worker. */
import { Console } from './console.js';
import { VB_CONSOLE_HANGUP } from './interface.gen.js';
import { Machine } from './module.js';

const MEMORY = 1 << 30; // bytes that the system may grow to
const FLUSH_BYTES = 32768; // of output, and it is shown before the slice ends

const joined = (parts, size) => {
    const all = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
        all.set(part, at);
        at += part.length;
    }
    return all;
};

/* What a console writes in many pieces, handed on in few; but the answer to a key at once, as the slice may go on with
 * what other programs compute. */
class Output {
    #parts = [];
    #stream = 1;
    #size = 0;
    #awaited = false;
    #show;

    constructor(show) {
        this.#show = show;
    }

    add(stream, bytes) {
        if (stream !== this.#stream)
            this.flush();
        this.#stream = stream;
        this.#parts.push(bytes);
        this.#size += bytes.length;
        if (this.#size >= FLUSH_BYTES || this.#awaited)
            this.flush();
    }

    /* Something was typed: what is written next is shown at once. */
    await() {
        this.#awaited = true;
    }

    flush() {
        if (this.#size === 0)
            return;
        const all = joined(this.#parts, this.#size);
        this.#parts = [];
        this.#size = 0;
        this.#awaited = false;
        this.#show(this.#stream, all);
    }
}

export class System {
    #consoles = [];
    #outputs = [];
    #machine;

    /*
     * setup.consoles: [{terminal, size, name}], setup.folders: devices for VB_DEVICE_FOLDER.
     * events: output(console, stream, bytes), message(text), stopped({status, restart}), crashed(error).
     */
    constructor(setup, events) {
        setup.consoles.forEach(({ terminal, size, name }, index) => {
            const output = new Output((stream, bytes) => events.output(index, stream, bytes));
            this.#outputs.push(output);
            this.#consoles.push(new Console({ terminal, size, name, show: (stream, bytes) => output.add(stream, bytes) }));
        });
        this.#machine = new Machine([...this.#consoles, ...(setup.folders ?? [])], {
            message: events.message,
            sliceEnd: () => this.#outputs.forEach((output) => output.flush()),
            stopped: events.stopped,
            crashed: events.crashed,
        });
    }

    /* options: module, image, arguments (behind "init"), environment (object), blobs, memory */
    start(options) {
        return this.#machine.start({
            module: options.module,
            image: options.image,
            arguments: ['init', ...options.arguments],
            environment: Object.entries(options.environment ?? {}).map(([name, value]) => `${name}=${value}`),
            blobs: options.blobs,
            memory: options.memory ?? MEMORY,
            verbose: options.verbose,
            cooperative: options.cooperative,
        });
    }

    input(console, bytes) {
        this.#machine.hurry();
        this.#outputs[console]?.await();
        this.#consoles[console]?.input(bytes);
    }

    endInput(console) {
        this.#consoles[console]?.end();
    }

    resize(console, columns, rows) {
        this.#consoles[console]?.resize(columns, rows);
    }

    acknowledge(console, count) {
        this.#consoles[console]?.acknowledge(count);
    }

    hangUp(console) {
        this.event(console, VB_CONSOLE_HANGUP);
    }

    /* Whether somebody hears of it. */
    event(console, number) {
        return this.#consoles[console]?.event(number) ?? false;
    }

    failOutput(console, stream) {
        this.#consoles[console]?.failOutput(stream);
    }

    memory() {
        return { reserved: this.#machine.memoryBytes, held: this.#machine.heldBytes };
    }

    end() {
        this.#machine.end();
    }
}
