#!/usr/bin/python3
"""The conformance programs on this target print what they print on hosted, byte for byte: the cases of the system calls,
which take init's place, and those of the services' protocols, from the shell."""
import os
import pathlib
import subprocess
import sys

from harness import GUEST, TestCase, main, run

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOSTED = pathlib.Path(os.environ["VIBEE_HOSTED"])  # that target's build
PATIENCE = 600


class Conformance(TestCase):
    def same(self, arguments, cases=100):
        """arguments(folder of the guest programs): the command line. There must be more than so many cases."""
        theirs = subprocess.run([str(HOSTED / "vibee"), *map(str, arguments(HOSTED / "user/build/tests"))],
                                input="", capture_output=True, text=True, timeout=PATIENCE)
        here = run(*arguments(GUEST), timeout=PATIENCE)
        self.assertGreater(theirs.stdout.count("\nok "), cases)
        self.assertEqual(theirs.returncode, 0, theirs.stderr)
        self.assertEqual((here.stdout, here.stderr, here.returncode), (theirs.stdout, theirs.stderr, 0))

    def test_protocols(self):
        self.same(lambda folder: ["--dir", f"{folder}:/cases:ro", "-c", "/cases/protocol_cases.wasm"])

    def test_threads(self):
        self.same(lambda folder: ["--dir", f"{folder}:/cases:ro", "-c", "/cases/thread_cases.wasm"], 25)

    def test_wasi_threads(self):
        self.same(lambda folder: ["--dir", f"{folder}:/cases:ro", "-c", "/cases/wasi_threads.wasm 2>/dev/null"], 3)

    def test_ptys(self):
        self.same(lambda folder: ["--dir", f"{folder}:/cases:ro", "-c", "/cases/ptys.wasm"], 9)

    def test_system_calls(self):
        """spec_cases.wasm is init in a boot image of its own."""
        def arguments(folder):
            image = self.folder / f"{folder.parts[-4]}.tar"
            program = folder / "spec_cases.wasm"
            subprocess.run([sys.executable, ROOT / "tools/image/ustar.py", image, f"sbin/init.wasm={program}"], check=True)
            return ["--image", image, "run", program]
        self.same(arguments)


if __name__ == "__main__":
    main()
