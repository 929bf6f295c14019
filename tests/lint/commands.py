#!/usr/bin/python3
"""Every utility has a page in docs/reference/commands that says what its --help says.

    commands.py [--write]

The text of --help stands in shell/bin/NAME.c or shell/programs/NAME.c as `usage`. NAME.md begins with "# NAME: SUMMARY" (what `help`
lists), then that text as a code block; what follows is free. --write brings title and block of every page up to
date, and index.md with them, and begins pages that are missing.
"""
import ast
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "reference" / "commands"
BY_HAND = {"true": "succeed", "false": "fail"}  # too small for options


def usage_of(path):
    found = re.search(r"static const char usage\[\] =(.*?);\n\n", path.read_text(encoding="utf-8") + "\n\n", re.S)
    if not found:
        return None
    return "".join(ast.literal_eval(text) for text in re.findall(r'"(?:[^"\\]|\\.)*"', found[1]))


def summary_of(usage):
    """The first sentence behind the synopsis."""
    text = " ".join(usage.partition("\n\n")[2].partition("\n\n")[0].split())
    text = re.sub(r" \([^)]*\)", "", text)
    sentence = re.split(r"(?<=[^. ])[.:](?: |$)", text)[0].rstrip(".")
    return sentence[0].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def head_of(name, usage):
    return f"# {name}: {summary_of(usage)}\n\n```\n{usage.strip()}\n```\n"


def split(page):
    """Title and first block; the rest."""
    found = re.match(r"# .*?\n```\n.*?\n```\n", page, re.S)
    return (found[0], page[found.end():]) if found else ("", page)


def index_of(names):
    lines = ["# Commands", "", "The utilities; what they print for `--help`, and more. `man NAME` shows a page, `help` this list.",
             "Made by `tests/lint/commands.py --write`.", "", "| command | |", "|---|---|"]
    for name in sorted(names):
        title = (PAGES / f"{name}.md").read_text(encoding="utf-8").splitlines()[0]
        lines.append(f"| [{name}]({name}.md) | {title.partition(': ')[2]} |".replace("\\|", "|"))
    return "\n".join(lines) + "\n"


def main():
    write, wrong, names = "--write" in sys.argv[1:], [], set(BY_HAND)
    PAGES.mkdir(parents=True, exist_ok=True)
    for source in sorted([*(ROOT / "shell" / "bin").glob("*.c"), *(ROOT / "shell" / "programs").glob("*.c")]):
        name, path = source.stem, PAGES / f"{source.stem}.md"
        if name in BY_HAND:
            continue
        names.add(name)
        usage = usage_of(source)
        if usage is None:
            wrong.append(f"{source.relative_to(ROOT)}: expected `static const char usage[]`, found none")
            continue
        page = path.read_text(encoding="utf-8") if path.exists() else ""
        head, rest = split(page)
        if head != head_of(name, usage):
            if write:
                path.write_text(head_of(name, usage) + rest, encoding="utf-8")
            else:
                wrong.append(f"{path.relative_to(ROOT)}: title or first block is not what {name} --help says")
    for name, summary in BY_HAND.items():
        if write and not (PAGES / f"{name}.md").exists():
            (PAGES / f"{name}.md").write_text(f"# {name}: {summary}\n\n```\nusage: {name}\n```\n", encoding="utf-8")
    wrong += [f"{path.relative_to(ROOT)}: no such utility in shell/bin and shell/programs" for path in sorted(PAGES.glob("*.md"))
              if path.stem not in names | {"index"}]
    index = PAGES / "index.md"
    if not wrong:
        wanted = index_of(names)
        if write:
            index.write_text(wanted, encoding="utf-8")
        elif not index.exists() or index.read_text(encoding="utf-8") != wanted:
            wrong.append("docs/reference/commands/index.md: not up to date")
    for line in wrong:
        print(line)
    if wrong:
        sys.exit("tests/lint/commands.py --write brings pages up to date")


if __name__ == "__main__":
    main()
