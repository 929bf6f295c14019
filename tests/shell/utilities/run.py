#!/usr/bin/python3
"""The utilities beside the machine's own GNU programs: the same scripts, the same output and status.

    run.py VIBEE CASES...

A file of cases has scripts, separated by lines of "---". They run in a folder with the files that
make_files() writes, all in one vibee, and all in one bash. Lines of a script that begin with "#= " are
what standard error has to be, for both; without such lines it has to be empty. "#vibee" as the first
line: only VIBEE is asked, and "#> " lines are the output and "#? N" the status (0) that it must have.
"""
import io
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/sbin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/"}


def make_files(folder):
    folder.mkdir()
    rng = random.Random(1)
    words = "the quick brown fox jumps over a lazy dog while seven wizards box with jugs".split()

    def put(name, data):
        path = os.path.join(os.fsencode(folder), name if isinstance(name, bytes) else name.encode())
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        os.utime(path, (1_000_000_000, 1_000_000_000))

    put("empty", b"")
    put("text", "".join(" ".join(rng.choices(words, k=rng.randint(0, 12))) + "\n"
                        for _ in range(200)).encode())
    put("open", b"first line\nsecond\nno newline at the end")
    put("numbers", "".join(f"{rng.randint(-500, 500)}\n" for _ in range(300)).encode())
    put("tabs", b"a\tbb\tccc\n\tx\t\ty\none\n        eight\n  \t mixed  \t blanks\tend \n")
    put("utf8", "grüße aus köln\n日本語 テキスト\ne\u0301 combining\nplain\n".encode())
    put("table", "".join(f"{rng.choice(words)}:{rng.randint(0, 99)}:{rng.choice(words)} {i}\n"
                         for i in range(100)).encode())
    put("repeats", "".join(rng.choice(("a", "A", "b", "c c", "")) + "\n" for _ in range(200)).encode())
    put("left", b"".join(sorted(b"%03d l%d x\n" % (rng.randint(0, 60), i) for i in range(60))))
    put("right", b"".join(sorted(b"%03d r%d y z\n" % (rng.randint(0, 60), i) for i in range(60))))
    put("binary", bytes(rng.randrange(256) for _ in range(5000)))
    put("zeros", b"\0" * 1000 + b"end" + b"\0" * 77)
    put("nul", b"one\0two words\0three\nlines\0")
    put("name with spaces", b"spaces\n")
    put(b"new\nline", b"in its name\n")
    put("-dash", b"dash\n")
    put("pages", b"a\n\\:\\:\\:\nhead\n\\:\\:\nbody\n\n\nx\n\\:\nfoot\n\\:\\:\nmore\n")
    put("tree/one", b"1\n")
    put("tree/sub dir/two", b"22\n")
    put("tree/sub dir/deep/three", b"333\n")
    put("tree/.hidden", b"h\n")
    put("long", b"x" * 300_000 + b"\n" + b"word " * 20_000 + b"\n")
    put_archives(put)
    put("big", b"".join(b"%08d %s\n" % (rng.randrange(10 ** 8), rng.choice(words).encode() * 14)
                        for _ in range(140_000)))


def archive(members, form=tarfile.PAX_FORMAT):
    """members: (name, fields of a TarInfo, data)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for name, fields, data in members:
            info = tarfile.TarInfo(name)
            info.mtime, info.size = 1_000_000_000, len(data)
            for field, value in fields.items():
                setattr(info, field, value)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def put_archives(put):
    link, hard = tarfile.SYMTYPE, tarfile.LNKTYPE
    long_name = "/".join(["a name of some length"] * 20)
    members = [("p", {"type": tarfile.DIRTYPE}, b""), ("p/" + long_name, {"mtime": 1_700_000_000.5}, b"long\n"),
               ("p/link", {"type": link, "linkname": "x" * 150}, b""), ("p/grüße", {"uname": "ich", "uid": 3_000_000}, b"utf8\n"),
               ("p/hard", {"type": hard, "linkname": "p/" + long_name}, b""), ("p/empty", {}, b"")]
    put("pax.tar", archive(members))
    put("gnu.tar", archive(members, tarfile.GNU_FORMAT))
    put("old.tar", archive([("o/", {}, b""), ("o/f", {}, b"old\n")], tarfile.USTAR_FORMAT))
    put("evil.tar", archive([
        ("../up", {}, b"x"), ("/abs", {}, b"x"), ("a/../../b", {}, b"x"), ("way", {"type": link, "linkname": "/t"}, b""),
        ("way/evil", {}, b"x"), ("rel", {"type": link, "linkname": ".."}, b""), ("rel/evil", {}, b"x"), ("rel/evils/x", {}, b"x"),
        ("hard", {"type": hard, "linkname": "way/files/text"}, b""), ("hard", {}, b"overwritten"),
        ("over", {"type": link, "linkname": "../text"}, b""), ("over", {}, b"x"),
        ("hard2", {"type": hard, "linkname": "../text"}, b""), ("..", {}, b"x"), ("fine", {}, b"fine\n")]))


class Case:
    def __init__(self, source, text):
        self.source = source
        lines = text.splitlines()
        self.ours_only = lines[0] == "#vibee"
        self.errors = self.take(lines, "#= ")
        self.output = self.take(lines, "#> ")
        self.status = [line[3:] for line in lines if line.startswith("#? ")] or ["0"]
        self.script = "\n".join(line for line in lines if not line.startswith("#"))

    @staticmethod
    def take(lines, mark):
        return "".join(line[3:] + "\n" for line in lines if line.startswith(mark)).encode()


def read_cases(paths):
    return [Case(path, text) for path in paths
            for text in pathlib.Path(path).read_text(encoding="utf-8").split("---\n") if text.strip()]


def script_of(cases, out):
    return "".join(f"(\n{case.script}\n) >{out}/{number}.out 2>{out}/{number}.err </dev/null\n"
                   f"echo $? >{out}/{number}.status\n" for number, case in enumerate(cases))


def run(command, folder, cases, prefix=""):
    """Results by number: output, errors, status. What is missing was not reached."""
    out = folder / "out"
    make_files(folder / "files")
    out.mkdir()
    script = script_of(cases, f"{prefix or folder}/out")
    (folder / "script").write_text(f"cd {prefix or folder}/files\n{script}", encoding="utf-8")
    done = subprocess.run(command, capture_output=True, timeout=900, env=ENVIRONMENT, stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 1) or done.stderr:
        print(f"# {command[0]}: status {done.returncode}: {done.stderr.decode(errors='replace')}")
    results = []
    for number in range(len(cases)):
        paths = [out / f"{number}.{part}" for part in ("out", "err", "status")]
        results.append(tuple(path.read_bytes() if path.exists() else b"(nothing)" for path in paths))
    return results


def bare(errors):
    return re.sub("[‘’']", "", errors.decode(errors="replace"))


def main():
    vibee, paths = os.path.abspath(sys.argv[1]), sys.argv[2:]
    cases = read_cases(paths)
    failed = 0
    os.umask(0o022)  # what permissions are, where there are none
    with tempfile.TemporaryDirectory() as name:
        ours, theirs = pathlib.Path(name, "ours"), pathlib.Path(name, "theirs")
        ours.mkdir()
        theirs.mkdir()
        found = run([vibee, "--dir", f"{ours}:/t", "-c", "export TZ=UTC LC_ALL=C.UTF-8; . /t/script"], ours, cases, "/t")
        shared = [case for case in cases if not case.ours_only]
        wanted = dict(zip(map(id, shared),
                          run([shutil.which("bash"), str(theirs / "script")], theirs, shared)))
        for number, case in enumerate(cases):
            # How names are quoted depends on the locale; it is not compared.
            want = wanted.get(id(case), (case.output, case.errors, case.status[0].encode() + b"\n"))
            good = (found[number][0], found[number][2]) == (want[0], want[2])
            good = good and bare(found[number][1]) == bare(want[1]) == bare(case.errors)
            print(f"{'ok' if good else 'not ok'} {number + 1} - {case.script.strip().splitlines()[0][:90]}")
            if not good:
                failed += 1
                print(f"# vibee:    {tuple(part[:1500] for part in found[number])}")
                print(f"# expected: {tuple(part[:1500] for part in want)} {case.errors}")
    print(f"1..{len(cases)}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
