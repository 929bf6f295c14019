#!/usr/bin/python3
"""clang-tidy over the layers that are compiled for the build machine.

    tidy.py BUILD [--jobs N] [LAYER...]    BUILD: a configured build folder

Each file is looked at once, as its own library compiles it; what others compile from the same source
(fuzzers) is left out, and generated files are. .clang-tidy says what is checked.
"""
import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAYERS = ["base", "hal", "engine", "kernel", "platforms"]
# One function each, of all opcodes: no size limit, and the analyser would take minutes.
LOOPS = {"engine/src/execute_switch.c", "engine/src/execute_tail.c"}


def commands(build, layers):
    """One compile command a file: that of the target in whose folder the file is."""
    found = {}
    for command in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        file = pathlib.Path(command["file"])
        if file.suffix != ".c" or file.name.endswith(".gen.c") or not file.is_relative_to(ROOT):
            continue
        parts = file.relative_to(ROOT).parts
        own = f" -o {parts[0]}/" in command["command"]
        if parts[0] in layers and "tests" not in parts and own:
            found.setdefault(str(file), command)
    return found


def check(database, file):
    start = time.monotonic()
    command = ["clang-tidy-19", "--quiet", "-p", str(database), file]
    if str(pathlib.Path(file).relative_to(ROOT)) in LOOPS:
        command.append("--checks=-clang-analyzer-*,-readability-function-size")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return file, done, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("layers", nargs="*", default=LAYERS)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    start = time.monotonic()
    found = commands(options.build.resolve(), options.layers)
    if not found:
        sys.exit(f"tidy.py: expected compile commands of {' '.join(options.layers)}, found none")
    bad, times = 0, []
    with tempfile.TemporaryDirectory() as folder:
        database = pathlib.Path(folder)
        (database / "compile_commands.json").write_text(json.dumps(list(found.values())))
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for file, done, seconds in pool.map(lambda file: check(database, file), sorted(found)):
                times.append((seconds, file))
                if done.returncode:
                    bad += 1
                    print(done.stdout.strip() or done.stderr.strip())
    slowest = ", ".join(f"{pathlib.Path(file).name} {seconds:.0f} s"
                        for seconds, file in sorted(times, reverse=True)[:3])
    print(f"{len(found)} files in {time.monotonic() - start:.0f} s (slowest: {slowest}), {bad} with findings")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
