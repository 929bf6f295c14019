/* What is shown while there is no system: progress, and why it ended. */
export class Cover {
    #box = document.querySelector('#cover');
    #text = document.querySelector('#cover-text');
    #bar = document.querySelector('#progress');
    #again = document.querySelector('#again');

    loading() {
        this.#box.hidden = false;
        this.#bar.hidden = false;
        this.#again.hidden = true;
        this.#bar.value = 0;
        this.#text.textContent = 'Loading…';
    }

    progress({ loaded, total }) {
        this.#bar.value = total > 0 ? loaded / total : 0;
        this.#text.textContent = loaded < total ? 'Loading…' : 'Starting…';
    }

    hide() {
        this.#box.hidden = true;
    }

    failed(text, again = null) {
        this.#box.hidden = false;
        this.#bar.hidden = true;
        this.#text.textContent = text;
        this.#again.hidden = !again;
        this.#again.onclick = again;
        if (again)
            this.#again.focus();
    }
}
