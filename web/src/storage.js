/* The home directory's place in the browser: what there is, who has it, and how another tab gets it. */
import { notice } from './notices.js';

const ANSWER = 3000; // milliseconds that another tab has to let go

const texts = {
    stored: 'Home directory is kept',
    taken: 'Home directory is in another tab',
    none: 'Home directory is not kept',
};

export class Storage {
    #page;
    #shown = document.querySelector('#storage');
    #given = null; // called when the owner has let go
    #channel = 'BroadcastChannel' in window ? new BroadcastChannel('vibee-owner') : null;

    /* page.system; page.giveUp(text): stop, as another tab goes on; page.restart(). */
    constructor(page) {
        this.#page = page;
        this.#channel?.addEventListener('message', ({ data }) => this.#heard(data));
    }

    async changed({ state, durable }) {
        this.state = state;
        this.#shown.textContent = texts[state];
        this.#shown.title = durable ? `in ${durable}` : '';
        if (state === 'taken')
            notice('Another tab has the home directory. What is written here is lost with this tab.', 'Take it over', () => this.#takeOver());
        if (state === 'stored')
            await this.#askToPersist();
        if (!window.isSecureContext)
            notice('This page came over plain HTTP from another machine: the home directory is kept in IndexedDB, and the page does not work offline.');
    }

    /* A browser that refuses may delete the files when it runs out of space. */
    async #askToPersist() {
        try {
            if (!navigator.storage?.persist || await navigator.storage.persisted() || await navigator.storage.persist())
                return;
            this.#shown.textContent = `${texts.stored}, unless the browser needs the space`;
        } catch { /* it does not know */ }
    }

    /* The owner is asked. When it sleeps, it gives nothing until it wakes or ends: its lock goes with it. */
    async #takeOver() {
        this.#channel?.postMessage('take');
        const asleep = setTimeout(() => notice('The tab that has the home directory does not answer; it may be asleep. Go to it, or close it: then this one goes on with it.'), ANSWER);
        const gone = navigator.locks?.request('vibee-disk-vibee-home', () => {}) ?? new Promise(() => {});
        await Promise.race([gone, new Promise((resolve) => { this.#given = resolve; })]);
        clearTimeout(asleep);
        if (this.state === 'taken')
            this.#page.restart();
    }

    async #heard(data) {
        if (data === 'take' && this.state === 'stored' && this.#page.system) {
            await this.#page.system.call('release').catch(() => {});
            this.#page.giveUp('Another tab has taken over the home directory. Everything that was written is there.');
            this.#channel.postMessage('given');
        } else if (data === 'given') {
            this.#given?.();
        }
    }
}
