#!/usr/bin/python3
"""Generate headers, dispatch, stubs, reference pages and tests from spec/*.vibee.

    generate.py            write every generated file
    generate.py --check    write nothing; exit 1 and name the files that are stale
"""
import argparse
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
BANNER = "/* Generated from {source} by tools/generator/generate.py. Do not edit. */\n"


def load(path):
    with open(path, encoding="utf-8") as stream:
        return yaml.safe_load(stream)


def status_header(spec):
    rows = spec["types"]["vb_status"]["enum"]
    out = [BANNER.format(source="spec/errors.vibee")]
    out.append("#ifndef VIBEE_STATUS_H\n#define VIBEE_STATUS_H\n\nenum vb_status {\n")
    out += [f"    {row['name']} = {row['value']},\n" for row in rows]
    out.append("};\n\n#define VB_STATUS_TEXTS(X) \\\n")
    out.append(" \\\n".join(f'    X({row["name"]}, "{row["text"]}")' for row in rows))
    out.append("\n\n#endif\n")
    return "".join(out)


def outputs():
    errors = load(ROOT / "spec/errors.vibee")
    return {"spec/include/vibee/status.h": status_header(errors)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = []
    for name, text in outputs().items():
        path = ROOT / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if options.check and stale:
        sys.exit("stale generated files (run ./x generate): " + ", ".join(stale))


if __name__ == "__main__":
    main()
