#!/usr/bin/python3
"""The shell language by the files of posix/, one a feature, written from the POSIX text.

    features.py VSH                  each file under vsh (its host build), and under the peer: the same
    features.py --write VSH          write what vsh says as what is expected (posix/NAME.out)
    features.py --vibee COMMAND...   all files in one run of the system; COMMAND is vibee

What a file writes to standard output, and its status, are in posix/NAME.out. A second line "# peer: bash" names a
shell other than dash that agrees, as dash does not know what the file is about, or that there is none."""
import pathlib
import subprocess
import sys
import tempfile

FILES = sorted(pathlib.Path(__file__).with_name("posix").glob("*.sh"))
PATIENCE = 300


def run(command, path):
    done = subprocess.run([*command, path.name], cwd=path.parent, capture_output=True, timeout=PATIENCE,
                          stdin=subprocess.DEVNULL)
    return done.stdout + b"status %d\n" % done.returncode, done.stderr


def peer(path):
    line = path.read_text(encoding="utf-8").splitlines()[1]
    return {"# peer: bash": ["bash", "--posix"], "# peer: none": None}.get(line, ["dash"])


def report(number, name, problems):
    print(f"{'not ok' if problems else 'ok'} {number} - {name}")
    for problem in problems:
        print("# " + problem.replace("\n", "\n# "))
    return bool(problems)


def difference(who, found, expected):
    """Where two outputs part."""
    if found == expected:
        return []
    ours, theirs = found.decode(errors="replace").splitlines(), expected.decode(errors="replace").splitlines()
    line = next((i for i, pair in enumerate(zip(ours, theirs)) if pair[0] != pair[1]), min(len(ours), len(theirs)))
    return [f"{who}: line {line + 1} is {ours[line:line + 1]}, expected {theirs[line:line + 1]}"]


def here(vsh):
    failed = 0
    for number, path in enumerate(FILES, 1):
        expected = path.with_suffix(".out").read_bytes()
        output, errors = run([vsh], path)
        problems = difference("vsh", output, expected)
        if b"Sanitizer" in errors or b"runtime error" in errors:
            problems.append(errors.decode(errors="replace"))
        if peer(path):
            problems += difference(peer(path)[0], run(peer(path), path)[0], expected)
        failed += report(number, path.stem, problems)
    print(f"1..{len(FILES)}")
    return failed


def in_system(vibee):
    """One run for all: the shell of the system runs each file as a script, in a folder that is its own."""
    with tempfile.TemporaryDirectory() as folder:
        for path in FILES:
            (pathlib.Path(folder) / path.name).write_bytes(path.read_bytes())
        command = 'cd /posix; for f in *.sh; do vsh $f </dev/null >/tmp/out; s=$?; echo "FILE $f"; cat /tmp/out; ' \
                  'echo "status $s"; done'
        done = subprocess.run([*vibee, "--dir", f"{folder}:/posix", "-c", command], capture_output=True,
                              timeout=PATIENCE, stdin=subprocess.DEVNULL)
    outputs = dict(part.split(b"\n", 1) for part in done.stdout.split(b"FILE ")[1:])
    failed = 0
    for number, path in enumerate(FILES, 1):
        expected = path.with_suffix(".out").read_bytes()
        failed += report(number, path.stem, difference("vsh", outputs.get(path.name.encode(), b""), expected))
    if failed:
        print("# " + done.stderr.decode(errors="replace")[-4000:].replace("\n", "\n# "))
    print(f"1..{len(FILES)}")
    return failed


def main():
    if sys.argv[1] == "--vibee":
        sys.exit(in_system(sys.argv[2:]) > 0)
    if sys.argv[1] == "--write":
        for path in FILES:
            path.with_suffix(".out").write_bytes(run([sys.argv[2]], path)[0])
    sys.exit(here(sys.argv[-1]) > 0)


if __name__ == "__main__":
    main()
