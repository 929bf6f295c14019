/*
 * Names and paths as a host has them. On Windows the separator is another one, a colon stands behind the letter of a
 * drive, and some names mean something else than a file. Everything takes the platform, so that tests can ask for one
 * that they do not run on.
 */
import { posix, win32 } from 'node:path';

const WINDOWS = 'win32';
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(\.|$)/i;
const SPECIAL = /[\\:*?"<>|\x01-\x1f]|[ .]$/;

export const pathsOf = (platform = process.platform) => (platform === WINDOWS ? win32 : posix);

/* Whether a name of the guest is one of a file on this host: no way out, no stream of a file, no device. */
export const isFileName = (name, platform = process.platform) => (
    platform !== WINDOWS || (!SPECIAL.test(name) && !DEVICE.test(name)));

/* Where the guest's part of HOST:GUEST begins: the last colon, unless it is that of a drive; -1: there is none. */
export function guestColon(text, platform = process.platform) {
    const colon = text.lastIndexOf(':');
    const drive = platform === WINDOWS && /^(\\\\\?\\)?[a-z]:/i.exec(text);
    return drive && colon === drive[0].length - 1 ? -1 : colon;
}

/* A path of the host as programs read it: their separator is the slash. */
export const asGuestPath = (path, platform = process.platform) => (
    platform === WINDOWS ? path.replaceAll('\\', '/') : path);

/* The last part, as the name of what is mounted or run. */
export const nameOf = (path, platform = process.platform) => pathsOf(platform).basename(path);
