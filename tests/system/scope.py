#!/usr/bin/python3
"""Which processes a session sees and can kill: etc/init.toml grants it, and scopes only shrink."""
import re

from harness import GUEST, TestCase, main, run, shell

GRANT = re.compile(rb'^proc = "all"$', re.M)
SERVICES = {"init", "log", "devmgr", "console", "disk", "pipe", "pty", "vfs"}


def names(listing):
    return {line.split()[-1] for line in listing.splitlines()[1:]}


class Scope(TestCase):
    def image(self, grant):
        """The boot image with another grant for the session."""
        def granted(text):
            text, count = GRANT.subn(b'proc = "%s"' % grant.encode(), text)
            self.assertEqual(count, 1)
            return text
        return self.boot_image("etc/init.toml", granted)

    def test_owner_sees_all(self):
        done = shell("ps; echo ---; cat /proc/list; cat /proc/1/status | head -n 1")
        listing, proc = done.stdout.split("---\n")
        self.assertLessEqual(SERVICES | {"session", "vsh", "ps"}, names(listing), done.stderr)
        self.assertIn(" vfs\n", proc)
        self.assertIn("name: init\n", proc)

    def test_session_sees_itself(self):
        done = shell("ps; echo ---; cat /proc/list; ls /proc; echo ---; cat /proc/1/status || cat /proc/7/status",
                     "--image", self.image("session"))
        listing, proc, other = done.stdout.split("---\n")
        self.assertEqual(names(listing), {"session", "vsh", "ps"}, done.stderr)
        self.assertNotIn("vfs", proc)
        self.assertIn(" vsh\n", proc)
        self.assertNotRegex(proc, r"(?m)^1$")
        self.assertEqual(other, "")
        self.assertEqual(done.stderr.count("/status"), 2, done.stderr)

    def test_session_kills_nothing_else(self):
        done = shell("for i in 1 2 3 4 5 6 7 8; do kill -KILL $i && echo killed $i; done; sleep 100 & "
                     "set -- $(ps | grep ' sleep$'); kill -TERM $1 && echo mine; echo on >/tmp/f; cat /tmp/f",
                     "--image", self.image("session"))
        self.assertEqual((done.returncode, done.stdout), (0, "mine\non\n"), done.stderr)
        self.assertEqual(done.stderr.count("No such process"), 8, done.stderr)

    def test_session_after_vfs_was_killed(self):
        """What /proc shows is decided by who mounted it, not by who serves it."""
        done = shell("set -- $(ps | grep ' vfs$'); kill -KILL $1; cat /proc/list")
        self.assertIn(" init\n", done.stdout, done.stderr)

    def test_table_of_the_text_is_used(self):
        """init reads etc/init.table as long as it is that of etc/init.toml (services/init/config_table.h)."""
        image = self.boot_image("etc/init.table", lambda data: data[:20] + bytes(4) + data[24:])
        self.assertEqual(names(shell("ps", "--image", image).stdout), {"session", "vsh", "ps"})
        image = self.boot_image("etc/init.toml", lambda data: data + b"# another text")
        self.assertIn("vfs", names(shell("ps", "--image", image).stdout))

    def test_damaged_table(self):
        """A table that is no table is left alone: the text is read."""
        for change in (lambda data: data[:100], lambda data: data[:60] + b"\xff" * (len(data) - 60), lambda data: b""):
            done = shell("ps", "--image", self.boot_image("etc/init.table", change))
            self.assertIn("vfs", names(done.stdout), done.stderr)

    def test_none(self):
        done = shell("ps || echo no ps; cat /proc/list || echo no proc", "--image", self.image("none"))
        self.assertEqual(done.stdout, "no ps\nno proc\n", done.stderr)

    def test_two_sessions(self):
        done = shell("/t/sessions.wasm", "--dir", f"{GUEST}:/t:ro")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count(": ok\n"), 9, done.stdout)

    def test_single_program_has_none(self):
        done = run("run", GUEST / "sessions.wasm")
        self.assertEqual((done.returncode, done.stdout), (2, "proc: status -9\n"), done.stderr)


if __name__ == "__main__":
    main()
