/*
 * Standard streams of a Node process as a system's console, with raw mode, window size and signals. What a host has
 * no call for (Windows: HUP, TSTP, WINCH) does not happen there.
 */
import { isatty } from 'node:tty';

import {
    VB_CONSOLE_HANGUP, VB_CONSOLE_INTERRUPT, VB_CONSOLE_RESIZED, VB_CONSOLE_TERMINATE,
} from '../host/interface.gen.js';

const GRACE = 5000; // milliseconds that the system may take to stop after SIGTERM or SIGHUP

const WINDOWS = process.platform === 'win32';

/* Node's raw mode still puts a return before each newline: those that are there already go. */
function withoutReturns(bytes) {
    return bytes.filter((byte, index) => byte !== 0x0d || bytes[index + 1] !== 0x0a);
}

export class Terminal {
    #system = null;
    #raw = false;
    #stopping = null; // the signal that was asked with
    #written = [Promise.resolve(), Promise.resolve()];

    static isTerminal = [0, 1, 2].map((fd) => isatty(fd));

    get size() {
        const stream = [process.stdout, process.stderr].find(({ columns }) => columns > 0);
        return { columns: stream?.columns ?? 80, rows: stream?.rows ?? 24 };
    }

    /* From now on what is typed goes to the system; signals, too. */
    attach(system) {
        this.#system = system;
        process.stdin.on('data', (bytes) => system.input(0, bytes));
        process.stdin.on('end', () => system.endInput(0));
        process.stdin.on('error', () => system.endInput(0)); // the terminal is gone, or there never was an input
        for (const [index, stream] of [process.stdout, process.stderr].entries())
            stream.on('error', () => system.failOutput(0, index + 1));
        process.stdout.on('resize', () => this.#resized());
        this.#signals();
        this.setRaw(true);
    }

    setRaw(wanted) {
        if (!process.stdin.isTTY || this.#raw === wanted)
            return;
        this.#raw = wanted;
        try {
            process.stdin.setRawMode(wanted);
        } catch { /* the terminal is gone */ }
    }

    write(stream, bytes) {
        const target = stream === 1 ? process.stdout : process.stderr;
        const shown = this.#raw && target.isTTY && !WINDOWS ? withoutReturns(bytes) : bytes;
        this.#written[stream - 1] = new Promise((resolve) => {
            target.write(shown, () => {
                this.#system.acknowledge(0, bytes.length);
                resolve();
            });
        });
    }

    /* When everything is written. */
    async drained() {
        await Promise.all(this.#written);
    }

    #resized() {
        const { columns, rows } = this.size;
        this.#system.resize(0, columns, rows);
    }

    #signals() {
        const on = (name, act) => {
            try {
                process.on(name, act);
            } catch { /* not on this host */ }
        };
        on('SIGTERM', () => this.#askToStop('SIGTERM', VB_CONSOLE_TERMINATE));
        on('SIGHUP', () => this.#askToStop('SIGHUP', VB_CONSOLE_HANGUP));
        for (const name of WINDOWS ? ['SIGINT', 'SIGBREAK'] : ['SIGINT'])
            on(name, () => {
                if (!this.#system.event(0, VB_CONSOLE_INTERRUPT))
                    this.#dieOf(name);
            });
        on('SIGQUIT', () => this.#dieOf('SIGQUIT'));
        on('SIGTSTP', () => {
            this.setRaw(false);
            process.kill(process.pid, 'SIGSTOP');
        });
        on('SIGCONT', () => {
            this.setRaw(true);
            this.#resized();
            this.#system.event(0, VB_CONSOLE_RESIZED); // the window may have changed meanwhile
        });
        on('SIGWINCH', () => this.#system.event(0, VB_CONSOLE_RESIZED));
        process.on('exit', () => this.setRaw(false));
    }

    /* By force when nobody listens, on a second signal, or after a while. */
    #askToStop(name, event) {
        if (this.#stopping || !this.#system.event(0, event))
            this.#dieOf(name);
        this.#stopping = name;
        setTimeout(() => this.#dieOf(name), GRACE).unref();
    }

    #dieOf(name) {
        this.setRaw(false);
        process.removeAllListeners(name);
        process.kill(process.pid, name);
    }
}
