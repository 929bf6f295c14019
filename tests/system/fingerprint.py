#!/usr/bin/python3
"""The same program and input give the same count of reductions and the same hash of final state on every target and
in every build: the command `fingerprint` in the system, from its shell.

What our own kernels (kernels/*.wat) come to is in kernels/expected.json; VIBEE_WRITE=1 writes it anew. What programs
come to that a compiler makes depends on that: build/fingerprints.json, which all builds of the source tree share,
has what the first of them found, by the hashes of the modules.

VIBEE_TARGET says how a system is asked: `uefi` boots a machine, else it is the command line of harness.VIBEE or of
the programs in VIBEE_COMMANDS.
"""
import fcntl
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import harness

SOURCE = pathlib.Path(__file__).resolve().parents[2]
KERNELS = SOURCE / "tests/system/kernels"
EXPECTED = KERNELS / "expected.json"
RECORD = SOURCE / "build/fingerprints.json"
UEFI = os.environ.get("VIBEE_TARGET") == "uefi"
COMMANDS = os.environ.get("VIBEE_COMMANDS", str(harness.VIBEE)).split(":")
PROGRAMS = harness.PROGRAMS
LUA = "local t = {} for i = 1, 200 do t[i] = ('%d:%g'):format(i, i / 7) end print(table.concat(t, ' '), os.time())"
# Words behind `fingerprint`; the first is a name in the boot image or a file's, found where the target has it.
COMPILED = [["lua.wasm", "-e", LUA], ["python.wasm", "-c", "print(1)"], ["env"], ["seq", "1", "60"]]


def lines(words, folder):
    """The shell's line for each program. A file's hash is sooner found here."""
    return [" ".join(word if re.fullmatch(r"[-\w./]+", word) else f'"{word}"' for word in
                     ["fingerprint", *([] if "." in program else ["-m"]), f"{folder}{program}", *more])
            for program, *more in words]


def blocks(text):
    """What was printed, one dictionary a program: status or trap, reductions, state; with -m the modules' hashes."""
    found, modules = [], {}
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        if name in ("status", "trap", "signal"):
            found.append({**modules, name: value})
            modules = {}
        elif name in ("reductions", "state") and found:
            found[-1][name] = value
        elif name in ("shim", "program"):
            modules[name] = value
    return found


def ask(command, folder, words):
    """On a target with a command line; None: the boot image's programs."""
    more = ("--dir", f"{folder}:/mnt/p:ro") if folder else ()
    line = "; ".join(lines(words, "/mnt/p/" if folder else ""))
    done = subprocess.run([command, *more, "-c", line], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=900)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {line}: {done.returncode}\n{done.stdout}{done.stderr}")
    return blocks(done.stdout)


def ask_machine(folder, words):
    """On a UEFI machine, with the files in its boot image; all at once, as booting takes long."""
    import uefi_harness
    with tempfile.TemporaryDirectory() as scratch:
        files = {path.name: path for path in folder.iterdir()}
        script = pathlib.Path(scratch) / "run"
        words = [[f"/bin/p/{first}" if first in files else first, *more] for first, *more in words]
        script.write_text("\n".join(lines(words, "")))
        files["run"] = script
        image = uefi_harness.boot_image(scratch, **{f"p/{name}": path for name, path in files.items()})
        _, text = uefi_harness.shell("vsh /bin/p/run", "--file", image, timeout=900)
    return blocks(text)


class Fingerprint(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.kernels = sorted(path.stem for path in KERNELS.glob("*.wat"))
        for name in cls.kernels:
            subprocess.run(["wat2wasm", KERNELS / f"{name}.wat", "-o", cls.folder / f"{name}.wasm"], check=True)
        for program in ("lua.wasm", *([] if UEFI else ["python.wasm"])):  # the emulated machine is slow
            if (PROGRAMS / program).exists():
                shutil.copy(PROGRAMS / program, cls.folder)
        cls.compiled = [words for words in COMPILED if not words[0].endswith(".wasm") or (cls.folder / words[0]).exists()]
        cls.words = [*([f"{name}.wasm"] for name in cls.kernels), *cls.compiled]
        cls.found = {command: cls.ask_all(command) for command in ([None] if UEFI else COMMANDS)}

    @classmethod
    def ask_all(cls, command):
        if UEFI:
            return ask_machine(cls.folder, cls.words)
        outside = [words for words in cls.words if words[0].endswith(".wasm")]
        own = [words for words in cls.words if words not in outside]
        found = dict(zip(map(str, outside + own), ask(command, cls.folder, outside) + ask(command, None, own)))
        return [found[str(words)] for words in cls.words]

    def hash(self, file):
        return hashlib.sha256((self.folder / file).read_bytes()).hexdigest()

    def test_kernels(self):
        for command, found in self.found.items():
            self.assertEqual(len(found), len(self.words), found)
            found = {name: {"module": self.hash(f"{name}.wasm"), **block} for name, block in zip(self.kernels, found)}
            if "VIBEE_WRITE" in os.environ:
                EXPECTED.write_text(json.dumps(found, indent=2) + "\n")
            with self.subTest(command):
                self.assertEqual(found, json.loads(EXPECTED.read_text()))

    def test_compiled(self):
        with open(RECORD, "a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            record = json.loads(file.read() or "{}")
            for command, found in self.found.items():
                for words, block in zip(self.compiled, found[len(self.kernels):]):
                    with self.subTest(command, words=words):
                        self.assertIn("state", block)
                        program = block.get("program") or self.hash(words[0])
                        # the expected file changes when the format of a state does
                        form = hashlib.sha256(EXPECTED.read_bytes()).hexdigest()
                        key = f"{form} {found[-1]['shim']} {program} {' '.join(words[1:])}"
                        self.assertEqual(record.setdefault(key, block), block)
            file.seek(0)
            file.truncate()
            file.write(json.dumps(record, indent=2))


if __name__ == "__main__":
    unittest.main(verbosity=2)
