#!/usr/bin/python3
"""An interactive session in a pseudo-terminal: typing, editing, signals, the terminal afterwards."""
import os
import re
import signal
import termios
import time

from harness import GUEST, TestCase, Terminal, main


class Session(TestCase):
    def setUp(self):
        super().setUp()
        self.terminal = Terminal()
        self.addCleanup(self.terminal.close)
        self.terminal.prompt()

    def test_commands(self):
        self.assertEqual(self.terminal.command("echo hello | wc -c"), "6\n")
        self.assertEqual(self.terminal.command("x=5; echo $x$x"), "55\n")
        self.assertIn("bin", self.terminal.command("ls /"))

    def test_exit(self):
        self.terminal.child.send("exit 7\r")
        self.terminal.child.expect(r"\r\n")
        self.terminal.child.wait()
        self.assertEqual(self.terminal.child.exitstatus, 7)

    def test_end_of_input_exits(self):
        self.terminal.child.send("\x04")
        self.terminal.child.wait()
        self.assertEqual(self.terminal.child.exitstatus, 0)

    def test_editing(self):
        child = self.terminal.child
        child.send("ecXho helo\x1b[D\x1b[Dl\x01\x1b[C\x1b[C\x1b[3~\x05 there")
        self.assertEqual(self.terminal.command(""), "hello there\n")
        child.send("echo one two\x17three\x15\x19")
        self.assertEqual(self.terminal.command(""), "one three\n")

    def test_history(self):
        self.terminal.command("echo first")
        self.terminal.command("echo second")
        self.terminal.child.send("\x1b[A\x1b[A")
        self.assertEqual(self.terminal.command(""), "first\n")
        self.terminal.child.send("\x12seco")
        self.assertEqual(self.terminal.command(""), "second\n")

    def test_completion(self):
        self.terminal.command("mkdir -p /tmp/somewhere; echo x >/tmp/somewhere/file")
        self.terminal.child.send("cat /tmp/some\tfi\t")
        self.assertEqual(self.terminal.command(""), "x\n")

    def test_multi_line(self):
        self.terminal.incomplete("for i in 1 2")
        self.terminal.incomplete("do echo n$i")
        self.assertEqual(self.terminal.command("done"), "n1\nn2\n")

    def test_interrupt_a_busy_loop(self):
        child = self.terminal.child
        child.send("while true; do :; done | cat\r")
        time.sleep(0.5)
        child.send("\x03")
        self.terminal.prompt()
        self.assertEqual(self.terminal.command("echo alive"), "alive\n")

    def test_interrupt_a_waiting_program(self):
        self.terminal.child.send("sleep 100\r")
        time.sleep(0.3)
        start = time.monotonic()
        self.terminal.child.send("\x03")
        self.terminal.prompt()
        self.assertLess(time.monotonic() - start, 2)

    def test_interrupt_loops_of_the_shell(self):
        for loop in ("while true; do :; done", "while true; do sleep 1; done",
                     "for i in 1 2 3; do x=$(sleep 100); done", "(while :; do :; done)"):
            with self.subTest(loop=loop):
                self.terminal.child.send(loop + "\r")
                self.terminal.child.expect(self.terminal.END)
                time.sleep(0.3)
                if "sleep" not in loop and loop[0] != "(":
                    self.terminal.child.send("\x1a\x1c")  # not for the shell itself
                self.terminal.child.send("\x03")
                self.terminal.prompt()
                self.assertEqual(self.terminal.command("echo $?"), "130\n")

    def test_stopped_program(self):
        child = self.terminal.child
        child.send("sleep 1; echo\r")
        time.sleep(0.3)
        child.send("\x1a")
        child.expect(r"\[(\d+)\] stopped")
        pid = child.match[1]
        self.terminal.prompt()
        self.assertIn("stopped", self.terminal.command(f"ps | grep ' {pid} '"))
        self.terminal.command(f"kill -CONT {pid}")
        self.assertEqual(self.terminal.command(f"sleep 1.2; ps | grep ' {pid} '"), "")

    def test_interrupt_leaves_background_jobs(self):
        self.terminal.command("(sleep 1; echo done >/tmp/background) &")
        self.terminal.child.send("while true; do :; done\r")
        time.sleep(0.3)
        self.terminal.child.send("\x03")
        self.terminal.prompt()
        self.assertEqual(self.terminal.command("sleep 1.5; cat /tmp/background"), "done\n")

    def test_output_without_newline_stays(self):
        self.terminal.command("echo abc | head -c 3 >/tmp/abc")
        self.assertEqual(self.terminal.command("cat /tmp/abc"), "abc")

    def test_cooked_input(self):
        self.terminal.child.send("cat\r")
        time.sleep(0.3)
        self.terminal.child.send("abX\x7fc\r")
        self.terminal.child.expect("abc\r\n")
        self.terminal.child.send("\x04")
        self.terminal.prompt()

    def test_yes_head(self):
        self.assertEqual(self.terminal.command("yes | head -3"), "y\ny\ny\n")

    def test_wide_line_wraps(self):
        text = "x" * 200
        self.assertEqual(self.terminal.command("echo " + text + " | wc -c"), "201\n")

    def test_kill_each_service(self):
        """A killed service comes back; files in tmpfs are whole; the shell goes on."""
        self.terminal.command("echo precious >/tmp/kept")
        for service in ("vfs", "console", "pipe", "log"):
            with self.subTest(service=service):
                listing = self.terminal.command("ps")
                found = re.search(rf"^\s*(\d+)\s.*\b{service}\b", listing, re.M)
                self.assertTrue(found, f"expected {service} in:\n{listing}")
                self.terminal.child.send(f"kill -KILL {found[1]}\r")
                time.sleep(0.7)
                self.terminal.child.send("\r")
                self.terminal.prompt()
                time.sleep(0.1)
                self.terminal.child.send("\x15")
                while True:  # drop prompts that were drawn again
                    try:
                        self.terminal.child.expect(Terminal.PROMPT, timeout=0.5)
                    except Exception:
                        break
                self.assertIn("precious", self.terminal.command("cat /tmp/kept | cat"))
                again = re.search(rf"^\s*(\d+)\s.*\b{service}\b", self.terminal.command("ps"), re.M)
                self.assertTrue(again)
                self.assertNotEqual(found[1], again[1])


class Restored(TestCase):
    """The terminal is as it was, however the system ends."""

    def ended(self, end):
        terminal = Terminal()
        self.addCleanup(terminal.close)
        fd = terminal.child.child_fd
        terminal.prompt()
        raw = termios.tcgetattr(fd)
        self.assertFalse(raw[3] & termios.ICANON, "the terminal should be raw at the prompt")
        end(terminal.child)
        terminal.child.wait()
        after = termios.tcgetattr(fd)
        self.assertTrue(after[3] & termios.ICANON and after[3] & termios.ECHO)
        return terminal.child.exitstatus

    def test_exit(self):
        self.assertEqual(self.ended(lambda child: child.send("exit\r")), 0)

    def test_sigterm(self):
        self.assertEqual(self.ended(lambda child: os.kill(child.pid, signal.SIGTERM)), 143)

    def test_sighup(self):
        self.assertEqual(self.ended(lambda child: os.kill(child.pid, signal.SIGHUP)), 129)

    def test_interrupt_a_program_without_shell(self):
        for arguments in (("run", GUEST / "bench_hog.wasm", "loop"), ("-c", "while :; do :; done")):
            with self.subTest(arguments=arguments):
                terminal = Terminal(*arguments)
                self.addCleanup(terminal.close)
                time.sleep(0.5)
                terminal.child.send("\x03")
                terminal.child.wait()
                self.assertEqual(terminal.child.exitstatus, 130)


if __name__ == "__main__":
    main()
