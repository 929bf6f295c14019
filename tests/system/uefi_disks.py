#!/usr/bin/python3
"""Disks on a UEFI machine: virtio and SATA, partitions, bad sectors, and drivers that are killed at work."""
import os
import pathlib
import random
import struct
import tempfile
import unittest
import uuid
import zlib

from uefi_harness import Machine, run
from uefi_screen import Monitor

SECTOR = 512
SECTORS = 32768  # of each disk
FIRST, COUNT = 2048, 4096  # of the first partition
SECOND, SECOND_COUNT = 8192, 64
SIZE = COUNT * SECTOR
# Where the devices are, so that their drivers have names; the boot disk is disk0.
VIRTIO, SATA = "virtio-blk@00:10.0", "ahci@00:11.0"


def gpt(image):
    """A GPT with both copies, whose first header is damaged: the second counts."""
    entries = bytearray(128 * 128)
    for index, (first, count) in enumerate(((FIRST, COUNT), (SECOND, SECOND_COUNT))):
        struct.pack_into("<16s16sQQ", entries, index * 128, uuid.uuid4().bytes, uuid.uuid4().bytes, first,
                         first + count - 1)

    def header(own, other, table):
        fields = [b"EFI PART", 0x10000, 92, 0, 0, own, other, 34, SECTORS - 34, uuid.uuid4().bytes, table, 128, 128,
                  zlib.crc32(entries)]
        shape = "<8sIIIIQQQQ16sQIII"
        fields[3] = zlib.crc32(struct.pack(shape, *fields))
        return struct.pack(shape, *fields)

    last = SECTORS - 1
    image[446:462] = struct.pack("<B3sB3sII", 0, b"", 0xee, b"", 1, last)
    image[510:512] = b"\x55\xaa"
    damaged = bytearray(header(1, last, 2))
    damaged[20] ^= 1
    image[SECTOR:SECTOR + len(damaged)] = damaged
    image[2 * SECTOR:2 * SECTOR + len(entries)] = entries
    image[(last - 32) * SECTOR:(last - 32) * SECTOR + len(entries)] = entries
    final = header(last, 1, last - 32)
    image[last * SECTOR:last * SECTOR + len(final)] = final


def mbr(image):
    for index, (first, count) in enumerate(((FIRST, COUNT), (SECOND, SECOND_COUNT))):
        at = 446 + 16 * index
        image[at:at + 16] = struct.pack("<B3sB3sII", 0, b"", 0x83, b"", first, count)
    image[510:512] = b"\x55\xaa"


class Case(unittest.TestCase):
    """Two disks, and what can be done with them."""
    MACHINE = ()  # options of run.py
    VIRTIO = ""  # more properties of virtio devices

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="vibee-disks-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.data = random.Random(1).randbytes(SIZE)
        for name, table in (("virtio", gpt), ("sata", mbr)):
            image = bytearray(SECTORS * SECTOR)
            table(image)
            image[FIRST * SECTOR:FIRST * SECTOR + SIZE] = self.data if name == "virtio" else bytes(SIZE)
            (self.folder / name).write_bytes(image)

    def devices(self, prefix=""):
        """QEMU's arguments for both disks."""
        drives = [f"if=none,id={name},format=raw,file={prefix}{self.folder}/{name}" for name in ("virtio", "sata")]
        return ("-drive", drives[0], "-device", f"virtio-blk-pci,drive=virtio,disable-legacy=on,addr=0x10{self.VIRTIO}",
                "-device", "ahci,id=sata-ports,addr=0x11", "-drive", drives[1],
                "-device", "ide-hd,drive=sata,bus=sata-ports.0",
                "-device", f"virtio-rng-pci,disable-legacy=on,addr=0x12{self.VIRTIO}")

    def shell(self, line, prefix="", timeout=400):
        """Boot with both disks for one line: its status and output."""
        assert "'" not in line
        status, text = run("--command", f"-- shell -c '{line}'", *self.MACHINE, "--", *self.devices(prefix),
                           timeout=timeout)
        return status, text[text.find("programs "):].partition("\n")[2].replace("\r", "")

    def partition(self, name, first=FIRST, count=COUNT):
        with open(self.folder / name, "rb") as image:
            image.seek(first * SECTOR)
            return image.read(count * SECTOR)

    def killing(self, services, pause):
        """Copy the whole partition there and back, again and again, while services are killed; what is there in the end is
        whole. The pause keeps the kills below what init takes for a crash loop."""
        turns = " ".join(map(str, range(10)))
        kills = "; ".join(f'set -- $(ps | grep " {name}$"); test $# = 0 || {{ kill -KILL $1; echo killed; }}'
                          for name in services)
        line = ("(while ! test -e /tmp/stop; do cat /dev/disk1p1 >/dev/disk2p1 && cat /dev/disk2p1 >/dev/disk1p1; "
                "echo copied $?; done; echo >/tmp/done) & "
                f"for i in {turns}; do {kills}; sleep {pause}; done; echo >/tmp/stop; "
                "while ! test -e /tmp/done; do sleep 0.1; done; exit 3")
        status, text = self.shell(line)
        self.assertEqual(3, status, text)
        self.assertRegex(text, r"copied 0\n")
        self.assertNotRegex(text, r"copied [1-9]")
        self.assertGreater(text.count("killed\n"), 8 * len(services), text)
        for name in "virtio", "sata":
            self.assertTrue(self.partition(name) == self.data, f"{name}: not what was written")


class Disks(Case):
    def test_partitions(self):
        status, text = self.shell("ls -l /dev | grep disk; devices; ls /dev/disk3 /dev/disk1p3 /dev/disk01")
        sizes = {words[-1]: int(words[-4]) for words in map(str.split, text.splitlines())
                 if len(words) > 4 and words[-1].startswith("disk")}
        for disk in "disk1", "disk2":
            self.assertEqual((SECTORS * SECTOR, SIZE, SECOND_COUNT * SECTOR),
                             (sizes.get(disk), sizes.get(disk + "p1"), sizes.get(disk + "p2")), text)
        for name in VIRTIO, SATA, "virtio-rng@00:12.0":
            self.assertRegex(text, rf"{name} .* up ")
        self.assertEqual(3, text.count("No such file or directory"))
        self.assertNotEqual(0, status)

    def test_pieces_of_sectors(self):
        """What is written leaves the rest of its sector alone; nothing goes beyond the end."""
        status, text = self.shell("for d in /dev/disk1p2 /dev/disk2p2; do head -c 700 /dev/disk1p1 >$d; "
                                  "echo -n small >$d; head -c 5 $d; echo; cat /dev/disk1p1 >$d; done; exit 3")
        self.assertEqual(3, status)
        self.assertEqual(2, text.count("small\n"))
        self.assertEqual(2, text.count("No space left"), text)
        size = SECOND_COUNT * SECTOR
        for name in "virtio", "sata":
            self.assertEqual(self.data[:size], self.partition(name, SECOND, SECOND_COUNT))
            self.assertEqual(bytes(SECTOR), self.partition(name, SECOND + SECOND_COUNT, 1))

    def test_partial_write(self):
        self.shell("for d in /dev/disk1p2 /dev/disk2p2; do head -c 700 /dev/disk1p1 >$d; echo -n small >$d; done")
        for name in "virtio", "sata":
            self.assertEqual(b"small" + self.data[5:700] + bytes(324), self.partition(name, SECOND, 2))

    def test_bad_sector(self):
        """A sector that cannot be read is an error, and the disk works on."""
        (self.folder / "errors").write_text(
            f'[inject-error]\nevent = "read_aio"\nerrno = "5"\nsector = "{SECOND}"\nonce = "off"\n', encoding="utf-8")
        line = "; ".join(f"head -c 512 /dev/disk{n}p2; echo first $?; head -c 512 /dev/disk{n}p1 >/tmp/x; "
                         f"echo then $?; head -c 1 /dev/disk{n}p2; echo again $?" for n in (1, 2))
        _, text = self.shell(line, f"blkdebug:{self.folder}/errors:")
        self.assertEqual(["first 1", "then 0", "again 1"] * 2,
                         [row for row in text.splitlines() if row.split(" ")[0] in ("first", "then", "again")], text)
        self.assertEqual(4, text.count("I/O error"), text)

    def test_driver_that_does_not_answer(self):
        """A driver that answers nothing is an error after a while; the other disk works, and this one again later."""
        status, text = self.shell(
            f'set -- $(ps | grep " {VIRTIO}$"); kill -STOP $1; head -c 1 /dev/disk1p1 >/tmp/x; echo stopped $?; '
            "head -c 1 /dev/disk2p1 >/tmp/x; echo other $?; kill -CONT $1; head -c 1 /dev/disk1p1 >/tmp/x; "
            "echo continued $?; exit 3")
        self.assertEqual(3, status)
        self.assertIn("I/O error", text)
        for expected in "stopped 1", "other 0", "continued 0":
            self.assertIn(expected + "\n", text)

    def test_a_dead_disk_delays_nobody_else(self):
        """Requests to a disk that does not answer wait beside those to another one, which go on."""
        waiting = "".join("(head -c 1 /dev/disk1p1 >/tmp/x; echo stopped $?; echo x >>/tmp/stopped) & " for _ in range(6))
        status, text = self.shell(
            f': >/tmp/stopped; set -- $(ps | grep " {VIRTIO}$"); kill -STOP $1; {waiting}'
            "cat /dev/disk2p2 >/tmp/y; echo other $?; wc -c </tmp/y; "
            "while test $(wc -l </tmp/stopped) != 6; do sleep 1; done; exit 3")
        self.assertEqual(3, status, text)
        self.assertEqual(6, text.count("stopped 1\n"), text)
        self.assertIn("other 0\n", text)
        self.assertLess(text.index("other 0\n"), text.index("stopped 1\n"))

    def test_a_disk_vanishes(self):
        """What is asked of it ends with an error, again and again; the other disk works."""
        monitor = self.folder / "monitor"
        with Machine("--monitor", monitor, "--command", "", *self.MACHINE, "--", *self.devices()) as machine:
            self.assertEqual("0", machine.command("head -c 1 /dev/disk1p1 >/tmp/x; echo $?").strip())
            line = Monitor(monitor)
            self.addCleanup(line.socket.close)
            line.command("drive_del virtio")
            for _ in range(2):
                output = machine.command("head -c 512 /dev/disk1p1 >/tmp/x; echo $?")
                self.assertIn("I/O error", output)
                self.assertRegex(output, r"\b1\s*$")
                self.assertEqual("0", machine.command("cat /dev/disk2p2 >/tmp/x; echo $?").strip())
            self.assertIn("I/O error", machine.command("echo x >/dev/disk1p1"))
            self.assertEqual(4, machine.leave(4))

    def test_virtio_driver_killed(self):
        self.killing([VIRTIO], 0.5)

    def test_sata_driver_killed(self):
        self.killing([SATA], 0.5)

    def test_disk_service_killed(self):
        self.killing(["disk"], 0.5)

    def test_all_killed(self):
        self.killing([VIRTIO, SATA, "disk", "devmgr"], 2)


if __name__ == "__main__":
    os.environ.setdefault("VIBEE_BUILD", "build/uefi-x86_64")
    unittest.main(verbosity=2)
