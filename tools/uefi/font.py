#!/usr/bin/python3
"""Glyphs of ' ' to '~' from a console font of Debian's, as C (platforms/uefi/common/screen.c).

usage: font.py OUT FONT.psf.gz

A PSF font says which characters a glyph is for in a table behind the glyphs.
"""
import gzip
import struct
import sys


def psf1(data):
    mode, height = data[2], data[3]
    count = 512 if mode & 1 else 256
    end = 4 + count * height
    table, glyph = {}, 0
    for at in range(end, len(data) - 1, 2):
        code, = struct.unpack_from("<H", data, at)
        if code == 0xffff:
            glyph += 1
        elif code != 0xfffe:
            table.setdefault(code, glyph)
    return height, {code: data[4 + glyph * height:4 + (glyph + 1) * height] for code, glyph in table.items()}


def psf2(data):
    _, _, start, _, count, size, height, width = struct.unpack_from("<8I", data)
    if width != 8:
        sys.exit(f"font.py: expected a font 8 pixels wide, found {width}")
    table, at = {}, start + count * size
    for glyph in range(count):
        end = data.index(b"\xff", at)
        for character in data[at:end].split(b"\xfe")[0].decode("utf-8"):
            table.setdefault(ord(character), glyph)
        at = end + 1
    return height, {code: data[start + glyph * size:start + (glyph + 1) * size] for code, glyph in table.items()}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with gzip.open(sys.argv[2]) as file:
        data = file.read()
    if data[:2] == b"\x36\x04":
        height, glyphs = psf1(data)
    elif data[:4] == b"\x72\xb5\x4a\x86":
        height, glyphs = psf2(data)
    else:
        sys.exit(f"font.py: {sys.argv[2]}: expected a PSF font, found something else")
    rows = ["    " + ", ".join(f"0x{byte:02x}" for byte in glyphs[code]) + f", /* {code} */"
            for code in range(32, 127)]
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write("#include <stdint.h>\nextern const uint8_t font_height, font_rows[];\n"
                  f"const uint8_t font_height = {height};\nconst uint8_t font_rows[] = {{\n"
                  + "\n".join(rows) + "\n};\n")


main()
