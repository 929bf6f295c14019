#!/usr/bin/python3
"""Make the framebuffer console's font from two bitmap fonts of X (PCF, as Debian packages them).

    pcf_to_c.py REGULAR.pcf.gz BOLD.pcf.gz OUTPUT.c

Both have cells of 8 x 16. The output defines the tables of services/drivers/fbcon/font.h: runs of
characters, and 16 bytes for each glyph, a row each, the leftmost pixel in the highest bit. A character
that only the regular font has is used for bold too.
"""
import gzip
import struct
import sys

WIDTH, HEIGHT = 8, 16
METRICS, BITMAPS, ENCODINGS = 1 << 2, 1 << 3, 1 << 5
COMPRESSED_METRICS = 0x100


class Table:
    """One table of a PCF file; numbers are in the byte order that its format says."""

    def __init__(self, data, offset):
        self.data, self.at = data, offset + 4
        self.format = struct.unpack_from("<I", data, offset)[0]
        self.order = ">" if self.format & 4 else "<"

    def numbers(self, kind, count):
        values = struct.unpack_from(f"{self.order}{count}{kind}", self.data, self.at)
        self.at += struct.calcsize(f"{count}{kind}")
        return values


def tables(data):
    if data[:4] != b"\1fcp":
        raise ValueError("expected a PCF file")
    count = struct.unpack_from("<I", data, 4)[0]
    rows = (struct.unpack_from("<4I", data, 8 + 16 * i) for i in range(count))
    return {kind: Table(data, offset) for kind, _, _, offset in rows}


def metrics(table):
    """For each glyph: left bearing, right bearing, width, ascent, descent."""
    if table.format & COMPRESSED_METRICS:
        (count,) = table.numbers("H", 1)
        return [tuple(value - 0x80 for value in table.numbers("B", 5)) for _ in range(count)]
    (count,) = table.numbers("I", 1)
    return [table.numbers("h", 6)[:5] for _ in range(count)]


def bitmaps(table):
    """A function from (glyph, row) to the row's bytes as an integer list."""
    (count,) = table.numbers("I", 1)
    offsets = table.numbers("I", count)
    table.numbers("I", 4)
    bits, padding = table.data[table.at:], 1 << (table.format & 3)
    if not table.format & 8:
        raise ValueError("expected the highest bit to be the leftmost pixel")
    return lambda glyph, row: bits[offsets[glyph] + row * padding]


def encodings(table):
    first_low, last_low, first_high, last_high, _ = table.numbers("H", 5)
    for high in range(first_high, last_high + 1):
        for low in range(first_low, last_low + 1):
            (glyph,) = table.numbers("H", 1)
            if glyph != 0xffff:
                yield high << 8 | low, glyph


def read(path):
    """Character: 16 rows of 8 pixels."""
    with gzip.open(path) as file:
        found = tables(file.read())
    sizes, row_of = metrics(found[METRICS]), bitmaps(found[BITMAPS])
    font = {}
    for code, glyph in encodings(found[ENCODINGS]):
        left, right, _, ascent, descent = sizes[glyph]
        top = 12 - ascent  # the fonts' own baseline
        rows = [0] * HEIGHT
        for row in range(ascent + descent):
            if 0 <= top + row < HEIGHT and right - left <= WIDTH:
                rows[top + row] = row_of(glyph, row) >> max(left, 0) & 0xff
        font[code] = rows
    return font


def runs(codes):
    """[(first, count)] of the sorted codes."""
    result = []
    for code in codes:
        if result and sum(result[-1]) == code:
            result[-1] = (result[-1][0], result[-1][1] + 1)
        else:
            result.append((code, 1))
    return result


def glyph_table(name, font):
    yield f"const unsigned char {name}[][{HEIGHT}] = {{"
    for code, rows in font:
        yield f"    {{{', '.join(map(hex, rows))}}}, /* U+{code:04X} */"
    yield "};"


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    regular, bold = read(sys.argv[1]), read(sys.argv[2])
    codes = sorted(code for code in regular if code >= 0x20)
    lines = ["/* Made by tools/font/pcf_to_c.py. Not to be committed. */", '#include "font.h"', "",
             "const struct font_run font_runs[] = {"]
    index = 0
    for first, count in runs(codes):
        lines.append(f"    {{0x{first:04x}, {count}, {index}}},")
        index += count
    lines += ["};", "const unsigned font_run_count = sizeof font_runs / sizeof font_runs[0];", ""]
    lines += glyph_table("font_regular", [(code, regular[code]) for code in codes])
    lines += glyph_table("font_bold", [(code, bold.get(code, regular[code])) for code in codes])
    with open(sys.argv[3], "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
