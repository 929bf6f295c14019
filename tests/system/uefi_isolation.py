#!/usr/bin/python3
"""A machine whose engine checks no address: the MMU ends a program that leaves its memory, and it alone."""
import io
import pathlib
import re
import tarfile
import tempfile
import unittest

import isolation
from uefi_harness import BUILD, shell

GUEST = BUILD / "user" / "build" / "tests" / "outside.wasm"
UNCHECKED = ("--file", f"EFI/BOOT/BOOTX64.EFI={BUILD}/vibee_unchecked.efi")


def with_program(archive, folder):
    """A copy of the boot image with the program in /bin."""
    copy = pathlib.Path(folder) / "boot.tar"
    copy.write_bytes(archive.read_bytes())
    content = GUEST.read_bytes()
    entry = tarfile.TarInfo("bin/outside")
    entry.size, entry.mode = len(content), 0o755
    with tarfile.open(copy, "a", format=tarfile.USTAR_FORMAT) as tar:
        tar.addfile(entry, io.BytesIO(content))
    return copy


class Isolation(unittest.TestCase):
    def shell(self, line):
        with tempfile.TemporaryDirectory() as folder:
            image = with_program(BUILD / "boot.tar", folder)
            return shell(line, *UNCHECKED, "--file", f"vibee/boot.tar={image}")

    def test_inside_and_outside(self):
        _, text = self.shell("outside write 0x20; " + isolation.script("outside") + "; outside read 0x20; echo alive")
        count = len(isolation.ACCESSES)
        self.assertEqual(text.count("status 133"), count, text)
        self.assertEqual(text.count("nobody stopped it"), 2, text)
        stopped = re.findall("out of bounds memory access, stopped by the MMU at address 0x[0-9a-f]+, in "
                             r"(?:read|write)_(?:at|far) .*at offset 0x[0-9a-f]+ \(module \d\), called by main", text)
        self.assertEqual(len(stopped), count, text)
        self.assertIn("\nalive\n", text)


if __name__ == "__main__":
    unittest.main()
