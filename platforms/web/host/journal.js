/*
 * The format of what a store keeps: records one behind the other, each
 *
 *   u32 size of the rest   u32 CRC-32 of the rest   u32 size of the JSON   JSON   bytes
 *
 * little-endian. A record that was cut off, or whose checksum is wrong, ends the journal: what was written when the
 * machine stopped.
 */
const HEAD = 12;

const table = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++)
        n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
});

export function crc32(bytes) {
    let crc = 0xffffffff;
    for (let i = 0; i < bytes.length; i++)
        crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
}

/* A change and its bytes as a record. */
export function encodeRecord(change, data = new Uint8Array()) {
    const json = new TextEncoder().encode(JSON.stringify(change));
    const record = new Uint8Array(HEAD + json.length + data.length);
    const view = new DataView(record.buffer);
    record.set(json, HEAD);
    record.set(data, HEAD + json.length);
    view.setUint32(0, record.length - 8, true);
    view.setUint32(8, json.length, true);
    view.setUint32(4, crc32(record.subarray(8)), true);
    return record;
}

function decodeOne(bytes, at) {
    if (bytes.length - at < HEAD)
        return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset + at);
    const size = view.getUint32(0, true), json = view.getUint32(8, true);
    if (size < 4 || size > bytes.length - at - 8 || json > size - 4)
        return null;
    const rest = bytes.subarray(at + 8, at + 8 + size);
    if (crc32(rest) !== view.getUint32(4, true))
        return null;
    try {
        return { change: JSON.parse(new TextDecoder().decode(rest.subarray(4, 4 + json))), data: rest.slice(4 + json), size: size + 8 };
    } catch {
        return null;
    }
}

/* Hand each record to apply(change, data). The bytes that were good; the rest, if any, is the damaged end. */
export function replay(bytes, apply) {
    let at = 0;
    for (let record; (record = decodeOne(bytes, at)); at += record.size)
        apply(record.change, record.data);
    return at;
}
