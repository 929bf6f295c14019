#!/usr/bin/env python3
"""Run the tests of a build that counts executed lines, and report how much of a folder they reach.

    report.py BUILD [--folder engine/] [--least PERCENT] [--lines FILE] [ctest options...]

BUILD is configured with VIBEE_COVERAGE (preset `coverage`). Prints a line a source file and the total; with
--least fails below that many percent of lines; --lines shows one file with the count of each line.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def run_tests(build, profiles, options):
    """Processes of one program add to one file each."""
    profiles.mkdir(exist_ok=True)
    for old in profiles.glob("*.profraw"):
        old.unlink()
    environment = dict(os.environ, LLVM_PROFILE_FILE=str(profiles / "%m.profraw"))
    command = ["ctest", "--test-dir", str(build), "--output-on-failure", *options]
    return subprocess.run(command, env=environment, stdout=sys.stderr).returncode


def programs(build):
    """Those with a coverage map, by ELF's magic number and the section's name."""
    for path in sorted(build.rglob("*")):
        if path.is_file() and not path.is_symlink() and os.access(path, os.X_OK):
            data = path.read_bytes()
            if data.startswith(b"\x7fELF") and b"__llvm_covmap" in data:
                yield str(path)


def llvm_cov(action, build, data, *options):
    first, *others = programs(build)
    objects = [argument for other in others for argument in ("-object", other)]
    command = ["llvm-cov-19", action, first, *objects, "-instr-profile", str(data), *options]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--folder", default="engine/", help="what is reported, below the source tree")
    parser.add_argument("--least", type=float, default=0, metavar="PERCENT")
    parser.add_argument("--lines", metavar="FILE", help="show this file, line by line")
    parser.add_argument("--no-run", action="store_true", help="report on the last run again")
    args, options = parser.parse_known_args()

    build = args.build.resolve()
    profiles, data = build / "profiles", build / "profile.data"
    if not args.no_run:
        status = run_tests(build, profiles, options)
        if status:
            return status
        raw = [str(path) for path in profiles.glob("*.profraw")]
        subprocess.run(["llvm-profdata-19", "merge", "-o", str(data), *raw], check=True)
    if args.lines:
        print(llvm_cov("show", build, data, str(SOURCE / args.lines)))
        return 0
    exported = json.loads(llvm_cov("export", build, data, "-summary-only"))
    covered = count = 0
    for file in sorted(exported["data"][0]["files"], key=lambda file: file["filename"]):
        name = file["filename"].removeprefix(f"{SOURCE}/")
        if not name.startswith(args.folder) or "/tests/" in name:
            continue
        lines = file["summary"]["lines"]
        covered += lines["covered"]
        count += lines["count"]
        print(f"{name:44}{lines['covered']:7} of {lines['count']:5}{lines['percent']:8.2f} %")
    percent = 100 * covered / count if count else 0
    print(f"{args.folder + ', all lines':44}{covered:7} of {count:5}{percent:8.2f} %")
    if percent < args.least:
        print(f"expected {args.least} % of the lines at least", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
