#!/usr/bin/python3
"""Any process of the session, saved by `checkpoint` and gone on with by `restore`, in the system; snapshots that the
hosted target made (VIBEE_OTHER), here. With VIBEE_TARGET=uefi on a UEFI machine."""
import os
import pathlib
import shutil
import struct
import subprocess
import tarfile
import tempfile
import unittest

from harness import PATIENCE, PROGRAMS, VIBEE, TestCase, main, run, shell

LUA = PROGRAMS / "lua.wasm"
UEFI = os.environ.get("VIBEE_TARGET") == "uefi"
OTHER = pathlib.Path(os.environ.get("VIBEE_OTHER", VIBEE))
# Reads one file, writes to and appends to others, all of them open all the time; in the middle, deep in calls, it waits
# for a file to appear. What it prints at the end takes its arguments and environment.
PROGRAM = """
local into, more, from = io.open('/tmp/out', 'w'), io.open('/tmp/more', 'a'), io.open('/tmp/in')
into:setvbuf('no') more:setvbuf('no')
local function step(n)
  if n == 0 then return 0 end
  local line = from:read('l')
  into:write(n, ' ', line, '\\n')
  more:write(line, ' ')
  if n == 20 then
    io.open('/tmp/ready', 'w'):close()
    while not io.open('/tmp/go') do end
  end
  return 1 + step(n - 1)
end
print(step(40), arg[1], os.getenv('COLOUR'))
os.exit(4)
"""
BEGIN = ("seq 1 40 > /tmp/in; echo before > /tmp/more; COLOUR=red {lua} {program} one & "
         "while ! test -e /tmp/ready; do sleep 0.05; done; "
         "P=$(for word in $(ps | grep lua | head -n 1); do echo $word; done | head -n 1); ")
SAVE = BEGIN + "checkpoint -k {options} $P {snapshot}; touch /tmp/go; "
SHOW = "echo $?; wc -l /tmp/out; tail -n 1 /tmp/out; head -n 1 /tmp/out; cat /tmp/more"
SHOWN = "40\tone\tred\n4\n40 /tmp/out\n1 40\n40 1\nbefore\n" + " ".join(map(str, range(1, 41)))
FIB = "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end print('begin') print(fib(17))"


def on_hosted(folder):
    """A program saved by hosted's `vibee run --save`: the file, and what is left of its output."""
    file = folder / "hosted"
    done = subprocess.run([OTHER, "run", "--save", file, "--after", "30000", LUA, "-e", FIB], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=5 * PATIENCE)
    assert (done.returncode, done.stdout) == (0, "begin\n"), done
    return file, "1597\n"


def words(text):
    return " ".join(text.split())


class Checkpoint(TestCase):
    def setUp(self):
        super().setUp()
        (self.folder / "program.lua").write_text(PROGRAM)
        shutil.copy(LUA, self.folder)

    def lines(self, *parts, options="", snapshot="/mnt/w/snapshot"):
        """A shell's line with a folder of files, which come back."""
        line = "".join(parts).format(lua="/mnt/w/lua.wasm", program="/mnt/w/program.lua", options=options, snapshot=snapshot)
        return shell(line, "--dir", f"{self.folder}:/mnt/w", timeout=5 * PATIENCE)

    def test_goes_on(self):
        done = self.lines(SAVE, "restore {snapshot}; ", SHOW, snapshot="/tmp/snapshot")
        self.assertEqual(words(done.stdout), words(SHOWN), done.stderr)

    def test_both_go_on(self):
        """Without -k the process goes on, too; a second snapshot of it is as good as the first."""
        done = self.lines(BEGIN, "checkpoint $P /tmp/one; checkpoint -k $P /tmp/two; touch /tmp/go; rm /tmp/one; "
                          "restore /tmp/two; ", SHOW)
        self.assertEqual(words(done.stdout), words(SHOWN), done.stderr)

    def test_later(self):
        """The file alone is enough: the files of the program are gone, which is said."""
        done = self.lines(SAVE, "")
        self.assertEqual((done.stdout, done.returncode), ("", 0), done.stderr)
        done = self.lines("touch /tmp/go; restore {snapshot}")
        self.assertRegex(done.stderr, r"restore: /mnt/w/snapshot: the program had the file /tmp/out, which cannot be opened")
        self.assertNotEqual(done.returncode, 0)

    def test_module_by_hash(self):
        done = self.lines(SAVE, "restore {snapshot}; restore -m {program} -m {lua} {snapshot}; ", SHOW, options="-m")
        self.assertEqual(words(done.stdout), words(SHOWN), done.stderr)
        self.assertRegex(done.stderr, r"expected a module of \d+ bytes with SHA-256 [0-9a-f]{8}..., which does not travel")
        self.assertLess((self.folder / "snapshot").stat().st_size, LUA.stat().st_size)

    def test_from_another_target(self):
        file, rest = on_hosted(self.folder)
        done = self.lines(f"restore /mnt/w/{file.name}; echo $?")
        self.check(done, 0, rest + "0\n", "")

    def test_no_such_process(self):
        done = self.lines("checkpoint 999 /tmp/x; checkpoint 1 /tmp/x; checkpoint 7 /tmp/x; test -e /tmp/x; echo $?; checkpoint x y")
        self.check(done, 2, "1\n")
        self.assertRegex(done.stderr, r"checkpoint: 999: no such process\ncheckpoint: 1: a service of the system, which "
                                      r"cannot be stopped\ncheckpoint: 7: a service .*\ncheckpoint: .*process number")

    def test_not_permitted(self):
        """A program by itself has no scheme proc."""
        with tarfile.open(VIBEE.parent / "boot.tar") as image:
            member = next(m for m in image if m.name.removeprefix("./") == "bin/checkpoint")
            (self.folder / "checkpoint.wasm").write_bytes(image.extractfile(member).read())
        done = run("run", self.folder / "checkpoint.wasm", "1", "x")
        self.check(done, 1, "", "checkpoint: 1: not permitted\n")

    def test_refusals(self):
        file, _ = on_hosted(self.folder)
        good = file.read_bytes()
        bad = {"kind": LUA.read_bytes(), "cut": good[:len(good) // 2], "altered": good[:-9000] + b"x" + good[-8999:],
               "version": good[:8] + struct.pack("<I", 9) + good[12:], "empty": b""}
        for name, data in bad.items():
            (self.folder / name).write_bytes(data)
        done = self.lines("".join(f"restore /mnt/w/{name}; echo $?; " for name in [*bad, "none"]))
        self.check(done, 0, "126\n" * 6)
        for name, reason in {"kind": "expected a snapshot, found another kind of file", "cut": "the snapshot was cut",
                             "altered": "the snapshot was altered", "none": "not found",
                             "version": "expected a snapshot of version 3, found version 9"}.items():
            self.assertRegex(done.stderr, f"restore: /mnt/w/{name}: {reason}")


@unittest.skipUnless(UEFI, "of the UEFI target")
class Machine(unittest.TestCase):
    def test_goes_on(self):
        import uefi_harness
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            (folder / "program.lua").write_text(PROGRAM)
            file, rest = on_hosted(folder)
            (folder / "all").write_text(
                "restore /bin/p/hosted\n" +
                (SAVE + "restore {snapshot}; " + SHOW).format(lua="/bin/p/lua", program="/bin/p/program.lua", options="",
                                                             snapshot="/tmp/snapshot") + "\n")
            image = uefi_harness.boot_image(folder, **{"p/lua": LUA, "p/program.lua": folder / "program.lua",
                                                       "p/hosted": file, "p/all": folder / "all"})
            _, text = uefi_harness.shell("vsh /bin/p/all", "--file", image, timeout=5 * PATIENCE)
        self.assertIn(words(f"{rest} {SHOWN}"), words(text))


def load_tests(loader, tests, pattern):
    return loader.loadTestsFromTestCase(Machine if UEFI else Checkpoint)


if __name__ == "__main__":
    unittest.main(verbosity=2) if UEFI else main()
