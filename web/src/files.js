/* Files between this computer and the home directory: upload, drop, download, archive, reset. */
import { pack, unpack } from './archive.js';
import { notice } from './notices.js';

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
        find('#upload-input').addEventListener('change', (event) => this.#take(event.target, (files) => this.upload(files)));
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

    async upload(files) {
        await this.#try(async () => {
            for (const file of files)
                await this.#page.system.put(`${HOME}/${file.name}`, await file.arrayBuffer());
            await this.#page.system.sync();
            const names = files.map((file) => file.name).join(', ');
            notice(`${names}: now in ${HOME}.${files.some((file) => file.name.endsWith('.wasm')) ? ` Run it with ./${files.find((file) => file.name.endsWith('.wasm')).name}` : ''}`);
        });
        if (this.#dialog.open)
            await this.#try(() => this.#list());
    }

    async #list() {
        const items = (await this.#page.system.list(HOME)).sort((a, b) => a.name.localeCompare(b.name));
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
            button.addEventListener('click', () => this.#try(async () => save(new Blob([await this.#page.system.get(`${HOME}/${name}`)]), name)));
            row.append(about, button);
        }
        return row;
    }

    async #export() {
        save(pack(await this.#page.system.export(HOME)), 'vibee-home.tar');
    }

    async #import(file) {
        const items = unpack(new Uint8Array(await file.arrayBuffer()));
        await this.#page.system.import(HOME, items);
        await this.#page.system.sync();
        notice(`${file.name}: ${items.length} items are now in ${HOME}.`);
        await this.#list();
    }

    async #reset() {
        find('#reset-dialog').close();
        this.#dialog.close();
        await this.#page.system.remove(HOME);
        await this.#page.system.sync();
        await this.#page.restart();
    }

    #take(input, use) {
        const files = [...input.files];
        input.value = '';
        if (files.length > 0)
            this.#try(() => use(files));
    }

    async #try(work) {
        try {
            await work();
        } catch (error) {
            notice(error.message);
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
            this.upload([...event.dataTransfer.files]);
        });
    }
}
