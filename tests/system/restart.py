#!/usr/bin/python3
"""init traps while programs run: the services stay, it supervises them again, and the shell goes on."""
import re

from harness import GUEST, TestCase, main, shell

SERVICES = "log devmgr console disk pipe vfs"


class Restart(TestCase):
    def image(self):
        """The boot image with an init that traps when a program asks (tests/guest/init-traps)."""
        return self.boot_image("sbin/init.wasm", lambda _: (GUEST / "init-traps.wasm").read_bytes())

    def system(self, line):
        return shell(line, "--verbose", "--image", self.image(), "--dir", f"{GUEST}:/t:ro")

    def pids(self, text):
        return {name: pid for pid, name in re.findall(r"^ *(\d+) .* (\S+)$", text, re.M) if name in SERVICES}

    def test_services_stay(self):
        done = self.system("echo kept >/tmp/f; (sleep 1; cat /tmp/f) | cat >/tmp/g & ps; echo ---; "
                           "/t/ask-init.wasm; ps; echo ---; cat /tmp/f; seq 3 | tail -n 1; "
                           "while ! grep kept /tmp/g; do sleep 0.1; done")
        before, after, rest = done.stdout.split("---\n")
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        self.assertIn("init died", after)
        self.assertEqual(len(self.pids(before)), 6)
        self.assertEqual(self.pids(before), self.pids(after))
        self.assertEqual(rest, "kept\n3\nkept\n")
        self.assertIn("init is started again", done.stderr)

    def test_supervision_goes_on(self):
        """Killed after init's restart, vfs comes back with what it had given init to keep."""
        kill = "set -- $(ps | grep ' vfs$'); kill -KILL $1; "
        done = self.system(f"echo kept >/tmp/f; /t/ask-init.wasm; {kill} cat /tmp/f; {kill} cat /tmp/f; "
                           "/t/ask-init.wasm; cat /tmp/f; exit 7")
        self.assertEqual((done.returncode, done.stdout), (7, "init died\nkept\nkept\ninit died\nkept\n"),
                         done.stderr[-2000:])


if __name__ == "__main__":
    main()
