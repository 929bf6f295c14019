"""What the tests share that save a program in its middle and go on with it, there or on another target."""
import os
import pathlib
import subprocess
import tarfile

from harness import PATIENCE, VIBEE, TestCase

OTHER = pathlib.Path(os.environ.get("VIBEE_OTHER", VIBEE))


def vibee(where, *arguments):
    return subprocess.run([str(where), "run", *map(str, arguments)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=5 * PATIENCE)


class Saving(TestCase):
    def saved(self, where, after, *program):
        """Saved after so many reductions: the file, and what was printed until then."""
        file = self.folder / f"{after}.snapshot"
        done = vibee(where, "--save", file, "--after", after, *program)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, f"saved to {file.name} after {after}")
        return file, done.stdout

    def length(self, *program, where=VIBEE):
        """Reductions that the whole program takes."""
        done = vibee(where, "--save", self.folder / "none", "--after", 1 << 50, *program)
        self.assertFalse((self.folder / "none").exists())
        return int(done.stderr.split("ended after ")[1].split()[0])

    def goes_on(self, where, file, before, whole):
        done = vibee(where, "--restore", file)
        self.assertEqual((before + done.stdout, done.returncode), (whole.stdout, whole.returncode), done.stderr)
        return done.stderr

    def own_program(self, name):
        """A program of the boot image, as a file."""
        file = self.folder / f"{name}.wasm"
        with tarfile.open(VIBEE.parent / "boot.tar") as image:
            member = next(m for m in image if m.name.removeprefix("./") == f"bin/{name}")
            file.write_bytes(image.extractfile(member).read())
        return file
