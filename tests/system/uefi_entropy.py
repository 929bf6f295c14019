#!/usr/bin/python3
"""Where a UEFI machine's random bytes come from: the processor, the firmware, a driver, or nowhere."""
import os
import unittest

from uefi_harness import run

PROCESSOR = ("-cpu", "max,-rdseed")
NOTHING = ("-cpu", "max,-rdseed,-rdrand")
VIRTIO = ("-device", "virtio-rng-pci,disable-legacy=on,addr=0x12")
# Two reads, which differ, and what the log says of the driver.
LINE = ('a="$(head -c 64 /dev/random)"; echo read $?; b="$(head -c 64 /dev/random)"; '
        'test "$a" != "$b" && echo they differ; dmesg | grep "random bytes"; exit 3')


class Entropy(unittest.TestCase):
    def boot(self, *qemu, options=""):
        status, text = run("--command", f"{options} -- shell -c '{LINE}'", "--", *qemu)
        self.assertEqual(3, status, text)
        return text

    def check(self, text, where):
        self.assertRegex(text, rf"(?m)^entropy: {where}$")
        self.assertIn("read 0\nthey differ\n", text)

    def test_processor(self):
        text = self.boot(*PROCESSOR)
        self.check(text, "RDRAND")
        self.assertNotIn("random bytes", text)

    def test_firmware_and_driver(self):
        """The firmware drives virtio-rng, and later our driver does."""
        text = self.boot(*NOTHING, *VIRTIO)
        self.check(text, "the firmware's generator")
        self.assertIn("virtio-rng@00:12.0: the kernel got 64 random bytes", text)

    def test_driver_alone(self):
        text = self.boot(*VIRTIO, options="entropy=drivers")
        self.check(text, "none; there are no random bytes until a driver brings some")

    def test_nothing(self):
        text = self.boot(*NOTHING)
        self.assertRegex(text, "(?m)^entropy: none; there are no random bytes until a driver brings some$")
        self.assertIn("read 1\n", text)
        self.assertNotIn("they differ", text)


if __name__ == "__main__":
    os.environ.setdefault("VIBEE_BUILD", "build/uefi-x86_64")
    unittest.main(verbosity=2)
