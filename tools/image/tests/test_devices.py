"""The compiler of etc/devices.toml: what it makes, and what it says about what is wrong."""
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

import devices

TOOL = pathlib.Path(devices.__file__)
GOOD = """
[[driver]]
kind = "console"
driver = "/d/pv"
class = "terminal"
[[driver]]
pci = "1af4:1042"
driver = '/d/vblk'
class = "block"
[[driver]]
pci-class = "0106"
driver = "/d/ahci"
class = "block"
"""


def entry(**keys):
    known = {"driver": "/d", "class": "block"} | keys
    return "[[driver]]\n" + "".join(f"{key.replace('_', '-')} = {value!r}\n" for key, value in known.items() if value != "")


class Compiling(unittest.TestCase):
    def check(self, text, *errors, root=None):
        table, found = devices.compile_table(text, "d.toml", root)
        self.assertEqual(found, [f"d.toml: {error}" for error in errors])
        self.assertEqual(table, b"")

    def test_table(self):
        table, errors = devices.compile_table(GOOD)
        self.assertEqual(errors, [])
        magic, size, count, _ = struct.unpack_from("<4I", table)
        self.assertEqual((magic.to_bytes(4, "little"), size, count, len(table)), (b"VBDR", 116, 3, 16 + 3 * 116))
        rules = [struct.unpack_from("<5I96s", table, 16 + i * size) for i in range(count)]
        spec = devices.Spec()
        pci = spec.constant("vb_devmgr_bus", "VB_DEVMGR_PCI")
        self.assertEqual(rules[1], (pci, 0, 0, 0x1af41042, spec.constant("vb_devmgr_class", "VB_DEVMGR_BLOCK"),
                                    b"/d/vblk".ljust(96, b"\0")))
        self.assertEqual(rules[2][:4], (pci, 0x010600, 0xffff00, 0))

    def test_empty(self):
        table, errors = devices.compile_table("")
        self.assertEqual((len(table), errors), (16, []))

    def test_the_committed_file_is_right(self):
        path = TOOL.parents[2] / "image/etc/devices.toml"
        self.assertEqual(devices.compile_table(path.read_text(encoding="utf-8"))[1], [])

    def test_no_toml(self):
        _, errors = devices.compile_table("[[driver]\n", "d.toml")
        self.assertRegex(errors[0], r"^d\.toml: .*line 1, column \d+")

    def test_unknown_keys(self):
        self.check("colour = 'red'\n", "top level: expected [[driver]] only, found \"colour\"")
        self.check(entry(kind="console", colour="red"),
                   'driver 1: expected one of the keys kind, pci, pci-class, legacy, driver, class, found "colour"')

    def test_wrong_types(self):
        self.check("driver = 3\n", "driver: expected [[driver]], found an integer")
        self.check("driver = [3]\n", "driver 1: expected a table, found an integer")
        self.check("[[driver]]\nkind = 'console'\ndriver = 7\nclass = ['block']\n",
                   "driver 1: driver: expected a string, found an integer",
                   "driver 1: class: expected a string, found an array")

    def test_matches(self):
        self.check(entry(), "driver 1: expected one of kind, pci, pci-class, legacy, found none")
        self.check(entry(kind="console", legacy="ps2"),
                   "driver 1: expected one of kind, pci, pci-class, legacy, found kind and legacy")
        self.check(entry(kind="disk"), 'driver 1: kind: expected console or folder, found "disk"')
        self.check(entry(legacy="isa"), 'driver 1: legacy: expected serial, ps2 or framebuffer, found "isa"')
        self.check(entry(pci="1af4-1042"), 'driver 1: pci: expected vvvv:dddd in hexadecimal, found "1af4-1042"')
        self.check(entry(pci_class="01060"),
                   'driver 1: pci-class: expected 2, 4 or 6 hexadecimal digits, found "01060"')

    def test_drivers_and_classes(self):
        self.check(entry(kind="console", driver=""), "driver 1: expected a driver, found none")
        self.check("[[driver]]\nkind = 'console'\ndriver = '/d'\n", "driver 1: expected a class, found none")
        self.check(entry(kind="console", driver="x"),
                   'driver 1: driver: expected an absolute path of at most 95 bytes, found "x"')
        self.check(GOOD + entry(kind="folder", **{"class": "printer"}),
                   "driver 4: class: expected terminal, keyboard, screen, block or entropy, found \"printer\"")

    def test_missing_driver(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "d").write_bytes(b"")
            self.assertEqual(devices.compile_table(entry(kind="console"), root=root)[1], [])
            self.check(entry(kind="console", driver="/e"),
                       f'driver 1: driver: expected a program of the boot image (below {root}), found no file "/e"',
                       root=root)

    def test_never_used(self):
        self.check(GOOD + entry(pci="1af4:1042"), "driver 4: never used: driver 2 is for the same devices")

    def test_too_many(self):
        self.check("".join(entry(pci=f"1af4:{i:04x}") for i in range(49)), "driver: expected at most 48, found 49")

    def test_command_line(self):
        with tempfile.TemporaryDirectory() as folder:
            out, source = pathlib.Path(folder) / "out", pathlib.Path(folder) / "in.toml"

            def run(text):
                source.write_text(text, encoding="utf-8")
                return subprocess.run([sys.executable, TOOL, source, out], capture_output=True, text=True, check=False)
            self.assertEqual(run(GOOD).returncode, 0)
            before = out.read_bytes()
            done = run(entry(kind="disk"))
            self.assertEqual(done.returncode, 1)
            self.assertIn('in.toml: driver 1: kind: expected console or folder, found "disk"\n', done.stderr)
            self.assertEqual(out.read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
