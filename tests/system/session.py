#!/usr/bin/python3
"""An interactive session in a pseudo-terminal: typing, editing, signals, the terminal afterwards."""
import os
import re
import signal
import subprocess
import termios
import time

import pexpect

from harness import GUEST, PATIENCE, VIBEE, TestCase, Terminal, eventually, main


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

    def test_power_off(self):
        """The session's shell may, other programs may not."""
        self.assertEqual(self.terminal.command("vsh -c 'poweroff 5'"), "vsh: poweroff: Permission denied\n")
        self.terminal.child.send("echo going; poweroff 7\r")
        self.terminal.child.expect(r"\ngoing\r\n")
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

    def test_history_is_shared(self):
        """A shell in the shell has the same file; what it adds is there at the next look."""
        self.terminal.command("vsh")
        self.assertEqual(self.terminal.command("echo inner"), "inner\n")
        self.terminal.command("exit")
        self.terminal.child.send("\x1b[A\x1b[A")
        self.assertEqual(self.terminal.command(""), "inner\n")
        self.assertEqual(self.terminal.command("cat ~/.vsh_history"),
                         "vsh\necho inner\nexit\necho inner\ncat ~/.vsh_history\n")

    def test_services_are_completed(self):
        self.terminal.child.send("svc conso\t\x01echo ")
        self.assertEqual(self.terminal.command(""), "svc console\n")

    def test_resize_while_editing(self):
        """No key is needed for the line to be drawn anew."""
        self.terminal.child.send("echo " + "x" * 40)
        while not self.terminal.paint().endswith("x" * 40):
            pass
        self.terminal.child.setwinsize(24, 30)
        self.assertTrue(self.terminal.paint().endswith("x" * 40))
        self.assertEqual(self.terminal.command(""), "x" * 40 + "\n")

    def test_paste_a_megabyte(self):
        rows = "".join(f"{number:063}\n" + "漢" * 21 + "\n" for number in range(8192))
        begin = time.monotonic()
        self.terminal.child.send("\x1b[200~wc -c <<'END'\n" + rows + "END\x1b[201~")
        self.terminal.child.expect(r"END\x1b\[J\r")
        print(f"\n1 MiB pasted and shown in {time.monotonic() - begin:.1f} s", end=" ")
        self.assertEqual(self.terminal.command(""), f"{len(rows.encode())}\n")
        self.assertEqual(self.terminal.command("echo alive"), "alive\n")

    def test_completion(self):
        self.terminal.command("mkdir -p /tmp/somewhere; echo x >/tmp/somewhere/file")
        self.terminal.child.send("cat /tmp/some\tfi\t")
        self.assertEqual(self.terminal.command(""), "x\n")

    def test_multi_line(self):
        self.terminal.incomplete("for i in 1 2")
        self.terminal.incomplete("do echo n$i")
        self.assertEqual(self.terminal.command("done"), "n1\nn2\n")

    def test_interrupt_a_busy_loop(self):
        self.terminal.start("while true; do :; done | cat")
        time.sleep(0.5)
        self.terminal.child.send("\x03")
        self.terminal.prompt()
        self.assertEqual(self.terminal.command("echo alive"), "alive\n")

    def test_interrupt_a_waiting_program(self):
        self.terminal.start(f"sleep {2 * PATIENCE}")
        time.sleep(0.3)
        self.terminal.child.send("\x03")
        self.terminal.prompt()

    def test_interrupt_loops_of_the_shell(self):
        for loop in ("while true; do :; done", "while true; do sleep 1; done",
                     f"for i in 1 2 3; do x=$(sleep {PATIENCE}); done", "(while :; do :; done)"):
            with self.subTest(loop=loop):
                self.terminal.start(loop)
                time.sleep(0.3)
                if "sleep" not in loop and loop[0] != "(":
                    self.terminal.child.send("\x1a\x1c")  # not for the shell itself
                self.terminal.child.send("\x03")
                self.terminal.prompt()
                self.assertEqual(self.terminal.command("echo $?"), "130\n")

    def test_interrupt_leaves_background_jobs(self):
        self.terminal.command("(sleep 1; echo done >/tmp/background) &")
        self.terminal.start("while true; do :; done")
        time.sleep(0.3)
        self.terminal.child.send("\x03")
        self.terminal.prompt()
        eventually(lambda: self.terminal.command("cat /tmp/background"), lambda found: found == "done\n",
                   "the job in the background to end")

    def test_output_without_newline_stays(self):
        self.terminal.command("echo abc | head -c 3 >/tmp/abc")
        self.assertEqual(self.terminal.command("cat /tmp/abc"), "abc")

    def test_interrupt_what_waits(self):
        for command in ("read x", f"x=$(sleep {PATIENCE})", f"sleep {PATIENCE} & wait"):
            with self.subTest(command=command):
                self.terminal.start(command)
                ended = 1
                while ended:  # until there is something to interrupt
                    self.terminal.child.send("\x03")
                    ended = self.terminal.child.expect([self.terminal.PROMPT, pexpect.TIMEOUT], timeout=0.5)
                self.terminal.settle()

    def test_cooked_input(self):
        self.terminal.start("cat")
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
        def pid(service):
            found = re.search(rf"^\s*(\d+)\s.*\b{service}\b", self.terminal.command("ps"), re.M)
            return found and found[1]

        self.terminal.command("echo precious >/tmp/kept")
        for service in ("vfs", "console", "pipe", "log"):
            with self.subTest(service=service):
                killed = pid(service)
                self.assertTrue(killed, f"expected {service} among the processes")
                self.terminal.child.send(f"kill -KILL {killed}\r")
                self.terminal.settle()
                self.assertIn("precious", self.terminal.command("cat /tmp/kept | cat"))
                eventually(lambda: pid(service), lambda again: again not in (None, killed),
                           f"{service} with another pid than {killed}")


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

    def interrupted(self, child):
        """Ctrl-C, and what it does: before there is a program it does nothing."""
        if child.isalive():
            child.send("\x03")
            time.sleep(0.5)
        return not child.isalive()

    def test_interrupt_a_program_without_shell(self):
        for arguments in (("run", GUEST / "bench_hog.wasm", "loop"), ("-c", "while :; do :; done")):
            with self.subTest(arguments=arguments):
                terminal = Terminal(*arguments)
                self.addCleanup(terminal.close)
                eventually(lambda: termios.tcgetattr(terminal.child.child_fd)[3] & termios.ICANON,
                           lambda cooked: not cooked, "a terminal in raw mode")
                eventually(lambda: self.interrupted(terminal.child), lambda ended: ended, "an end by Ctrl-C")
                self.assertEqual(terminal.child.exitstatus, 130)


class Threads(TestCase):
    def test_reader_waits_alone(self):
        """One thread of a WASI program waits for input; the others read clocks, write and end."""
        with subprocess.Popen([VIBEE, "run", GUEST / "wasi_threads.wasm", "wait"], text=True, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as program:
            before = [program.stdout.readline() for _ in range(6)]
            self.assertEqual("input?\n", before[-1])
            after, _ = program.communicate("hello\n", timeout=PATIENCE)
        self.assertNotIn("not ok", "".join(before) + after)
        self.assertEqual(("ok 5 - the reader has read\n", 0), (after, program.returncode))


if __name__ == "__main__":
    main()
