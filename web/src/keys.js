/* The bar of keys that a phone's keyboard does not have. Ctrl and Alt stay down for the next key. */
const keys = [['Esc', '\x1b'], ['Tab', '\t'], ['Ctrl', null], ['Alt', null], ['←', '\x1b[D'], ['↑', '\x1b[A'], ['↓', '\x1b[B'],
              ['→', '\x1b[C'], ['Home', '\x1b[H'], ['End', '\x1b[F'], ['PgUp', '\x1b[5~'], ['PgDn', '\x1b[6~'], ['|', '|'],
              ['/', '/'], ['-', '-'], ['~', '~']];
const names = { '←': 'Left', '↑': 'Up', '↓': 'Down', '→': 'Right' };

/* What Control makes of a character. */
const control = (text) => (/^[@-_a-z]$/.test(text) ? String.fromCharCode(text.toUpperCase().charCodeAt(0) & 0x1f) : text);

export class Keys {
    #bar = document.querySelector('#keys');
    #held = new Set();
    #buttons = new Map();

    /* send(text) to the terminal that is shown. */
    constructor(send) {
        for (const [name, text] of keys) {
            const button = document.createElement('button');
            button.type = 'button';
            button.textContent = name;
            button.setAttribute('aria-label', names[name] ?? name);
            button.tabIndex = -1; // who has a keyboard needs none of them
            button.addEventListener('pointerdown', (event) => event.preventDefault()); // the terminal keeps its keyboard
            button.addEventListener('click', () => (text === null ? this.#hold(name) : send(this.change(text))));
            this.#buttons.set(name, button);
            this.#bar.append(button);
        }
    }

    show(shown) {
        this.#bar.hidden = !shown;
    }

    /* What is typed, with the keys that are held. */
    change(text) {
        let changed = this.#held.has('Ctrl') ? control(text) : text;
        if (this.#held.has('Alt'))
            changed = `\x1b${changed}`;
        [...this.#held].forEach((name) => this.#hold(name));
        return changed;
    }

    #hold(name) {
        const held = !this.#held.delete(name);
        if (held)
            this.#held.add(name);
        this.#buttons.get(name).setAttribute('aria-pressed', String(held));
    }
}
