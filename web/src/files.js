/* Files between this computer and the home directory: upload, drop, download, archive, reset. */
import { pack, unpack } from './archive.js';
import { chosen, dropped } from './dropped.js';
import { done as say, notice } from './notices.js';

const HOME = '/root';
const find = (id) => document.querySelector(id);

function save(blob, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const sizeOf = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1 << 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / (1 << 20)).toFixed(1)} MiB`);

/* A word of the shell. */
const quoted = (word) => (/^[\w./+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export class Files {
    #page;
    #dialog = find('#files');

    /* page.system: the one that runs; page.restart(). */
    constructor(page) {
        this.#page = page;
        find('#files-button').addEventListener('click', () => this.open());
        find('#files-close').addEventListener('click', () => this.#dialog.close());
        this.#dialog.addEventListener('close', () => page.view?.focus());
        find('#upload').addEventListener('click', () => find('#upload-input').click());
        find('#import').addEventListener('click', () => find('#import-input').click());
        find('#upload-input').addEventListener('change', (event) => this.#take(event.target, (files) => this.upload(chosen(files))));
        find('#import-input').addEventListener('change', (event) => this.#take(event.target, ([file]) => this.#import(file)));
        find('#export').addEventListener('click', () => this.#try(() => this.#export()));
        find('#reset').addEventListener('click', () => find('#reset-dialog').showModal());
        find('#reset-no').addEventListener('click', () => find('#reset-dialog').close());
        find('#reset-yes').addEventListener('click', () => this.#try(() => this.#reset()));
        this.#watchDrops();
    }

    async open() {
        if (!this.#dialog.open)
            this.#dialog.showModal();
        await this.#try(() => this.#list());
    }

    /* items: {path, open}, one after the other (dropped.js). One that fails does not hold up the others. */
    async upload(items) {
        const done = [], top = new Set();
        let system;
        await this.#try(async () => {
            system = this.#system();
            for await (const { path, open } of items)
                await this.#try(async () => {
                    await this.#put(system, path, open);
                    done.push(path);
                    top.add(path.split('/')[0]);
                }, path);
        });
        if (done.length > 0)
            await this.#try(async () => {
                await system.sync();
                this.#tellUploaded([...top], done);
            });
        if (this.#dialog.open)
            await this.#try(() => this.#list());
    }

    async #put(system, path, open) {
        if (!open) {
            await system.mkdir(`${HOME}/${path}`);
            return;
        }
        const file = await open();
        await system.put(`${HOME}/${path}`, await file.arrayBuffer());
    }

    #tellUploaded(top, done) {
        const shown = top.length > 5 ? `${top.slice(0, 5).join(', ')} and ${top.length - 5} more` : top.join(', ');
        const program = done.find((path) => path.endsWith('.wasm'));
        say(`${shown}: now in ${HOME}.${program ? ` Run it with ${quoted(`./${program}`)}` : ''}`);
    }

    #system() {
        if (!this.#page.system)
            throw new Error('No system runs: start it, and then try again.');
        return this.#page.system;
    }

    async #list() {
        const items = (await this.#system().list(HOME)).sort((a, b) => a.name.localeCompare(b.name));
        find('#files-list').replaceChildren(...items.map((item) => this.#row(item)));
        find('#files-about').textContent = items.length === 0 ? 'There is nothing yet. Upload files here, or drop them on the page.' : '';
    }

    #row({ name, type, size }) {
        const row = document.createElement('li');
        const label = document.createElement('span');
        label.className = 'name';
        label.textContent = type === 'directory' ? `${name}/` : name;
        row.append(label);
        if (type === 'file') {
            const about = document.createElement('span'), button = document.createElement('button');
            about.textContent = sizeOf(size);
            button.type = 'button';
            button.textContent = 'Download';
            button.setAttribute('aria-label', `Download ${name}`);
            button.addEventListener('click', () => this.#try(async () => save(new Blob([await this.#system().get(`${HOME}/${name}`)]), name)));
            row.append(about, button);
        }
        return row;
    }

    async #export() {
        save(pack(await this.#system().export(HOME)), 'vibee-home.tar');
    }

    async #import(file) {
        const items = unpack(new Uint8Array(await file.arrayBuffer()));
        await this.#system().import(HOME, items);
        await this.#system().sync();
        say(`${file.name}: ${items.length} items are now in ${HOME}.`);
        await this.#list();
    }

    async #reset() {
        find('#reset-dialog').close();
        this.#dialog.close();
        await this.#system().remove(HOME);
        await this.#system().sync();
        await this.#page.restart();
    }

    #take(input, use) {
        const files = [...input.files];
        input.value = '';
        if (files.length > 0)
            this.#try(() => use(files));
    }

    /* about: what it was about, when the error does not say so. */
    async #try(work, about = '') {
        try {
            await work();
        } catch (error) {
            notice(about && !error.message.includes(about) ? `${about}: ${error.message}` : error.message);
        }
    }

    #watchDrops() {
        const shade = find('#drop');
        const carries = (event) => event.dataTransfer?.types.includes('Files');
        window.addEventListener('dragover', (event) => {
            if (!carries(event))
                return;
            event.preventDefault();
            shade.hidden = false;
        });
        window.addEventListener('dragleave', (event) => { shade.hidden = event.relatedTarget === null || shade.hidden; });
        window.addEventListener('drop', (event) => {
            shade.hidden = true;
            if (!carries(event))
                return;
            event.preventDefault();
            this.upload(dropped(event.dataTransfer));
            this.#page.view?.focus();
        });
    }
}
