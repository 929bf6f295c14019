/* What a person has chosen, kept where the browser allows it. */
const KEY = 'vibee-settings';

function load() {
    try {
        return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
        return {}; // storage denied, or not ours
    }
}

const preferred = () => (window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');

export class Settings {
    #chosen = load();

    get theme() {
        return this.#chosen.theme === 'light' || this.#chosen.theme === 'dark' ? this.#chosen.theme : preferred();
    }

    get screenReader() {
        return this.#chosen.screenReader === true;
    }

    get keys() {
        return this.#chosen.keys ?? window.matchMedia('(pointer: coarse)').matches;
    }

    set(name, value) {
        this.#chosen[name] = value;
        try {
            localStorage.setItem(KEY, JSON.stringify(this.#chosen));
        } catch { /* then it is for this page only */ }
    }
}
