// convert.mjs WABT ROOT FOLDER
//
// The scripts of the WebAssembly suite under ROOT, for instance ROOT/a/b.wast, as FOLDER/a-b/script.json
// and its .wasm files, in the form of wabt's wast2json. The commands are read here; WABT, the npm package's folder, turns the text of
// each module into a binary. It knows newer syntax than Debian's wast2json. A module that it cannot
// read becomes a file "" with the reason.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {spawnSync} from 'node:child_process';
import {createRequire} from 'node:module';
import {readScript} from './sexpr.mjs';

const FEATURES = {
    exceptions: true, memory64: true, multi_memory: true, relaxed_simd: true, tail_call: true,
    extended_const: true, threads: true, function_references: true, simd: true,
    annotations: true, custom_page_sizes: false,
};

const head = (list) => list.items && list.items[0] ? list.items[0].word : undefined;

class Script {
    constructor(wabt, program, text) {
        this.wabt = wabt;
        this.program = program;
        this.text = text;
        this.commands = [];
        this.files = [];
        this.floats = new Map(); // "f32 1.5" to its bits, decimal
        this.lineStarts = [0];
        for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1))
            this.lineStarts.push(i + 1);
    }

    line(item) {
        let low = 0, high = this.lineStarts.length;
        while (high - low > 1) {
            const middle = (low + high) >> 1;
            if (this.lineStarts[middle] <= item.start) low = middle;
            else high = middle;
        }
        return low + 1;
    }

    // The library leaves the memory index out of data segments; the package's program does not.
    binaryByProgram(text) {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spec-'));
        const source = path.join(folder, 'module.wat'), target = path.join(folder, 'module.wasm');
        try {
            fs.writeFileSync(source, text);
            const run = spawnSync(process.execPath, [this.program, '--no-check', '--enable-all', source, '-o', target]);
            if (run.status !== 0) throw new Error(run.stderr.toString());
            return fs.readFileSync(target);
        } finally {
            fs.rmSync(folder, {recursive: true});
        }
    }

    binaryOf(text) {
        if (/\(ref\s/.test(text)) throw new Error('typed function references, which the converter cannot write');
        if (/\(memory\s[^]*\(memory\s/.test(text) && /\(data\b/.test(text)) return this.binaryByProgram(text);
        const module = this.wabt.parseWat('module.wat', text, FEATURES);
        try {
            module.resolveNames();
            return Buffer.from(module.toBinary({write_debug_names: false}).buffer);
        } finally {
            module.destroy();
        }
    }

    file(bytes) {
        this.files.push(bytes);
        return `module.${this.files.length - 1}.wasm`;
    }

    // What a module is in a command: {name, filename, module_type, reason}.
    module(list) {
        const out = {};
        let items = list.items.slice(1);
        if (items[0] && (items[0].word === 'definition' || items[0].word === 'instance')) items.shift();
        if (items[0] && items[0].word && items[0].word[0] === '$') out.name = items.shift().word;
        const form = items[0] ? items[0].word : undefined;
        const strings = () => Buffer.concat(items.slice(1).map((item) => item.string));
        if (form === 'binary')
            return {...out, module_type: 'binary', filename: this.file(strings())};
        let text = this.text.slice(list.start, list.end);
        if (form === 'quote') text = `(module ${strings().toString('latin1')})`;
        else text = text.replace(/^\(module\s+definition\b/, '(module');
        try {
            return {...out, module_type: 'binary', quoted: form === 'quote', filename: this.file(this.binaryOf(text))};
        } catch (error) {
            const reason = String(error.message).split('\n').slice(0, 2).join(' ').slice(0, 160);
            return {...out, module_type: 'binary', quoted: form === 'quote', filename: '', reason};
        }
    }

    integer(text, bits) {
        const clean = text.replaceAll('_', '').replace(/^\+/, '');
        const value = clean[0] === '-' ? -BigInt(clean.slice(1)) : BigInt(clean);
        return BigInt.asUintN(bits, value).toString();
    }

    // The floats of all commands, converted as wabt converts them in modules: in one, which ends with
    // them and the function's `end`.
    collectFloats(lists) {
        const note = (type, items) => items.forEach((item) => {
            if (item.word && !/^nan:[ac]/.test(item.word)) this.floats.set(`${type} ${item.word}`, null);
        });
        for (const list of lists) {
            const kind = head(list), constant = /^(f32|f64)\.const$/.exec(kind);
            const lanes = kind === 'v128.const' ? /^(f32|f64)x/.exec(list.items[1].word) : null;
            if (constant) note(constant[1], list.items.slice(1, 2));
            else if (lanes) note(lanes[1], list.items.slice(2));
            else if (kind !== 'module') this.collectFloats(list.items.filter((item) => item.items));
        }
    }

    convertFloats() {
        const keys = [...this.floats.keys()];
        const code = keys.map((key) => `${key.slice(0, 3)}.const ${key.slice(4)} drop`).join('\n');
        const binary = this.binaryOf(`(module (func ${code}))`);
        let at = binary.length - 1;
        for (const key of keys.reverse()) {
            const single = key.startsWith('f32');
            at -= single ? 5 : 9;
            this.floats.set(key, String(single ? binary.readUInt32LE(at) : binary.readBigUInt64LE(at)));
            at -= 1; // the instruction
        }
    }

    number(type, text) {
        if (text === 'nan:canonical' || text === 'nan:arithmetic') return text;
        return type[0] === 'f' ? this.floats.get(`${type} ${text}`) : this.integer(text, Number(type.slice(1)));
    }

    vector(items) {
        const shape = items[0].word, [lane, count] = shape.split('x');
        return {type: 'v128', lane_type: lane, value: items.slice(1, 1 + Number(count)).map((item) =>
            this.number(lane, item.word))};
    }

    value(list) {
        const kind = head(list), rest = list.items.slice(1);
        if (kind === 'either') return {type: 'either', values: rest.map((item) => this.value(item))};
        if (kind === 'v128.const') return this.vector(rest);
        const constant = /^([if](?:32|64))\.const$/.exec(kind);
        if (constant) return {type: constant[1], value: this.number(constant[1], rest[0].word)};
        if (kind === 'ref.null') {
            const heap = rest[0] ? rest[0].word : 'any';
            return {type: {func: 'funcref', extern: 'externref', exn: 'exnref'}[heap] || `${heap}ref`, value: 'null'};
        }
        if (kind === 'ref.extern') return rest[0] ? {type: 'externref', value: rest[0].word} : {type: 'externref'};
        return {type: kind.replace(/^ref\./, '') + 'ref'};
    }

    action(list) {
        const items = list.items.slice(1), out = {type: head(list)};
        if (items[0].word) out.module = items.shift().word;
        out.field = items.shift().string.toString('utf8');
        if (out.type === 'invoke') out.args = items.map((item) => this.value(item));
        return out;
    }

    isAction(list) {
        return head(list) === 'invoke' || head(list) === 'get';
    }

    instance(list, line) {
        const names = list.items.slice(2).map((item) => item.word);
        const name = names.length > 1 ? names[0] : undefined, definition = names[names.length - 1];
        this.commands.push({type: 'module_instance', line, name, definition});
    }

    assertion(list, line) {
        const [, subject, ...rest] = list.items;
        let type = head(list);
        const last = rest[rest.length - 1];
        const text = last && last.string ? last.string.toString('utf8') : undefined;
        if (this.isAction(subject)) {
            const command = {type, line, action: this.action(subject), text};
            if (type === 'assert_return') command.expected = rest.map((item) => this.value(item));
            this.commands.push(command);
            return;
        }
        const form = subject.items.slice(1).map((item) => item.word).find((word) => word && word[0] !== '$');
        if (type.startsWith('assert_malformed') && form !== 'binary') {
            this.commands.push({type, line, module_type: 'text', text});
            return;
        }
        const module = this.module(subject);
        if (type === 'assert_invalid' && /invalid int/.test(module.reason)) { // no binary says that
            this.commands.push({type, line, module_type: 'text', text});
            return;
        }
        if (type === 'assert_trap' || type === 'assert_exception') type = 'assert_uninstantiable';
        this.commands.push({type: type.replace(/_custom$/, ''), line, ...module, text});
    }

    command(list) {
        const line = this.line(list), kind = head(list);
        if (kind === 'module' && list.items[1] && list.items[1].word === 'instance')
            this.instance(list, line);
        else if (kind === 'module')
            this.commands.push({type: list.items[1] && list.items[1].word === 'definition' ? 'module_definition' : 'module',
                                line, ...this.module(list)});
        else if (kind === 'register')
            this.commands.push({type: 'register', line, as: list.items[1].string.toString('utf8'),
                                name: list.items[2] ? list.items[2].word : undefined});
        else if (this.isAction(list))
            this.commands.push({type: 'action', line, action: this.action(list)});
        else
            this.assertion(list, line);
    }

    convert() {
        const lists = readScript(this.text).filter((item) => item.items);
        const commands = /^(module|register|invoke|get|assert_.*)$/;
        if (lists.length > 0 && !lists.some((list) => commands.test(head(list)))) { // fields of one module
            this.commands.push({type: 'module', line: this.line(lists[0]), module_type: 'binary',
                                filename: this.file(this.binaryOf(`(module ${this.text})`))});
        } else {
            this.collectFloats(lists);
            this.convertFloats();
            lists.forEach((list) => this.command(list));
        }
    }
}

const [, , package_, root, folder] = process.argv;
const sources = fs.readdirSync(root, {recursive: true}).filter((name) => name.endsWith('.wast')).sort();
const wabt = await createRequire(import.meta.url)(path.resolve(package_, 'index.js'))();
for (const source of sources) {
    const stem = source.slice(0, -'.wast'.length).replaceAll(path.sep, '-'), target = path.join(folder, stem);
    const script = new Script(wabt, path.resolve(package_, 'bin', 'wat2wasm'), fs.readFileSync(path.join(root, source), 'utf8'));
    try {
        script.convert();
    } catch (error) {
        console.error(`${source}: ${error.message}`);
        process.exitCode = 1;
        continue;
    }
    fs.mkdirSync(target, {recursive: true});
    script.files.forEach((bytes, i) => fs.writeFileSync(path.join(target, `module.${i}.wasm`), bytes));
    fs.writeFileSync(path.join(target, 'script.json'),
                     JSON.stringify({source_filename: `${stem}.wast`, commands: script.commands}));
}
