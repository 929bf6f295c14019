/* The folder device and what keeps it, without a browser: operations, the journal, stores that fail. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';

import { Folder } from '../../platforms/web/host/folder.js';
import { allFiles, getFile, listDirectory, putFile, removeItem } from '../../platforms/web/host/files.js';
import * as vb from '../../platforms/web/host/interface.gen.js';
import { HomeJournal } from '../../platforms/web/host/home_journal.js';
import { encodeRecord, replay } from '../../platforms/web/host/journal.js';
import { OpfsStore } from '../../platforms/web/host/store_opfs.js';
import { Refusal, Tree } from '../../platforms/web/host/tree.js';
import { pack, unpack } from '../../web/src/archive.js';

const text = (bytes) => new TextDecoder().decode(bytes);
const bytes = (string) => new TextEncoder().encode(string);
const OPEN = vb.VB_OPEN_READ | vb.VB_OPEN_WRITE | vb.VB_OPEN_CREATE;

/* A request, carried out at once: {result, output}. */
function ask(folder, operation, { input = '', flags = 0, node = 0, offset = 0, room = 4096 } = {}) {
    const data = typeof input === 'string' ? bytes(input) : input;
    let answer = null;
    folder.submit({
        device: 5, operation, flags, node: BigInt(node), offset: BigInt(offset), input: data, inputSize: data.length,
        outputSize: room,
        complete(result, output = null) {
            assert.equal(answer, null, 'completed once');
            answer = { result, output: output?.slice(0, room) ?? null };
        },
    });
    return answer;
}

const result = (...parameters) => ask(...parameters).result;

function filled() {
    const folder = new Folder('/x', new Tree());
    putFile(folder.tree, 'file', bytes('contents'));
    putFile(folder.tree, 'dir/below', bytes('deep'));
    assert.equal(result(folder, vb.VB_FOLDER_SYMLINK, { input: 'file\0link' }), 0);
    return folder;
}

describe('operations', () => {
    test('paths lead nowhere else', () => {
        const folder = filled();
        for (const [path, status] of [['..', vb.VB_ERR_ACCESS], ['dir/../file', vb.VB_ERR_ACCESS], ['/file', vb.VB_ERR_INVALID],
                                      ['fi\0le', vb.VB_ERR_INVALID], ['', vb.VB_ERR_NOT_FOUND], ['none', vb.VB_ERR_NOT_FOUND],
                                      ['file/x', vb.VB_ERR_NOT_DIRECTORY], ['link/x', vb.VB_ERR_LOOP], ['link', vb.VB_ERR_LOOP],
                                      ['n'.repeat(256), vb.VB_ERR_NAME_TOO_LONG], ['a/'.repeat(3000), vb.VB_ERR_NAME_TOO_LONG]])
            assert.equal(result(folder, vb.VB_FOLDER_OPEN, { input: path, flags: vb.VB_OPEN_READ }), status, path);
        assert.ok(result(folder, vb.VB_FOLDER_OPEN, { input: './dir//below', flags: vb.VB_OPEN_READ }) > 0);
    });

    test('open says what it may not open', () => {
        const folder = filled(), open = (input, flags) => result(folder, vb.VB_FOLDER_OPEN, { input, flags });
        assert.equal(open('dir', vb.VB_OPEN_WRITE), vb.VB_ERR_IS_DIRECTORY);
        assert.equal(open('file', vb.VB_OPEN_DIRECTORY), vb.VB_ERR_NOT_DIRECTORY);
        assert.equal(open('file/', vb.VB_OPEN_READ), vb.VB_ERR_NOT_DIRECTORY);
        assert.equal(open('file', OPEN | vb.VB_OPEN_EXCLUSIVE), vb.VB_ERR_EXISTS);
        assert.equal(open('file', vb.VB_OPEN_READ | vb.VB_OPEN_TRUNCATE), vb.VB_ERR_INVALID);
        assert.equal(open('new', vb.VB_OPEN_READ), vb.VB_ERR_NOT_FOUND);
        assert.equal(open('new/', OPEN), vb.VB_ERR_INVALID);
        const numbers = Array.from({ length: 1024 }, () => open('file', vb.VB_OPEN_READ));
        assert.deepEqual([numbers[0], numbers.at(-1)], [1, 1024]);
        assert.equal(open('file', vb.VB_OPEN_READ), vb.VB_ERR_LIMIT);
    });

    test('reading, writing, appending, cutting', () => {
        const folder = filled(), node = result(folder, vb.VB_FOLDER_OPEN, { input: 'new', flags: OPEN });
        assert.equal(result(folder, vb.VB_FOLDER_WRITE, { node, offset: 3, input: 'abc' }), 3);
        assert.deepEqual(ask(folder, vb.VB_FOLDER_READ, { node }).output, Uint8Array.of(0, 0, 0, 97, 98, 99));
        assert.equal(text(ask(folder, vb.VB_FOLDER_READ, { node, offset: 4, room: 1 }).output), 'b');
        assert.equal(result(folder, vb.VB_FOLDER_READ, { node, offset: 6 }), 0);
        assert.equal(result(folder, vb.VB_FOLDER_SET_SIZE, { node, offset: 4 }), 0);
        assert.equal(result(folder, vb.VB_FOLDER_SET_SIZE, { node, offset: 6 }), 0);
        assert.deepEqual(ask(folder, vb.VB_FOLDER_READ, { node, offset: 3 }).output, Uint8Array.of(97, 0, 0));
        const end = result(folder, vb.VB_FOLDER_OPEN, { input: 'file', flags: vb.VB_OPEN_WRITE | vb.VB_OPEN_APPEND });
        assert.equal(result(folder, vb.VB_FOLDER_WRITE, { node: end, offset: 0, input: '!' }), 1);
        assert.equal(text(getFile(folder.tree, '/file')), 'contents!');
        assert.equal(result(folder, vb.VB_FOLDER_READ, { node: end }), vb.VB_ERR_ACCESS);
        assert.equal(result(folder, vb.VB_FOLDER_WRITE, { node, offset: 2n ** 62n, input: 'x' }), vb.VB_ERR_FILE_TOO_BIG);
        assert.equal(result(folder, vb.VB_FOLDER_SET_SIZE, { node, offset: 2n ** 40n }), vb.VB_ERR_FILE_TOO_BIG);
        assert.equal(result(folder, vb.VB_FOLDER_READ, { node: 77 }), vb.VB_ERR_BAD_HANDLE);
    });

    test('a file that has lost its name stays while it is open', () => {
        const folder = filled(), node = result(folder, vb.VB_FOLDER_OPEN, { input: 'file', flags: OPEN });
        const before = folder.tree.used;
        assert.equal(result(folder, vb.VB_FOLDER_UNLINK, { input: 'file' }), 0);
        assert.equal(result(folder, vb.VB_FOLDER_WRITE, { node, offset: 8, input: ' stay' }), 5);
        assert.equal(text(ask(folder, vb.VB_FOLDER_READ, { node }).output), 'contents stay');
        assert.equal(result(folder, vb.VB_FOLDER_CLOSE, { node }), 0);
        assert.equal(folder.tree.used, before - 'contents'.length);
    });

    test('names', () => {
        const folder = filled();
        const check = (operation, input, status) => assert.equal(result(folder, operation, { input }), status, input);
        check(vb.VB_FOLDER_MKDIR, 'dir', vb.VB_ERR_EXISTS);
        check(vb.VB_FOLDER_MKDIR, '.', vb.VB_ERR_EXISTS);
        check(vb.VB_FOLDER_RMDIR, 'dir', vb.VB_ERR_NOT_EMPTY);
        check(vb.VB_FOLDER_RMDIR, 'file', vb.VB_ERR_NOT_DIRECTORY);
        check(vb.VB_FOLDER_UNLINK, 'dir', vb.VB_ERR_IS_DIRECTORY);
        check(vb.VB_FOLDER_RENAME, 'dir\0dir/inside', vb.VB_ERR_INVALID);
        check(vb.VB_FOLDER_RENAME, 'file\0dir', vb.VB_ERR_IS_DIRECTORY);
        check(vb.VB_FOLDER_RENAME, 'dir\0file', vb.VB_ERR_NOT_DIRECTORY);
        check(vb.VB_FOLDER_RENAME, 'none\0other', vb.VB_ERR_NOT_FOUND);
        check(vb.VB_FOLDER_RENAME, 'no second path', vb.VB_ERR_INVALID);
        check(vb.VB_FOLDER_RENAME, 'file\0dir/below', 0);
        check(vb.VB_FOLDER_LINK, 'dir/below\0again', 0);
        check(vb.VB_FOLDER_LINK, 'dir\0other', vb.VB_ERR_ACCESS);
        check(vb.VB_FOLDER_SYMLINK, '/etc\0absolute', vb.VB_ERR_ACCESS);
        assert.equal(text(ask(folder, vb.VB_FOLDER_READLINK, { input: 'link' }).output), 'file');
        check(vb.VB_FOLDER_READLINK, 'again', vb.VB_ERR_INVALID);
        assert.equal(text(getFile(folder.tree, 'again')), 'contents');
        assert.equal(result(folder, 99), vb.VB_ERR_NOT_SUPPORTED);
    });

    test('a listing has all names, some at a time, whatever is removed meanwhile', () => {
        const folder = new Folder('/x', new Tree()), names = Array.from({ length: 100 }, (_, i) => `name-${i}`);
        names.forEach((name) => putFile(folder.tree, name, new Uint8Array()));
        const node = result(folder, vb.VB_FOLDER_OPEN, { input: '.', flags: vb.VB_OPEN_READ }), found = [];
        for (let cookie = 0n, answer; (answer = ask(folder, vb.VB_FOLDER_LIST, { node, offset: cookie, room: 200 })).result > 0;) {
            const view = new DataView(answer.output.buffer);
            for (let at = 0; at < answer.result;) {
                const size = view.getUint32(at + 20, true), name = text(answer.output.subarray(at + 24, at + 24 + size));
                found.push(name);
                removeItem(folder.tree, name);
                cookie = view.getBigUint64(at, true);
                at += 24 + Math.ceil(size / 8) * 8;
            }
        }
        assert.deepEqual(found, names);
        assert.equal(result(folder, vb.VB_FOLDER_LIST, { node, room: 10 }), 0);
        putFile(folder.tree, 'one', new Uint8Array());
        assert.equal(result(folder, vb.VB_FOLDER_LIST, { node, room: 10 }), vb.VB_ERR_TOO_BIG);
    });

    test('a read-only folder changes in no way', () => {
        const folder = new Folder('/x', filled().tree, { readOnly: true });
        for (const [operation, input] of [[vb.VB_FOLDER_MKDIR, 'd'], [vb.VB_FOLDER_UNLINK, 'file'], [vb.VB_FOLDER_RENAME, 'file\0f']])
            assert.equal(result(folder, operation, { input }), vb.VB_ERR_READ_ONLY);
        assert.equal(result(folder, vb.VB_FOLDER_OPEN, { input: 'file', flags: OPEN }), vb.VB_ERR_READ_ONLY);
        assert.ok(result(folder, vb.VB_FOLDER_OPEN, { input: 'file', flags: vb.VB_OPEN_READ }) > 0);
    });

    test('there is no more room than the limit', () => {
        const folder = new Folder('/x', new Tree({ limit: 10 })), node = result(folder, vb.VB_FOLDER_OPEN, { input: 'f', flags: OPEN });
        assert.equal(result(folder, vb.VB_FOLDER_WRITE, { node, input: '0123456789' }), 10);
        assert.equal(result(folder, vb.VB_FOLDER_WRITE, { node, offset: 10, input: 'x' }), vb.VB_ERR_NO_SPACE);
        assert.equal(result(folder, vb.VB_FOLDER_SET_SIZE, { node, offset: 11 }), vb.VB_ERR_NO_SPACE);
        assert.equal(result(folder, vb.VB_FOLDER_SET_SIZE, { node, offset: 0 }), 0);
        assert.equal(result(folder, vb.VB_FOLDER_WRITE, { node, offset: 1, input: '123456789' }), 9);
    });
});

/* ---- the journal ---- */

const shape = (tree) => JSON.stringify(allFiles(tree).map((item) => ({ ...item, bytes: item.bytes && text(item.bytes) })));

/* Random changes of a tree whose journal is kept in an array. */
function wander(seed, steps) {
    const tree = new Tree(), records = [];
    tree.attach({ append: (record) => records.push(record) });
    let random = seed;
    const next = (limit) => ((random = (Math.imul(random, 1103515245) + 12345) | 0) >>> 16) % limit;
    const folder = new Folder('/x', tree), name = () => `${['', 'a/', 'b/'][next(3)]}n${next(6)}`;
    for (let i = 0; i < steps; i++) {
        const operation = [vb.VB_FOLDER_MKDIR, vb.VB_FOLDER_UNLINK, vb.VB_FOLDER_RMDIR, vb.VB_FOLDER_RENAME, vb.VB_FOLDER_LINK][next(5)];
        const node = next(2) ? result(folder, vb.VB_FOLDER_OPEN, { input: name(), flags: OPEN }) : 0;
        if (node > 0) {
            result(folder, vb.VB_FOLDER_WRITE, { node, offset: next(300), input: `step ${i}` });
            result(folder, vb.VB_FOLDER_SET_SIZE, { node, offset: next(200) });
            result(folder, vb.VB_FOLDER_CLOSE, { node });
        } else {
            const input = operation === vb.VB_FOLDER_MKDIR ? ['a', 'b', 'c'][next(3)] : name();
            const two = [vb.VB_FOLDER_RENAME, vb.VB_FOLDER_LINK].includes(operation);
            result(folder, operation, { input: two ? `${input}\0${name()}` : input });
        }
    }
    return { tree, records };
}

const joined = (records) => Uint8Array.from(records.flatMap((record) => [...record]));

function replayed(all) {
    const tree = new Tree();
    const good = replay(all, (change, data) => tree.apply(change, data));
    return { tree, good };
}

describe('the journal', () => {
    test('brings back what was there, by itself and by a snapshot', () => {
        for (const seed of [1, 2, 3, 4, 5]) {
            const { tree, records } = wander(seed, 300);
            assert.ok(records.length > 100);
            assert.equal(shape(replayed(joined(records)).tree), shape(tree));
            const snapshot = replayed(joined([...tree.snapshot()])).tree;
            assert.deepEqual(allFiles(snapshot).map(({ path }) => path).sort(), allFiles(tree).map(({ path }) => path).sort());
            assert.equal(snapshot.used, tree.used);
        }
    });

    test('cut anywhere, it holds all whole records before the cut', () => {
        const { records } = wander(7, 40), all = joined(records);
        const ends = records.map(((sum) => (record) => (sum += record.length))(0));
        for (let cut = 0; cut <= all.length; cut++)
            assert.equal(replayed(all.subarray(0, cut)).good, ends.filter((end) => end <= cut).at(-1) ?? 0);
    });

    test('a flipped byte ends it there', () => {
        const { records } = wander(9, 30), all = joined(records), at = records[0].length + 20;
        all[at] ^= 1;
        assert.equal(replayed(all).good, records[0].length);
    });

    test('what is no record is none', () => {
        assert.equal(replay(Uint8Array.from({ length: 100 }, (_, i) => i * 37), () => assert.fail()), 0);
        assert.equal(replay(encodeRecord({ op: 'x' }), (change) => assert.equal(change.op, 'x')), encodeRecord({ op: 'x' }).length);
    });
});

/* ---- a store over files in memory that can be full, or end between two operations ---- */

class Handle {
    constructor(disk) {
        this.disk = disk;
        this.bytes = new Uint8Array();
    }

    #step() {
        if (this.disk.left-- <= 0)
            throw new Error('the machine stopped');
    }

    #room() {
        return this.disk.room - (this.disk.files?.reduce((sum, file) => sum + (file === this ? 0 : file.bytes.length), 0) ?? 0);
    }

    getSize() { return this.bytes.length; }

    read(into, { at }) {
        const part = this.bytes.subarray(at, at + into.length);
        into.set(part);
        return part.length;
    }

    write(from, { at }) {
        this.#step();
        const end = Math.min(at + from.length, Math.max(this.bytes.length, this.#room())), grown = new Uint8Array(Math.max(this.bytes.length, end));
        grown.set(this.bytes);
        if (end > at)
            grown.set(from.subarray(0, end - at), at);
        this.bytes = grown;
        return Math.max(0, end - at);
    }

    truncate(size) {
        this.#step();
        if (size > this.bytes.length && size > this.#room())
            throw new DOMException('no room', 'QuotaExceededError');
        const cut = new Uint8Array(size);
        cut.set(this.bytes.subarray(0, size));
        this.bytes = cut;
    }

    flush() { this.#step(); }
    close() {}
}

describe('the store in the origin private file system', () => {
    const disk = () => ({ left: Infinity, room: Infinity });
    const record = (n) => encodeRecord({ op: n });
    const found = (store) => {
        const all = [];
        replay(store.load(), ({ op }) => all.push(op));
        return all;
    };

    test('keeps records, and the newer of two journals', async () => {
        const handles = [new Handle(disk()), new Handle(disk())];
        let store = new OpfsStore(handles);
        store.append(record(1));
        store.append(record(2));
        store = new OpfsStore(handles);
        assert.deepEqual(found(store), [1, 2]);
        await store.replace([record(3)]);
        store.append(record(4));
        assert.deepEqual(found(new OpfsStore(handles)), [3, 4]);
    });

    test('a compaction that stops anywhere leaves one of the two', async () => {
        for (let steps = 0; ; steps++) {
            const one = disk(), handles = [new Handle(one), new Handle(one)];
            const store = new OpfsStore(handles);
            store.append(record(1));
            one.left = steps;
            const whole = await store.replace([record(2), record(3)]).then(() => true, () => false);
            one.left = Infinity;
            const now = found(new OpfsStore(handles));
            assert.ok(JSON.stringify(now) === '[1]' || JSON.stringify(now) === '[2,3]', `${steps}: ${now}`);
            if (whole) {
                assert.deepEqual(now, [2, 3]);
                break;
            }
        }
    });

    test('a full disk refuses a record whole', () => {
        const one = disk(), handles = [new Handle(one), new Handle(one)], store = new OpfsStore(handles);
        store.append(record(1));
        one.room = handles.reduce((most, { bytes: { length } }) => Math.max(most, length), 0) + 5;
        assert.throws(() => store.append(record(2)), { name: 'QuotaExceededError' });
        assert.deepEqual(found(new OpfsStore(handles)), [1]);
        one.room = Infinity;
        store.append(record(3));
        assert.deepEqual(found(new OpfsStore(handles)), [1, 3]);
    });

    test('a tree whose store is full is as it was', () => {
        const tree = new Tree();
        putFile(tree, 'f', bytes('before'));
        tree.attach({ append: () => { throw new Refusal(vb.VB_ERR_NO_SPACE); } });
        const folder = new Folder('/x', tree), node = result(folder, vb.VB_FOLDER_OPEN, { input: 'f', flags: vb.VB_OPEN_WRITE });
        assert.equal(result(folder, vb.VB_FOLDER_WRITE, { node, input: 'after' }), vb.VB_ERR_NO_SPACE);
        assert.equal(result(folder, vb.VB_FOLDER_UNLINK, { input: 'f' }), vb.VB_ERR_NO_SPACE);
        assert.equal(text(getFile(tree, 'f')), 'before');
        assert.deepEqual(listDirectory(tree, '').map(({ name }) => name), ['f']);
    });
});

describe('a home directory in a browser that gives little room', () => {
    const ROOM = 400000;
    const opened = [];
    afterEach(() => Promise.allSettled(opened.splice(0).map((journal) => journal.close()))); // with their timers

    /* Two files that share the room; open() is what the next page finds. */
    function little() {
        const disk = { left: Infinity, room: ROOM };
        disk.files = [new Handle(disk), new Handle(disk)];
        const open = () => {
            const store = new OpfsStore(disk.files), tree = new Tree(), notices = [], bytesThere = store.load();
            assert.equal(replay(bytesThere, (change, data) => tree.apply(change, data)), bytesThere.length);
            const journal = new HomeJournal(store, tree, (line) => notices.push(line));
            tree.attach(journal);
            opened.push(journal);
            return { tree, journal, notices };
        };
        return { disk, open };
    }

    const names = (tree) => listDirectory(tree, '').map(({ name }) => name);
    const fill = (tree) => {
        let count = 0;
        for (; ; count++) {
            try {
                putFile(tree, `f${count}`, new Uint8Array(1000).fill(count));
            } catch (error) {
                assert.equal(error.status, vb.VB_ERR_NO_SPACE);
                return count;
            }
        }
    };

    test('full: what was there stays, removing makes room, and work goes on', async () => {
        const { open } = little(), { tree, journal, notices } = open();
        const count = fill(tree);
        assert.ok(count > 60, String(count));
        assert.deepEqual(notices.map((line) => /no more room.*delete something/.test(line)), [true]);
        assert.equal(names(tree).length, count);
        assert.throws(() => putFile(tree, 'f0', new Uint8Array(3000)), { status: vb.VB_ERR_NO_SPACE });
        assert.deepEqual(getFile(tree, 'f0'), new Uint8Array(1000), 'replaced as a whole or not at all');
        for (let i = 20; i < count; i++)
            removeItem(tree, `f${i}`);
        await journal.sync();
        putFile(tree, 'new', bytes('new'));
        await journal.sync();
        const next = open();
        assert.deepEqual(names(next.tree).sort(), names(tree).sort());
        assert.equal(text(getFile(next.tree, 'new')), 'new');
        assert.deepEqual(getFile(next.tree, 'f7'), new Uint8Array(1000).fill(7));
    });

    test('until there is room nobody is told that anything is durable, and the next page finds what was', async () => {
        const { disk, open } = little(), { tree, journal, notices } = open();
        const count = fill(tree);
        disk.files[0].truncate(0); // somebody else has taken the room that was kept free
        disk.room = disk.files[1].bytes.length;
        removeItem(tree, 'f0');
        await assert.rejects(journal.sync(), { status: vb.VB_ERR_NO_SPACE });
        assert.equal(names(tree).includes('f0'), false);
        assert.throws(() => putFile(tree, 'other', new Uint8Array(1)), { status: vb.VB_ERR_NO_SPACE });
        const next = open();
        for (let i = 0; i < count; i++)
            assert.deepEqual(getFile(next.tree, `f${i}`), new Uint8Array(1000).fill(i));
        disk.room = ROOM;
        await journal.sync();
        assert.match(notices.at(-1), /stored again/);
        assert.deepEqual(names(open().tree).sort(), names(tree).sort());
    });

    test('a compaction that finds no room is put off', async () => {
        const { disk, open } = little(), { tree, journal, notices } = open();
        disk.room = 4 << 20;
        putFile(tree, 'f', new Uint8Array(1 << 20));
        for (let i = 0; i < 24; i++) {
            putFile(tree, 'g', new Uint8Array(100000).fill(i));
            await journal.sync();
            if (i === 10)
                disk.room = disk.files.reduce((sum, { bytes: { length } }) => sum + length, 0) + 1500000;
        }
        assert.deepEqual(notices, []);
        assert.deepEqual(getFile(open().tree, 'g'), new Uint8Array(100000).fill(23));
    });
});

describe('archives', () => {
    test('are what tar reads and writes', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'vibee-tar-'));
        try {
            const deep = `d/${'x'.repeat(90)}/${'y'.repeat(80)}`;
            const items = [{ path: 'd', type: 'directory' }, { path: 'd/f', type: 'file', bytes: bytes('text') },
                           { path: 'd/l', type: 'link', target: 'f' }, { path: deep, type: 'file', bytes: new Uint8Array(1000) }];
            const archive = join(folder, 'a.tar');
            writeFileSync(archive, new Uint8Array(await pack(items).arrayBuffer()));
            execFileSync('tar', ['xf', archive, '-C', folder]);
            assert.equal(readFileSync(join(folder, 'd/l'), 'utf8'), 'text');
            assert.equal(readFileSync(join(folder, deep)).length, 1000);
            execFileSync('tar', ['cf', join(folder, 'b.tar'), '--format=ustar', '-C', folder, 'd']);
            const back = unpack(new Uint8Array(readFileSync(join(folder, 'b.tar'))));
            assert.deepEqual(back.map(({ path }) => path).sort(), ['d', 'd/f', 'd/l', deep.slice(0, deep.lastIndexOf('/')), deep].sort());
            assert.equal(text(back.find(({ path }) => path === 'd/f').bytes), 'text');
            const cut = new Uint8Array(readFileSync(archive)).subarray(0, 1536);
            assert.throws(() => unpack(cut), /whole archive|damaged/);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
