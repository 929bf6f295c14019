/* The command line of vibee: the same options and the same errors as platforms/posix/src/options*.c. */
import { realpathSync, statSync } from 'node:fs';

import { asGuestPath, guestColon, nameOf } from './host_names.js';

const FOLDERS_MAX = 60;

/* A mistake of whoever starts vibee: a line on standard error, and the status. */
export class Failure extends Error {
    constructor(status, text) {
        super(text);
        this.status = status;
    }
}

const fail = (status, text) => { throw new Failure(status, text); };

function parseNumber(name, text, suffixes) {
    const found = (suffixes ? /^([0-9]+)([kmg]?)$/i : /^([0-9]+)()$/).exec(text);
    const value = found ? BigInt(found[1]) << BigInt(10 * (' kmg'.indexOf(found[2].toLowerCase() || ' '))) : 0n;
    if (value === 0n || value >= 1n << 64n)
        fail(2, `${name}: expected ${suffixes ? 'a size such as 65536, 64K, 16M or 1G' : 'a number'}, found '${text}'`);
    return value;
}

function isDirectory(path) {
    try {
        return statSync(path).isDirectory();
    } catch {
        return false;
    }
}

/* Names may have colons, so a whole that is a folder is meant as one. */
export function parseFolder(text, platform = process.platform) {
    const folder = { host: text, guest: null, readOnly: false };
    if (!isDirectory(text) && text.length > 3 && text.endsWith(':ro')) {
        folder.readOnly = true;
        folder.host = text.slice(0, -3);
    }
    const colon = guestColon(folder.host, platform);
    if (colon >= 0 && !isDirectory(folder.host)) {
        folder.guest = folder.host.slice(colon + 1);
        folder.host = folder.host.slice(0, colon);
    }
    if (folder.host === '' || folder.guest === '')
        fail(2, `--dir: expected HOST[:GUEST][:ro], found '${text}'`);
    return folder;
}

function mountPoint(host) {
    try {
        return `/mnt/${nameOf(realpathSync(host)) || 'host'}`;
    } catch {
        return `/mnt/${nameOf(host) || 'host'}`;
    }
}

const table = {
    '--dir': { value: 'HOST[:GUEST][:ro]', apply: (options, value) => {
        if (options.folders.length === FOLDERS_MAX)
            fail(2, `--dir: expected at most ${FOLDERS_MAX} folders`);
        options.folders.push(parseFolder(value));
    } },
    '--env': { value: 'NAME=VALUE', scope: 'run', apply: (options, value) => {
        if (value.indexOf('=') < 1)
            fail(2, `--env: expected NAME=VALUE, found '${value}'`);
        options.environment.push(value);
    } },
    '--mem': { value: 'SIZE', scope: 'run', apply: (options, value) => { options.programMemory = parseNumber('--mem', value, true); } },
    '--fuel': { value: 'N', scope: 'run', apply: (options, value) => { options.fuel = parseNumber('--fuel', value, false); } },
    '-c': { value: 'LINE', scope: 'system', apply: (options, value) => { options.command = value; } },
    '--image': { value: 'FILE', apply: (options, value) => { options.image = value; } },
    '--memory': { value: 'SIZE', apply: (options, value) => { options.memory = parseNumber('--memory', value, true); } },
    '--cooperative': { apply: (options) => { options.cooperative = true; } },
    '--verbose': { apply: (options) => { options.verbose = true; } },
    '--help': { apply: (options) => { options.help = true; } },
    '--version': { apply: (options) => { options.version = true; } },
};

function findOption(options, name) {
    const option = Object.hasOwn(table, name) ? table[name] : null;
    if (!option)
        fail(2, `unknown option '${name}'; see vibee${options.run ? ' run' : ''} --help`);
    if (option.scope === 'run' && !options.run)
        fail(2, `${name}: expected after 'run' only; see vibee run --help`);
    if (option.scope === 'system' && options.run)
        fail(2, `${name}: not an option of 'run'; see vibee run --help`);
    return option;
}

/* Takes options from the front of the words, up to the first that is none. */
function parseOptions(options, words) {
    while (words.length > 0 && words[0].startsWith('-') && words[0] !== '-') {
        const word = words.shift();
        if (word === '--')
            return;
        const equals = word.startsWith('--') ? word.indexOf('=') : -1;
        const name = word === '-h' ? '--help' : equals < 0 ? word : word.slice(0, equals);
        const option = findOption(options, name);
        if (equals >= 0 && !option.value)
            fail(2, `${name}: expected no value, found '${word.slice(equals + 1)}'`);
        if (option.value && equals < 0 && words.length === 0)
            fail(2, `${name}: expected ${option.value} after it, found the end of the line`);
        option.apply(options, equals >= 0 ? word.slice(equals + 1) : option.value && words.shift());
        if (options.command !== undefined)
            return; // what follows is for the line
    }
}

function placeFolders(options) {
    options.folders.forEach((folder, index) => {
        folder.guest ??= options.run ? asGuestPath(folder.host) : mountPoint(folder.host);
        if (!options.run && !folder.guest.startsWith('/'))
            fail(2, `--dir: expected an absolute path for the guest, found '${folder.guest}'`);
        const before = options.folders.slice(0, index).find(({ guest }) => guest === folder.guest);
        if (before)
            fail(2, `--dir: expected different places, found '${before.host}' and '${folder.host}' both at '${folder.guest}'`);
    });
}

export function parse(commandLine) {
    const options = { run: false, folders: [], environment: [], arguments: [] }, words = [...commandLine];
    parseOptions(options, words);
    if (options.command === undefined && words[0] === 'run') {
        options.run = true;
        words.shift();
        parseOptions(options, words);
    }
    if (options.help || options.version)
        return options;
    if (options.command === undefined && words.length > 0)
        options.file = words.shift();
    if (options.run && options.file === undefined)
        fail(2, 'run: expected a program; see vibee run --help');
    options.arguments = words;
    placeFolders(options);
    return options;
}
