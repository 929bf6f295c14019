/*
 * Files and directories in memory. Every change is one small object that is first handed to the journal, if there is
 * one, and then applied; the journal's are applied in the same way when a system starts. Names are bytes; here they
 * are strings with a character for each byte.
 */
import {
    VB_ERR_FILE_TOO_BIG, VB_ERR_NO_SPACE, VB_TYPE_DIRECTORY, VB_TYPE_REGULAR, VB_TYPE_SYMLINK,
} from './interface.gen.js';
import { encodeRecord } from './journal.js';

const ROOT = 1;
const FILE_MAX = 0x7fffffff;
const CHUNK = 1 << 20; // of contents in a record of a snapshot
const RECORDS_OF_INODE = 512; // bytes: making it, the head of its contents, its times

/* How an operation is refused: thrown with a vb_status. */
export class Refusal extends Error {
    constructor(status) {
        super(`refused: ${status}`);
        this.status = status;
    }
}

/* Whether there is more room after it. */
const frees = ({ op, size }, inode) => op === 'unlink' || (op === 'size' && size < inode.size);

const now = () => (BigInt(Date.now()) * 1000000n).toString();

class Inode {
    constructor(id, type, time) {
        this.id = id;
        this.type = type;
        this.links = 0;
        this.open = 0;
        this.size = 0;
        this.data = null; // a file: Uint8Array, at least `size` bytes
        this.entries = type === VB_TYPE_DIRECTORY ? new Map() : null;
        this.target = null;
        this.accessed = this.modified = this.changed = time;
    }

    get isDirectory() {
        return this.type === VB_TYPE_DIRECTORY;
    }
}

export class Tree {
    #inodes = new Map();
    #next = ROOT + 1;
    #journal = null;
    #limit;
    used = 0; // bytes of all files

    constructor({ limit = 512 << 20 } = {}) {
        this.#limit = limit;
        this.root = new Inode(ROOT, VB_TYPE_DIRECTORY, now());
        this.root.links = 1;
        this.#inodes.set(ROOT, this.root);
    }

    /* From now on every change goes to journal.append(record, frees) first, which may throw a Refusal. */
    attach(journal) {
        this.#journal = journal;
    }

    has(id) {
        return this.#inodes.has(id);
    }

    /* Bytes that snapshot() makes, about, and not more but for long names. */
    get snapshotSize() {
        return this.used + this.#inodes.size * RECORDS_OF_INODE;
    }

    get limit() {
        return this.#limit;
    }

    /* ---- changes ---- */

    create(parent, name, type, target = null) {
        const id = this.#next;
        this.#change({ op: 'create', in: parent.id, name, type, id, target, time: now() });
        return this.#inodes.get(id);
    }

    write(inode, offset, data) {
        if (offset + data.length > FILE_MAX)
            throw new Refusal(VB_ERR_FILE_TOO_BIG);
        this.#room(offset + data.length - inode.size);
        this.#change({ op: 'write', id: inode.id, at: offset, time: now() }, data, inode);
    }

    resize(inode, size) {
        if (size > FILE_MAX)
            throw new Refusal(VB_ERR_FILE_TOO_BIG);
        this.#room(size - inode.size);
        this.#change({ op: 'size', id: inode.id, size, time: now() }, undefined, inode);
    }

    link(parent, name, inode) {
        this.#change({ op: 'link', in: parent.id, name, id: inode.id, time: now() });
    }

    unlink(parent, name) {
        this.#change({ op: 'unlink', in: parent.id, name, time: now() });
    }

    rename(from, name, to, newName) {
        this.#change({ op: 'rename', in: from.id, name, to: to.id, newName, time: now() });
    }

    touch(inode, accessed, modified) {
        this.#change({ op: 'times', id: inode.id, accessed, modified, time: now() }, undefined, inode);
    }

    /* A file without a name is kept while it is open. */
    opened(inode) {
        inode.open++;
    }

    closed(inode) {
        inode.open--;
        this.#drop(inode);
    }

    /* ---- the journal's side ---- */

    /* Carry out a change that has been accepted. Throws when it cannot be meant: the journal is not ours. */
    apply(change, data) {
        this.#apply[change.op](change, data);
    }

    /* The records that make this tree out of an empty one. */
    * snapshot() {
        const done = new Set();
        const times = (inode) => encodeRecord({
            op: 'times', id: inode.id, accessed: inode.accessed, modified: inode.modified, time: inode.changed });
        const walk = function* (directory) {
            for (const [name, inode] of directory.entries) {
                const at = { in: directory.id, name, id: inode.id, time: inode.changed };
                if (done.has(inode.id)) {
                    yield encodeRecord({ op: 'link', ...at });
                    continue;
                }
                done.add(inode.id);
                yield encodeRecord({ op: 'create', ...at, type: inode.type, target: inode.target });
                for (let start = 0; start < inode.size; start += CHUNK)
                    yield encodeRecord({ op: 'write', id: inode.id, at: start, time: inode.modified },
                                       inode.data.subarray(start, Math.min(start + CHUNK, inode.size)));
                if (inode.isDirectory)
                    yield* walk(inode);
                yield times(inode);
            }
        };
        yield* walk(this.root);
    }

    #change(change, data, inode = null) {
        if (!inode || inode.links > 0) // nobody will find it again otherwise
            this.#journal?.append(encodeRecord(change, data), frees(change, inode));
        this.apply(change, data);
    }

    #room(more) {
        if (more > 0 && this.used + more > this.#limit)
            throw new Refusal(VB_ERR_NO_SPACE);
    }

    #drop(inode) {
        if (inode.links > 0 || inode.open > 0)
            return;
        this.used -= inode.size;
        this.#inodes.delete(inode.id);
    }

    #get(id) {
        const inode = this.#inodes.get(id);
        if (!inode)
            throw new Error(`the journal speaks of an item ${id} that there is not`);
        return inode;
    }

    #place(inode, parent, name, time) {
        parent.entries.set(name, inode);
        inode.links++;
        inode.changed = parent.modified = parent.changed = time;
    }

    #remove(parent, name, time) {
        const inode = parent.entries.get(name);
        if (!inode)
            throw new Error('the journal removes what there is not');
        parent.entries.delete(name);
        inode.links--;
        inode.changed = parent.modified = parent.changed = time;
        this.#drop(inode);
    }

    #resize(inode, size) {
        if (size > (inode.data?.length ?? 0)) {
            const data = new Uint8Array(Math.max(size, Math.min(2 * inode.size, FILE_MAX), 256));
            if (inode.data)
                data.set(inode.data.subarray(0, inode.size));
            inode.data = data;
        }
        if (size < inode.size)
            inode.data.fill(0, size, inode.size);
        this.used += size - inode.size;
        inode.size = size;
    }

    #apply = {
        create: ({ in: parent, name, type, id, target, time }) => {
            if (![VB_TYPE_REGULAR, VB_TYPE_DIRECTORY, VB_TYPE_SYMLINK].includes(type) || this.#inodes.has(id))
                throw new Error('the journal makes what cannot be made');
            const inode = new Inode(id, type, time);
            inode.target = target;
            this.#inodes.set(id, inode);
            this.#next = Math.max(this.#next, id + 1);
            this.#place(inode, this.#get(parent), name, time);
        },
        write: ({ id, at, time }, data) => {
            const inode = this.#get(id);
            if (at + data.length > inode.size)
                this.#resize(inode, at + data.length);
            inode.data?.set(data, at);
            inode.modified = inode.changed = time;
        },
        size: ({ id, size, time }) => {
            const inode = this.#get(id);
            this.#resize(inode, size);
            inode.modified = inode.changed = time;
        },
        link: ({ in: parent, name, id, time }) => this.#place(this.#get(id), this.#get(parent), name, time),
        unlink: ({ in: parent, name, time }) => this.#remove(this.#get(parent), name, time),
        rename: ({ in: from, name, to, newName, time }) => {
            const source = this.#get(from), target = this.#get(to), inode = source.entries.get(name);
            if (target.entries.has(newName))
                this.#remove(target, newName, time);
            this.#place(inode, target, newName, time);
            this.#remove(source, name, time);
        },
        times: ({ id, accessed, modified, time }) => {
            const inode = this.#get(id);
            inode.accessed = accessed ?? inode.accessed;
            inode.modified = modified ?? inode.modified;
            inode.changed = time;
        },
    };
}
