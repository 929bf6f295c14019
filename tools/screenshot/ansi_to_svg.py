#!/usr/bin/python3
"""Draw a captured terminal screen (text with SGR sequences on standard input) as SVG.

    tmux capture-pane -e -p | ansi_to_svg.py TITLE >session.svg
"""
import html
import re
import sys

COLOURS = ["#1d1f21", "#cc6666", "#8fae5d", "#de935f", "#81a2be", "#b294bb", "#8abeb7", "#c5c8c6"]
BRIGHT = ["#666666", "#d54e53", "#b9ca4a", "#e7c547", "#7aa6da", "#c397d8", "#70c0b1", "#ffffff"]
WIDTH, HEIGHT, MARGIN = 8.4, 19, 16


def runs(line, state):
    """(text, colour, bold) of a line; state carries colour and weight to the next one."""
    colour, bold = state
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not part.startswith("\x1b["):
            if part:
                yield part, colour, bold
            continue
        for code in (int(c or 0) for c in part[2:-1].split(";")):
            if code == 0:
                colour, bold = COLOURS[7], False
            elif code == 1:
                bold = True
            elif 30 <= code <= 37:
                colour = (BRIGHT if bold else COLOURS)[code - 30]
            elif code == 39:
                colour = COLOURS[7]
            elif 90 <= code <= 97:
                colour = BRIGHT[code - 90]
    state[:] = colour, bold


def main():
    title = sys.argv[1] if len(sys.argv) > 1 else ""
    lines = sys.stdin.read().rstrip("\n").split("\n")
    columns = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    width, height = columns * WIDTH + 2 * MARGIN, len(lines) * HEIGHT + 2 * MARGIN + 28
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
          f'viewBox="0 0 {width:.0f} {height}" role="img" aria-label="{html.escape(title)}">')
    print(f'<rect width="100%" height="100%" rx="8" fill="{COLOURS[0]}"/>')
    for i, colour in enumerate(("#ff5f56", "#ffbd2e", "#27c93f")):
        print(f'<circle cx="{20 + 18 * i}" cy="16" r="5.5" fill="{colour}"/>')
    print(f'<text x="{width / 2:.0f}" y="20" fill="#888" font-size="13" text-anchor="middle" '
          f'font-family="sans-serif">{html.escape(title)}</text>')
    print('<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" '
          'xml:space="preserve">')
    state = [COLOURS[7], False]
    for row, line in enumerate(lines):
        column, y = 0, 28 + MARGIN + row * HEIGHT + 14
        for text, colour, bold in runs(line, state):
            weight = ' font-weight="bold"' if bold else ""
            print(f'<text x="{MARGIN + column * WIDTH:.1f}" y="{y}" fill="{colour}"{weight} '
                  f'textLength="{len(text) * WIDTH:.1f}">{html.escape(text)}</text>')
            column += len(text)
    print("</g>\n</svg>")


if __name__ == "__main__":
    main()
