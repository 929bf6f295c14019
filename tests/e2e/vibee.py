"""What the end-to-end tests share: where things are, a terminal of one's own, a process on it."""
import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import time

VIBEE = os.environ["VIBEE"]
TEST_IMAGE = os.environ["VIBEE_TEST_IMAGE"]
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PATIENCE = 30  # seconds; a machine under load is slow


def run(*arguments, input=None, stdin=None, **options):
    """Run vibee to its end."""
    return subprocess.run([VIBEE, *arguments], input=input, stdin=stdin or (None if input is not None
                          else subprocess.DEVNULL), capture_output=True, timeout=PATIENCE, **options)


def run_test_init(what, **options):
    """Run the small init of platforms/hosted/tests, which does what it is told."""
    return run("--image", TEST_IMAGE, "-c", what, **options)


def eventually(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"expected {what} within {PATIENCE} seconds")
        time.sleep(0.01)


class Terminal:
    """A pseudo-terminal and a process on it."""

    def __init__(self, *arguments):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.output = b""
        self.process = subprocess.Popen([VIBEE, *arguments], stdin=self.slave, stdout=self.slave,
                                        stderr=self.slave, start_new_session=True)
        os.set_blocking(self.master, False)

    def mode(self):
        return termios.tcgetattr(self.slave)

    def is_raw(self):
        return not self.mode()[3] & (termios.ICANON | termios.ECHO | termios.ISIG)

    def read(self):
        try:
            self.output += os.read(self.master, 65536)
        except (BlockingIOError, OSError):
            pass
        return self.output

    def expect(self, text):
        eventually(lambda: text in self.read(), f"{text!r} on the terminal, found {self.output!r}")

    def resize(self, rows, columns):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process.send_signal(signal.SIGWINCH)  # not its controlling terminal

    def wait(self):
        """The exit status, once the process has ended; what it wrote does not keep it waiting."""
        eventually(lambda: (self.read(), self.process.poll())[1] is not None, "the end of vibee")
        return self.process.returncode

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)
