#!/usr/bin/python3
"""Screen and keyboard of a UEFI machine: keys are typed in QEMU's monitor, and the picture is read by comparing
its cells with the glyphs of the font."""
import importlib.util
import pathlib
import re
import socket
import tempfile
import time
import unittest

from uefi_harness import Machine

ROOT = pathlib.Path(__file__).resolve().parents[2]
FONTS = [pathlib.Path("/usr/share/fonts/X11/misc") / f"ter-u16{weight}_unicode.pcf.gz" for weight in "nb"]
WIDTH, HEIGHT = 8, 16
PATIENCE = 60
KEYS = {" ": "spc", "\r": "ret", "-": "minus", "/": "slash", ".": "dot", "|": "shift-backslash", ";": "semicolon",
        "_": "shift-minus", "$": "shift-4", "(": "shift-9", ")": "shift-0", "=": "equal", "\\": "backslash",
        '"': "shift-apostrophe", "'": "apostrophe", "~": "shift-grave_accent", "[": "bracket_left"}


def load_glyphs():
    """{rows of a glyph: character}; of several that look alike the lowest."""
    spec = importlib.util.spec_from_file_location("pcf_to_c", ROOT / "tools" / "font" / "pcf_to_c.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    glyphs = {}
    for path in FONTS:
        for code, rows in sorted(tool.read(path).items()):
            if code >= 0x20:
                glyphs.setdefault(bytes(rows), chr(code))
    return glyphs


class Monitor:
    """QEMU's monitor, and what can be done with it."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(path))
        self.picture = path.with_suffix(".ppm")
        self.answer()

    def answer(self):
        data = b""
        while not data.endswith(b"(qemu) "):
            part = self.socket.recv(65536)
            if not part:
                raise EOFError("QEMU has ended")
            data += part
        return data.decode("utf-8", "replace")

    def command(self, line):
        self.socket.sendall(line.encode() + b"\n")
        return self.answer()

    def type(self, text):
        for character in text:
            key = KEYS.get(character) or (f"shift-{character.lower()}" if character.isupper() else character)
            self.command(f"sendkey {key} 10")
            time.sleep(0.06)  # QEMU's keyboard queues 16 bytes of scan codes, and loses what is more

    def pixels(self):
        """Width, height, three bytes for each pixel."""
        self.command(f"screendump {self.picture}")
        data = self.picture.read_bytes()
        header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
        return int(header[1]), int(header[2]), data[header.end():]


class Screen:
    """A picture as text."""

    def __init__(self, monitor, glyphs):
        self.width, self.height, self.data = monitor.pixels()
        self.glyphs = glyphs
        self.lines = ["".join(self.cell(row, column)[0] for column in range(self.width // WIDTH)).rstrip()
                      for row in range(self.height // HEIGHT)]

    def cell(self, row, column):
        """The character there and its colour: "?" when it is no glyph; the cursor's block is a space."""
        rows = []
        for y in range(HEIGHT):
            start = ((row * HEIGHT + y) * self.width + column * WIDTH) * 3
            rows.append(self.data[start:start + WIDTH * 3])
        background = rows[0][:3]
        if all(line == background * WIDTH for line in rows):
            return " ", background
        bits, color = bytearray(), background
        for line in rows:
            value = 0
            for x in range(WIDTH):
                here = line[x * 3:x * 3 + 3]
                value = value << 1 | (here != background)
                color = here if here != background else color
            bits.append(value)
        inverse = bytes(value ^ 0xff for value in bits)
        return self.glyphs.get(bytes(bits)) or self.glyphs.get(inverse, "?"), color

    def __str__(self):
        return "\n".join(self.lines)


class ScreenCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.glyphs = load_glyphs()
        cls.folder = tempfile.TemporaryDirectory()
        path = pathlib.Path(cls.folder.name) / "monitor"
        cls.machine = Machine("--monitor", path, "--command", "")
        cls.machine.prompt()
        cls.monitor = Monitor(path)
        end = time.monotonic() + PATIENCE
        cls.first = Screen(cls.monitor, cls.glyphs)  # before the tests scroll it away
        while "ms to the prompt" not in str(cls.first) and time.monotonic() < end:
            time.sleep(0.3)
            cls.first = Screen(cls.monitor, cls.glyphs)

    @classmethod
    def tearDownClass(cls):
        cls.machine.close()
        cls.folder.cleanup()

    def wait_for(self, pattern, patience=PATIENCE):
        """Until a line of the screen is like this: the match."""
        end = time.monotonic() + patience
        while True:
            screen = Screen(self.monitor, self.glyphs)
            for line in reversed(screen.lines):
                if match := re.fullmatch(pattern, line):
                    return match
            if time.monotonic() > end:
                self.fail(f"no line like {pattern} on the screen:\n{screen}")
            time.sleep(0.3)

    def pid_of(self, name):
        listing = self.machine.command("ps")
        match = re.search(rf"^\s*(\d+)\s.*{re.escape(name)}@", listing.replace("\r", ""), re.M)
        self.assertIsNotNone(match, listing)
        return int(match[1])

    def test_boot_messages_stay_on_the_screen(self):
        """The driver goes on below what the kernel has written."""
        for line in (r"vibee 0\.\S+.*", r"memory: \d+ MiB free", r"watchdog: resets a kernel that hangs",
                     r"boot: \d+ ms to the prompt, from efi_main: .*"):
            self.assertRegex(str(self.first), rf"(?m)^{line}$")
        lines = [line for line in self.first.lines if line]
        self.assertRegex(lines[0], "^vibee 0")

    def test_keys_come_to_the_shell_and_its_output_to_the_screen(self):
        self.monitor.type('echo Typed_"on" the ~keyboard' + "\r")
        self.wait_for("Typed_on the ~keyboard")
        self.machine.prompt()

    def test_what_is_typed_on_the_line_is_on_the_screen_too(self):
        self.machine.command("echo from the serial line")
        self.wait_for("from the serial line")

    def test_keys_with_sequences_edit_the_line(self):
        self.monitor.type("echo acd")
        for key in ("left", "left"):
            self.monitor.command(f"sendkey {key} 10")
            time.sleep(0.05)
        self.monitor.type("b")
        self.monitor.command("sendkey end 10")
        time.sleep(0.05)
        self.monitor.type("e\r")
        self.wait_for("abcde")
        self.machine.prompt()

    def test_control_c_interrupts(self):
        self.monitor.type("cat\r")
        time.sleep(1)
        self.monitor.command("sendkey ctrl-c 10")
        self.machine.prompt()
        self.monitor.type("echo again\r")
        self.wait_for("again")
        self.machine.prompt()

    def test_scrolling_keeps_the_lines_in_order(self):
        self.machine.command("seq 1000")
        self.wait_for("1000")
        found = [int(line) for line in Screen(self.monitor, self.glyphs).lines if line.isdigit()]
        self.assertGreater(len(found), 20)
        self.assertEqual(list(range(1001 - len(found), 1001)), found)

    def test_drivers_are_killed_while_typing(self):
        """Each comes back, and what is typed meanwhile is all there."""
        for name in ("ps2", "fbcon", "serial"):
            with self.subTest(name):
                pid = self.pid_of(name)
                self.machine.command(f"(sleep 0.3; kill -KILL {pid}) &")
                self.monitor.type(f"echo without {name} 0123456789abcdefghijklmnopqrstuvwxyz\r")
                self.wait_for(f"without {name} 0123456789abcdefghijklmnopqrstuvwxyz")
                self.machine.prompt()
                self.assertNotEqual(pid, self.pid_of(name))

    def test_drivers_are_killed_while_printing(self):
        for name in ("fbcon", "serial"):
            with self.subTest(name):
                pid = self.pid_of(name)
                output = self.machine.command(f"( (sleep 0.2; kill -KILL {pid}) & ); seq 3000")
                self.wait_for("3000")
                found = [int(line) for line in Screen(self.monitor, self.glyphs).lines if line.isdigit()]
                self.assertEqual(list(range(3001 - len(found), 3001)), found)
                if name == "fbcon":  # of the line's own driver some bytes may come twice
                    self.assertEqual(list(range(1, 3001)), [int(line) for line in output.split() if line.isdigit()])
                self.assertNotEqual(pid, self.pid_of(name))


if __name__ == "__main__":
    unittest.main()
