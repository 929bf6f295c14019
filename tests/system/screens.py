"""A terminal that keeps a picture of itself: tmux, without a person looking."""
import atexit
import os
import subprocess
import tempfile
import time

from harness import PATIENCE, VIBEE


class Screen:
    """vibee in a window of tmux. What it shows is waited for, never a time."""

    def __init__(self, *arguments, rows=24, columns=80):
        self.folder = tempfile.TemporaryDirectory()
        atexit.register(self.close)
        command = " ".join(["exec", str(VIBEE), *map(str, arguments)])
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), command)
        self.tmux("set", "-g", "status", "off")
        self.prompt()

    def tmux(self, *arguments, input=None):
        # In UTF-8 (-u), whatever the language of who runs the test.
        return subprocess.run(["tmux", "-u", "-S", os.path.join(self.folder.name, "tmux"), *arguments],
                              input=input, capture_output=True, check=True, timeout=PATIENCE).stdout

    def close(self):
        atexit.unregister(self.close)
        if self.folder:
            subprocess.run(["tmux", "-S", os.path.join(self.folder.name, "tmux"), "kill-server"],
                           capture_output=True, timeout=PATIENCE, check=False)
            self.folder.cleanup()
            self.folder = None

    def keys(self, *names):
        """Keys by tmux's names (Enter, C-c, PageDown), or text."""
        self.tmux("send-keys", *names)

    def type(self, text):
        self.tmux("send-keys", "-l", "--", text)

    def paste(self, data):
        """As a terminal pastes: in brackets, when the program asked for them."""
        self.tmux("load-buffer", "-", input=data)
        self.tmux("paste-buffer", "-p")

    def resize(self, rows, columns):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def text(self, colours=False):
        return self.tmux("capture-pane", "-p", *(["-e"] if colours else [])).decode()

    def cursor(self):
        """Column and row, from 0."""
        return tuple(map(int, self.tmux("display-message", "-p", "#{cursor_x} #{cursor_y}").split()))

    def wait(self, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition(text := self.text()):
            if time.monotonic() > end:
                raise AssertionError(f"expected {what} on the screen, found:\n{text}")
            time.sleep(0.02)
        return text

    def expect(self, *texts):
        return self.wait(lambda text: all(part in text for part in texts), f"{texts!r}")

    def expect_gone(self, part):
        return self.wait(lambda text: part not in text, f"no {part!r}")

    def prompt(self):
        return self.wait(lambda text: text.rstrip().endswith("$"), "a prompt")

    def command(self, line, *texts):
        """Type a command at the prompt."""
        self.type(line)
        self.keys("Enter")
        if texts:
            self.expect(*texts)
