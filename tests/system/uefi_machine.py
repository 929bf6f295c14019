#!/usr/bin/python3
"""The UEFI platform without the system: the HAL's conformance tests, and faults that end in a report."""
import sys
import unittest

import pexpect

from uefi_harness import BUILD, IMAGE, PATIENCE, RUN, run

TEST = ("--file", f"EFI/BOOT/BOOTX64.EFI={BUILD}/test_uefi.efi", "--command")


class Conformance(unittest.TestCase):
    def check(self, *options):
        status, text = run(*TEST, "test=conformance all-memory", *options)
        self.assertIn("conformance: passed", text)
        self.assertEqual(0, status, text)

    def test_contract(self):
        self.check()

    def test_little_memory(self):
        self.check("--memory", "64M")

    def test_more_than_4_gib(self):
        self.check("--memory", "5G")


class Hardware(unittest.TestCase):
    def test_contract(self):
        status, text = run(*TEST, "test=hardware")
        self.assertIn("hardware: passed", text)
        self.assertEqual(0, status, text)


class Spaces(unittest.TestCase):
    """Each process's memory in a root of its own, mapped nowhere else."""

    def check(self, *options):
        status, text = run(*TEST, "test=spaces", *options)
        self.assertIn("spaces: passed", text)
        self.assertEqual(0, status, text)

    def test_contract(self):
        self.check()

    def test_little_memory(self):
        self.check("--memory", "64M")


class Watchdog(unittest.TestCase):
    def test_a_kernel_that_hangs_is_reset(self):
        child = pexpect.spawn(sys.executable, [str(RUN), str(IMAGE), "--reboot", *TEST, "test=hang"], timeout=PATIENCE)
        self.addCleanup(child.close, force=True)
        for _ in range(2):
            child.expect("vibee 0[^\r]*UEFI")
            child.expect("hanging")


class Power(unittest.TestCase):
    """Off, and reset, by the firmware and without it; QEMU ends by itself."""

    def check(self, action, how, option=""):
        status, text = run(*TEST, f"test={action} {option}", "--stay")
        self.assertEqual(0, status, text)
        self.assertTrue(text.rstrip().endswith(f"power: {action} by {how}"), text)

    def test_off(self):
        self.check("off", "the firmware")

    def test_off_by_registers(self):
        self.check("off", "registers", "power=registers")

    def test_reset(self):
        self.check("reset", "the firmware")

    def test_reset_by_registers(self):
        self.check("reset", "registers", "power=registers")

    def test_reset_starts_again(self):
        child = pexpect.spawn(sys.executable, [str(RUN), str(IMAGE), "--reboot", "--stay", *TEST, "test=reset"],
                              timeout=PATIENCE)
        self.addCleanup(child.close, force=True)
        for _ in range(2):
            child.expect("vibee 0[^\r]*UEFI")


class Faults(unittest.TestCase):
    def check(self, test, *expected):
        status, text = run(*TEST, f"test={test}")
        for words in expected + ("kernel panic",):
            self.assertIn(words, text)
        self.assertEqual(126, status, text)

    def test_null(self):
        self.check("null", "page fault", "reading of 0000000000000008: a null pointer", "read_null+", "rip ffffffff8")

    def test_stack(self):
        self.check("stack", "page fault", "the kernel's stack is full", "use_stack+")

    def test_constants_cannot_be_written(self):
        self.check("constant", "page fault", "writing of ffffffff8", "run+")

    def test_data_cannot_be_executed(self):
        self.check("code", "page fault", "execution of ffff8", "not code; called by", "system_start+")

    def test_spaces_that_are_not_entered(self):
        self.check("space-left", "page fault", "reading of 0000000400000000", "touch_left_space+")

    def test_the_kernel_beyond_a_memory(self):
        self.check("space-beyond", "page fault", "reading of 0000000400001000", "touch_beyond+")

    def test_panic(self):
        status, text = run(*TEST, "test=panic")
        self.assertIn("kernel panic: as it was asked to", text)
        self.assertEqual(126, status, text)


if __name__ == "__main__":
    unittest.main()
