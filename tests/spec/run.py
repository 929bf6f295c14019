#!/usr/bin/env python3
"""Run the WebAssembly standard's test scripts.

One file:   run.py --runner R --wast2json W --results DIR --name NAME
            [--runner-options "..."] FILE.wast [-- OPTIONS of wast2json]
            converts the script, runs it, writes DIR/NAME.txt with the counts.
Summary:    run.py --results DIR --summary N
            prints the table of all results and fails unless there are N without a failure.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

COUNTS = ("passed", "failed", "text-skipped")


def run_file(args):
    args.results.mkdir(parents=True, exist_ok=True)
    result = args.results / f"{args.name}.txt"
    result.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / "script.json"
        options = [option for option in args.options if option != "--"]
        subprocess.run([args.wast2json, args.file, "-o", script, *options], check=True)
        command = [args.runner, *args.runner_options.split(), script]
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True, errors="replace")
    print(run.stdout, end="")
    lines = run.stdout.splitlines()
    if lines and lines[-1].startswith("passed "):
        result.write_text(lines[-1] + "\n")
    return run.returncode


def summary(args):
    totals = dict.fromkeys(COUNTS, 0)
    results = sorted(args.results.glob("*.txt"))
    print(f"{'file':32}" + "".join(f"{count:>14}" for count in COUNTS))
    for result in results:
        words = result.read_text().split()
        counts = dict(zip(words[0::2], map(int, words[1::2])))
        for count in COUNTS:
            totals[count] += counts[count]
        print(f"{result.stem:32}" + "".join(f"{counts[count]:14}" for count in COUNTS))
    print(f"{'total, ' + str(len(results)) + ' files':32}"
          + "".join(f"{totals[count]:14}" for count in COUNTS))
    if len(results) != args.summary:
        print(f"expected results of {args.summary} files, found {len(results)}")
        return 1
    return 1 if totals["failed"] else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runner")
    parser.add_argument("--wast2json")
    parser.add_argument("--results", type=pathlib.Path, required=True)
    parser.add_argument("--name")
    parser.add_argument("--runner-options", default="")
    parser.add_argument("--summary", type=int)
    parser.add_argument("file", nargs="?")
    parser.add_argument("options", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    return run_file(args) if args.summary is None else summary(args)


if __name__ == "__main__":
    sys.exit(main())
