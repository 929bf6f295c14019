#!/usr/bin/env python3
"""Run the WebAssembly standard's test scripts.

One file:   run.py --runner R --wast2json W --results DIR --name NAME
            [--runner-options "..."] FILE.wast [-- OPTIONS of wast2json]
            converts the script, runs it, writes DIR/NAME.txt with the counts.
One folder: run.py --runner R --converted DIR --results DIR --name NAME [--runner-options "..."]
            runs each DIR/*/script.json that convert.mjs made, prints a table by file, and writes the
            results as above, a file each.
Summary:    run.py --results DIR --summary N
            prints the tables of all results, by file and by the kind of command, and fails unless
            there are N of them, or more, without a failure.
"""
import argparse
import collections
import pathlib
import subprocess
import sys
import tempfile

COUNTS = ("passed", "failed", "text-skipped", "refused", "superseded")
KINDS = ("passed", "failed", "refused")


def run_script(args, script, name):
    """Run one script; its output. The counts go into the file of its results."""
    result = args.results / f"{name}.txt"
    result.unlink(missing_ok=True)
    command = [*args.runner.split(), *args.runner_options.split(), script]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, errors="replace")
    lines = run.stdout.splitlines()
    if lines and lines[-1].startswith("passed "):
        kept = [line for line in lines if line.startswith("kind ")] + lines[-1:]
        result.write_text("\n".join(kept) + "\n")
    return run


def run_file(args):
    args.results.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / "script.json"
        options = [option for option in args.options if option != "--"]
        subprocess.run([args.wast2json, args.file, "-o", script, *options], check=True)
        run = run_script(args, script, args.name)
    print(run.stdout, end="")
    return run.returncode


def run_folder(args):
    args.results.mkdir(parents=True, exist_ok=True)
    failures, names = 0, []
    for script in sorted(args.converted.glob("*/script.json")):
        names.append(f"{args.name}-{script.parent.name}")
        run = run_script(args, script, names[-1])
        failures += run.returncode != 0
        for line in run.stdout.splitlines():
            if not line.startswith(("kind ", "passed ")):
                print(line)
        if run.returncode not in (0, 1):
            print(f"{script}: exit status {run.returncode}")
    if not names:
        print(f"no scripts in {args.converted}: build the target spec-convert-{args.name}")
    print_tables([args.results / f"{name}.txt" for name in names])
    return 1 if failures or not names else 0


def numbers(words):
    return dict(zip(words[0::2], map(int, words[1::2])))


def print_row(name, counts, columns):
    print(f"{name:40}" + "".join(f"{counts[column]:14}" for column in columns))


def print_tables(results):
    """By file and by kind; how many failed."""
    totals, kinds = collections.Counter(), collections.defaultdict(collections.Counter)
    print(f"{'file':40}" + "".join(f"{count:>14}" for count in COUNTS))
    for result in results:
        if not result.is_file():
            print(f"{result.stem:40}{'no result':>14}")
            totals["failed"] += 1
            continue
        *lines, last = result.read_text().splitlines()
        counts = collections.Counter(numbers(last.split()))
        totals += counts
        for line in lines:
            words = line.split()
            kinds[words[1]].update(numbers(words[2:]))
        print_row(result.stem, counts, COUNTS)
    print_row(f"total, {len(results)} files", totals, COUNTS)
    for kind in sorted(kinds):
        print_row(f"  {kind}", kinds[kind], KINDS)
    return totals["failed"]


def summary(args):
    results = sorted(args.results.glob("*.txt"))
    failed = print_tables(results)
    if len(results) < args.summary:
        print(f"expected results of {args.summary} files, found {len(results)}")
        return 1
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runner")
    parser.add_argument("--wast2json")
    parser.add_argument("--converted", type=pathlib.Path)
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("--name")
    parser.add_argument("--runner-options", default="")
    parser.add_argument("--summary", type=int)
    parser.add_argument("file", nargs="?")
    parser.add_argument("options", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    if args.summary is not None:
        return summary(args)
    return run_folder(args) if args.converted else run_file(args)


if __name__ == "__main__":
    sys.exit(main())
