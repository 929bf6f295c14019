#!/usr/bin/python3
"""Services are killed again and again while others use them: what is read and written stays whole."""
import time

from harness import PATIENCE, TestCase, Terminal, main, shell

DRIVER = "pvconsole@0"  # of the console
COUNT = 400000
LINES = "".join(f"{number}\n" for number in range(1, COUNT + 1))


def kill(service):
    """Commands; a service that is just being started again is left alone."""
    return f"set -- $(ps | grep ' {service}$'); test $# = 0 || kill -KILL $1"


def killing(service, work):
    """Commands: work in the background, and its service killed twenty times, or until it is done."""
    turns = " ".join(map(str, range(20)))
    return f"({work}; echo done >/tmp/done) & " \
           f"for i in {turns}; do test -e /tmp/done || {{ {kill(service)}; }}; sleep 0.1; done; " \
           "while ! test -e /tmp/done; do sleep 0.1; done; "


class Chaos(TestCase):
    def whole(self, found):
        """All lines, each in its place. The difference is not shown in full."""
        if found != LINES:
            for number, (a, b) in enumerate(zip(found.splitlines(), LINES.splitlines()), 1):
                self.assertEqual(a, b, f"in line {number}")
            self.assertEqual(len(found), len(LINES))

    def test_written_file(self):
        done = shell(killing("vfs", f"seq {COUNT} >/tmp/f") + "wc -l /tmp/f; cat /tmp/f")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        count, _, contents = done.stdout.partition("\n")
        self.assertEqual(count.split()[0], str(COUNT))
        self.whole(contents)

    def test_read_file(self):
        done = shell(f"seq {COUNT} >/tmp/f; " + killing("vfs", "cat /tmp/f"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.whole(done.stdout)

    def test_pipe(self):
        done = shell(killing("pipe", f"seq {COUNT} | cat | cat >/tmp/f") + "cat /tmp/f")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.whole(done.stdout)

    def test_log(self):
        done = shell(killing("log", f"seq {COUNT} >/tmp/f") + "cat /tmp/f")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.whole(done.stdout)

    def test_console_as_plain_streams(self):
        self.plain_streams("console")

    def test_driver_of_plain_streams(self):
        self.plain_streams(DRIVER)

    def test_device_manager(self):
        self.plain_streams("devmgr")

    def plain_streams(self, service):
        done = shell(killing(service, f"seq {COUNT}"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.whole(done.stdout)

    def test_input_of_plain_streams(self):
        for service in ("console", DRIVER, "devmgr"):
            with self.subTest(service=service):
                # The standard input of what runs in the background is /dev/null, says POSIX.
                done = shell("exec 3<&0; " + killing(service, "cat <&3 >/tmp/f") + "cat /tmp/f", stdin=LINES)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.whole(done.stdout)

    def test_console_as_terminal(self):
        self.terminal("console")

    def test_driver_of_a_terminal(self):
        self.terminal(DRIVER)

    def terminal(self, service):
        with Terminal() as terminal:
            terminal.child.send(f"({killing(service, f'seq {COUNT}')}) 2>/tmp/errors\r")
            terminal.child.expect(terminal.END)
            found = terminal.child.buffer
            while not found.endswith("\x1b[J\r\x1b[9C"):  # expect() would search it all every time
                found += terminal.child.read_nonblocking(1 << 20, timeout=PATIENCE)
            self.whole(found.replace("\r\n", "\n")[:len(LINES)])
            terminal.child.buffer = ""
            self.assertEqual(terminal.command("cat /tmp/errors"), "")

    def test_typing_while_the_console_is_killed(self):
        self.typing("console")

    def test_typing_while_the_driver_is_killed(self):
        self.typing(DRIVER)

    def test_typing_while_the_device_manager_is_killed(self):
        self.typing("devmgr")

    def typing(self, service):
        with Terminal() as terminal:
            terminal.command("(for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; "
                             f"{kill(service)}; done) &")
            line = ""
            for key in "echo the quick brown fox jumps over the lazy dog":
                terminal.child.send(key)
                line += key
                terminal.child.expect_exact("$ " + line + "\x1b[J")
                time.sleep(0.05)
            written = terminal.command("")
            self.assertEqual(written.partition("[1]+  Done")[0], "the quick brown fox jumps over the lazy dog\n")


if __name__ == "__main__":
    main()
