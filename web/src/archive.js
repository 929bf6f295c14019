/* A folder as an archive (ustar) and back. Items: {path, type: 'file' | 'directory' | 'link', bytes, target}. */
const BLOCK = 512;
const encoder = new TextEncoder(), decoder = new TextDecoder();
const types = { file: '0', link: '2', directory: '5' };

/* The name and prefix fields of a path; null when it does not fit. */
function split(path) {
    const bytes = encoder.encode(path);
    if (bytes.length <= 100)
        return [bytes, new Uint8Array()];
    for (let at = 0; at <= 155 && at < bytes.length; at++)
        if (bytes[at] === 0x2f && bytes.length - at - 1 <= 100)
            return [bytes.subarray(at + 1), bytes.subarray(0, at)];
    return null;
}

function header({ path, type, bytes, target }, time) {
    const fields = split(type === 'directory' ? `${path}/` : path);
    if (!fields)
        throw new Error(`${path}: expected a path that an archive can hold`);
    const block = new Uint8Array(BLOCK);
    const text = (at, value) => block.set(encoder.encode(value), at);
    const octal = (at, digits, value) => text(at, value.toString(8).padStart(digits, '0'));
    block.set(fields[0], 0);
    octal(100, 7, type === 'directory' ? 0o755 : 0o644);
    octal(108, 7, 0);
    octal(116, 7, 0);
    octal(124, 11, bytes?.length ?? 0);
    octal(136, 11, time);
    text(148, ' '.repeat(8));
    text(156, types[type]);
    block.set(encoder.encode(target ?? '').subarray(0, 100), 157);
    text(257, 'ustar\x0000');
    block.set(fields[1], 345);
    text(148, `${block.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `);
    return block;
}

export function pack(items) {
    const parts = [], time = Math.floor(Date.now() / 1000);
    for (const item of items) {
        parts.push(header(item, time));
        if (item.bytes?.length) {
            parts.push(item.bytes);
            parts.push(new Uint8Array((BLOCK - item.bytes.length % BLOCK) % BLOCK));
        }
    }
    parts.push(new Uint8Array(2 * BLOCK));
    return new Blob(parts, { type: 'application/x-tar' });
}

const field = (block, at, size) => {
    const end = block.subarray(at, at + size).indexOf(0);
    return decoder.decode(block.subarray(at, end < 0 ? at + size : at + end));
};

/* Throws when it is no archive, before anything of it has been used. */
export function unpack(bytes) {
    const items = [];
    for (let at = 0; at + BLOCK <= bytes.length;) {
        const block = bytes.subarray(at, at + BLOCK);
        if (block.every((byte) => byte === 0))
            return items;
        const size = parseInt(field(block, 124, 12), 8), sum = parseInt(field(block, 148, 8), 8);
        const found = block.reduce((all, byte, index) => all + (index >= 148 && index < 156 ? 32 : byte), 0);
        if (field(block, 257, 5) !== 'ustar' || sum !== found || !(size >= 0) || at + BLOCK + size > bytes.length)
            throw new Error('expected an archive (ustar), found something else or a damaged one');
        const prefix = field(block, 345, 155), name = field(block, 0, 100);
        const path = (prefix ? `${prefix}/${name}` : name).replace(/^\.?\/+|\/+$/g, '');
        const type = Object.keys(types).find((key) => types[key] === String.fromCharCode(block[156] || 0x30));
        if (path && type && !path.split('/').includes('..'))
            items.push({ path, type, target: type === 'link' ? field(block, 157, 100) : null,
                         bytes: type === 'file' ? bytes.slice(at + BLOCK, at + BLOCK + size) : null });
        at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    }
    throw new Error('expected a whole archive, found one without its end');
}
