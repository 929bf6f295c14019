/*
 * The home directory: a tree whose changes a store keeps. Written is durable at the latest a second later, and at once
 * by sync. When nobody can store, it is a tree like any other and lost with the page.
 */
import { Folder } from './folder.js';
import { VB_ERR_IO, VB_ERR_NO_SPACE } from './interface.gen.js';
import { replay } from './journal.js';
import { IdbStore } from './store_idb.js';
import { OpfsStore } from './store_opfs.js';
import { Refusal, Tree } from './tree.js';

const COMPACT_AT = 1 << 20; // bytes of journal beyond twice of what is in the files
const LATEST = 1000; // milliseconds until a change is durable by itself

const full = (error) => error?.name === 'QuotaExceededError';

class Journal {
    #store;
    #tree;
    #timer = null;
    #told = false;
    #notice;

    constructor(store, tree, notice) {
        this.#store = store;
        this.#tree = tree;
        this.#notice = notice;
    }

    append(record) {
        try {
            this.#store.append(record);
        } catch (error) {
            this.#tell(error);
            throw new Refusal(full(error) ? VB_ERR_NO_SPACE : VB_ERR_IO);
        }
        this.#timer ??= setTimeout(() => this.sync().catch(() => {}), LATEST);
    }

    async sync() {
        clearTimeout(this.#timer);
        this.#timer = null;
        try {
            if (this.#store.size > 2 * this.#tree.used + COMPACT_AT)
                await this.#store.replace(this.#tree.snapshot());
            else
                await this.#store.sync();
        } catch (error) {
            this.#tell(error);
            throw error;
        }
    }

    /* Nothing may be lost by the end of the Worker that could be kept. */
    close() {
        clearTimeout(this.#timer);
        return this.#store.sync().finally(() => this.#store.close());
    }

    #tell(error) {
        if (!this.#told)
            this.#notice(full(error) ? 'The browser gives no more room for the home directory: delete something there.'
                                     : `The home directory cannot be stored: ${error.message}`);
        this.#told = true;
    }
}

async function openStore(name) {
    try {
        return await OpfsStore.open(name);
    } catch (error) {
        if (error?.name === 'NoModificationAllowedError')
            throw error;
        return IdbStore.open(name); // no such file system here
    }
}

/* The store's contents as a tree; what is damaged at the end is left out, and said. */
async function load(store, notice) {
    const tree = new Tree(), bytes = store.load();
    const good = replay(bytes, (change, data) => tree.apply(change, data));
    if (good < bytes.length) {
        notice('The last changes of the home directory were not complete when the page ended, and are left out.');
        store.cut(good);
        await store.replace(tree.snapshot());
    }
    return tree;
}

/*
 * {folder, state, durable, sync(), close()}; state: "stored", "taken" (another page has it), "none" (the browser
 * cannot store). notice(text): something a person should know.
 */
export async function openHome(name, path, notice) {
    let store, state = 'none';
    try {
        store = await openStore(name);
        const tree = await load(store, notice);
        const journal = new Journal(store, tree, notice);
        tree.attach(journal);
        const folder = new Folder(path, tree, { sync: () => journal.sync() });
        return { folder, state: 'stored', durable: store.durable, sync: () => journal.sync(), close: () => journal.close() };
    } catch (error) {
        store?.close();
        if (error?.name === 'NoModificationAllowedError')
            state = 'taken';
        else
            notice(`The home directory cannot be stored in this browser: ${error?.message ?? error}`);
    }
    return { folder: new Folder(path, new Tree()), state, durable: null, sync: async () => {}, close: async () => {} };
}
