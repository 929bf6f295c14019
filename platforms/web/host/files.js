/* Files of a tree for whoever is outside of the system: by paths as text, absolute below the folder's own. */
import { VB_TYPE_DIRECTORY, VB_TYPE_REGULAR, VB_TYPE_SYMLINK } from './interface.gen.js';
import { bytesOfName, enter, nameOf } from './folder_path.js';

const NAME_MAX = 255; // bytes: as everywhere in the system
const encoder = new TextEncoder(), decoder = new TextDecoder();
const kinds = { [VB_TYPE_DIRECTORY]: 'directory', [VB_TYPE_REGULAR]: 'file', [VB_TYPE_SYMLINK]: 'link' };

const namesOf = (path) => path.split('/').filter((name) => name !== '' && name !== '.')
    .map((name) => nameOf(encoder.encode(name)));

const place = (tree, path) => enter(tree.root, encoder.encode(namesOf(path).map((name) => decoder.decode(bytesOfName(name))).join('/') || '.'));

/* The directory of such names, made where it is missing. */
function directoryOf(tree, path, names) {
    let directory = tree.root;
    for (const name of names) {
        if (name === '..' || name.length > NAME_MAX)
            throw new Error(`${path}: expected names of at most ${NAME_MAX} bytes, and no '..'`);
        directory = directory.entries.get(name) ?? tree.create(directory, name, VB_TYPE_DIRECTORY);
        if (!directory.isDirectory)
            throw new Error(`${path}: expected directories, found a ${kinds[directory.type]}`);
    }
    return directory;
}

/* A name that nothing in the directory has. */
function unusedName(directory) {
    for (let number = 1;; number++)
        if (!directory.entries.has(`.put-${number}`))
            return `.put-${number}`;
}

/* Make or replace a file, and make the directories above it. What was there before stays until all of the new one is
 * there: a program that has it open keeps it, and when there is no room nothing has changed. */
export function putFile(tree, path, bytes) {
    const names = namesOf(path), last = names.pop();
    if (last === undefined || last === '..' || last.length > NAME_MAX)
        throw new Error(`${path}: expected the path of a file below the folder, its name of at most ${NAME_MAX} bytes`);
    const directory = directoryOf(tree, path, names), old = directory.entries.get(last);
    if (old && old.type !== VB_TYPE_REGULAR)
        throw new Error(`${path}: expected a file or nothing, found a ${kinds[old.type]}`);
    const name = unusedName(directory);
    const inode = tree.create(directory, name, VB_TYPE_REGULAR);
    try {
        if (bytes.length > 0)
            tree.write(inode, 0, bytes);
        tree.rename(directory, name, directory, last);
    } catch (error) {
        tree.unlink(directory, name);
        throw error;
    }
}

/* A directory and those above it, where they are missing. */
export const makeDirectory = (tree, path) => { directoryOf(tree, path, namesOf(path)); };

export function getFile(tree, path) {
    const { inode } = place(tree, path);
    if (inode?.type !== VB_TYPE_REGULAR)
        throw new Error(`${path}: expected a file, found ${inode ? `a ${kinds[inode.type]}` : 'nothing'}`);
    return inode.data ? inode.data.slice(0, inode.size) : new Uint8Array();
}

/* [{name, type, size, modified (milliseconds)}] */
export function listDirectory(tree, path) {
    const { inode } = place(tree, path);
    if (!inode?.isDirectory)
        throw new Error(`${path}: expected a directory, found ${inode ? `a ${kinds[inode.type]}` : 'nothing'}`);
    return [...inode.entries].map(([name, entry]) => ({
        name: decoder.decode(bytesOfName(name)), type: kinds[entry.type], size: entry.size,
        modified: Number(BigInt(entry.modified) / 1000000n) }));
}

/* Remove an item and all that is in it. */
export function removeItem(tree, path) {
    const { directory, name, inode } = place(tree, path);
    if (!inode)
        throw new Error(`${path}: expected something to remove, found nothing`);
    const empty = (item) => {
        for (const [below, entry] of item.isDirectory ? [...item.entries] : []) {
            empty(entry);
            tree.unlink(item, below);
        }
    };
    empty(inode);
    if (name !== '.')
        tree.unlink(directory, name);
}

/* Everything: [{path, type, bytes or null, target or null}], directories before what is in them. */
export function allFiles(tree) {
    const items = [];
    const walk = (directory, prefix) => {
        for (const [name, inode] of directory.entries) {
            const path = prefix + decoder.decode(bytesOfName(name));
            items.push({
                path, type: kinds[inode.type],
                bytes: inode.type === VB_TYPE_REGULAR ? (inode.data ?? new Uint8Array()).slice(0, inode.size) : null,
                target: inode.target === null ? null : decoder.decode(bytesOfName(inode.target)),
            });
            if (inode.isDirectory)
                walk(inode, `${path}/`);
        }
    };
    walk(tree.root, '');
    return items;
}

export function putAll(tree, items) {
    for (const { path, type, bytes, target } of items) {
        const names = namesOf(path), last = names.pop();
        if (type === 'file') {
            putFile(tree, path, bytes);
            continue;
        }
        const { inode: parent } = place(tree, names.map((name) => decoder.decode(bytesOfName(name))).join('/') || '.');
        if (!parent?.entries.has(last))
            tree.create(parent, last, type === 'directory' ? VB_TYPE_DIRECTORY : VB_TYPE_SYMLINK,
                        type === 'directory' ? null : nameOf(encoder.encode(target)));
    }
}
