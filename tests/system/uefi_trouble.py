#!/usr/bin/python3
"""A UEFI machine with devices that nobody knows, drivers that always fail, and without consoles."""
import os
import pathlib
import re
import tempfile
import time
import unittest

import harness
from uefi_harness import PATIENCE, Machine, run
from uefi_screen import Monitor, Screen, load_glyphs

WITHOUT_DRIVER = {"00:10.0": ("-device", "edu,addr=0x10"), "00:11.0": ("-device", "ich9-intel-hda,addr=0x11")}
WIRED = "00:12.0"  # a device with a driver, and with a routed interrupt only
VIRTIO = "virtio-rng-pci,disable-legacy=on,addr=0x12"


class Devices(unittest.TestCase):
    def check(self, line, *arguments):
        status, text = run("--command", f"-- shell -c '{line}; exit 3'", *arguments)
        self.assertEqual(3, status, text)
        return text

    def test_unknown_and_unsupported(self):
        """They are named by `devices` and in the log; everything else is as without them."""
        qemu = [word for words in WITHOUT_DRIVER.values() for word in words]
        text = self.check("devices; dmesg; ls /dev; cat /dev/disk0p1 | head -c 100 | wc -c", "--", *qemu,
                          "-device", f"{VIRTIO},vectors=0")
        for place in WITHOUT_DRIVER:
            self.assertRegex(text, rf"(?m)^pci@{place} +- +no driver +[0-9a-f]{{4}}:[0-9a-f]{{4}} class [0-9a-f]{{6}}$")
            self.assertRegex(text, rf"devmgr: pci@{place}: [0-9a-f:]+ class [0-9a-f]+: no driver")
        self.assertRegex(text, rf"(?m)^pci@{WIRED} +- +unsupported +1af4:1044 ")
        self.assertRegex(text, rf"devmgr: pci@{WIRED}: 1af4:1044 class [0-9a-f]+ has neither MSI nor MSI-X")
        self.assertRegex(text, r"(?m)^virtio-blk@\S+ +block +up ")
        self.assertRegex(text, r"(?m)^100$")

    def test_trusted_drivers_are_named(self):
        """Without an IOMMU, those whose devices master the bus."""
        text = self.check("devices; dmesg")
        self.assertIn("drivers that master the bus are trusted with all memory", text)
        for name in re.findall(r"(?m)^((?:ahci|virtio-blk)@\S+) .*, trusted$", text):
            self.assertIn(f"devmgr: {name}: without an IOMMU it is trusted with all memory", text)
        self.assertEqual(2, len(re.findall(r"it is trusted with all memory", text)), text)
        self.assertNotIn("trusted with all memory\n", self.check("dmesg | grep devmgr", "--iommu"))

    def test_driver_that_always_traps(self):
        """It is given up, which the console and the log say; the machine boots to its prompt."""
        with tempfile.TemporaryDirectory() as folder:
            image = harness.edited_image(pathlib.Path(folder) / "boot.tar", "sbin/drivers/ahci.wasm",
                                         lambda _: harness.TRAPS)
            with Machine("--command", "", "--file", f"vibee/boot.tar={image}") as machine:
                lines = "while ! dmesg | grep \"given up\"; do sleep 1; done"
                said = machine.command(lines)
                self.assertRegex(said, r"init: ahci@00:1f\.2 failed too often and was given up: "
                                       r"service ahci@00:1f\.2, last: unreachable")
                self.assertRegex(machine.command("devices"), r"ahci@00:1f\.2 +block +failed ")
                self.assertEqual("hello\n", machine.command("echo hello").replace("\r", ""))
                self.assertEqual(5, machine.leave(5))


class Consoles(unittest.TestCase):
    def test_none(self):
        """It boots, runs what the command line says, and stops."""
        status, text = run("--no-serial", "--command", "-- shell -c 'echo nobody sees it; poweroff 7'", "--", "-vga", "none")
        self.assertEqual(7, status, text)
        self.assertEqual("", text)

    def test_serial_line_only(self):
        with Machine("--command", "", "--", "-vga", "none") as machine:
            self.assertEqual("hello\n", machine.command("echo hello").replace("\r", ""))
            self.assertEqual(5, machine.leave(5))

    def test_screen_only(self):
        with tempfile.TemporaryDirectory() as folder:
            path, glyphs = pathlib.Path(folder) / "monitor", load_glyphs()
            machine = Machine("--no-serial", "--monitor", path, "--command", "")
            self.addCleanup(machine.close)
            harness.eventually(path.exists, bool, "QEMU's monitor")
            monitor = Monitor(path)
            self.addCleanup(monitor.socket.close)
            end = time.monotonic() + PATIENCE
            screen = ""
            while "vibee:~$" not in screen and time.monotonic() < end:
                time.sleep(1)
                screen = str(Screen(monitor, glyphs))
            self.assertIn("vibee:~$", screen)
            monitor.type("exit 5\r")
            machine.child.expect(harness.pexpect.EOF)
            machine.child.close()
            self.assertEqual(5, machine.child.exitstatus)


if __name__ == "__main__":
    os.environ.setdefault("VIBEE_BUILD", "build/uefi-x86_64")
    unittest.main(verbosity=2)
