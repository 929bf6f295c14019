#!/usr/bin/python3
"""clang-tidy over layers as a configured build compiles them.

    tidy.py BUILD [--jobs N] [LAYER...]    BUILD: a configured build folder

Each file is looked at once, as its own library compiles it; what others compile from the same source
(fuzzers) is left out, and generated files are. .clang-tidy says what is checked. A file that was found
good is not looked at again until it, a header or the checks change: the cache is in
$XDG_CACHE_HOME/vibee-tidy.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
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


def cache_entry(command, file):
    """The file that stands for "found good": named after everything that clang-tidy would see."""
    words = shlex.split(command["command"])
    words = words[words.index(next(w for w in words if "clang" in w)):]  # without the launcher
    words[words.index("-o") + 1] = "-"
    words = [word for word in words if word not in ("-MD", "-c")] + ["-E", "-C", "-P"]
    for option in ("-MF", "-MT"):
        if option in words:
            at = words.index(option)
            del words[at:at + 2]
    seen = subprocess.run(words, cwd=command["directory"], capture_output=True)
    if seen.returncode:
        return None
    key = hashlib.sha256(seen.stdout)
    relative = pathlib.Path(file).relative_to(ROOT)
    key.update(str(relative).encode())
    for folder in (ROOT, *reversed([ROOT / part for part in relative.parents])):
        checks = folder / ".clang-tidy"
        key.update(checks.read_bytes() if checks.is_file() else b"")
    key.update(pathlib.Path(__file__).read_bytes())
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    return cache / "vibee-tidy" / key.hexdigest()


def check(database, file, compile_command):
    start = time.monotonic()
    good = cache_entry(compile_command, file)
    if good and good.exists():
        return file, None, time.monotonic() - start
    command = ["clang-tidy-19", "--quiet", "-p", str(database), file]
    if str(pathlib.Path(file).relative_to(ROOT)) in LOOPS:
        command.append("--checks=-clang-analyzer-*,-readability-function-size")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if good and done.returncode == 0:
        good.parent.mkdir(parents=True, exist_ok=True)
        good.touch()
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
    bad, known, times = 0, 0, []
    with tempfile.TemporaryDirectory() as folder:
        database = pathlib.Path(folder)
        (database / "compile_commands.json").write_text(json.dumps(list(found.values())))
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for file, done, seconds in pool.map(
                    lambda file: check(database, file, found[file]), sorted(found)):
                times.append((seconds, file))
                known += done is None
                if done and done.returncode:
                    bad += 1
                    print(done.stdout.strip() or done.stderr.strip())
    slowest = ", ".join(f"{pathlib.Path(file).name} {seconds:.0f} s"
                        for seconds, file in sorted(times, reverse=True)[:3])
    print(f"{len(found)} files, {known} known to be good, in {time.monotonic() - start:.0f} s (slowest: {slowest}), {bad} with findings")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
