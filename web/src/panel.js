/* The side panel: processes, memory and messages. A terminal that nobody sees runs ps and reads the log, as anybody
 * could; while the panel is closed nothing is asked. */
const EVERY = 2000; // milliseconds
const find = (id) => document.querySelector(id);
const MIB = 1 << 20;

export class Panel {
    #page;
    #box = find('#panel');
    #button = find('#panel-button');
    #timer = null;

    constructor(page) {
        this.#page = page;
        this.#button.addEventListener('click', () => this.#toggle());
    }

    #toggle() {
        this.#box.hidden = !this.#box.hidden;
        this.#button.setAttribute('aria-pressed', String(!this.#box.hidden));
        clearTimeout(this.#timer);
        if (!this.#box.hidden)
            this.#look();
        this.#page.view?.focus();
    }

    async #look() {
        const { system } = this.#page;
        if (!system) {
            this.#timer = setTimeout(() => this.#look(), EVERY);
            return;
        }
        try {
            const { reserved, held } = await system.memory();
            find('#panel-memory').textContent = `${(held / MIB).toFixed(1)} MiB in use, ${(reserved / MIB).toFixed(1)} MiB taken from the browser`;
            const decoder = new TextDecoder();
            find('#panel-processes').textContent = decoder.decode((await system.run('ps')).output);
            const messages = decoder.decode((await system.run('dmesg | tail -n 20')).output);
            find('#panel-messages').textContent = messages;
        } catch (error) {
            find('#panel-processes').textContent = error.message;
        }
        if (!this.#box.hidden)
            this.#timer = setTimeout(() => this.#look(), EVERY);
    }
}
