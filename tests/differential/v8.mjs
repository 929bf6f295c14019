// v8.mjs file.wasm: what run.c does, by V8. Types of functions are read from the binary, because
// JavaScript does not tell them.
import fs from 'node:fs';

const I32 = 0x7f, I64 = 0x7e, F32 = 0x7d, F64 = 0x7c, V128 = 0x7b;
const bytes = fs.readFileSync(process.argv[2]);
let at = 8;

function number() {
    let result = 0, factor = 1, byte;
    do {
        byte = bytes[at++];
        result += (byte & 0x7f) * factor;
        factor *= 128;
    } while (byte & 0x80);
    return result;
}
const times = (read) => Array.from({length: number()}, read);
const name = () => { const size = number(); at += size; return bytes.toString('utf8', at - size, at); };

const types = [], imports = [], functions = [], exported = [];
while (at < bytes.length) {
    const section = bytes[at++], size = number(), end = at + size;
    if (section === 1) {
        types.push(...times(() => { at++; return [times(() => bytes[at++]), times(() => bytes[at++])]; }));
    } else if (section === 2) {
        imports.push(...times(() => ({module: name(), field: name(), kind: bytes[at++], type: types[number()]})));
        if (imports.some((item) => item.kind !== 0)) throw new Error('only functions are imported');
    } else if (section === 3) {
        functions.push(...times(() => types[number()]));
    } else if (section === 7) {
        exported.push(...times(() => ({field: name(), kind: bytes[at++], index: number()})));
    }
    at = end;
}

const view = new DataView(new ArrayBuffer(8));
function text(type, value) {
    if (type === I32) return (value >>> 0).toString(16);
    if (type === I64) return BigInt.asUintN(64, value).toString(16);
    if (type !== F32 && type !== F64) return value === null ? '0' : '1';
    if (Number.isNaN(value)) return 'nan';
    if (type === F32) { view.setFloat32(0, value); return view.getUint32(0).toString(16); }
    view.setFloat64(0, value);
    return view.getBigUint64(0).toString(16);
}
const list = (typesOf, values) => values.map((value, i) => ' ' + text(typesOf[i], value)).join('');

// A module that was stopped half-way has printed what it came to.
const print = (line) => fs.writeSync(1, line + '\n');
const host = {};
for (const {module, field, type: [params, results]} of imports) {
    (host[module] ??= {})[field] = (...values) => {
        print('log' + list(params, values));
        return results[0] === I64 ? 0n : results.length > 0 ? 0 : undefined;
    };
}

function argument(type, i, number) {
    if (type === I32) return i * 77 + number;
    if (type === I64) return BigInt(i * 1000003 + number);
    if (type === F32) return Math.fround(i + 1.5);
    return type === F64 ? i * 3.25 + 0.5 : null;
}

function call(instance, {field, kind, index}, number) {
    if (kind !== 0 || index < imports.length) return;
    const [params, results] = functions[index - imports.length];
    if (params.includes(V128) || results.includes(V128)) return;
    try {
        const value = instance.exports[field](...params.map((type, i) => argument(type, i, number)));
        const values = results.length === 0 ? [] : results.length === 1 ? [value] : [...value];
        print(field + ' =>' + list(results, values));
    } catch (error) {
        print(field + ' trap' + (error instanceof RangeError ? ' stack' : ''));
    }
}

let instance;
try {
    instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), host);
} catch (error) {
    if (error instanceof WebAssembly.CompileError) throw error;
    print('instantiate failed');
    process.exit(0);
}
exported.forEach((item, i) => call(instance, item, i));
call(instance, exported[0], 0);
