/*
 * A journal in the origin private file system. Two files take turns: a compacted journal is written to the other one,
 * and its head, written and flushed last, makes it the newer. The handles are exclusive: who has them owns the disk.
 *
 *   head of a file: "VIBEEHOME" (9 bytes), version (1 byte), u32 generation, u32 CRC-32 of these; then the records
 */
import { crc32 } from './journal.js';

const HEAD = 18, VERSION = 1;
const SPARE_STEP = 1 << 16;
const MAGIC = new TextEncoder().encode('VIBEEHOME');

function headOf(generation) {
    const head = new Uint8Array(HEAD), view = new DataView(head.buffer);
    head.set(MAGIC);
    head[MAGIC.length] = VERSION;
    view.setUint32(10, generation, true);
    view.setUint32(14, crc32(head.subarray(0, 14)), true);
    return head;
}

/* The generation of a file, 0: none. */
function generationOf(handle) {
    const head = new Uint8Array(HEAD);
    if (handle.getSize() < HEAD || handle.read(head, { at: 0 }) !== HEAD)
        return 0;
    const view = new DataView(head.buffer), generation = view.getUint32(10, true);
    return headOf(generation).every((byte, index) => byte === head[index]) ? generation : 0;
}

export class OpfsStore {
    durable = 'the origin private file system';
    #handles;
    #current;
    #generation;
    #end;

    /* Throws when there is no such file system; NoModificationAllowedError when somebody else has it. */
    static async open(name) {
        const folder = await navigator.storage.getDirectory();
        const handles = [];
        try {
            for (const slot of [0, 1]) {
                const file = await folder.getFileHandle(`${name}.${slot}`, { create: true });
                handles.push(await file.createSyncAccessHandle());
            }
        } catch (error) {
            handles.forEach((handle) => handle.close());
            throw error;
        }
        return new OpfsStore(handles);
    }

    constructor(handles) {
        this.#handles = handles;
        const generations = handles.map(generationOf);
        this.#current = generations[1] > generations[0] ? 1 : 0;
        this.#generation = generations[this.#current];
        if (this.#generation === 0)
            this.#begin([]);
        this.#end = this.#file.getSize();
    }

    get #file() {
        return this.#handles[this.#current];
    }

    get size() {
        return this.#end;
    }

    load() {
        const bytes = new Uint8Array(this.#end - HEAD);
        this.#file.read(bytes, { at: HEAD });
        return bytes;
    }

    /* What is behind so many good bytes was damaged: the next record takes its place. */
    cut(size) {
        this.#end = HEAD + size;
        this.#file.truncate(this.#end);
    }

    /* spare: bytes that a compacted journal would have; they are kept free in the other file, so that replace() works
     * when there is no more room. Throws, and has changed nothing, when there is none for this. */
    append(record, spare = 0) {
        const other = this.#handles[1 - this.#current];
        if (other.getSize() < spare)
            other.truncate(Math.ceil(spare / SPARE_STEP) * SPARE_STEP);
        let written = 0;
        try {
            written = this.#file.write(record, { at: this.#end });
        } finally {
            if (written !== record.length)
                this.#file.truncate(this.#end);
        }
        if (written !== record.length)
            throw new DOMException('no room', 'QuotaExceededError');
        this.#end += record.length;
    }

    async sync() {
        this.#file.flush();
    }

    /* The journal is these records from now on. */
    async replace(records) {
        this.#begin(records);
    }

    replaceNow(records) {
        this.#begin(records);
    }

    close() {
        this.#handles.forEach((handle) => handle.close());
    }

    /* The file that was current is emptied at last, when nobody needs it any more. */
    #begin(records) {
        const next = 1 - this.#current, file = this.#handles[next];
        file.truncate(0);
        let at = HEAD;
        for (const record of records) {
            this.#write(file, record, at);
            at += record.length;
        }
        file.flush();
        file.write(headOf(this.#generation + 1), { at: 0 });
        file.flush();
        this.#current = next;
        this.#generation++;
        this.#end = at;
        this.#handles[1 - next].truncate(0);
    }

    #write(file, record, at) {
        let written = 0;
        try {
            written = file.write(record, { at });
        } finally {
            if (written !== record.length)
                file.truncate(0);
        }
        if (written !== record.length)
            throw new DOMException('no room', 'QuotaExceededError');
    }
}
