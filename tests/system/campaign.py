#!/usr/bin/python3
"""Drivers killed again and again at random moments, while programs use them: nothing is lost and nothing is wrong.

A service of test images (tests/guest/campaign) kills, and reads and writes; it runs above the drivers, so that a kill can
come between any two of their steps. The default run is short. Longer ones:

  VIBEE_BUILD=build/uefi-x86_64 VIBEE_KILLS=1000 [VIBEE_SEED=N] tests/system/campaign.py [-v] [Machine.test_serial ...]
"""
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zlib

import harness
import uefi_screen

BUILD = pathlib.Path(os.environ.get("VIBEE_BUILD", "build/hosted")).resolve()
RUN = pathlib.Path(__file__).resolve().parents[2] / "tools" / "uefi" / "run.py"
IS_MACHINE = (BUILD / "vibee.img").exists()
KILLS = int(os.environ.get("VIBEE_KILLS", "12" if IS_MACHINE else "60"))
SEED = int(os.environ.get("VIBEE_SEED", "1"))
PATIENCE = 240 + 4 * KILLS  # seconds
# Before there is a session, services that end again and again end the system.
WAIT = ": >/tmp/begin; while ! test -e /tmp/report; do sleep 1; done; cat /tmp/campaign"


def boot_image(path, *arguments):
    """The boot image with the service; init takes 15 deaths a second for nothing special."""
    words = ", ".join(f'"{word}"' for word in arguments)
    service = ('\n[[service]]\nname = "campaign"\nprogram = "/sbin/campaign.wasm"\nrestart = "never"\npriority = 30\n'
               f'needs = ["vfs", "console", "disk"]\nstart-timeout = 60\narguments = [{words}]\n'
               'namespace = ["proc", "devices", "disk", "console", "file"]\n')
    program = (BUILD / "user" / "build" / "tests" / "campaign.wasm").read_bytes()
    return harness.edited_image(path, "etc/init.toml",
                                lambda text: text.replace(b"seconds = 10}", b"seconds = 1}") + service.encode(),
                                {"sbin/campaign.wasm": program})


def check_of(number):
    return (number * 2654435761 >> 7) & 0xffffff


def repeats_of(wanted, found, most):
    """How often a piece of at most so many bytes came twice; None: it differs in another way, at a place."""
    at, i, count = 0, 0, 0
    while i < len(found):
        size = min(4096, len(found) - i)
        if found[i:i + size] == wanted[at:at + size]:
            at, i = at + size, i + size
            continue
        while i < len(found) and at < len(wanted) and found[i] == wanted[at]:
            at, i = at + 1, i + 1
        for back in range(1, most + 1):
            if back <= at and found[i:i + 40] == wanted[at - back:at - back + 40][:len(found) - i]:
                at, count = at - back, count + 1
                break
        else:
            return None, i
    return (count, at) if at == len(wanted) else (None, len(found))


class Campaign(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="vibee-campaign-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def report(self, text, in_flight=True):
        """What the guest says, as a dictionary; shown, and nothing may be lost."""
        match = re.search(r"campaign (\S+ \S+) seed \d+: ([^\r\n]*)", text)
        self.assertIsNotNone(match, f"no report:\n{text[-3000:]}")
        print(f"\n{match[0]}", file=sys.stderr, flush=True)
        self.assertNotIn("trouble", match[0], text[-3000:])
        words = match[2].split()
        found = dict(zip(words[::2], words[1::2]))
        self.assertEqual(KILLS, int(found["kills"]))
        self.assertEqual(("0", "0"), (found["failed"], found["wrong"]))
        if in_flight:
            # Few kills may miss all of them.
            self.assertGreaterEqual(int(found["in-flight"]), KILLS / 2 if KILLS >= 200 else 0)
        self.assertNotRegex(text, "panic")
        return found


class Typist:
    """Somebody who types numbered lines when the campaign begins, until it is over, and keeps what comes back:
    data, of which the campaign's is from start on."""

    def __init__(self, process, send, end="\r"):
        self.process, self.send, self.end, self.data = process, send, end, b""
        self.typed, self.over = 0, threading.Event()
        self.sent = self.start = 0
        self.begun = threading.Event()
        self.thread = threading.Thread(target=self.type, daemon=True)
        self.thread.start()

    def took(self, data):
        self.data += data
        if not self.begun.is_set() and b"campaign begins" in self.data:
            self.start = self.data.index(b"campaign begins")
            self.begun.set()
        if b"campaign over" in self.data[-len(data) - 128:].replace(b".", b""):
            self.over.set()

    def type(self):
        self.begun.wait()
        while not self.over.is_set():
            self.send(f"{self.typed} {check_of(self.typed):06x}{self.end}")
            self.typed += 1
            time.sleep(0.05)
        self.at_end()
        self.send(f"end{self.end}")

    def at_end(self):
        """Nothing more comes out now."""

    def without_dots(self):
        """What came back, without the answers to keys."""
        self.data = self.data[:self.start] + self.data[self.start:].replace(b".", b"")

    def output(self, newline):
        """What came between the beginning and the end, and what should have."""
        text = self.data.decode("latin-1")
        start = text.index("campaign begins")
        start = text.index("\n", start) + 1
        found = text[start:text.index("campaign over")]
        lines = int(re.search(r" lines (\d+) ", text)[1])
        return found, "".join(f"<{i:07} {check_of(i):06x}>{newline}" for i in range(lines))


@unittest.skipIf(IS_MACHINE, "a UEFI machine")
class Hosted(Campaign):
    """The platform's console, as plain streams."""

    def run_terminal(self, target):
        image = boot_image(self.folder / "boot.tar", "terminal", target, KILLS, SEED, 20)
        process = subprocess.Popen([BUILD / "vibee", "--image", image, "-c", WAIT], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.kill)
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()

        def send(text):
            try:
                process.stdin.write(text.encode())
                process.stdin.flush()
            except OSError:
                pass

        typist = Typist(process, send, "\n")
        while data := process.stdout.read1(65536):
            typist.took(data)
        process.wait()
        timer.cancel()
        typist.over.set()
        typist.begun.set()
        typist.thread.join(5)
        found = self.report(typist.data.decode("latin-1"), in_flight=False)
        self.assertEqual(typist.typed, int(found["typed"]))
        return typist.output("\n")

    def test_pvconsole(self):
        found, wanted = self.run_terminal("pvconsole@0")
        repeats, place = repeats_of(wanted, found, 65536)
        self.assertIsNotNone(repeats, found[max(0, place - 200):place + 100])
        print(f"output repeated {repeats} times", file=sys.stderr)


@unittest.skipUnless(IS_MACHINE, "not a UEFI machine")
class Machine(Campaign):
    """Drivers of hardware, in an emulator."""

    def boot(self, kind, target, *qemu, options=(), typist=None, feeds=True):
        """Boot for one campaign: what came on the serial line, and who typed."""
        image = boot_image(self.folder / "boot.tar", kind, target, KILLS, SEED, 30)
        process = subprocess.Popen(
            [sys.executable, RUN, BUILD / "vibee.img", "--file", f"vibee/boot.tar={image}", "--command",
             f"-- shell -c '{WAIT}; exit 3'", *options, "--", *qemu],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        timer = threading.Timer(PATIENCE, process.terminate)
        timer.start()
        listener = typist(process) if typist else None
        data = b""
        while part := process.stdout.read1(65536):
            data += part
            if listener and feeds:
                listener.took(part)
        process.wait()
        process.stdout.close()
        process.stdin.close()
        timer.cancel()
        if listener:
            listener.over.set()
            listener.begun.set()
            listener.thread.join(60)
        text = data.decode("latin-1")
        text = text[text.find("\nvibee 0") + 1:]
        self.assertEqual(3, process.returncode, text[-3000:])
        return text, listener

    def disk(self, target, *devices):
        file = self.folder / "disk"
        file.write_bytes(bytes(4 << 20))
        text, _ = self.boot("disk", target, "-drive", f"if=none,id=target,format=raw,file={file}", *devices)
        found = self.report(text)
        data = file.read_bytes()[int(found["at"]):int(found["at"]) + int(found["size"])]
        self.assertEqual(found["crc"], f"{zlib.crc32(data):08x}")

    def test_virtio_blk(self):
        self.disk("virtio-blk@00:10.0", "-device", "virtio-blk-pci,drive=target,disable-legacy=on,addr=0x10")

    def test_ahci(self):
        self.disk("ahci@00:11.0", "-device", "ahci,id=ports,addr=0x11", "-device", "ide-hd,drive=target,bus=ports.0")

    def test_virtio_rng(self):
        text, _ = self.boot("entropy", "virtio-rng@00:12.0", "-device", "virtio-rng-pci,disable-legacy=on,addr=0x12")
        self.report(text)

    def terminal(self, text, listener, most, in_flight=True):
        """All lines came out, and all that was typed came in; how often a piece came twice."""
        found = self.report(text, in_flight)
        self.assertEqual(listener.typed, int(found["typed"]))
        found, wanted = listener.output("\r\n")
        repeats, place = repeats_of(wanted, found, most)
        self.assertIsNotNone(repeats, found[max(0, place - 200):place + 100])
        print(f"output repeated {repeats} times", file=sys.stderr)
        return repeats

    @staticmethod
    def at_serial_line(process):
        def send(keys):
            process.stdin.write(keys.encode())
            process.stdin.flush()
        return Typist(process, send)

    def test_serial(self):
        text, listener = self.boot("terminal", "serial@1", "-vga", "none", typist=self.at_serial_line)
        self.terminal(text, listener, 0)

    def test_virtio_console(self):
        self.virtio_console()

    def test_virtio_console_behind_an_iommu(self):
        self.virtio_console("--iommu", device=",iommu_platform=on")

    def virtio_console(self, *options, device=""):
        path = self.folder / "line"

        def at_socket(process):
            line = socket.socket(socket.AF_UNIX)
            self.addCleanup(line.close)
            while True:  # QEMU waits for this
                try:
                    line.connect(str(path))
                    break
                except OSError:
                    time.sleep(0.05)
            typist = Typist(process, lambda keys: line.sendall(keys.encode()))

            def listen():
                while data := line.recv(65536):
                    typist.took(data)
            threading.Thread(target=listen, daemon=True).start()
            return typist

        text, listener = self.boot("terminal", "virtio-console@00:10.0", "-vga", "none",
                                   "-chardev", f"socket,id=line,path={path},server=on,wait=on",
                                   "-device", "virtio-serial-pci,disable-legacy=on,addr=0x10" + device,
                                   "-device", "virtconsole,chardev=line", options=options, typist=at_socket,
                                   feeds=False)
        self.terminal(text, listener, 0)

    @staticmethod
    def at_keyboard(path):
        """Somebody at QEMU's keyboard, which keeps 8 keys: each that came was answered with a dot."""
        def start(process):
            monitor, typist = [], None

            def send(keys):
                monitor or monitor.append(uefi_screen.Monitor(path))
                for key in keys:
                    while typist.sent - typist.data.count(b".", typist.start) > 5 and process.poll() is None:
                        time.sleep(0.02)
                    monitor[0].type(key)
                    typist.sent += 1
            typist = Typist(process, send)
            typist.monitor = monitor
            return typist
        return start

    def test_ps2(self):
        path = self.folder / "monitor"
        text, listener = self.boot("terminal", "ps2@2", options=("--monitor", path), typist=self.at_keyboard(path))
        listener.without_dots()
        self.terminal(text, listener, 0)

    def test_fbcon(self):
        """Typed on the keyboard; the screen shows the last lines when it is over."""
        glyphs, path, seen = uefi_screen.load_glyphs(), self.folder / "monitor", []

        def at_keyboard(process):
            typist = self.at_keyboard(path)(process)

            def look():
                end = time.monotonic() + 120
                while time.monotonic() < end and "campaign over" not in seen:
                    screen = uefi_screen.Screen(typist.monitor[0], glyphs)
                    seen[:] = [line.replace(".", "") for line in screen.lines]
            typist.at_end = look
            return typist

        text, listener = self.boot("terminal", "fbcon@3", options=("--monitor", path), typist=at_keyboard)
        listener.without_dots()
        self.terminal(text, listener, 0)
        count = int(re.search(r" lines (\d+) ", text)[1])
        lines = seen[:seen.index("campaign over")]
        found = [int(line[1:8]) for line in lines if line.startswith("<")]
        self.assertEqual([f"<{i:07} {check_of(i):06x}>" for i in found], [line for line in lines if line[:1] == "<"])
        self.assertGreaterEqual(len(found), min(count, 20))
        self.assertEqual(list(range(count - len(found), count)), found)


if __name__ == "__main__":
    unittest.main(verbosity=2)
