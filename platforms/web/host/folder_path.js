/* Paths of requests to a folder: bytes, relative, one component after the other, no link followed and no way out. */
import {
    VB_ERR_ACCESS, VB_ERR_INVALID, VB_ERR_LOOP, VB_ERR_NAME_TOO_LONG, VB_ERR_NOT_DIRECTORY, VB_ERR_NOT_FOUND,
    VB_PATH_MAX, VB_TYPE_SYMLINK,
} from './interface.gen.js';
import { Refusal } from './tree.js';

const NAME_MAX = 255;

/* A string with a character for each byte, and back. */
export function nameOf(bytes) {
    let name = '';
    for (let i = 0; i < bytes.length; i++)
        name += String.fromCharCode(bytes[i]);
    return name;
}

export const bytesOfName = (name) => Uint8Array.from(name, (character) => character.charCodeAt(0));

function descend(directory, name) {
    const next = directory.entries.get(name);
    if (!next)
        throw new Refusal(VB_ERR_NOT_FOUND);
    if (!next.isDirectory)
        throw new Refusal(next.type === VB_TYPE_SYMLINK ? VB_ERR_LOOP : VB_ERR_NOT_DIRECTORY);
    return next;
}

/*
 * Where a path leads: {directory, name, inode or undefined, mustBeDirectory}. The name is "." for the folder itself.
 */
export function enter(root, bytes) {
    if (bytes.length === 0)
        throw new Refusal(VB_ERR_NOT_FOUND);
    const path = nameOf(bytes);
    if (path[0] === '/' || path.includes('\0'))
        throw new Refusal(VB_ERR_INVALID);
    if (path.length > VB_PATH_MAX)
        throw new Refusal(VB_ERR_NAME_TOO_LONG);
    let directory = root, name = '.', mustBeDirectory = false;
    for (const component of path.split('/')) {
        if (component === '..')
            throw new Refusal(VB_ERR_ACCESS);
        if (component.length > NAME_MAX)
            throw new Refusal(VB_ERR_NAME_TOO_LONG);
        mustBeDirectory = component === '' || component === '.';
        if (mustBeDirectory)
            continue;
        if (name !== '.')
            directory = descend(directory, name);
        name = component;
    }
    return { directory, name, inode: name === '.' ? directory : directory.entries.get(name), mustBeDirectory };
}

/* The two paths of a request, which a NUL separates. */
export function splitPaths(bytes) {
    const end = bytes.indexOf(0);
    if (end < 0)
        throw new Refusal(VB_ERR_INVALID);
    return [bytes.subarray(0, end), bytes.subarray(end + 1)];
}
