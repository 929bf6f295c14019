"""What the system tests share: running vibee, and a terminal session with it."""
import io
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest

import pexpect

BUILD = pathlib.Path(os.environ.get("VIBEE_BUILD", "build/hosted")).resolve()
VIBEE = BUILD / "vibee"
PROGRAMS = pathlib.Path(os.environ.get("VIBEE_PROGRAMS", BUILD / "programs")).resolve()
GUEST = pathlib.Path(os.environ.get("VIBEE_GUEST", BUILD / "user" / "build" / "tests")).resolve()
BOOT_IMAGE = pathlib.Path(os.environ.get("VIBEE_BOOT_IMAGE", BUILD / "boot.tar"))
PATIENCE = 120  # seconds for what comes at once on a machine that is not busy


def run(*arguments, stdin="", timeout=PATIENCE, cwd=None, text=True):
    """vibee with arguments: CompletedProcess with text output."""
    return subprocess.run([str(VIBEE), *map(str, arguments)], input=stdin, capture_output=True,
                          text=text, timeout=timeout, cwd=cwd)


def shell(line, *options, **more):
    """`vibee OPTIONS -c LINE`."""
    return run(*options, "-c", line, **more)


class Terminal:
    """A booted system in a pseudo-terminal."""

    # What the shell's editor sends: the start of editing, the prompt, and an empty line behind it.
    # When keys come it paints prompt and line again, and at the end of editing says so.
    BEGIN = r"\x1b\[\?2004h\r"
    ROW = r"\x1b\[7m%\x1b\[0m *\r \r"  # on a row of its own
    EMPTY = r"\x1b\[J\r\x1b\[\d+C"
    PROMPT = (ROW + BEGIN + r"(?:\x1b\[31m\d+\x1b\[0m )?(?:\x1b\[33m\[\d+\]\x1b\[0m )?\x1b\[1;36mvibee\x1b\[0m:[^$]*\$ " + EMPTY)
    END = r"\x1b\[\?2004l(?:\^C)?\r*\n"

    def __init__(self, *arguments, rows=24, columns=80):
        self.child = pexpect.spawn(str(VIBEE), list(map(str, arguments)), timeout=PATIENCE,
                                   dimensions=(rows, columns), encoding="utf-8", codec_errors="replace")
        self.child.delaybeforesend = None

    def prompt(self):
        self.child.expect(self.PROMPT)
        return self.child.before

    def command(self, line):
        """Type a line at the prompt; its output is returned when the next prompt is there."""
        self.child.send(line + "\r")
        self.child.expect(self.END)
        return self.prompt().replace("\r\n", "\n")

    def start(self, line):
        """Type a line; what it starts has the terminal, or soon will."""
        self.child.send(line + "\r")
        self.child.expect(self.END)

    def incomplete(self, line):
        """Type a line that the shell wants more of."""
        self.child.send(line + "\r")
        self.child.expect(self.END + self.ROW + self.BEGIN + "> " + self.EMPTY)

    def settle(self):
        """After something that may have had the prompt drawn again: at a prompt, none behind it."""
        for number in range(PATIENCE // 2):
            self.child.send(f"\x15echo settled-{number}\r")
            if self.child.expect([rf"\r\nsettled-{number}\r\n", pexpect.TIMEOUT], timeout=2) == 0:
                self.prompt()
                return
        raise AssertionError("expected the shell to answer again")

    def paint(self):
        """The line as the editor paints it next."""
        self.child.expect(r"\r([^\r\n]*)\x1b\[J\r")
        return re.sub(r"\x1b\[[0-9;]*m", "", self.child.match[1])

    def close(self):
        try:
            self.child.close(force=True)
        except pexpect.ExceptionPexpect:  # pexpect waits a tenth of a second after it has killed
            self.child.ptyproc.wait()

    def __enter__(self):
        self.prompt()
        return self

    def __exit__(self, *_):
        self.close()


# A program that does nothing but trap.
TRAPS = bytes.fromhex("0061736d01000000 01040160000003020100 070a01065f737461727400000a050103 00000b")


def edited_image(path, name, change, added=()):
    """The boot image, written to a path, with one file's bytes replaced by change(bytes) and files added."""
    with tarfile.open(BOOT_IMAGE) as old, \
            tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as new:
        def add(entry, data):
            entry.size = len(data)
            new.addfile(entry, io.BytesIO(data))

        for entry in old:
            data = old.extractfile(entry).read() if entry.isfile() else b""
            add(entry, change(data) if entry.name.removeprefix("./") == name else data)
        for more, data in dict(added).items():
            add(tarfile.TarInfo(more), data)
    return path


class TestCase(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = pathlib.Path(directory.name)

    def boot_image(self, name, change):
        """The boot image with the bytes of one file replaced by change(bytes); its path."""
        return edited_image(self.folder / "boot.tar", name, change)

    def check(self, done, status=0, stdout=None, stderr=None):
        """Status, and exact or (given a compiled pattern) matching output."""
        self.assertEqual(done.returncode, status, f"stdout: {done.stdout!r}\nstderr: {done.stderr!r}")
        for found, wanted in ((done.stdout, stdout), (done.stderr, stderr)):
            if isinstance(wanted, str):
                self.assertEqual(found, wanted)
            elif wanted is not None:
                self.assertRegex(found, wanted)


def eventually(found, wanted, what):
    """Ask until the answer is one that is wanted; it is returned."""
    end = time.monotonic() + PATIENCE
    while True:
        answer = found()
        if wanted(answer):
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"expected {what}, found {answer!r}")
        time.sleep(0.1)


def main():
    if not VIBEE.is_file():
        sys.exit(f"expected the system in {VIBEE}; build it, or set VIBEE_BUILD")
    unittest.main(verbosity=2)
