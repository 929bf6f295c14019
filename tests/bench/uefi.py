"""Interrupts on the UEFI target, in QEMU without KVM: figures of an emulator. In the boot image is a driver of the
virtio entropy device that measures (tests/guest/interrupts)."""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
ROUND = re.compile(r"interrupts: 1000 in round (\d+), us: p50 (\d+) p99 (\d+) p99\.9 (\d+)")
HANDLERS = re.compile(r"interrupts: \d+ handled, ns: p50 (\d+), p99 (\d+), p99\.9 (\d+)")
LOAD = "under load from here on"
PART = 20  # seconds of each half, more when the host is busy
QUANTILES = ("p50", "p99", "p99.9")
COUNTED = ("-icount", "shift=0,sleep=off")  # QEMU's clock, and so the time stamp counter, is then instructions
TICKS = re.compile(r"interrupts: ticks: p50 (\d+), p99 (\d+), p99\.9 (\d+)")


def boot_image(build, folder):
    guest = build / "user/build/tests"
    out = folder / "boot.tar"
    subprocess.run([sys.executable, SOURCE / "tools/image/ustar.py", out, "--tree", SOURCE / "image", "--manifest",
                    build / "user/build/install_manifest.txt", "--root", build / "root",
                    f"etc/devices.table={build}/devices.table", f"sbin/drivers/virtio-rng.wasm={guest}/interrupts.wasm",
                    f"bin/hog={guest}/bench_hog.wasm"], check=True)
    return out


def boot(build, line, *qemu):
    """What a machine with the measuring driver writes while a shell carries out the line."""
    with tempfile.TemporaryDirectory() as name:
        image = boot_image(build, pathlib.Path(name))
        done = subprocess.run([sys.executable, SOURCE / "tools/uefi/run.py", build / "vibee.img",
                               "--file", f"vibee/boot.tar={image}", "--command",
                               f"verbose interrupt-times -- shell -c '{line}'", "--",
                               "-device", "virtio-rng-pci,disable-legacy=on", *qemu], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace", timeout=600)
    if done.returncode:
        sys.exit(f"bench: the machine ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr}")
    return done.stdout


def measure():
    """(name, value, unit) of each figure."""
    build = pathlib.Path(os.environ.get("VIBEE_UEFI_BUILD", SOURCE / "build/uefi-x86_64")).resolve()
    # Rounds while nothing else runs, then beside a busy loop and a disk being read.
    text = boot(build, f"sleep {PART}; echo {LOAD}; hog loop & (while true; do cat /dev/disk0 >/dev/null; done) & "
                       f"sleep {PART}; exit 0")
    idle, _, loaded = text.partition("\n" + LOAD)
    for state, part in (("idle", idle), ("under load", loaded)):
        rounds = [list(map(int, found.groups()[1:])) for found in ROUND.finditer(part)]
        if len(rounds) < 2:
            sys.exit(f"bench: expected two rounds of interrupts {state}, found {len(rounds)}:\n{part[-2000:]}")
        for at, quantile in enumerate(QUANTILES):  # the first round has the start, or the change, in it
            yield f"interrupt to message, {state}, {quantile}", statistics.median(one[at] for one in rounds[1:]), "us"
    found = HANDLERS.search(text)
    for at, quantile in enumerate(QUANTILES, 1):
        yield f"handler of an interrupt, {quantile}", int(found.group(at)) / 1000, "us"
    counted = TICKS.search(boot(build, "sleep 2; exit 0", *COUNTED))
    for at, quantile in enumerate(QUANTILES, 1):
        yield f"handler of an interrupt, {quantile}", int(counted.group(at)), "instructions"
