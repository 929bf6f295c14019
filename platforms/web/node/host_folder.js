/* A folder of the host as a folder device: what platforms/posix/src/folder*.c is to C. One request after the other. */
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';

import { encodeList, encodeStat, STAT_SIZE } from '../host/folder_answers.js';
import { splitPaths } from '../host/folder_path.js';
import {
    VB_DEVICE_FOLDER, VB_ERR_ACCESS, VB_ERR_BAD_HANDLE, VB_ERR_EXISTS, VB_ERR_FILE_TOO_BIG, VB_ERR_INVALID,
    VB_ERR_IS_DIRECTORY, VB_ERR_LIMIT, VB_ERR_LOOP, VB_ERR_NAME_TOO_LONG, VB_ERR_NOT_DIRECTORY, VB_ERR_NOT_EMPTY,
    VB_ERR_NOT_FOUND, VB_ERR_NOT_SUPPORTED, VB_ERR_READ_ONLY, VB_FOLDER_CLOSE, VB_FOLDER_LINK, VB_FOLDER_LIST,
    VB_FOLDER_MKDIR, VB_FOLDER_OPEN, VB_FOLDER_READ, VB_FOLDER_READLINK, VB_FOLDER_READ_ONLY, VB_FOLDER_RENAME,
    VB_FOLDER_RMDIR, VB_FOLDER_SET_SIZE, VB_FOLDER_SET_TIMES, VB_FOLDER_SPACE, VB_FOLDER_STAT, VB_FOLDER_SYMLINK,
    VB_FOLDER_SYNC, VB_FOLDER_UNLINK, VB_FOLDER_WRITE, VB_OPEN_APPEND, VB_OPEN_CREATE, VB_OPEN_DIRECTORY,
    VB_OPEN_EXCLUSIVE, VB_OPEN_READ, VB_OPEN_TRUNCATE, VB_OPEN_WRITE, VB_PATH_MAX, VB_TYPE_BLOCK, VB_TYPE_CHARACTER,
    VB_TYPE_DIRECTORY, VB_TYPE_REGULAR, VB_TYPE_SOCKET, VB_TYPE_SYMLINK, VB_TYPE_UNKNOWN,
} from '../host/interface.gen.js';
import { Refusal } from '../host/tree.js';
import { enter, join } from './host_path.js';
import { statusOf } from './host_status.js';

const NODES_MAX = 1024; // open at a time
const CHANGING = new Set([VB_FOLDER_WRITE, VB_FOLDER_MKDIR, VB_FOLDER_UNLINK, VB_FOLDER_RMDIR, VB_FOLDER_RENAME,
                          VB_FOLDER_LINK, VB_FOLDER_SYMLINK, VB_FOLDER_SET_SIZE, VB_FOLDER_SET_TIMES]);

const HAS_MODES = process.platform !== 'win32'; // there, what a file is called says whether it is a program
const refuse = (status) => { throw new Refusal(status); };
const whole = { bigint: true };

function typeOf(found) {
    const types = [['isFile', VB_TYPE_REGULAR], ['isDirectory', VB_TYPE_DIRECTORY], ['isSymbolicLink', VB_TYPE_SYMLINK],
                   ['isCharacterDevice', VB_TYPE_CHARACTER], ['isBlockDevice', VB_TYPE_BLOCK], ['isSocket', VB_TYPE_SOCKET]];
    return types.find(([is]) => found[is]())?.[1] ?? VB_TYPE_UNKNOWN;
}

/* What may be opened. Others are refused before: opening a FIFO would wake its other side. */
function checkType(type, flags) {
    if (type === VB_TYPE_SYMLINK)
        refuse(VB_ERR_LOOP);
    if (type === VB_TYPE_DIRECTORY && flags & (VB_OPEN_WRITE | VB_OPEN_TRUNCATE))
        refuse(VB_ERR_IS_DIRECTORY);
    if (type !== VB_TYPE_DIRECTORY && type !== VB_TYPE_REGULAR)
        refuse(VB_ERR_NOT_SUPPORTED);
    if (type === VB_TYPE_REGULAR && flags & VB_OPEN_DIRECTORY)
        refuse(VB_ERR_NOT_DIRECTORY);
}

function hostFlags(flags, exists) {
    let host = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
    host |= flags & VB_OPEN_WRITE ? (flags & VB_OPEN_READ ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY;
    if (!exists)
        host |= constants.O_CREAT | (flags & VB_OPEN_EXCLUSIVE ? constants.O_EXCL : 0);
    return host | (flags & VB_OPEN_TRUNCATE ? constants.O_TRUNC : 0) | (flags & VB_OPEN_APPEND ? constants.O_APPEND : 0);
}

/* What is at a path, without following a link; null: nothing. */
async function look(path) {
    try {
        return await fs.lstat(path, whole);
    } catch (error) {
        return error.code === 'ENOENT' ? null : Promise.reject(error);
    }
}

export class HostFolder {
    kind = VB_DEVICE_FOLDER;
    #root;
    #nodes = new Map(); // by number: {file or path, readable, writable, append, listing}
    #last = Promise.resolve();

    constructor(name, root, readOnly) {
        this.name = name;
        this.flags = readOnly ? VB_FOLDER_READ_ONLY : 0;
        this.#root = Buffer.from(root);
    }

    submit(request) {
        this.#last = this.#last.then(() => this.#carryOut(request)).then((result) => {
            if (result instanceof Uint8Array)
                request.complete(result.length, result);
            else if (result?.described)
                request.complete(0, result.described);
            else
                request.complete(result ?? 0);
        }, (error) => request.complete(statusOf(error)));
    }

    cancel() { /* what a folder does ends by itself */ }

    async #carryOut(request) {
        const { operation, flags } = request;
        const opensToChange = operation === VB_FOLDER_OPEN && flags & (VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_TRUNCATE);
        if (this.flags & VB_FOLDER_READ_ONLY && (CHANGING.has(operation) || opensToChange))
            refuse(VB_ERR_READ_ONLY);
        return this.#operations[operation] ? this.#operations[operation](request) : VB_ERR_NOT_SUPPORTED;
    }

    /* ---- open files and directories ---- */

    #node({ node }) {
        return this.#nodes.get(Number(node)) ?? refuse(VB_ERR_BAD_HANDLE);
    }

    #file(request, write) {
        const node = this.#node(request);
        if (!node.file)
            refuse(VB_ERR_IS_DIRECTORY);
        if (write ? !node.writable : !node.readable)
            refuse(VB_ERR_ACCESS);
        if (request.offset < 0n || request.offset > BigInt(Number.MAX_SAFE_INTEGER))
            refuse(write ? VB_ERR_FILE_TOO_BIG : VB_ERR_INVALID);
        return node;
    }

    async #open(request) {
        let { flags } = request;
        if (this.#nodes.size === NODES_MAX)
            refuse(VB_ERR_LIMIT);
        if (flags & VB_OPEN_TRUNCATE && !(flags & VB_OPEN_WRITE))
            refuse(VB_ERR_INVALID);
        const place = await enter(this.#root, request.input);
        flags |= place.mustBeDirectory ? VB_OPEN_DIRECTORY : 0;
        const found = await look(place.path);
        if (!found && !(flags & VB_OPEN_CREATE))
            refuse(VB_ERR_NOT_FOUND);
        if (!found && flags & VB_OPEN_DIRECTORY)
            refuse(VB_ERR_INVALID);
        if (found && flags & VB_OPEN_CREATE && flags & VB_OPEN_EXCLUSIVE)
            refuse(VB_ERR_EXISTS);
        if (found)
            checkType(typeOf(found), flags);
        return this.#add(await this.#openAt(place.path, flags, found), flags);
    }

    async #openAt(path, flags, found) {
        if (found?.isDirectory()) {
            await (await fs.opendir(path)).close(); // whether it may be read shows now
            return { path };
        }
        const file = await fs.open(path, hostFlags(flags, Boolean(found)), 0o666);
        if ((await file.stat()).isFile())
            return { file };
        await file.close(); // it was replaced in between
        return refuse(VB_ERR_NOT_SUPPORTED);
    }

    #add(opened, flags) {
        let number = 1;
        while (this.#nodes.has(number))
            number++;
        this.#nodes.set(number, { ...opened, listing: [], append: Boolean(flags & VB_OPEN_APPEND),
            readable: Boolean(flags & VB_OPEN_READ) || !(flags & VB_OPEN_WRITE), writable: Boolean(flags & VB_OPEN_WRITE) });
        return number;
    }

    async #close(request) {
        const { file } = this.#node(request);
        this.#nodes.delete(Number(request.node));
        await file?.close();
    }

    async #read(request) {
        const { file } = this.#file(request, false);
        const out = new Uint8Array(request.outputSize);
        let done = 0;
        while (done < out.length) {
            const { bytesRead } = await file.read(out, done, out.length - done, Number(request.offset) + done);
            if (bytesRead === 0)
                break;
            done += bytesRead;
        }
        return out.subarray(0, done);
    }

    async #write(request) {
        const { file, append } = this.#file(request, true);
        const { input } = request;
        let done = 0;
        while (done < input.length) {
            const at = append ? null : Number(request.offset) + done;
            done += (await file.write(input, done, input.length - done, at)).bytesWritten;
        }
        return done;
    }

    async #list(request) {
        const node = this.#node(request);
        if (!node.path)
            refuse(VB_ERR_NOT_DIRECTORY);
        if (request.offset === 0n) { // the names are those of when the listing began
            const names = await fs.readdir(node.path, { encoding: 'buffer' });
            const all = await Promise.all(names.map(async (name) => {
                const found = await look(join(node.path, name.toString('latin1')));
                return found && { name, id: found.ino, type: typeOf(found) };
            }));
            node.listing = all.filter(Boolean);
        }
        return encodeList(node.listing, request);
    }

    /* ---- names ---- */

    async #stat(request) {
        if (request.outputSize < STAT_SIZE)
            refuse(VB_ERR_INVALID);
        let found;
        if (request.inputSize === 0) {
            const { file, path } = this.#node(request);
            found = file ? await file.stat(whole) : await fs.lstat(path, whole);
        } else {
            const place = await enter(this.#root, request.input);
            found = await fs.lstat(place.path, whole);
            if (place.mustBeDirectory && !found.isDirectory())
                refuse(found.isSymbolicLink() ? VB_ERR_LOOP : VB_ERR_NOT_DIRECTORY);
        }
        return { described: encodeStat({
            id: found.ino, type: typeOf(found), size: found.size, links: found.nlink, accessed: found.atimeNs,
            modified: found.mtimeNs, changed: found.ctimeNs, device: request.device,
            readOnly: Boolean(this.flags & VB_FOLDER_READ_ONLY), executable: !HAS_MODES || Boolean(found.mode & 0o100n) }) };
    }

    async #mkdir(request) {
        await fs.mkdir((await enter(this.#root, request.input)).path, 0o777);
    }

    async #unlink(request) {
        const { path, mustBeDirectory } = await enter(this.#root, request.input);
        const found = await fs.lstat(path);
        if (found.isDirectory())
            refuse(VB_ERR_IS_DIRECTORY);
        if (mustBeDirectory)
            refuse(VB_ERR_NOT_DIRECTORY);
        await fs.unlink(path);
    }

    async #rmdir(request) {
        const { path, name } = await enter(this.#root, request.input);
        if (name === '.')
            refuse(VB_ERR_INVALID);
        await this.#orNotEmpty(fs.rmdir(path));
    }

    /* POSIX lets hosts say either for a directory that is not empty. */
    #orNotEmpty(done) {
        return done.catch((error) => (error.code === 'EEXIST' ? refuse(VB_ERR_NOT_EMPTY) : Promise.reject(error)));
    }

    async #both(request) {
        const [first, second] = splitPaths(request.input);
        return [await enter(this.#root, first), await enter(this.#root, second)];
    }

    async #rename(request) {
        const [from, to] = await this.#both(request);
        await this.#orNotEmpty(fs.rename(from.path, to.path));
    }

    async #link(request) {
        const [from, to] = await this.#both(request);
        if ((await fs.lstat(from.path)).isDirectory())
            refuse(VB_ERR_ACCESS);
        await fs.link(from.path, to.path);
    }

    async #symlink(request) {
        const [target, path] = splitPaths(request.input);
        if (target.length === 0)
            refuse(VB_ERR_INVALID);
        if (target.length > VB_PATH_MAX)
            refuse(VB_ERR_NAME_TOO_LONG);
        if (target[0] === 0x2f)
            refuse(VB_ERR_ACCESS); // as on the other hosts
        await fs.symlink(Buffer.from(target), (await enter(this.#root, path)).path);
    }

    async #readlink(request) {
        const { path } = await enter(this.#root, request.input);
        return new Uint8Array(await fs.readlink(path, { encoding: 'buffer' })).subarray(0, request.outputSize);
    }

    async #setTimes(request) {
        if (request.inputSize < 16)
            refuse(VB_ERR_INVALID);
        const { input } = request, view = new DataView(input.buffer);
        const { path } = await enter(this.#root, input.subarray(16));
        const found = await fs.lstat(path, whole);
        const seconds = (at, now) => {
            const time = view.getBigInt64(at, true);
            return Number(time === -1n ? now : time) / 1e9;
        };
        await fs.lutimes(path, seconds(0, found.atimeNs), seconds(8, found.mtimeNs));
    }

    async #sync(request) {
        await this.#node(request).file?.sync();
    }

    async #space(request) {
        if (request.outputSize < 16)
            refuse(VB_ERR_INVALID);
        const { bsize, blocks, bavail } = await fs.statfs(this.#root, whole);
        return { described: new Uint8Array(BigUint64Array.of(bsize * blocks, bsize * bavail).buffer) };
    }

    #operations = {
        [VB_FOLDER_OPEN]: (request) => this.#open(request),
        [VB_FOLDER_CLOSE]: (request) => this.#close(request),
        [VB_FOLDER_READ]: (request) => this.#read(request),
        [VB_FOLDER_WRITE]: (request) => this.#write(request),
        [VB_FOLDER_STAT]: (request) => this.#stat(request),
        [VB_FOLDER_LIST]: (request) => this.#list(request),
        [VB_FOLDER_MKDIR]: (request) => this.#mkdir(request),
        [VB_FOLDER_UNLINK]: (request) => this.#unlink(request),
        [VB_FOLDER_RMDIR]: (request) => this.#rmdir(request),
        [VB_FOLDER_RENAME]: (request) => this.#rename(request),
        [VB_FOLDER_LINK]: (request) => this.#link(request),
        [VB_FOLDER_SYMLINK]: (request) => this.#symlink(request),
        [VB_FOLDER_READLINK]: (request) => this.#readlink(request),
        [VB_FOLDER_SET_SIZE]: async (request) => this.#file(request, true).file.truncate(Number(request.offset)),
        [VB_FOLDER_SET_TIMES]: (request) => this.#setTimes(request),
        [VB_FOLDER_SYNC]: (request) => this.#sync(request),
        [VB_FOLDER_SPACE]: (request) => this.#space(request),
    };
}
