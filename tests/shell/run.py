#!/usr/bin/python3
"""Run the scripts of cases.txt under vsh (its host build) and under sh; both must agree.

    run.py VSH [CASES]
"""
import pathlib
import subprocess
import sys


def run(shell, script):
    done = subprocess.run([shell, "-c", script], capture_output=True, timeout=120,
                          stdin=subprocess.DEVNULL)
    return done.stdout, done.returncode, done.stderr


def main():
    vsh = sys.argv[1]
    path = sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).with_name("cases.txt")
    text = pathlib.Path(path).read_text(encoding="utf-8")
    scripts = text.split("---\n")
    scripts[0] = scripts[0].split("must be the same.\n", 1)[-1]
    failed = 0
    for number, script in enumerate(scripts, 1):
        ours, theirs = run(vsh, script), run("/bin/sh", script)
        # sh's -c gives $0 as its path and vsh's as vsh; nothing else may differ.
        same = ours[:2] == (theirs[0].replace(b"/bin/sh", b"vsh"), theirs[1])
        if b"Sanitizer" in ours[2]:
            same = False
        print(f"{'ok' if same else 'not ok'} {number} - {script.strip().splitlines()[0][:70]}")
        if not same:
            failed += 1
            print(f"# vsh: {ours}\n# sh:  {theirs}")
    print(f"1..{len(scripts)}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
