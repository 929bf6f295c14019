// The file protocol (spec/file.vibee) over a tree in memory: as little of it as the shim's tests need.
import { readSync, writeSync } from "node:fs";

export const status = {
  INVALID: -1, BAD_HANDLE: -2, ACCESS: -4, FAULT: -5, NOT_FOUND: -9, EXISTS: -10, TOO_BIG: -18,
  NOT_SUPPORTED: -19, NOT_DIRECTORY: -25, IS_DIRECTORY: -26, NOT_EMPTY: -27, LOOP: -30, NOT_SEEKABLE: -35,
};
const OPEN = { READ: 1, WRITE: 2, CREATE: 4, EXCLUSIVE: 8, TRUNCATE: 16, APPEND: 32, DIRECTORY: 64, NO_FOLLOW: 128 };
const TYPE = { directory: 3, file: 4, stream: 6, link: 7 };
const CURRENT = 0xffffffffffffffffn;

class Failure { constructor(id) { this.id = id; } }
const fail = (name) => { throw new Failure(status[name]); };

export class FileSystem {
  #inodes = 1n;
  #handles = new Map();
  #next = 100;
  root = this.#node("directory", { children: new Map() });

  #node(kind, more) { return { kind, inode: this.#inodes++, time: BigInt(Date.now()) * 1000000n, ...more }; }
  stream(fd) { return this.#node("stream", { fd }); }
  open(node, flags = 3) { this.#handles.set(++this.#next, { node, flags, offset: 0 }); return this.#next; }
  close(handle) { return this.#handles.delete(handle) ? 0 : status.BAD_HANDLE; }
  duplicate(handle) { this.#handles.set(++this.#next, this.#handles.get(handle)); return this.#next; }

  makeDirectories(path) {
    let at = this.root;
    for (const name of path.split("/").filter(Boolean)) {
      if (!at.children.has(name)) at.children.set(name, this.#node("directory", { children: new Map() }));
      at = at.children.get(name);
    }
    return at;
  }
  put(path, data) {
    const parts = path.split("/"), name = parts.pop();
    this.makeDirectories(parts.join("/")).children.set(name, this.#node("file", { data, size: data.length }));
  }

  // The directory and name that a path ends in, and what is there.
  #walk(from, path, follow, depth = 0) {
    if (depth > 20) fail("LOOP");
    let at = [from];
    const parts = path.split("/").filter((part) => part && part !== ".");
    for (let i = 0; i < parts.length; i++) {
      const here = at[at.length - 1];
      if (here.kind !== "directory") fail("NOT_DIRECTORY");
      if (parts[i] === "..") { if (at.length > 1) at.pop(); continue; }
      const found = here.children.get(parts[i]), last = i === parts.length - 1;
      if (found?.kind === "link" && (!last || follow)) {
        const rest = [found.target, ...parts.slice(i + 1)].join("/");
        return this.#walk(found.target.startsWith("/") ? this.root : here, rest, follow, depth + 1);
      }
      if (last) return { parent: here, name: parts[i], node: found };
      if (!found) fail("NOT_FOUND");
      at.push(found);
    }
    return { parent: null, name: ".", node: at[at.length - 1] };
  }
  #existing(from, path, follow = true) { return this.#walk(from, path, follow).node ?? fail("NOT_FOUND"); }
  #fresh(from, path) {
    const place = this.#walk(from, path, false);
    if (place.node) fail("EXISTS");
    return place;
  }

  #stat(node) {
    const data = Buffer.alloc(64);
    data.writeUInt32LE(TYPE[node.kind], 0);
    data.writeBigUInt64LE(node.inode, 8);
    data.writeBigUInt64LE(1n, 16);
    data.writeBigUInt64LE(BigInt(node.size ?? 0), 24);
    data.writeBigUInt64LE(1n, 32);
    for (const at of [40, 48, 56]) data.writeBigInt64LE(node.time, at);
    return data;
  }
  #resize(node, size) {
    if (size > node.data.length) node.data = Buffer.concat([node.data], Math.max(size, node.data.length * 2));
    if (size < node.size) node.data.fill(0, size, node.size);
    node.size = size;
  }

  #open(from, path, flags) {
    const place = this.#walk(from, path, !(flags & OPEN.NO_FOLLOW));
    let node = place.node;
    if (!node && !(flags & OPEN.CREATE)) fail("NOT_FOUND");
    if (node && flags & OPEN.CREATE && flags & OPEN.EXCLUSIVE) fail("EXISTS");
    if (!node) place.parent.children.set(place.name, node = this.#node("file", { data: Buffer.alloc(0), size: 0 }));
    if (node.kind === "link") fail("LOOP");
    if (flags & OPEN.DIRECTORY && node.kind !== "directory") fail("NOT_DIRECTORY");
    if (flags & OPEN.WRITE && node.kind === "directory") fail("IS_DIRECTORY");
    if (flags & OPEN.TRUNCATE) this.#resize(node, 0);
    return { id: 0, data: this.#stat(node), handles: [this.open(node, flags)] };
  }

  #read(open, r, window) {
    const { node } = open;
    if (node.kind === "stream") return { id: readSync(node.fd, window) };
    if (node.kind !== "file") fail("IS_DIRECTORY");
    const at = r.offset === CURRENT ? open.offset : Number(r.offset);
    const count = at < node.size ? node.data.copy(window, 0, at, Math.min(node.size, at + window.length)) : 0;
    if (r.offset === CURRENT) open.offset += count;
    return { id: count };
  }
  #write(open, r, window) {
    const { node } = open;
    if (node.kind === "stream") return { id: writeSync(node.fd, window) };
    if (node.kind !== "file") fail("IS_DIRECTORY");
    if (!(open.flags & OPEN.WRITE)) fail("ACCESS");
    const at = open.flags & OPEN.APPEND ? node.size : r.offset === CURRENT ? open.offset : Number(r.offset);
    if (at + window.length > node.size) this.#resize(node, at + window.length);
    window.copy(node.data, at);
    if (r.offset === CURRENT) open.offset = at + window.length;
    return { id: window.length };
  }
  #seek(open, r) {
    if (open.node.kind !== "file") fail("NOT_SEEKABLE");
    const base = [0, open.offset, open.node.size][r.argument];
    const at = base + Number(BigInt.asIntN(64, r.offset));
    if (at < 0) fail("INVALID");
    return { id: open.offset = at };
  }
  #list(open, r, window) {
    if (open.node.kind !== "directory") fail("NOT_DIRECTORY");
    const entries = [...open.node.children];
    let used = 0;
    for (let i = Number(r.offset); i < entries.length; i++) {
      const name = Buffer.from(entries[i][0]), size = (24 + name.length + 7) & ~7;
      if (used + size > window.length) break;
      window.writeBigUInt64LE(BigInt(i + 1), used);
      window.writeBigUInt64LE(entries[i][1].inode, used + 8);
      window.writeUInt32LE(TYPE[entries[i][1].kind], used + 16);
      window.writeUInt32LE(name.length, used + 20);
      name.copy(window, used + 24);
      used += size;
    }
    return { id: used };
  }
  #remove(from, path, directory) {
    const { parent, name, node } = this.#walk(from, path, false);
    if (!node) fail("NOT_FOUND");
    if (directory && node.kind !== "directory") fail("NOT_DIRECTORY");
    if (!directory && node.kind === "directory") fail("IS_DIRECTORY");
    if (directory && node.children.size) fail("NOT_EMPTY");
    parent.children.delete(name);
    return { id: 0 };
  }
  #rename(from, text, keep) {
    const [old, fresh] = text.split("\0");
    const source = this.#walk(from, old, false), target = this.#walk(from, fresh, false);
    if (!source.node) fail("NOT_FOUND");
    if (keep && target.node) fail("EXISTS");
    target.parent.children.set(target.name, source.node);
    if (!keep) source.parent.children.delete(source.name);
    return { id: 0 };
  }

  #operation(open, id, r, text, window) {
    const here = open.node;
    switch (id) {
      case 1: return this.#open(here, text, r.flags);
      case 2: return this.#read(open, r, window);
      case 3: return this.#write(open, r, window);
      case 4: return { id: 0, data: this.#stat(text ? this.#existing(here, text, !(r.flags & OPEN.NO_FOLLOW)) : here) };
      case 5: return this.#seek(open, r);
      case 6: this.#resize(here, Number(r.offset)); return { id: 0 };
      case 7: return { id: 0 };
      case 8: return this.#list(open, r, window);
      case 9: { const place = this.#fresh(here, text); place.parent.children.set(place.name, this.#node("directory", { children: new Map() })); return { id: 0 }; }
      case 10: return this.#remove(here, text, false);
      case 11: return this.#remove(here, text, true);
      case 12: return this.#rename(here, text, false);
      case 13: return this.#rename(here, text, true);
      case 14: { const [target, path] = text.split("\0"); const place = this.#fresh(here, path); place.parent.children.set(place.name, this.#node("link", { target })); return { id: 0 }; }
      case 15: { const node = this.#existing(here, text, false); return node.kind === "link" ? { id: 0, data: Buffer.from(node.target) } : { id: status.INVALID }; }
      case 16: { const node = text ? this.#existing(here, text) : here; if (r.size !== CURRENT) node.time = r.size; return { id: 0 }; }
      case 20: open.flags = (open.flags & ~OPEN.APPEND) | (r.flags & OPEN.APPEND); return { id: 0 };
      default: return { id: status.NOT_SUPPORTED };
    }
  }

  call(handle, id, data, window) {
    const open = this.#handles.get(handle);
    if (!open) return { id: status.BAD_HANDLE };
    const r = { flags: data.readUInt32LE(0), argument: data.readUInt32LE(4), offset: data.readBigUInt64LE(8), size: data.readBigUInt64LE(16) };
    const text = data.subarray(24).toString();
    // Open and stat may name two places.
    const places = id === 1 || id === 4 ? text.split("\0") : [text];
    for (const place of places) {
      try {
        return this.#operation(open, id, r, place, window ?? Buffer.alloc(0));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const elsewhere = error.id === status.NOT_FOUND || error.id === status.NOT_DIRECTORY;
        if (!elsewhere || place === places[places.length - 1]) return { id: error.id };
      }
    }
  }
}
