#!/usr/bin/python3
"""Boot a disk image for UEFI in QEMU, with its serial line as this terminal.

usage: run.py IMAGE [OPTIONS] [-- QEMU-ARGUMENTS...]

  --gui               open a window with screen and keyboard
  --memory SIZE       of the machine (default 512M)
  --command LINE      instead of the image's \\vibee\\cmdline.txt
  --file PATH=FILE    put a file on the boot volume first
  --without PATH      remove a file of the boot volume first
  --iommu             give the machine an IOMMU (VT-d); virtio devices behind it want iommu_platform=on
  --usb               boot from a USB stick instead of a virtio disk
  --no-serial         no serial line
  --monitor SOCKET    QEMU's monitor on a socket
  --reboot            start again when the machine is reset, instead of ending
  --stay              do not end QEMU at a panic, so that it can be read on the screen

The system runs on copies: neither the image nor the firmware's variables change. The status is what
the system was stopped with; 126 is a panic, 125 a panic in a panic. Ctrl-] x ends QEMU, Ctrl-] c
is its monitor.
"""
import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

FIRMWARE = pathlib.Path(os.environ.get("VIBEE_OVMF", "/usr/share/OVMF"))
PORT = 0xf4  # of QEMU's isa-debug-exit
START = 1 << 20  # of the boot volume in the image


def mtools(command, image, *arguments):
    subprocess.run([command, "-i", f"{image}@@{START}", *arguments], check=True,
                   stdin=subprocess.DEVNULL, env=dict(os.environ, MTOOLS_SKIP_CHECK="1"))


def prepare(options, folder):
    """Private copies of the image and of the firmware's variables."""
    image = folder / "vibee.img"
    subprocess.run(["cp", "--sparse=always", options.image, image], check=True)
    shutil.copyfile(FIRMWARE / "OVMF_VARS_4M.fd", folder / "vars.fd")
    line = folder / "cmdline.txt"
    exit_word = "" if options.stay else f"debug-exit={PORT:#x} "
    line.write_text(f"{exit_word}{options.command}\n", encoding="utf-8")
    mtools("mcopy", image, "-o", line, "::vibee/cmdline.txt")
    for name in options.without:
        mtools("mdel", image, f"::{name}")
    for entry in options.file:
        name, _, file = entry.partition("=")
        mtools("mcopy", image, "-o", file, f"::{name}")
    return image


def command(options, folder, image):
    behind = ",disable-legacy=on,iommu_platform=on" if options.iommu else ""
    if options.usb:
        boot = ("-device", "qemu-xhci", "-device", "usb-storage,drive=boot,bootindex=0")
    else:
        boot = ("-device", f"virtio-blk-pci,drive=boot,bootindex=0{behind}")
    qemu = ["qemu-system-x86_64", "-machine", "q35", "-accel", "tcg", "-cpu", "max", "-m", options.memory,
            "-global", "ICH9-LPC.noreboot=false", "-nic", "none", "-echr", "0x1d", "-device", f"isa-debug-exit,iobase={PORT:#x},iosize=4",
            "-drive", f"if=pflash,format=raw,readonly=on,file={FIRMWARE}/OVMF_CODE_4M.fd",
            "-drive", f"if=pflash,format=raw,file={folder}/vars.fd",
            "-drive", f"if=none,id=boot,format=raw,file={image}", *boot]
    if options.no_serial:
        qemu += ["-serial", "none"]
    else:
        qemu += ["-chardev", "stdio,id=terminal,mux=on,signal=off", "-serial", "chardev:terminal", "-mon", "chardev=terminal"]
    if options.iommu:
        qemu[1:1] = ["-device", "intel-iommu"]  # before the devices that it is for
    if options.monitor:
        qemu += ["-monitor", f"unix:{options.monitor},server=on,wait=off"]
    if not options.reboot:
        qemu += ["-no-reboot"]
    # At its own size: letters of a picture that is stretched cannot be read.
    qemu += ["-name", "VIBEE OS", "-display", "gtk,zoom-to-fit=off" if options.gui else "none"]
    return qemu + options.qemu


def has_window():
    """QEMU's window is a module of its own, which Debian has in another package."""
    listed = subprocess.run(["qemu-system-x86_64", "-display", "help"], capture_output=True, text=True, check=False)
    return "gtk" in listed.stdout.split()


def status_of(code):
    """isa-debug-exit makes 2 * status + 1; 0 is a machine that switched itself off."""
    if code < 0:
        return 128 - code
    return code >> 1 if code & 1 else code


def main():
    arguments, qemu = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, qemu = arguments[:at], arguments[at + 1:]
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("image")
    parser.add_argument("--gui", action="store_true")
    parser.add_argument("--memory", default="512M")
    parser.add_argument("--command", default="")
    parser.add_argument("--file", action="append", default=[])
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("--iommu", action="store_true")
    parser.add_argument("--usb", action="store_true")
    parser.add_argument("--no-serial", action="store_true")
    parser.add_argument("--monitor")
    parser.add_argument("--reboot", action="store_true")
    parser.add_argument("--stay", action="store_true")
    parser.add_argument("-h", "--help", action="help")
    options = parser.parse_args(arguments)
    options.qemu = qemu
    for missing in (name for name in (options.image, FIRMWARE / "OVMF_CODE_4M.fd") if not os.path.exists(name)):
        sys.exit(f"run.py: expected {missing}, found no such file")
    if options.gui and not has_window():
        sys.exit("run.py: expected a QEMU that can open a window (Debian's package qemu-system-gui), found none")
    with tempfile.TemporaryDirectory(prefix="vibee-uefi-") as name:
        folder = pathlib.Path(name)
        process = subprocess.Popen(command(options, folder, prepare(options, folder)))
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: process.terminate())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(status_of(process.wait()))


main()
