/*
 * The home directory: a tree whose changes a store keeps. Written is durable at the latest a second later, and at once
 * by sync. When nobody can store, it is a tree like any other and lost with the page.
 */
import { Folder } from './folder.js';
import { HomeJournal } from './home_journal.js';
import { replay } from './journal.js';
import { IdbStore } from './store_idb.js';
import { OpfsStore } from './store_opfs.js';
import { Tree } from './tree.js';

const ANSWER = 200; // milliseconds that the owner of the disk has to say so
const LEAVING = 10000; // and a page that is being left to let it go

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/* Whether another page says that it has the disk. Who has it answers as long as it is awake, and holds a Web Lock
 * of the channel's name as long as it lives, for whoever waits for its end (web/src/storage.js). */
class Owner {
    #name;
    #channel;
    #mine = false;
    #answered = false;
    #release = null;

    constructor(name) {
        this.#name = `vibee-disk-${name}`;
        this.#channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(this.#name) : null;
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
        navigator.locks?.request(this.#name, () => new Promise((resolve) => { this.#release = resolve; })).catch(() => {});
    }

    end() {
        this.#release?.();
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
        const journal = new HomeJournal(store, tree, notice);
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
