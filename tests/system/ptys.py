#!/usr/bin/python3
"""Programs at a terminal that another program stands for: the pty service, and script."""
import re

from harness import GUEST, Terminal, TestCase, eventually, main, run, shell

CASES = ("--dir", f"{GUEST}:/cases:ro")


class Script(TestCase):
    def test_conformance(self):
        done = run(*CASES, "-c", "/cases/ptys.wasm")
        self.check(done, 0, re.compile(r"^(ok \d+ - .*\n){12}1\.\.12\n$"), "")

    def test_command(self):
        done = shell("script -q -c 'test -t 0 && echo a terminal; exit 5' /tmp/t; echo $?; cat /tmp/t")
        self.check(done, 0, "a terminal\n5\na terminal\n", "")

    def test_appends(self):
        done = shell("script -q -c 'echo one' /tmp/t; script -aqc 'echo two' /tmp/t; cat /tmp/t")
        self.check(done, 0, "one\ntwo\none\ntwo\n", "")

    def test_notes(self):
        done = shell("cd /tmp; script -c true; cat typescript")
        self.check(done, 0, re.compile("^Script started, file is typescript\nScript done, file is typescript\n"
                                       "Script started on 20.*\nScript done on 20.*\n$"), "")

    def test_input_ends(self):
        """What is no terminal is typed, and its end with it, behind an unfinished line too."""
        done = shell("printf 'a\\nb' | script -qc 'stat=$(cat); echo \"<$stat>\"' /tmp/t")
        self.check(done, 0, "a\nb<a\nb>\n", "")

    def test_much_output(self):
        done = shell("script -qc 'seq 50000' /tmp/t | tail -1; wc -l </tmp/t")
        self.check(done, 0, "50000\n50000\n", "")

    def test_ends_by_a_signal(self):
        """What runs inside ends, too: it is hung up on."""
        done = shell("script -qc 'sleep 1000' /tmp/t & until ps | grep -q '[s]leep'; do :; done; kill $!; wait $!; "
                     "echo $?; while ps | grep -q '[s]leep'; do :; done")
        self.check(done, 0, "143\n", "")

    def test_errors(self):
        self.check(shell("script /none/t"), 1, "", "script: /none/t: No such file or directory\n")
        self.check(shell("script a b"), 2, "", re.compile("expected one file, found 'b'"))
        self.check(shell("script -qc nothing-there /tmp/t"), 127, re.compile("command not found"), "")


class Nested(TestCase):
    """A shell in script in a shell."""

    def setUp(self):
        super().setUp()
        self.terminal = Terminal(*CASES)
        self.addCleanup(self.terminal.close)
        self.terminal.prompt()
        self.terminal.start("script -q /tmp/t")
        self.terminal.prompt()

    def leave(self, status=0):
        self.terminal.start(f"exit {status}")
        self.terminal.prompt()

    def test_a_session(self):
        self.assertEqual(self.terminal.command("echo inside"), "inside\n")
        self.terminal.start("cat")
        self.terminal.child.send("abX\x7fc\r")
        self.terminal.child.expect("abc\r\n")
        self.terminal.child.send("\x04")
        self.terminal.prompt()
        self.leave()
        self.assertEqual(self.terminal.command("grep -c '^inside' /tmp/t"), "1\n")
        self.assertEqual(self.terminal.command("tr -d '\\b' </tmp/t | grep -c '^abX c'"), "1\n")
        # The outer terminal is as it was.
        self.terminal.start("cat")
        self.terminal.child.send("once\r")
        self.terminal.child.expect("once\r\nonce\r\n")
        self.terminal.child.send("\x04")
        self.terminal.prompt()

    def test_interrupt(self):
        """Ctrl-C ends what runs inside, and neither the shell there nor script."""
        self.terminal.start("echo begun; sleep 1000")
        self.terminal.child.expect("begun")
        self.terminal.child.send("\x03")
        self.terminal.prompt()
        self.assertEqual(self.terminal.command("echo $?"), "130\n")
        self.leave(3)
        self.assertEqual(self.terminal.command("echo $?"), "3\n")

    def test_jobs(self):
        """Ctrl-Z stops what runs inside, and who reads in the background is stopped."""
        self.terminal.start("echo begun; sleep 1000")
        self.terminal.child.expect("begun\r\n")
        self.terminal.child.send("\x1a")
        self.assertIn("Stopped", self.terminal.prompt())
        self.terminal.start("fg")
        self.terminal.child.expect("sleep 1000\r\n")
        self.terminal.child.send("\x03")
        self.terminal.prompt()
        self.terminal.command("cat /dev/tty &")
        eventually(lambda: self.terminal.command("jobs"), lambda jobs: "Stopped (SIGTTIN)" in jobs, "a stopped job")
        self.terminal.command("kill %1; wait")
        self.leave()

    def test_twice(self):
        self.terminal.start("script -q /tmp/u")
        self.terminal.prompt()
        self.terminal.start("echo begun; sleep 1000")
        self.terminal.child.expect("begun")
        self.terminal.child.send("\x03")
        self.terminal.prompt()
        self.assertEqual(self.terminal.command("echo $?"), "130\n")
        self.leave()
        self.leave()
        self.assertEqual(self.terminal.command("grep -c begun /tmp/t /tmp/u | wc -l"), "2\n")

    def test_size(self):
        self.assertEqual(self.terminal.command("/cases/ptys.wasm size"), "80 by 24\n")
        self.terminal.child.setwinsize(40, 132)
        eventually(lambda: self.terminal.command("/cases/ptys.wasm size"),
                   lambda size: size.endswith("132 by 40\n"), "132 by 40")

    def test_flood(self):
        """Ctrl-C gets through what nobody has shown yet."""
        self.terminal.start("yes")
        self.terminal.child.expect("y\r\ny\r\n")
        self.terminal.child.send("\x03")
        self.terminal.prompt()

    def test_the_service_dies(self):
        """What is at its ptys ends, script says so, and the next one works."""
        self.terminal.child.send("kill -KILL $(ps | grep ' pty$' | tr -s ' ' | cut -d ' ' -f 2)\r")
        self.terminal.child.expect("script: the terminal is lost: I/O error")
        self.terminal.prompt()
        self.assertEqual(self.terminal.command("script -qc 'echo again' /tmp/t"), "again\n")


if __name__ == "__main__":
    main()
