// Runs a WASI program with the shim (services/wasi) in Node, without a kernel: the few vibee calls that
// one process makes are here, over a file system in this process's memory.
//
//   node run.mjs WASI.wasm PROGRAM.wasm [--cwd /path] [--tree host-folder] [ARGUMENTS...]
import { readFileSync, readdirSync, statSync } from "node:fs";
import { FileSystem, status } from "./files.mjs";

const options = { cwd: "/", tree: null };
const rest = process.argv.slice(2);
const [shimPath, programPath] = rest.splice(0, 2);
while (rest[0]?.startsWith("--")) options[rest.shift().slice(2)] = rest.shift();

const CALLER = 1n << 63n;
const files = new FileSystem();
if (options.tree) load("", options.tree);
files.makeDirectories("home/me");
files.makeDirectories("etc");
files.put("etc/motd", Buffer.from("welcome\n"));

function load(path, host) {
  for (const name of readdirSync(host)) {
    const full = `${host}/${name}`;
    const guest = path ? `${path}/${name}` : name;
    if (statSync(full).isDirectory()) load(guest, full);
    else {
      files.makeDirectories(path);
      files.put(guest, readFileSync(full));
    }
  }
}

// The start block: see vb_start_header in spec/objects.vibee.
function startBlock(argv, env, cwd, handles) {
  const strings = [];
  const text = (list) => Buffer.from(list.map((s) => s + "\0").join(""));
  const header = 72, entry = 32;
  let at = header + handles.length * entry;
  const put = (bytes) => { const here = at; strings.push(bytes); at += bytes.length; return here; };
  const argumentsAt = put(text(argv)), environmentAt = put(text(env)), cwdAt = put(text([cwd]));
  const table = Buffer.alloc(handles.length * entry);
  handles.forEach((h, i) => {
    table.writeBigUInt64LE(BigInt(h.handle), i * entry);
    table.writeUInt32LE(h.kind, i * entry + 8);
    table.writeInt32LE(h.fd ?? -1, i * entry + 12);
    table.writeUInt32LE(h.name ? put(text([h.name])) : 0, i * entry + 16);
  });
  const head = Buffer.alloc(header);
  [0x54534256, 1, at, argv.length, argumentsAt, env.length, environmentAt, cwdAt, handles.length, header]
    .forEach((value, i) => head.writeUInt32LE(value, i * 4));
  return Buffer.concat([head, table, ...strings]);
}

const block = startBlock([programPath, ...rest], ["HOME=/home/me", "PYTHONHOME=/usr/local"], options.cwd, [
  { handle: files.open(files.stream(0)), kind: 1, fd: 0 },
  { handle: files.open(files.stream(1)), kind: 1, fd: 1 },
  { handle: files.open(files.stream(2)), kind: 1, fd: 2 },
  { handle: files.open(files.root), kind: 2, name: "/" },
]);

let program, shim;
const bytes = (signed, size) => {
  const address = BigInt.asUintN(64, BigInt(signed));
  const memory = (address & CALLER ? program : shim).exports.memory;
  const at = Number(address & ~CALLER);
  if (at + Number(size) > memory.buffer.byteLength) throw new RangeError("fault");
  return Buffer.from(memory.buffer, at, Number(size));
};

function channelCall(handle, request, reply) {
  const message = bytes(request, 64);
  const answer = bytes(reply, 64);
  const windows = [];
  for (let i = 0; i < message.readUInt32LE(56); i++) {
    const window = bytes(message.readBigUInt64LE(40) + BigInt(i * 24), 24);
    windows.push(bytes(window.readBigUInt64LE(0), window.readBigUInt64LE(8)));
  }
  const data = bytes(message.readBigUInt64LE(24), message.readUInt32LE(48));
  const result = files.call(handle, Number(message.readBigInt64LE(0)), data, windows[0]);
  answer.writeBigInt64LE(BigInt(result.id), 0);
  const payload = result.data ?? Buffer.alloc(0);
  if (payload.length > answer.readUInt32LE(48)) return status.TOO_BIG;
  payload.copy(bytes(answer.readBigUInt64LE(24), payload.length));
  answer.writeUInt32LE(payload.length, 48);
  answer.writeUInt32LE(result.handles?.length ?? 0, 52);
  result.handles?.forEach((h, i) => bytes(answer.readBigUInt64LE(32) + BigInt(8 * i), 8).writeBigUInt64LE(BigInt(h)));
  return 0;
}

class Exit { constructor(code) { this.code = code; } }
const started = process.hrtime.bigint();
const calls = {
  task_exit: (code) => { throw new Exit(code); },
  start_block: (offset, to, room) => BigInt(block.copy(bytes(to, room), 0, Number(offset))),
  caller_read: (to, from, size) => { bytes(from | CALLER, size).copy(bytes(to, size)); return 0n; },
  caller_write: (to, from, size) => { bytes(from, size).copy(bytes(to | CALLER, size)); return 0n; },
  channel_call: (handle, request, reply) => BigInt(channelCall(Number(handle), request, reply)),
  handle_close: (handle) => BigInt(files.close(Number(handle))),
  handle_duplicate: (handle) => BigInt(files.duplicate(Number(handle))),
  clock: (which) => which === 1 ? BigInt(Date.now()) * 1000000n : process.hrtime.bigint() - started,
  entropy: (to, size) => { bytes(to, size).fill(42); return 0n; },
  sleep: () => 0n,
  yield: () => 0n,
  getpid: () => 7n,
  kill: () => 0n,
  log: () => 0n,
};
// A system call with a bad address fails; it does not end the process.
const guarded = (call) => (...args) => {
  try { return call(...args); } catch (error) {
    if (error instanceof RangeError) return BigInt(status.FAULT);
    throw error;
  }
};
const vibee = new Proxy({}, {
  get: (_, name) => calls[name] ? guarded(calls[name]) : () => BigInt(status.NOT_SUPPORTED),
  has: () => true,
});

shim = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(shimPath)), { vibee });
program = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(programPath)),
  { wasi_snapshot_preview1: shim.exports, vibee_posix: shim.exports });
try {
  program.exports._start();
} catch (error) {
  if (!(error instanceof Exit)) throw error;
  process.exitCode = error.code;
}
