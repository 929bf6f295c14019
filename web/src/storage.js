/* The home directory's place in the browser: what there is, who has it, and how another tab gets it. */
import { notice } from './notices.js';

const texts = {
    stored: 'Home directory is kept',
    taken: 'Home directory is in another tab',
    none: 'Home directory is not kept',
};

export class Storage {
    #page;
    #shown = document.querySelector('#storage');
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

    #takeOver() {
        this.#channel?.postMessage('take');
    }

    async #heard(data) {
        if (data === 'take' && this.state === 'stored' && this.#page.system) {
            await this.#page.system.call('release').catch(() => {});
            this.#page.giveUp('Another tab has taken over the home directory. Everything that was written is there.');
            this.#channel.postMessage('given');
        } else if (data === 'given' && this.state === 'taken') {
            this.#page.restart();
        }
    }
}
