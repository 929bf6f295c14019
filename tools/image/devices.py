#!/usr/bin/python3
"""Compile etc/devices.toml, which says which driver serves which device, to the table that devmgr reads.

usage: devices.py DEVICES.toml OUT [--root DIR]

The table is a vb_devmgr_table and vb_devmgr_rule records (spec/devmgr.vibee), little-endian, in the order of
the file. With --root, each driver must be a file below DIR. Everything that is wrong is reported, and then
nothing is written. OUT is written only when its contents change.
"""
import os
import pathlib
import re
import struct
import sys
import tomllib

import yaml

from ustar import write_if_changed

SPEC = pathlib.Path(__file__).resolve().parents[2] / "spec"
MATCHES = ("kind", "pci", "pci-class", "legacy")
KEYS = (*MATCHES, "driver", "class")
TYPES = {str: "a string", bool: "a boolean", int: "an integer", float: "a number", list: "an array", dict: "a table"}


class Spec:
    """Constants and layouts of spec/devmgr.vibee and spec/objects.vibee."""

    def __init__(self):
        self.types = {}
        for name in ("objects", "devmgr"):
            with open(SPEC / f"{name}.vibee", encoding="utf-8") as file:
                self.types |= yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["types"]

    def constant(self, type_, name):
        rows = self.types[type_].get("enum") or self.types[type_]["constants"]
        return next(row["value"] for row in rows if row["name"] == name)

    def fields(self, type_):
        return [(field["name"], field["type"]) for field in self.types[type_]["fields"]]

    def pack(self, type_, **values):
        out = b""
        for name, kind in self.fields(type_):
            value = values.get(name, 0)
            if kind == "u32":
                out += struct.pack("<I", value)
            else:
                out += struct.pack(f"{self.room(kind)}s", value)
        return out

    @staticmethod
    def room(kind):
        return int(re.fullmatch(r"char\[(\d+)\]", kind)[1])

    def size(self, type_):
        return len(self.pack(type_, driver=b""))


def type_of(value):
    return TYPES.get(type(value), "something else")


def words(names):
    names = list(names)
    return f"{', '.join(names[:-1])} or {names[-1]}"


class Compiler:
    def __init__(self, name, root):
        self.spec, self.name, self.root = Spec(), name, root
        self.errors, self.rules = [], {}
        bus = lambda name: self.spec.constant("vb_devmgr_bus", f"VB_DEVMGR_{name}")  # noqa: E731
        self.paravirtual, self.pci, self.legacy = bus("PARAVIRTUAL"), bus("PCI"), bus("LEGACY")
        self.kinds = {word: self.spec.constant("vb_device_kind", f"VB_DEVICE_{word.upper()}")
                      for word in ("console", "folder")}
        self.places = {word: self.spec.constant("vb_devmgr_legacy", f"VB_DEVMGR_{word.upper()}")
                       for word in ("serial", "ps2", "framebuffer")}
        self.classes = {word: self.spec.constant("vb_devmgr_class", f"VB_DEVMGR_{word.upper()}")
                        for word in ("terminal", "keyboard", "screen", "block", "entropy")}
        self.most = self.spec.constant("vb_devmgr_limits", "VB_DEVMGR_RULES_MAX")
        self.path_room = self.spec.room(dict(self.spec.fields("vb_devmgr_rule"))["driver"])

    def error(self, text):
        self.errors.append(f"{self.name}: {text}")

    def expected(self, where, what, found):
        self.error(f"{where}: expected {what}, found {found}")

    # ---- values: None after an error

    def word(self, where, known, text):
        if text not in known:
            self.expected(where, words(known), f'"{text}"')
        return known.get(text)

    def match(self, where, key, text):
        """The fields that say which devices a rule is for."""
        if key == "kind":
            return {"bus": self.paravirtual, "kind": self.word(where, self.kinds, text)}
        if key == "legacy":
            return {"bus": self.legacy, "kind": self.word(where, self.places, text)}
        if key == "pci":
            ids = re.fullmatch("([0-9a-f]{4}):([0-9a-f]{4})", text)
            if not ids:
                self.expected(where, "vvvv:dddd in hexadecimal", f'"{text}"')
                return None
            return {"bus": self.pci, "ids": int(ids[1], 16) << 16 | int(ids[2], 16)}
        if not re.fullmatch("(?:[0-9a-f]{2}){1,3}", text):
            self.expected(where, "2, 4 or 6 hexadecimal digits", f'"{text}"')
            return None
        missing = 24 - 4 * len(text)
        return {"bus": self.pci, "kind": int(text, 16) << missing, "mask": 0xffffff << missing & 0xffffff}

    def driver(self, where, text):
        path = text.encode()
        if not text.startswith("/") or len(path) >= self.path_room or b"\0" in path:
            self.expected(where, f"an absolute path of at most {self.path_room - 1} bytes", f'"{text}"')
        elif self.root is not None and not (self.root / text.lstrip("/")).is_file():
            self.expected(where, f"a program of the boot image (below {self.root})", f'no file "{text}"')
        return path

    # ---- entries

    def entry(self, number, entry):
        where = f"driver {number}"
        if not isinstance(entry, dict):
            self.expected(where, "a table", type_of(entry))
            return
        matches = [key for key in MATCHES if key in entry]
        if len(matches) != 1:
            self.expected(where, f"one of {', '.join(MATCHES)}", " and ".join(matches) or "none")
        values = {}
        for key, value in entry.items():
            if key not in KEYS:
                self.expected(where, f"one of the keys {', '.join(KEYS)}", f'"{key}"')
            elif not isinstance(value, str):
                self.expected(f"{where}: {key}", "a string", type_of(value))
            elif key == "driver":
                values["driver"] = self.driver(f"{where}: driver", value)
            elif key == "class":
                values["class"] = self.word(f"{where}: class", self.classes, value)
            else:
                values |= self.match(f"{where}: {key}", key, value) or {}
        for key in ("driver", "class"):
            if key not in entry:
                self.expected(where, f"a {key}", "none")
        self.add(number, values)

    def add(self, number, values):
        what = tuple(values.get(field) for field in ("bus", "kind", "mask", "ids"))
        if what in self.rules and None not in (what[0], values.get("class")):
            self.error(f"driver {number}: never used: driver {self.rules[what][0]} is for the same devices")
        self.rules.setdefault(what, (number, values))

    def table(self, text):
        try:
            tree = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.error(str(error))
            return b""
        for key in tree:
            if key != "driver":
                self.expected("top level", "[[driver]] only", f'"{key}"')
        entries = tree.get("driver", [])
        if not isinstance(entries, list):
            self.expected("driver", "[[driver]]", type_of(entries))
            return b""
        if len(entries) > self.most:
            self.expected("driver", f"at most {self.most}", len(entries))
        for number, entry in enumerate(entries, 1):
            self.entry(number, entry)
        if self.errors:
            return b""
        rules = [self.spec.pack("vb_devmgr_rule", **values) for _, values in self.rules.values()]
        head = self.spec.pack("vb_devmgr_table", magic=self.spec.constant("vb_devmgr_limits", "VB_DEVMGR_RULES_MAGIC"),
                              rule_size=self.spec.size("vb_devmgr_rule"), count=len(rules))
        return head + b"".join(rules)


def compile_table(text, name="etc/devices.toml", root=None):
    """The table's bytes, and the errors."""
    compiler = Compiler(name, root)
    return compiler.table(text), compiler.errors


def main():
    arguments = sys.argv[1:]
    root = None
    if len(arguments) == 4 and arguments[2] == "--root":
        root = pathlib.Path(arguments[3])
    elif len(arguments) != 2:
        sys.exit(__doc__)
    try:
        text = pathlib.Path(arguments[0]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        sys.exit(f"devices.py: {arguments[0]}: expected a TOML file, found: {error}")
    table, errors = compile_table(text, os.path.relpath(arguments[0]), root)
    if errors:
        sys.exit("\n".join(errors))
    write_if_changed(arguments[1], table)


if __name__ == "__main__":
    main()
