/* A console device: bytes in, bytes out, a size, events. Whoever shows the output says how much of it he has
 * dealt with; beyond a limit the system waits for him. */
import {
    VB_CONSOLE_ERROR_TERMINAL, VB_CONSOLE_EVENT, VB_CONSOLE_INPUT_TERMINAL, VB_CONSOLE_OUTPUT_TERMINAL, VB_CONSOLE_READ,
    VB_CONSOLE_RESIZED, VB_CONSOLE_SIZE, VB_CONSOLE_WRITE, VB_DEVICE_CONSOLE, VB_ERR_BUSY, VB_ERR_CANCELLED,
    VB_ERR_INVALID, VB_ERR_NOT_SUPPORTED, VB_ERR_NOT_TERMINAL, VB_ERR_PIPE,
} from './interface.gen.js';

const OUTPUT_LIMIT = 256 * 1024; // bytes shown and not acknowledged
const TERMINALS = [VB_CONSOLE_INPUT_TERMINAL, VB_CONSOLE_OUTPUT_TERMINAL, VB_CONSOLE_ERROR_TERMINAL];

export class Console {
    kind = VB_DEVICE_CONSOLE;
    name;
    #show;
    #size = null; // {columns, rows}
    #input = []; // Uint8Arrays
    #ended = false;
    #readers = [];
    #listener = null;
    #events = [];
    #listened = false; // somebody has ever waited for an event
    #failed = new Set(); // output streams that are gone
    #shown = 0;
    #held = []; // writes that wait to be completed

    /* show(stream, bytes): 1 output, 2 errors. terminal: raw mode, with a size; else plain streams. name: of a
     * seat, which has a console service of its own (platforms/web/image/seats.py). */
    constructor({ terminal, show, size = null, name = '' }) {
        this.name = name;
        const streams = Array.isArray(terminal) ? terminal : Array(3).fill(terminal);
        this.flags = TERMINALS.reduce((flags, flag, index) => flags | (streams[index] ? flag : 0), 0);
        this.#show = show;
        this.#size = size;
    }

    /* ---- the host's side ---- */

    input(bytes) {
        if (bytes.length > 0 && !this.#ended)
            this.#input.push(bytes);
        this.#feed();
    }

    end() {
        this.#ended = true;
        this.#feed();
    }

    resize(columns, rows) {
        if (this.#size && this.#size.columns === columns && this.#size.rows === rows)
            return;
        this.#size = { columns, rows };
        this.event(VB_CONSOLE_RESIZED);
    }

    /* False when nobody listens, or the last event of this kind was not taken. */
    event(number) {
        const heard = this.#listened && !this.#events.includes(number);
        if (!this.#events.includes(number))
            this.#events.push(number);
        this.#tell();
        return heard;
    }

    /* Whoever showed the stream is gone: what is written to it from now on is refused. */
    failOutput(stream) {
        this.#failed.add(stream);
        this.acknowledge(this.#shown);
    }

    acknowledge(count) {
        this.#shown = Math.max(0, this.#shown - count);
        while (this.#shown < OUTPUT_LIMIT && this.#held.length > 0) {
            const request = this.#held.shift();
            request.complete(request.inputSize);
        }
    }

    /* ---- the kernel's ---- */

    submit(request) {
        switch (request.operation) {
        case VB_CONSOLE_READ:
            if (request.outputSize === 0)
                request.complete(VB_ERR_INVALID);
            else
                this.#readers.push(request);
            this.#feed();
            break;
        case VB_CONSOLE_WRITE:
            this.#write(request);
            break;
        case VB_CONSOLE_SIZE:
            this.#answerSize(request);
            break;
        case VB_CONSOLE_EVENT:
            this.#listened = true;
            if (this.#listener) {
                request.complete(VB_ERR_BUSY);
            } else {
                this.#listener = request;
                this.#tell();
            }
            break;
        default:
            request.complete(VB_ERR_NOT_SUPPORTED);
        }
    }

    cancel(request) {
        if (this.#listener === request) {
            this.#listener = null;
        } else {
            const at = this.#readers.indexOf(request);
            if (at < 0)
                return; // a write that waits: whoever shows the output will let it go
            this.#readers.splice(at, 1);
        }
        request.complete(VB_ERR_CANCELLED);
    }

    #feed() {
        while (this.#readers.length > 0 && (this.#input.length > 0 || this.#ended)) {
            const request = this.#readers.shift();
            const bytes = this.#take(request.outputSize);
            request.complete(bytes.length, bytes);
        }
    }

    #take(room) {
        const first = this.#input[0];
        if (!first)
            return new Uint8Array();
        if (first.length <= room)
            return this.#input.shift();
        this.#input[0] = first.subarray(room);
        return first.subarray(0, room);
    }

    #write(request) {
        const stream = Number(request.node);
        if (stream !== 1 && stream !== 2) {
            request.complete(VB_ERR_INVALID);
            return;
        }
        if (this.#failed.has(stream)) {
            request.complete(VB_ERR_PIPE);
            return;
        }
        this.#shown += request.inputSize;
        this.#show(stream, request.input);
        if (this.#shown < OUTPUT_LIMIT)
            request.complete(request.inputSize);
        else
            this.#held.push(request);
    }

    #answerSize(request) {
        if (!this.#size) {
            request.complete(VB_ERR_NOT_TERMINAL);
        } else if (request.outputSize < 8) {
            request.complete(VB_ERR_INVALID);
        } else {
            const fields = Uint32Array.of(this.#size.columns, this.#size.rows);
            request.complete(0, new Uint8Array(fields.buffer));
        }
    }

    #tell() {
        if (!this.#listener || this.#events.length === 0)
            return;
        const request = this.#listener;
        this.#listener = null;
        request.complete(this.#events.shift());
    }
}
