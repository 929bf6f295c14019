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
const ANSWER = 200; // milliseconds that the owner of the disk has to say so
const LEAVING = 10000; // and a page that is being left to let it go
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

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/* Whether another page says that it has the disk. Who has it answers as long as it lives. */
class Owner {
    #channel;
    #mine = false;
    #answered = false;

    constructor(name) {
        this.#channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(`vibee-disk-${name}`) : null;
        this.#channel?.addEventListener('message', ({ data }) => {
            if (data === 'whose' && this.#mine)
                this.#channel.postMessage('mine');
            this.#answered ||= data === 'mine';
        });
    }

    async isOther() {
        this.#answered = false;
        this.#channel?.postMessage('whose');
        for (let i = 0; i < 10 && !this.#answered; i++)
            await pause(ANSWER / 10);
        return this.#answered;
    }

    take() {
        this.#mine = true;
    }

    end() {
        this.#channel?.close();
    }
}

/* The exclusive handles say who owns it. A page that is being left may still have them for a moment. */
async function openExclusive(name, owner) {
    const end = performance.now() + LEAVING;
    for (;;) {
        try {
            return await OpfsStore.open(name);
        } catch (error) {
            if (error?.name !== 'NoModificationAllowedError')
                return null; // no such file system here
            if (performance.now() > end || await owner.isOther())
                throw error;
        }
    }
}

async function openStore(name, owner) {
    const store = await openExclusive(name, owner);
    if (store)
        return store;
    if (await owner.isOther())
        throw new DOMException('another page has it', 'NoModificationAllowedError');
    return IdbStore.open(name);
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
    const owner = new Owner(name);
    let store, state = 'none';
    try {
        store = await openStore(name, owner);
        const tree = await load(store, notice);
        const journal = new Journal(store, tree, notice);
        tree.attach(journal);
        const folder = new Folder(path, tree, { sync: () => journal.sync() });
        owner.take();
        return {
            folder, state: 'stored', durable: store.durable,
            sync: () => journal.sync(),
            close: () => journal.close().finally(() => owner.end()),
        };
    } catch (error) {
        store?.close();
        owner.end();
        if (error?.name === 'NoModificationAllowedError')
            state = 'taken';
        else
            notice(`The home directory cannot be stored in this browser: ${error?.message ?? error}`);
    }
    return { folder: new Folder(path, new Tree()), state, durable: null, sync: async () => {}, close: async () => {} };
}
