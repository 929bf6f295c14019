/* What folders answer, as bytes: struct vb_file_stat, and the records of a listing (spec/device.vibee). */
import {
    VB_ERR_TOO_BIG, VB_STAT_EXECUTABLE, VB_STAT_READ_ONLY, VB_STAT_SEEKABLE, VB_TYPE_REGULAR,
} from './interface.gen.js';

export const STAT_SIZE = 64;
const ENTRY_SIZE = 24;

/* Sizes, numbers and times (nanoseconds) are numbers, BigInts or decimal texts. */
export function encodeStat({ id, device, type, size, links, accessed, modified, changed, readOnly, executable }) {
    const out = new DataView(new ArrayBuffer(STAT_SIZE));
    const regular = type === VB_TYPE_REGULAR;
    out.setUint32(0, type, true);
    out.setUint32(4, (readOnly ? VB_STAT_READ_ONLY : 0) | (regular ? VB_STAT_SEEKABLE : 0) |
                     (regular && executable ? VB_STAT_EXECUTABLE : 0), true);
    [id, device, size, links, accessed, modified, changed].forEach(
        (value, index) => out.setBigInt64(8 + 8 * index, BigInt.asIntN(64, BigInt(value)), true));
    return new Uint8Array(out.buffer);
}

function encodeEntry({ name, id, type }, next) {
    const out = new Uint8Array(ENTRY_SIZE + Math.ceil(name.length / 8) * 8);
    const view = new DataView(out.buffer);
    view.setBigUint64(0, BigInt(next), true);
    view.setBigUint64(8, BigInt.asUintN(64, BigInt(id)), true);
    view.setUint32(16, type, true);
    view.setUint32(20, name.length, true);
    out.set(name, ENTRY_SIZE);
    return out;
}

/* As many of the entries ({name: bytes, id, type}) from request.offset on as there is room for; 0 at the end. */
export function encodeList(entries, { offset, outputSize }) {
    const out = new Uint8Array(outputSize);
    let size = 0;
    for (let i = Number(offset); i < entries.length; i++) {
        const record = encodeEntry(entries[i], i + 1);
        if (size + record.length > outputSize)
            break;
        out.set(record, size);
        size += record.length;
    }
    if (size === 0)
        return offset < BigInt(entries.length) ? VB_ERR_TOO_BIG : 0;
    return out.subarray(0, size);
}
