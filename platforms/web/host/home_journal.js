/*
 * What a tree hands its changes to (Tree.attach), over a store that may be full. A change that needs room is refused
 * when there is none. One that gives room back, a removal, is always made: the store is then behind the tree, and the
 * next sync writes all of the tree anew, for which the store keeps room. Until that has been done nothing is lost that
 * was in the store, and nobody is told that anything is durable.
 */
import { VB_ERR_IO, VB_ERR_NO_SPACE } from './interface.gen.js';
import { Refusal } from './tree.js';

const COMPACT_AT = 1 << 20; // bytes of journal beyond twice of what is in the files
const WORTH_IT = 1 << 16; // bytes of it that compacting must give back when there is no room
const LATEST = 1000; // milliseconds until a change is durable by itself
const AGAIN = 1000, LONGEST = 10000; // between two attempts when there is no room: twice as long each time

const full = (error) => error?.name === 'QuotaExceededError';
const refusalOf = (error) => new Refusal(full(error) ? VB_ERR_NO_SPACE : VB_ERR_IO);

export class HomeJournal {
    #store;
    #tree;
    #timer = null;
    #told = false;
    #behind = null; // {error}: changes that the store does not have, and why
    #again = AGAIN;
    #notice;

    /* notice(text): something a person should know. */
    constructor(store, tree, notice) {
        this.#store = store;
        this.#tree = tree;
        this.#notice = notice;
    }

    /* frees: whether there is more room after the change. Throws a Refusal when it cannot be made. */
    append(record, frees = false) {
        if (!this.#behind || !frees)
            this.#tryAppend(record, frees);
        else
            this.#behind = { error: this.#behind.error };
        this.#later(LATEST);
    }

    /* Resolves when the store has everything; rejects with a Refusal. */
    async sync() {
        clearTimeout(this.#timer);
        this.#timer = null;
        try {
            await (this.#behind ? this.#catchUp() : this.#store.sync());
        } catch (error) {
            this.#tell(error);
            this.#behind ??= { error };
            this.#later(this.#again);
            this.#again = Math.min(2 * this.#again, LONGEST);
            throw refusalOf(error);
        }
        this.#again = AGAIN;
        if (this.#store.size > 2 * this.#tree.used + COMPACT_AT)
            await this.#store.replace(this.#tree.snapshot()).catch(() => {}); // without room for two it stays as it is
    }

    /* Nothing may be lost by the end of the Worker that could be kept. */
    async close() {
        clearTimeout(this.#timer);
        try {
            await (this.#behind ? this.#catchUp() : this.#store.sync());
        } finally {
            clearTimeout(this.#timer);
            this.#store.close();
        }
    }

    #tryAppend(record, frees) {
        try {
            if (this.#behind)
                throw this.#behind.error;
            this.#appendOrCompact(record);
        } catch (error) {
            this.#tell(error);
            if (!frees)
                throw refusalOf(error);
            this.#behind = { error };
        }
    }

    /* What the journal holds of former times may be all that is in the way. */
    #appendOrCompact(record) {
        try {
            this.#store.append(record, this.#tree.snapshotSize + record.length);
            this.#told = false;
        } catch (error) {
            if (!full(error) || !this.#store.replaceNow || this.#store.size < this.#tree.snapshotSize + WORTH_IT)
                throw error;
            this.#store.replaceNow(this.#tree.snapshot());
            this.#store.append(record, this.#tree.snapshotSize + record.length);
        }
    }

    /* Changes that come meanwhile are left for the next time. */
    async #catchUp() {
        const now = this.#behind;
        await this.#writeAnew();
        if (this.#behind !== now) {
            this.#later(LATEST);
            return;
        }
        this.#behind = null;
        this.#told = false;
        this.#notice('Everything in the home directory is stored again.');
    }

    async #writeAnew() {
        try {
            await this.#store.replace(this.#tree.snapshot());
        } catch (error) {
            if (!full(error) || !this.#store.discard)
                throw error;
            await this.#store.discard(({ op, id }) => op === 'write' && !this.#tree.has(id)); // contents of what was removed
            await this.#store.replace(this.#tree.snapshot());
        }
    }

    #later(milliseconds) {
        this.#timer ??= setTimeout(() => this.sync().catch(() => {}), milliseconds);
    }

    #tell(error) {
        if (!this.#told)
            this.#notice(full(error) ? 'The browser gives no more room for the home directory. What is there stays; to go on, delete something there.'
                                     : `The home directory cannot be stored: ${error.message}`);
        this.#told = true;
    }
}
