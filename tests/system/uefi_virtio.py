#!/usr/bin/python3
"""A virtio console on a UEFI machine: what is written comes out there, and what is typed there comes in."""
import os
import pathlib
import socket
import tempfile
import threading
import time
import unittest

from uefi_harness import PATIENCE, run

# Without a screen: the console waits for the slowest of its terminals.
DEVICES = ("-vga", "none", "-device", "virtio-serial-pci,disable-legacy=on,addr=0x10", "-device", "virtconsole,chardev=line")


class Console(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="vibee-console-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_output(self):
        """All of it in order, longer than every buffer on the way."""
        file = self.folder / "output"
        status, _ = run("--command", "-- shell -c 'seq 40000; exit 3'", "--",
                        "-chardev", f"file,id=line,path={file}", *DEVICES, timeout=PATIENCE)
        self.assertEqual(3, status)
        self.assertEqual([str(i) for i in range(1, 40001)], file.read_text().split()[-40000:])

    def test_input(self):
        """A person at the virtio console types; what comes back, comes back there."""
        path, seen = self.folder / "socket", []

        def person():
            line = socket.socket(socket.AF_UNIX)
            for _ in range(600):
                try:
                    line.connect(str(path))
                    break
                except OSError:
                    time.sleep(0.1)
            line.settimeout(PATIENCE)
            text, typed = b"", False
            while part := line.recv(4096):
                text += part
                if not typed and b"ready" in text:
                    line.sendall(b"typed here\r")
                    typed = True
            line.close()
            seen.append(text)

        thread = threading.Thread(target=person)
        thread.start()
        status, _ = run("--command", "-- shell -c 'echo ready; head -n 1 >/tmp/line; echo got $(cat /tmp/line); exit 3'",
                        "--", "-chardev", f"socket,id=line,path={path},server=on,wait=on", *DEVICES)
        thread.join(PATIENCE)
        self.assertEqual(3, status)
        self.assertIn(b"got typed here", seen[0])


if __name__ == "__main__":
    os.environ.setdefault("VIBEE_BUILD", "build/uefi-x86_64")
    unittest.main(verbosity=2)
