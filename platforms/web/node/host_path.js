/*
 * Paths of requests in a folder of the host: bytes, relative, one component after the other, no link followed and no
 * way out. Node has no openat(): a program of the host that puts a link in the place of a directory between the look at
 * it and its use could lead outside, so a folder is not to be shared with such a one (docs/web.md).
 */
import { lstat } from 'node:fs/promises';
import { sep } from 'node:path';

import {
    VB_ERR_ACCESS, VB_ERR_INVALID, VB_ERR_LOOP, VB_ERR_NAME_TOO_LONG, VB_ERR_NOT_DIRECTORY, VB_ERR_NOT_FOUND, VB_PATH_MAX,
} from '../host/interface.gen.js';
import { Refusal } from '../host/tree.js';
import { isFileName } from './host_names.js';

const NAME_MAX = 255;
const SEPARATOR = Buffer.from(sep); // Windows takes a slash, too, but not in paths that begin with \\?\

function checkName(name) {
    if (name === '..')
        throw new Refusal(VB_ERR_ACCESS);
    if (name.length > NAME_MAX)
        throw new Refusal(VB_ERR_NAME_TOO_LONG);
    if (name !== '.' && !isFileName(name))
        throw new Refusal(VB_ERR_INVALID);
}

export const join = (directory, name) => (
    name === '.' ? directory : Buffer.concat([directory, SEPARATOR, Buffer.from(name, 'latin1')]));

async function checkDirectory(path) {
    const found = await lstat(path);
    if (!found.isDirectory())
        throw new Refusal(found.isSymbolicLink() ? VB_ERR_LOOP : VB_ERR_NOT_DIRECTORY);
}

/* {path (Buffer), name ("." for the folder itself), mustBeDirectory}: all but the last component are directories. */
export async function enter(root, bytes) {
    if (bytes.length === 0)
        throw new Refusal(VB_ERR_NOT_FOUND);
    const text = Buffer.from(bytes).toString('latin1');
    if (text[0] === '/' || text.includes('\0'))
        throw new Refusal(VB_ERR_INVALID);
    if (text.length > VB_PATH_MAX)
        throw new Refusal(VB_ERR_NAME_TOO_LONG);
    let directory = root, name = '.', mustBeDirectory = false;
    for (const component of text.split('/')) {
        checkName(component);
        mustBeDirectory = component === '' || component === '.';
        if (mustBeDirectory)
            continue;
        if (name !== '.') {
            directory = join(directory, name);
            await checkDirectory(directory);
        }
        name = component;
    }
    return { path: join(directory, name), name, mustBeDirectory };
}
