#!/usr/bin/python3
"""Make a disk image that UEFI firmware boots: a GPT with one EFI system partition (FAT32).

usage: disk.py OUT PATH=FILE...      for instance EFI/BOOT/BOOTX64.EFI=build/BOOTX64.EFI

The file system is made by mtools. Identifiers are fixed, so that the same files give the same image;
OUT is sparse. A test changes a file of the partition with mcopy -i OUT@@1M.
"""
import binascii
import os
import struct
import subprocess
import sys
import uuid

SECTOR = 512
START = 1 << 20                 # of the partition, in bytes
PARTITION = 64 << 20
ENTRIES, ENTRY_SIZE = 128, 128
SYSTEM_PARTITION = uuid.UUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b")
DISK_ID = uuid.UUID("76696265-6500-4000-8000-000000000001")
PARTITION_ID = uuid.UUID("76696265-6500-4000-8000-000000000002")
TOTAL = (START + PARTITION + (1 << 20)) // SECTOR


def entries():
    first, last = START // SECTOR, (START + PARTITION) // SECTOR - 1
    entry = struct.pack("<16s16sQQQ72s", SYSTEM_PARTITION.bytes_le, PARTITION_ID.bytes_le, first, last, 0,
                        "vibee".encode("utf-16-le"))
    return entry + bytes(ENTRIES * ENTRY_SIZE - len(entry))


def header(here, other, table):
    def pack(crc):
        return struct.pack("<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, crc, 0, here, other, 34, TOTAL - 34,
                           DISK_ID.bytes_le, table, ENTRIES, ENTRY_SIZE, binascii.crc32(entries()))
    return pack(binascii.crc32(pack(0))).ljust(SECTOR, b"\0")


def protective_mbr():
    entry = struct.pack("<B3sB3sII", 0, b"\0\2\0", 0xee, b"\xff\xff\xff", 1, TOTAL - 1)
    return bytes(446) + entry + bytes(48) + b"\x55\xaa"


def write_table(path):
    with open(path, "wb") as out:
        out.truncate(TOTAL * SECTOR)
        out.write(protective_mbr() + header(1, TOTAL - 1, 2) + entries())
        out.seek((TOTAL - 33) * SECTOR)
        out.write(entries() + header(TOTAL - 1, 1, TOTAL - 33))


def mtools(*command):
    environment = dict(os.environ, MTOOLS_SKIP_CHECK="1", SOURCE_DATE_EPOCH="1600000000", TZ="UTC")
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"disk.py: {' '.join(command)}: {done.stderr.strip()}")


def fill(path, files):
    volume = f"{path}@@{START}"
    mtools("mformat", "-i", volume, "-F", "-T", str(PARTITION // SECTOR), "-h", "16", "-s", "63", "-c", "1",
           "-N", "76696265", "-v", "VIBEE", "::")
    folders = set()
    for name in files:
        parts = name.split("/")[:-1]
        folders |= {"/".join(parts[:i + 1]) for i in range(len(parts))}
    for folder in sorted(folders):
        mtools("mmd", "-i", volume, f"::{folder}")
    for name, file in sorted(files.items()):
        mtools("mcopy", "-i", volume, file, f"::{name}")


def main():
    if len(sys.argv) < 3 or not all("=" in argument for argument in sys.argv[2:]):
        sys.exit(__doc__)
    out = sys.argv[1]
    write_table(out + ".new")
    fill(out + ".new", dict(argument.split("=", 1) for argument in sys.argv[2:]))
    os.replace(out + ".new", out)


main()
