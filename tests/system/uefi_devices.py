#!/usr/bin/python3
"""Devices of a UEFI machine: what devmgr finds, screen and keyboard beside the serial line, drivers that are killed."""
import pathlib
import socket
import tempfile
import time
import unittest

from uefi_harness import Machine

KEYS = {" ": "spc", "\r": "ret", "-": "minus", "/": "slash"}


class Devices(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="vibee-devices-")
        self.addCleanup(folder.cleanup)
        self.monitor = str(pathlib.Path(folder.name) / "monitor")

    def press(self, text):
        """Press keys of the machine's own keyboard."""
        with socket.socket(socket.AF_UNIX) as monitor:
            monitor.connect(self.monitor)
            for key in text:
                monitor.sendall(f"sendkey {KEYS.get(key, key)}\n".encode())
                time.sleep(0.2)

    def states(self, machine):
        """{driver's name: state}"""
        lines = machine.command("devices").replace("\r", "").splitlines()[1:]
        return {line[:24].strip(): line[35:46].strip() for line in lines}

    def kill(self, machine, name):
        machine.command(f"set -- $(ps | grep ' {name}$'); kill -KILL $1; sleep 1")

    def test_finds_devices(self):
        with Machine("--monitor", self.monitor, "--", "-device", "pcie-root-port,id=root1,chassis=1,slot=1",
                     "-device", "virtio-rng-pci,bus=root1") as machine:
            states = self.states(machine)
            for name in ("fbcon@3", "ps2@2", "virtio-rng@01:00.0", "ahci@00:1f.2"):
                self.assertEqual("up", states.get(name), f"{name} in {states}")
            self.assertEqual("no driver", states["pci@00:00.0"])
            self.assertEqual(0, machine.leave(0))

    def test_keyboard_and_drivers_that_are_killed(self):
        with Machine("--monitor", self.monitor) as machine:
            before = self.states(machine)
            for name in ("", "devmgr", "ps2@2", "fbcon@3", "console"):
                with self.subTest(name):
                    if name:
                        self.kill(machine, name)
                    self.press(f"echo key{name[:2]}\r")
                    machine.child.expect(f"\nkey{name[:2]}\r")
                    machine.prompt()
            self.assertEqual(before, self.states(machine))
            self.assertEqual(0, machine.leave(0))

    def test_serial_line_by_its_driver(self):
        with Machine("--command", "console=drivers") as machine:
            self.assertEqual("up", self.states(machine).get("serial@1"))
            machine.command("( (for i in 1 2 3 4; do sleep 0.3; set -- $(ps | grep ' serial@1$'); "
                            "test $# = 0 || kill -KILL $1; done) & )")
            expected = "".join(f"{number}\n" for number in range(1, 3001))
            self.assertEqual(expected, machine.command("seq 3000; sleep 1").replace("\r", ""))
            self.assertEqual(4, machine.leave(4))


if __name__ == "__main__":
    unittest.main()
