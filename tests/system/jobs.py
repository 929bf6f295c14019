#!/usr/bin/python3
"""Job control in a pseudo-terminal: the keyboard's signals, fg and bg, reading in the background."""
import re

import pexpect

from harness import GUEST, PATIENCE, TestCase, Terminal, eventually, main

STOP, QUIT, INTERRUPT, END = "\x1a", "\x1c", "\x03", "\x04"


class Jobs(TestCase):
    def setUp(self):
        super().setUp()
        self.terminal = Terminal("--dir", f"{GUEST}:/t:ro")
        self.addCleanup(self.terminal.close)
        self.terminal.prompt()

    def command(self, line):
        return self.terminal.command(line)

    def key(self, line, key):
        """Start a command and press a key; what was shown until the prompt."""
        self.terminal.start(f"echo run-$((1 + 1)); {line}")
        self.terminal.child.expect_exact("run-2\r\n")
        return self.press(key)

    def press(self, key):
        """Until it comes to a program that has the terminal: between two of them it is the shell's. What was shown."""
        for tries in range(PATIENCE // 5):
            self.terminal.child.send(key)
            if self.terminal.child.expect([self.terminal.PROMPT, pexpect.TIMEOUT], timeout=5) == 0:
                shown = self.terminal.child.before.replace("\r\n", "\n")
                self.settled = tries > 0  # the last key may have come to the prompt
                if self.settled:
                    self.terminal.settle()
                return shown
        raise AssertionError(f"expected a program to obey {key!r}")

    def status(self, line, key):
        """$? of a program that a key ended; what settles the terminal has changed it."""
        for _ in range(PATIENCE):
            self.key(line, key)
            if not self.settled:
                return self.command("echo $?")
        raise AssertionError(f"expected {line} to obey {key!r} at once")

    def eventually(self, line, wanted):
        return eventually(lambda: self.command(line), lambda found: wanted in found, f"{wanted!r} of {line}")

    def test_stop_and_go_on(self):
        """A program that waits, one that computes, a pipeline, a subshell: each stops, and goes on."""
        for line in ("sleep 600", "/t/bench_hog.wasm loop", "sleep 600 | cat | wc", "(sleep 600; echo)"):
            with self.subTest(line=line):
                self.assertRegex(self.key(line, STOP), r"\n\[1\]\+  Stopped +" + re.escape(line) + r"\n$")
                self.assertEqual(self.command("jobs"), f"[1]+  {'Stopped':23} {line}\n")
                self.assertEqual(self.command("bg"), f"[1]+ {line} &\n")
                self.assertEqual(self.command("jobs"), f"[1]+  {'Running':23} {line} &\n")
                self.terminal.start("fg")
                self.terminal.child.expect_exact(line + "\r\n")
                self.press(STOP)
                self.assertEqual(self.command("jobs"), f"[1]+  {'Stopped':23} {line}\n")
                self.assertTrue(self.command("kill %1; wait %1; echo $?").startswith("143\n"))
                self.assertEqual(self.command("jobs"), "")

    def test_other_keys(self):
        self.assertEqual(self.status("sleep 600", QUIT), "131\n")
        self.assertEqual(self.status("/t/bench_hog.wasm loop", INTERRUPT), "130\n")

    def test_keys_reach_the_foreground_alone(self):
        self.assertRegex(self.command("sleep 600 &"), r"^\[1\] \d+\n$")
        for key in (INTERRUPT, QUIT, STOP):
            self.key("sleep 500", key)
        self.assertEqual(self.command("jobs"), f"[1]-  {'Running':23} sleep 600 &\n[2]+  {'Stopped':23} sleep 500\n")

    def test_reading_in_the_background(self):
        """It stops the job; in the foreground it goes on with the read."""
        self.command("cat >/tmp/read &")
        stopped = f"[1]+  {'Stopped (SIGTTIN)':23} cat >/tmp/read\n"
        self.assertIn(stopped, self.eventually("jobs", "SIGTTIN"))
        self.command("bg")
        self.eventually("jobs", "SIGTTIN")
        self.terminal.start("fg")
        self.terminal.child.expect_exact("cat >/tmp/read\r\n")
        self.terminal.child.send("typed\r" + END)
        self.terminal.prompt()
        self.assertEqual(self.command("cat /tmp/read"), "typed\n")

    def test_stopped_reader_leaves_the_input(self):
        """What is typed is for the shell and not for a stopped program whose read has not come back."""
        self.key("cat", STOP)
        self.terminal.start("read line")
        self.terminal.child.send("for the shell\r")
        self.terminal.prompt()
        self.assertEqual(self.command("echo $line"), "for the shell\n")

    def test_end_in_the_background(self):
        self.command("(sleep 0.1; exit 3) &")
        self.eventually("true", f"[1]+  {'Done(3)':23} (sleep 0.1; exit 3)\n")
        self.assertEqual(self.command("jobs"), "")

    def test_names(self):
        self.command("sleep 601 & sleep 602 & sleep 603 &")
        for name, found in (("%1", 601), ("%2", 602), ("%%", 603), ("%+", 603), ("%", 603), ("%-", 602),
                            ("%?01", 601)):
            with self.subTest(name=name):
                self.assertIn(f"sleep {found} &\n", self.command(f"jobs {name}"))
        self.assertEqual(self.command("jobs %s"), "vsh: jobs: %s: expected one job, found [1] and [2]\n")
        self.assertEqual(self.command("fg %4"), "vsh: fg: %4: no such job\n")
        self.assertEqual(self.command("disown %2; jobs | wc -l"), "2\n")
        self.assertRegex(self.command("jobs -l %1"), r"^\[1\]-? +\d+ Running +sleep 601\n$")
        self.assertEqual(self.command("[ $(jobs -p %3) = $! ] && echo same"), "same\n")

    def test_stopped_jobs_hold_the_exit(self):
        self.key("sleep 600", STOP)
        self.assertEqual(self.command("exit"), "There are stopped jobs.\n")
        self.assertEqual(self.command("echo still"), "still\n")
        self.terminal.child.send(END)
        self.terminal.child.expect_exact("There are stopped jobs.")
        self.terminal.prompt()
        self.terminal.child.send("exit 5\r")
        self.terminal.child.expect(pexpect.EOF)
        self.terminal.child.wait()
        self.assertEqual(self.terminal.child.exitstatus, 5)

    def test_a_shell_in_the_shell(self):
        """Its jobs are its own; as a whole it is one of the outer shell's."""
        self.terminal.start("vsh")
        self.terminal.prompt()
        self.assertRegex(self.key("sleep 600", STOP), r"\[1\]\+  Stopped +sleep 600\n$")
        self.assertEqual(self.command("kill -STOP $$"), f"\n[1]+  {'Stopped (SIGSTOP)':23} vsh\n"[1:])
        self.assertEqual(self.command("jobs"), f"[1]+  {'Stopped (SIGSTOP)':23} vsh\n")
        self.terminal.start("fg")
        self.terminal.prompt()
        self.assertEqual(self.command("jobs"), f"[1]+  {'Stopped':23} sleep 600\n")
        self.assertIn("Terminated", self.command("kill %1; wait"))
        self.terminal.child.send("exit\r")
        self.terminal.prompt()
        self.command("vsh &")
        self.eventually("jobs", "Stopped (SIGTTOU)")
        self.terminal.start("fg")
        self.terminal.prompt()
        self.terminal.child.send("exit 9\r")
        self.terminal.prompt()
        self.assertEqual(self.command("echo $?"), "9\n")

    def test_scripts_have_no_jobs_of_their_own(self):
        """Everything of a script stops with it."""
        self.command("""echo "vsh -c 'echo child; while :; do :; done'; echo after" >/tmp/script""")
        self.terminal.start("vsh /tmp/script")
        self.terminal.child.expect_exact("child\r\n")
        self.press(STOP)
        self.eventually("ps | grep -c stopped", "2\n")
        self.assertEqual(self.command("vsh -c 'fg %1'"), "vsh: fg: no job control: expected set -m\n")

    def test_hang_up(self):
        """It ends the system, with what is in the foreground."""
        self.terminal.start("echo ready; while :; do :; done")
        self.terminal.child.expect_exact("ready\r\n")
        self.terminal.child.close(force=False)  # the master: the terminal goes
        self.terminal.child.wait()
        self.assertEqual(self.terminal.child.exitstatus, 129)


if __name__ == "__main__":
    main()
