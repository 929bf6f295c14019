#!/usr/bin/python3
"""What devices of a UEFI machine reach: with an IOMMU what their drivers were granted, without one everything."""
import re
import struct
import tempfile
import unittest

import uefi_disks
from uefi_harness import BUILD, run

IOMMU = ("-device", "intel-iommu")  # before the devices that it is for
TEST = ("--file", f"EFI/BOOT/BOOTX64.EFI={BUILD}/test_uefi.efi", "--command")
EDU = ("-device", "edu,addr=0x10,dma_mask=0xffffffff")
SCREENS = 0x80000000, 0xc0000000  # where OVMF puts the framebuffer
TRANSLATED = "DMA: translated by VT-d"
TRUSTED = "DMA: not translated ({}): drivers that master the bus are trusted with all memory"


class Platform(unittest.TestCase):
    """A device that tries everything, without a system."""

    def check(self, test, *devices, options=""):
        status, text = run(*TEST, f"test={test} {options}", "--", *devices, *EDU, timeout=400)
        self.assertIn(f"{test}: passed", text)
        self.assertEqual(0, status, text)
        return text

    def isolation(self, *devices):
        text = self.check("dma-isolation", *devices)
        self.assertIn(TRANSLATED, text)
        self.assertRegex(text, r"DMA: blocked 00:10\.0 from writing [0-9a-f]+000: it has no driver")
        self.assertRegex(text, r"DMA: blocked 00:10\.0 from writing [0-9a-f]+000: it is not granted")
        self.assertRegex(text, r"DMA: blocked 00:10\.0 from reading [0-9a-f]+000: it is not granted")
        self.assertEqual(2, text.count("no more of these are reported"))  # the test runs twice
        self.assertLessEqual(len(re.findall(r"DMA: blocked", text)), 2 * 20)

    def test_isolation(self):
        self.isolation(*IOMMU)

    def test_isolation_with_three_levels_and_remembered_absence(self):
        self.isolation("-device", "intel-iommu,aw-bits=39,caching-mode=on")

    def test_trust(self):
        self.assertIn(TRUSTED.format("there is no VT-d"), self.check("dma-trust"))

    def test_trust_by_option(self):
        self.assertIn(TRUSTED.format("it is switched off"), self.check("dma-trust", *IOMMU, options="iommu=off"))

    def table(self, *entries):
        """A second DMAR beside QEMU's, which has no entries of this kind."""
        file = tempfile.NamedTemporaryFile()
        self.addCleanup(file.close)
        file.write(bytes([47, 0]) + bytes(10) + b"".join(entries))
        file.flush()
        return "-acpitable", f"sig=DMAR,data={file.name}"

    @staticmethod
    def reserved(base, size):
        scope = bytes([1, 8, 0, 0, 0, 0, 0x10, 0])
        return struct.pack("<HHHHQQ", 1, 32, 0, 0, base, base + size - 1) + scope

    def test_memory_that_the_firmware_reserved(self):
        self.check("dma-reserved", *self.table(*(self.reserved(base, 4096) for base in SCREENS)), *IOMMU)

    def test_firmware_cannot_reserve_ordinary_memory(self):
        text = self.check("dma-isolation", *self.table(self.reserved(0, 1 << 20)), *IOMMU)
        self.assertIn("DMA: firmware reserves ordinary memory", text)

    def test_damaged_table(self):
        text = self.check("dma-trust", *self.table(b"\0\0\2\0"), *IOMMU)
        self.assertIn(TRUSTED.format("its table is damaged"), text)


class Disks(uefi_disks.Case):
    """Disks that are all behind the IOMMU."""
    MACHINE = ("--iommu",)
    VIRTIO = ",iommu_platform=on"

    def check(self, text):
        self.assertIn(TRANSLATED, text)
        self.assertNotIn("DMA: blocked", text)

    def test_devices(self):
        status, text = run("--command", "-- shell -c 'head -c 512 /dev/disk0 | wc; devices; exit 3'", *self.MACHINE, "--",
                           "-device", "virtio-rng-pci,disable-legacy=on,addr=0x12,iommu_platform=on")
        self.check(text)
        self.assertRegex(text, r" 512\n")
        self.assertRegex(text, r"virtio-rng@00:12.0 .* up ")
        self.assertEqual(3, status)

    def test_drivers_killed_at_work(self):
        self.killing([uefi_disks.VIRTIO, uefi_disks.SATA, "devmgr"], 2)


class System(unittest.TestCase):
    def test_without(self):
        _, text = run("--command", "-- shell -c 'exit 3'")
        self.assertIn(TRUSTED.format("there is no VT-d"), text)


if __name__ == "__main__":
    unittest.main()
