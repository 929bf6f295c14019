#!/usr/bin/python3
"""Refuse a WebAssembly module that imports from other modules than those named.

usage: check_imports.py MODULE.wasm [ALLOWED...]
"""
import sys


def varuint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def name(data, at):
    size, at = varuint(data, at)
    return data[at:at + size].decode(), at + size


def limits(data, at):
    flags, at = varuint(data, at)
    for _ in range(2 if flags & 1 else 1):
        _, at = varuint(data, at)
    return at


def imports(data):
    at = 8
    while at < len(data):
        section, size, at = data[at], *varuint(data, at + 1)
        if section != 2:
            at += size
            continue
        count, at = varuint(data, at)
        for _ in range(count):
            module, at = name(data, at)
            item, at = name(data, at)
            kind, at = data[at], at + 1
            if kind == 0:
                _, at = varuint(data, at)
            elif kind == 1:
                at = limits(data, at + 1)
            elif kind == 2:
                at = limits(data, at)
            elif kind == 3:
                at += 2
            else:
                _, at = varuint(data, at + 1)
            yield module, item
        return


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    allowed = sys.argv[2:]
    wrong = [f"{module}.{item}" for module, item in imports(data) if module not in allowed]
    if wrong:
        sys.exit(f"{sys.argv[1]}: expected imports from {', '.join(allowed)} only, found {', '.join(wrong)}")


main()
