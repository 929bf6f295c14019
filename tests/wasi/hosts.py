#!/usr/bin/python3
"""build/wasi/vibee.wasm under another preview 1 host than Node's: one made for pages, from npm. When it cannot be had
the test is skipped, and says so."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["VIBEE_BUILD"])
PACKAGES = pathlib.Path(os.environ["VIBEE_PACKAGES"])
MODULE = BUILD / "vibee.wasm"
HERE = pathlib.Path(__file__).resolve().parent
FETCH = HERE.parents[1] / "tools/fetch.py"
SHIM = ("@bjorn3/browser_wasi_shim", "0.4.2", "9c0281520d0e99f027ec7c1c79b4036c0f8168ed9bf98aba19db4737a1333782")
PATIENCE = 600


class ForPages(unittest.TestCase):
    package = None

    @classmethod
    def setUpClass(cls):
        name, version, digest = SHIM
        done = subprocess.run([sys.executable, FETCH, "npm", name, version, digest, PACKAGES], capture_output=True, text=True)
        if done.returncode:
            raise unittest.SkipTest(f"{name} {version} cannot be had: {done.stdout}{done.stderr}".strip())
        cls.package = PACKAGES / f"bjorn3-browser_wasi_shim-{version}" / "package"

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def run_host(self, words, stdin="", folders=None):
        """Status, stdout, stderr, and the folders afterwards."""
        files, after = self.folder / "files.json", self.folder / "after.json"
        files.write_text(json.dumps(folders or {}))
        done = subprocess.run(["sh", "-c", f'exec "$0" "$@" 3>"{after}"', "node", "--no-warnings", HERE / "shim_host.mjs",
                               self.package, MODULE, files, *words],
                              input=stdin, capture_output=True, text=True, timeout=PATIENCE)
        return done.returncode, done.stdout, done.stderr, json.loads(after.read_text() or "{}")

    def check(self, done, status, stdout, stderr=""):
        self.assertEqual(done[:3], (status, stdout, stderr))
        return done[3]

    def test_command(self):
        self.check(self.run_host(["-c", "seq 3 | sort -rn; exit 7"]), 7, "3\n2\n1\n")

    def test_folder(self):
        line = "cd /mnt/data; wc -l <in; mkdir d; seq 2 >d/out; mv in moved; ls"
        after = self.check(self.run_host(["--dir", "/data:/mnt/data", "-c", line], folders={"/data": {"in": "a\nb\n"}}),
                           0, "2\nd\nmoved\n")
        self.assertEqual(after, {"/data": {"moved": "a\nb\n", "d": {"out": "1\n2\n"}}})

    def test_folders_that_are_not_named(self):
        """Without --dir what the host has pre-opened is there."""
        self.check(self.run_host(["-c", "cat /mnt/one/f /mnt/two/f"], folders={"/one": {"f": "1\n"}, "/two": {"f": "2\n"}}),
                   0, "1\n2\n")

    def test_lines_of_input(self):
        self.check(self.run_host([], stdin="echo one\nif true\nthen echo two; fi\necho three; exit 5\n"), 5, "one\ntwo\nthree\n")

    def test_sleep(self):
        self.check(self.run_host(["-c", "sleep 0.2; echo woken"]), 0, "woken\n")

    def test_errors(self):
        self.check(self.run_host(["-c", "cat /none"]), 1, "", "cat: /none: No such file or directory\n")


if __name__ == "__main__":
    program = unittest.main(verbosity=2, exit=False)
    if program.result.skipped and program.result.wasSuccessful():
        print("\n".join(why for _, why in program.result.skipped))
        sys.exit(77)  # CTest's SKIP_RETURN_CODE
    sys.exit(not program.result.wasSuccessful())
