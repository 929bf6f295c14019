#!/usr/bin/python3
"""Programs saved in the middle and gone on with, on this target and, with VIBEE_OTHER, on another."""
import os
import random
import signal
import struct
import subprocess
import unittest

from harness import GUEST, PATIENCE, PROGRAMS, VIBEE, main
from saving import OTHER, Saving, vibee

LUA, PYTHON = PROGRAMS / "lua.wasm", PROGRAMS / "python.wasm"

# Recursion, closures, strings, an error that is caught, output after every step.
LUA_PROGRAM = """
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
local kept = {}
for i = 1, 14 do
  kept[i] = fib(i) .. ':' .. ('x'):rep(i)
  print(i, pcall(function() if i % 3 == 0 then error(i) end return kept[i] end))
end
print(table.concat(kept, ' '))
os.exit(5)
"""
PYTHON_PROGRAM = """
import hashlib
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
kept = {}
for i in range(23):
    try:
        kept[i] = fib(i) / (i % 4)
    except ZeroDivisionError as error:
        kept[i] = str(error)
    print(i, kept[i], hashlib.sha256(repr(kept).encode()).hexdigest()[:12], flush=True)
print(sum(len(repr(v)) for v in kept.values()))
"""


class Snapshot(Saving):
    def test_any_point(self):
        program = (LUA, "-e", LUA_PROGRAM)
        whole = vibee(VIBEE, *program)
        self.check(whole, 5)
        end, chance = self.length(*program), random.Random(1)
        for after in [1, *(chance.randrange(1, end * 9 // 10) for _ in range(4))]:
            with self.subTest(after=after):
                self.goes_on(OTHER, *self.saved(VIBEE, after, *program), whole)

    def deterministic(self):
        """A program that asks for neither time nor chance."""
        return self.own_program("seq"), 1, 60

    def test_every_few(self):
        program = self.deterministic()
        whole, end = vibee(VIBEE, *program), self.length(*program)
        for after in range(end - 1, 0, -max(1, end // 6)):
            with self.subTest(after=after):
                self.goes_on(OTHER, *self.saved(VIBEE, after, *program), whole)

    def test_again(self):
        """Saved, gone on with for a while on the other target, saved, and finished here."""
        program = (LUA, "-e", LUA_PROGRAM)
        whole, end = vibee(VIBEE, *program), self.length(*program)
        first, before = self.saved(VIBEE, end // 3, *program)
        second = self.folder / "second"
        done = vibee(OTHER, "--restore", first, "--save", second, "--after", end // 3)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.goes_on(VIBEE, second, before + done.stdout, whole)

    def test_threads(self):
        """A program of many threads, of the sdk's and of WASI's kind: there and back."""
        for program in (GUEST / "thread_cases.wasm", GUEST / "wasi_threads.wasm"):
            with self.subTest(program.name):
                whole, end = vibee(VIBEE, program), self.length(program)
                self.check(whole, 0)
                first, before = self.saved(VIBEE, end // 5, program)
                second = self.folder / "second"
                done = vibee(OTHER, "--restore", first, "--save", second, "--after", end // 4)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.goes_on(VIBEE, second, before + done.stdout, whole)

    def test_python(self):
        program = (PYTHON, "-c", PYTHON_PROGRAM)
        whole = vibee(OTHER, *program)
        self.check(whole, 0)
        least = self.length(PYTHON, "-c", "import hashlib")
        after = least + (self.length(*program) - least) // 3
        file, before = self.saved(OTHER, after, *program)
        self.assertIn("\n", before)
        self.assertNotEqual(before, whole.stdout)
        self.goes_on(VIBEE, file, before, whole)

    def test_determinism(self):
        """The same program after the same reductions is the same bytes, on both targets."""
        program = self.deterministic()
        after = self.length(*program) // 2
        here = self.saved(VIBEE, after, *program)[0].read_bytes()
        self.assertEqual(here, self.saved(OTHER, after, *program)[0].read_bytes())

    def test_folder(self):
        """A preopened folder is the one that is offered under the same name."""
        script = "for i = 1, 400 do io.write('') end io.open('/d/out', 'w'):write('done'):close()"
        program = ("--dir", f"{self.folder}:/d", LUA, "-e", script)
        file, _ = self.saved(VIBEE, self.length(*program) // 2, *program)
        done = vibee(VIBEE, "--restore", file, "--dir", f"{self.folder}:/d")
        self.check(done, 0, "", "")
        self.assertEqual((self.folder / "out").read_text(), "done")
        done = vibee(VIBEE, "--restore", file)
        self.assertRegex(done.stderr, "the program had the folder /d; without --dir it is closed")

    @unittest.skipIf("VIBEE_OTHER" in os.environ, "the host ends by itself on SIGINT")
    def test_interrupt(self):
        script = "print('begin') for i = 1, 3000000 do end print('end')"
        file = self.folder / "interrupted"
        command = [str(VIBEE), "run", "--save", str(file), str(LUA), "-e", script]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as child:
            self.assertEqual(child.stdout.readline(), "begin\n")
            child.send_signal(signal.SIGINT)
            stdout, stderr = child.communicate(timeout=PATIENCE)
        self.assertEqual((stdout, child.returncode), ("", 0))
        self.assertRegex(stderr, "lua.wasm saved to interrupted after [0-9]+ reductions")
        self.check(vibee(VIBEE, "--restore", file), 0, "end\n", "")

    def refused(self, data, reason):
        file = self.folder / "refused"
        file.write_bytes(data)
        done = vibee(VIBEE, "--restore", file)
        self.check(done, 126, "")
        self.assertRegex(done.stderr, reason)

    def test_refusals(self):
        file, _ = self.saved(VIBEE, 5000, LUA, "-e", LUA_PROGRAM)
        good = file.read_bytes()
        self.refused(b"", "expected a snapshot, found a shorter file")
        self.refused(LUA.read_bytes(), "expected a snapshot, found another kind of file")
        self.refused(good[:8] + struct.pack("<I", 2) + good[12:],
                     "expected a snapshot of version 3, found version 2")
        self.refused(good[:12] + b"\x01" + good[13:], "expected flags 0, found 0x1")
        chance = random.Random(2)
        for _ in range(4):
            self.refused(good[:chance.randrange(16, len(good))], "the snapshot was cut")
            at = chance.randrange(2000, len(good))
            self.refused(good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1:],
                         "the snapshot was altered|the snapshot was cut|expected a section")
        self.refused(good + b"x", "expected [0-9]+ bytes, found [0-9]+")


if __name__ == "__main__":
    main()
