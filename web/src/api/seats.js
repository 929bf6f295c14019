/*
 * The terminals beside the first one, each with a session of its own (services/session/seat.c): who sits where. A
 * session says ESC ] 6973 ; STATUS BEL when it is ready for a request, with the status of what has ended.
 */
const RESERVED = 1; // for commands: the panel works with all terminals in use
const PREFIX = '\x1b]6973;';
const decoder = new TextDecoder('latin1');

/* {status, size} of the announcement that ends these bytes, or null. */
function announced(bytes) {
    if (bytes.at(-1) !== 7)
        return null;
    const tail = decoder.decode(bytes.subarray(Math.max(0, bytes.length - 16)));
    const at = tail.lastIndexOf(PREFIX), status = tail.slice(at + PREFIX.length, -1);
    return at >= 0 && /^\d*$/.test(status) ? { status: status === '' ? null : Number(status), size: tail.length - at } : null;
}

export class Seats {
    #seats = new Map(); // console: {state: 'starting' | 'free' | 'used', ended: function}
    #waiting = []; // for a free one
    #send;

    /* consoles: their numbers; send(text, console). */
    constructor(consoles, send) {
        this.#send = send;
        for (const console of consoles)
            this.#seats.set(console, { state: 'starting', ended: null });
    }

    /* The output without the announcement at its end. */
    filter({ stream, console, bytes }) {
        const seat = this.#seats.get(console);
        const found = seat && stream === 1 ? announced(bytes) : null;
        if (!found)
            return { bytes, then: null };
        return { bytes: bytes.subarray(0, bytes.length - found.size), then: () => this.#ready(seat, console, found.status) };
    }

    /* A request to a free seat: {console, ended: a promise of the status}. begun(console) comes before any output. */
    async ask(request, begun) {
        const console = await this.#free(request === 'shell' ? RESERVED : 0);
        begun?.(console);
        const ended = new Promise((resolve) => { this.#seats.get(console).ended = resolve; });
        this.#send(`${request}\0`, console);
        return { console, ended };
    }

    /* reserved: how many of the last ones are not for this. */
    #free(reserved) {
        const all = [...this.#seats].slice(0, Math.max(0, this.#seats.size - reserved));
        if (reserved === 0)
            all.reverse(); // from the end: the first ones are for people
        for (const [console, seat] of all) {
            if (seat.state !== 'free')
                continue;
            seat.state = 'used';
            return console;
        }
        if (!all.some(([, { state }]) => state === 'starting'))
            throw new Error(all.length === 0 ? 'this system has one terminal only'
                                             : `all ${all.length} further terminals are in use`);
        return new Promise((resolve) => { this.#waiting.push({ reserved, resolve }); });
    }

    #ready(seat, console, status) {
        seat.ended?.(status);
        seat.ended = null;
        const place = [...this.#seats.keys()].indexOf(console);
        const at = this.#waiting.findIndex(({ reserved }) => place < this.#seats.size - reserved);
        const [next] = at < 0 ? [] : this.#waiting.splice(at, 1);
        seat.state = next ? 'used' : 'free';
        next?.resolve(console);
    }
}
