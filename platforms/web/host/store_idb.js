/* A journal in IndexedDB, for pages that have no origin private file system (plain HTTP from another machine). Records
 * are collected and written in one transaction after the other; sync() waits for a strict one. */
import { replay } from './journal.js';

const STORE = 'journal';

const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});

export class IdbStore {
    durable = 'IndexedDB';
    size = 0;
    #database;
    #batch = null; // records of the next transaction
    #last = Promise.resolve();
    #failure = null;
    #parts;

    static async open(name) {
        const request = indexedDB.open(name, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(STORE, { autoIncrement: true });
        const store = new IdbStore();
        store.#database = await done(request);
        store.#parts = await done(store.#database.transaction(STORE).objectStore(STORE).getAll());
        store.size = store.#parts.reduce((sum, part) => sum + part.length, 0);
        return store;
    }

    load() {
        const bytes = new Uint8Array(this.size);
        this.#parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
        this.#parts = [];
        return bytes;
    }

    cut() { /* transactions are whole or not there: what follows damage is written anew by replace() */ }

    append(record) {
        if (this.#failure)
            throw this.#failure;
        this.size += record.length;
        if (this.#batch) {
            this.#batch.push(record);
            return;
        }
        const batch = this.#batch = [record];
        this.#last = this.#last.then(() => {
            if (this.#batch === batch)
                this.#batch = null;
            return this.#transaction((store) => batch.forEach((one) => store.add(one)));
        });
    }

    async sync() {
        await this.#last;
        if (this.#failure)
            throw this.#failure;
    }

    /* What could not be stored before is among them. */
    async replace(records) {
        await this.#last;
        const all = [...records];
        if (this.#batch)
            this.#batch.length = 0; // they are among them
        this.#batch = null;
        this.size = all.reduce((sum, record) => sum + record.length, 0);
        this.#last = this.#last.then(() => {
            this.#failure = null;
            return this.#transaction((store) => {
                store.clear();
                all.forEach((record) => store.add(record));
            });
        });
        await this.sync();
    }

    /* Only removes: a browser that refuses every transaction with a new record, because more is stored than it gives
     * by now, carries this out. unneeded(change): whether the journal is as good without the record. */
    async discard(unneeded) {
        this.#last = this.#last.then(() => this.#transaction((store) => {
            store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
                if (!cursor)
                    return;
                replay(cursor.value, (change) => unneeded(change) && cursor.delete());
                cursor.continue();
            };
        }));
        await this.#last;
    }

    close() {
        this.#database.close();
    }

    #transaction(change) {
        return new Promise((resolve) => {
            const fail = (error) => {
                this.#failure = error;
                resolve();
            };
            try {
                const transaction = this.#database.transaction(STORE, 'readwrite', { durability: 'strict' });
                transaction.oncomplete = resolve;
                transaction.onabort = () => fail(transaction.error ?? new Error('the transaction was aborted'));
                change(transaction.objectStore(STORE));
            } catch (error) {
                fail(error);
            }
        });
    }
}
