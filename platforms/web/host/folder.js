/* A folder device over a tree: what platforms/posix/src/folder*.c is over a host's files. */
import {
    VB_DEVICE_FOLDER, VB_ERR_ACCESS, VB_ERR_BAD_HANDLE, VB_ERR_BUSY, VB_ERR_EXISTS, VB_ERR_FILE_TOO_BIG, VB_ERR_INVALID,
    VB_ERR_IO, VB_ERR_IS_DIRECTORY, VB_ERR_LIMIT, VB_ERR_LOOP, VB_ERR_NAME_TOO_LONG, VB_ERR_NOT_DIRECTORY,
    VB_ERR_NOT_EMPTY, VB_ERR_NOT_FOUND, VB_ERR_NOT_SUPPORTED, VB_ERR_READ_ONLY, VB_FOLDER_CLOSE,
    VB_FOLDER_LINK, VB_FOLDER_LIST, VB_FOLDER_MKDIR, VB_FOLDER_OPEN, VB_FOLDER_READ, VB_FOLDER_READLINK,
    VB_FOLDER_READ_ONLY, VB_FOLDER_RENAME, VB_FOLDER_RMDIR, VB_FOLDER_SET_SIZE, VB_FOLDER_SET_TIMES, VB_FOLDER_SPACE,
    VB_FOLDER_STAT, VB_FOLDER_SYMLINK, VB_FOLDER_SYNC, VB_FOLDER_UNLINK, VB_FOLDER_WRITE, VB_OPEN_APPEND, VB_OPEN_CREATE,
    VB_OPEN_DIRECTORY, VB_OPEN_EXCLUSIVE, VB_OPEN_READ, VB_OPEN_TRUNCATE, VB_OPEN_WRITE, VB_PATH_MAX,
    VB_TYPE_DIRECTORY, VB_TYPE_REGULAR, VB_TYPE_SYMLINK,
} from './interface.gen.js';
import { encodeList, encodeStat, STAT_SIZE } from './folder_answers.js';
import { bytesOfName, enter, nameOf, splitPaths } from './folder_path.js';
import { Refusal } from './tree.js';

const NODES_MAX = 1024; // open at a time
const CHANGING = new Set([VB_FOLDER_WRITE, VB_FOLDER_MKDIR, VB_FOLDER_UNLINK, VB_FOLDER_RMDIR, VB_FOLDER_RENAME,
                          VB_FOLDER_LINK, VB_FOLDER_SYMLINK, VB_FOLDER_SET_SIZE, VB_FOLDER_SET_TIMES]);

const refuse = (status) => { throw new Refusal(status); };

export class Folder {
    kind = VB_DEVICE_FOLDER;
    #device = 0;
    #nodes = new Map(); // by number: {inode, readable, writable, append, listing}
    #sync;

    /* name: where it is mounted. sync(): a promise of when all is durable. */
    constructor(name, tree, { readOnly = false, sync = null } = {}) {
        this.name = name;
        this.tree = tree;
        this.flags = readOnly ? VB_FOLDER_READ_ONLY : 0;
        this.#sync = sync;
    }

    submit(request) {
        this.#device = request.device;
        try {
            this.#carryOut(request);
        } catch (error) {
            if (!(error instanceof Refusal))
                throw error;
            request.complete(error.status);
        }
    }

    cancel() { /* what a folder does ends by itself */ }

    #carryOut(request) {
        const { operation, flags } = request;
        const opensToChange = operation === VB_FOLDER_OPEN && flags & (VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_TRUNCATE);
        if (this.flags & VB_FOLDER_READ_ONLY && (CHANGING.has(operation) || opensToChange))
            refuse(VB_ERR_READ_ONLY);
        const carryOut = this.#operations[operation] ?? (() => VB_ERR_NOT_SUPPORTED);
        const result = carryOut(request);
        if (result instanceof Promise)
            result.then(() => request.complete(0), () => request.complete(VB_ERR_IO));
        else if (result instanceof Uint8Array)
            request.complete(result.length, result);
        else if (result?.described)
            request.complete(0, result.described);
        else
            request.complete(result ?? 0);
    }

    #node({ node }) {
        return this.#nodes.get(Number(node)) ?? refuse(VB_ERR_BAD_HANDLE);
    }

    /* The node as a file that is open for it. */
    #file(request, write) {
        const node = this.#node(request);
        if (node.inode.isDirectory)
            refuse(VB_ERR_IS_DIRECTORY);
        if (write ? !node.writable : !node.readable)
            refuse(VB_ERR_ACCESS);
        if (request.offset < 0n || request.offset > 0x7fffffffffffffffn)
            refuse(write ? VB_ERR_FILE_TOO_BIG : VB_ERR_INVALID);
        return node;
    }

    #open(request) {
        let { flags } = request;
        if (this.#nodes.size === NODES_MAX)
            refuse(VB_ERR_LIMIT);
        if (flags & VB_OPEN_TRUNCATE && !(flags & VB_OPEN_WRITE))
            refuse(VB_ERR_INVALID);
        const place = enter(this.tree.root, request.input);
        if (place.mustBeDirectory)
            flags |= VB_OPEN_DIRECTORY;
        if (!place.inode && !(flags & VB_OPEN_CREATE))
            refuse(VB_ERR_NOT_FOUND);
        if (!place.inode && flags & VB_OPEN_DIRECTORY)
            refuse(VB_ERR_INVALID);
        if (place.inode)
            this.#checkOpen(place.inode, flags);
        const inode = place.inode ?? this.tree.create(place.directory, place.name, VB_TYPE_REGULAR);
        if (flags & VB_OPEN_TRUNCATE && inode.size > 0)
            this.tree.resize(inode, 0);
        return this.#add(inode, flags);
    }

    #checkOpen(inode, flags) {
        if (flags & VB_OPEN_CREATE && flags & VB_OPEN_EXCLUSIVE)
            refuse(VB_ERR_EXISTS);
        if (inode.type === VB_TYPE_SYMLINK)
            refuse(VB_ERR_LOOP);
        if (inode.isDirectory && flags & (VB_OPEN_WRITE | VB_OPEN_TRUNCATE))
            refuse(VB_ERR_IS_DIRECTORY);
        if (!inode.isDirectory && flags & VB_OPEN_DIRECTORY)
            refuse(VB_ERR_NOT_DIRECTORY);
    }

    #add(inode, flags) {
        let number = 1;
        while (this.#nodes.has(number))
            number++;
        this.tree.opened(inode);
        this.#nodes.set(number, {
            inode, listing: [],
            append: Boolean(flags & VB_OPEN_APPEND),
            writable: Boolean(flags & VB_OPEN_WRITE),
            readable: Boolean(flags & VB_OPEN_READ) || !(flags & VB_OPEN_WRITE),
        });
        return number;
    }

    #write(request) {
        const { inode, append } = this.#file(request, true);
        if (request.offset > BigInt(Number.MAX_SAFE_INTEGER))
            refuse(VB_ERR_FILE_TOO_BIG);
        if (request.inputSize > 0)
            this.tree.write(inode, append ? inode.size : Number(request.offset), request.input);
        return request.inputSize;
    }

    #read(request) {
        const { inode } = this.#file(request, false);
        const start = request.offset < BigInt(inode.size) ? Number(request.offset) : inode.size;
        const end = Math.min(inode.size, start + request.outputSize);
        return end > start ? inode.data.subarray(start, end) : 0;
    }

    #stat(request) {
        let inode;
        if (request.inputSize === 0) {
            inode = this.#node(request).inode;
        } else {
            const place = enter(this.tree.root, request.input);
            inode = place.inode ?? refuse(VB_ERR_NOT_FOUND);
            if (place.mustBeDirectory && !inode.isDirectory)
                refuse(inode.type === VB_TYPE_SYMLINK ? VB_ERR_LOOP : VB_ERR_NOT_DIRECTORY);
        }
        if (request.outputSize < STAT_SIZE)
            refuse(VB_ERR_INVALID);
        return { described: this.#describe(inode) };
    }

    #describe({ id, type, target, size, links, accessed, modified, changed }) {
        return encodeStat({ id, type, links, accessed, modified, changed, device: this.#device, size: target?.length ?? size,
                            readOnly: Boolean(this.flags & VB_FOLDER_READ_ONLY), executable: true });
    }

    /* The names are those of when the listing began; a cookie is the number of a record. */
    #list(request) {
        const node = this.#node(request);
        if (!node.inode.isDirectory)
            refuse(VB_ERR_NOT_DIRECTORY);
        if (request.offset === 0n)
            node.listing = [...node.inode.entries];
        return encodeList(node.listing.map(([name, { id, type }]) => ({ name: bytesOfName(name), id, type })), request);
    }

    /* Where something new goes. */
    #free(bytes) {
        const place = enter(this.tree.root, bytes);
        if (place.inode)
            refuse(VB_ERR_EXISTS);
        return place;
    }

    #existing(bytes) {
        const place = enter(this.tree.root, bytes);
        if (!place.inode)
            refuse(VB_ERR_NOT_FOUND);
        return place;
    }

    #unlink(request) {
        const { directory, name, inode, mustBeDirectory } = this.#existing(request.input);
        if (inode.isDirectory)
            refuse(VB_ERR_IS_DIRECTORY);
        if (mustBeDirectory)
            refuse(VB_ERR_NOT_DIRECTORY);
        this.tree.unlink(directory, name);
    }

    #rmdir(request) {
        const { directory, name, inode } = this.#existing(request.input);
        if (!inode.isDirectory)
            refuse(VB_ERR_NOT_DIRECTORY);
        if (name === '.')
            refuse(VB_ERR_INVALID);
        if (inode.entries.size > 0)
            refuse(VB_ERR_NOT_EMPTY);
        this.tree.unlink(directory, name);
    }

    #rename(request) {
        const [first, second] = splitPaths(request.input);
        const from = this.#existing(first), to = enter(this.tree.root, second);
        if (from.name === '.' || to.name === '.')
            refuse(VB_ERR_BUSY);
        if (to.inode === from.inode)
            return;
        if (from.inode.isDirectory && this.#holds(from.inode, to.directory))
            refuse(VB_ERR_INVALID);
        if (to.inode && from.inode.isDirectory !== to.inode.isDirectory)
            refuse(to.inode.isDirectory ? VB_ERR_IS_DIRECTORY : VB_ERR_NOT_DIRECTORY);
        if (to.inode?.isDirectory && to.inode.entries.size > 0)
            refuse(VB_ERR_NOT_EMPTY);
        this.tree.rename(from.directory, from.name, to.directory, to.name);
    }

    #holds(directory, wanted) {
        return directory === wanted ||
            [...directory.entries.values()].some((inode) => inode.isDirectory && this.#holds(inode, wanted));
    }

    #link(request) {
        const [first, second] = splitPaths(request.input);
        const { inode } = this.#existing(first), to = this.#free(second);
        if (inode.isDirectory)
            refuse(VB_ERR_ACCESS);
        this.tree.link(to.directory, to.name, inode);
    }

    #symlink(request) {
        const [target, path] = splitPaths(request.input);
        if (target.length === 0)
            refuse(VB_ERR_INVALID);
        if (target.length > VB_PATH_MAX)
            refuse(VB_ERR_NAME_TOO_LONG);
        if (target[0] === 0x2f)
            refuse(VB_ERR_ACCESS); // as on the other hosts
        const to = this.#free(path);
        this.tree.create(to.directory, to.name, VB_TYPE_SYMLINK, nameOf(target));
    }

    #readlink(request) {
        const { inode } = this.#existing(request.input);
        if (inode.type !== VB_TYPE_SYMLINK)
            refuse(VB_ERR_INVALID);
        return bytesOfName(inode.target).subarray(0, request.outputSize);
    }

    #setTimes(request) {
        if (request.inputSize < 16)
            refuse(VB_ERR_INVALID);
        const { input } = request, view = new DataView(input.buffer);
        const time = (at) => (view.getBigInt64(at, true) === -1n ? null : view.getBigInt64(at, true).toString());
        const { inode } = this.#existing(input.subarray(16));
        this.tree.touch(inode, time(0), time(8));
    }

    #setSize(request) {
        const { inode } = this.#file(request, true);
        if (request.offset > BigInt(Number.MAX_SAFE_INTEGER))
            refuse(VB_ERR_FILE_TOO_BIG);
        if (inode.size !== Number(request.offset))
            this.tree.resize(inode, Number(request.offset));
    }

    #space(request) {
        if (request.outputSize < 16)
            refuse(VB_ERR_INVALID);
        const { limit, used } = this.tree;
        const sizes = BigUint64Array.of(BigInt(limit), BigInt(Math.max(0, limit - used)));
        return { described: new Uint8Array(sizes.buffer) };
    }

    #operations = {
        [VB_FOLDER_OPEN]: (request) => this.#open(request),
        [VB_FOLDER_CLOSE]: (request) => {
            const { inode } = this.#node(request);
            this.#nodes.delete(Number(request.node));
            this.tree.closed(inode);
        },
        [VB_FOLDER_READ]: (request) => this.#read(request),
        [VB_FOLDER_WRITE]: (request) => this.#write(request),
        [VB_FOLDER_STAT]: (request) => this.#stat(request),
        [VB_FOLDER_LIST]: (request) => this.#list(request),
        [VB_FOLDER_MKDIR]: (request) => {
            const place = this.#free(request.input);
            this.tree.create(place.directory, place.name, VB_TYPE_DIRECTORY);
        },
        [VB_FOLDER_UNLINK]: (request) => this.#unlink(request),
        [VB_FOLDER_RMDIR]: (request) => this.#rmdir(request),
        [VB_FOLDER_RENAME]: (request) => this.#rename(request),
        [VB_FOLDER_LINK]: (request) => this.#link(request),
        [VB_FOLDER_SYMLINK]: (request) => this.#symlink(request),
        [VB_FOLDER_READLINK]: (request) => this.#readlink(request),
        [VB_FOLDER_SET_SIZE]: (request) => this.#setSize(request),
        [VB_FOLDER_SET_TIMES]: (request) => this.#setTimes(request),
        [VB_FOLDER_SYNC]: (request) => (this.#node(request), this.#sync ? this.#sync() : 0),
        [VB_FOLDER_SPACE]: (request) => this.#space(request),
    };
}
