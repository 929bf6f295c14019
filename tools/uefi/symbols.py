#!/usr/bin/python3
"""The table of functions that a backtrace names, as assembly (platforms/uefi/common/symbols.c).

usage: symbols.py OUT [ELF]

Without ELF the table is empty: it is for the first link, whose functions the second link's table has.
"""
import subprocess
import sys


def functions(elf):
    """(address, name), sorted, one an address."""
    out = subprocess.run(["llvm-nm-19", "--defined-only", elf], capture_output=True, text=True, check=True)
    found, base = {}, 0
    for line in out.stdout.splitlines():
        address, kind, name = line.split()
        if name == "image_start":
            base = int(address, 16)
        elif kind in "tT":
            found.setdefault(int(address, 16), name)
    return [(address - base, name) for address, name in sorted(found.items())]


def assembly(table):
    names, offset = [], 0
    lines = ["    .section .symbols, \"a\"", "    .globl symbol_count, symbols, symbol_names", "    .balign 4",
             f"symbol_count: .long {len(table)}", "symbols:"]
    for address, name in table:
        lines.append(f"    .long {address}, {offset}")
        names.append(f"    .asciz \"{name}\"")
        offset += len(name) + 1
    return "\n".join(lines + ["symbol_names:"] + names + [""])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(assembly(functions(sys.argv[2]) if len(sys.argv) == 3 else []))


main()
