"""Folders of the host seen from the shell and from a WASI program: contents arrive, nothing leads
out, nothing waits."""
import os
import socket
import tempfile
import time
import unittest

from vibee import run

SECRET = "this is outside of the folder"
NAMES = ["with space", "-rf", "$HOME", "quote'\"", "star*", "\u00e9\u4e16", "n" * 255, "a:b"]


class Folders(unittest.TestCase):
    def setUp(self):
        self.parent = tempfile.TemporaryDirectory()
        self.addCleanup(self.parent.cleanup)
        self.folder = os.path.join(self.parent.name, "folder")
        os.mkdir(self.folder)
        self.write(os.path.join(self.parent.name, "secret"), SECRET)
        self.write(self.path("file"), "contents\n")

    def write(self, path, text):
        with open(path, "w") as file:
            file.write(text)

    def path(self, name):
        return os.path.join(self.folder, name)

    def shell(self, line, suffix=""):
        return run("--dir", f"{self.folder}:/mnt/x{suffix}", "-c", line)

    def check_refused(self, line, suffix=""):
        start = time.monotonic()
        result = self.shell(line, suffix)
        self.assertNotEqual(result.returncode, 0, line)
        self.assertNotIn(SECRET.encode(), result.stdout)
        self.assertNotEqual(result.stderr, b"", line)
        self.assertLess(time.monotonic() - start, 10, f"{line}: expected an answer at once")
        return result.stderr

    def test_read_and_write(self):
        result = self.shell("cat /mnt/x/file; echo new > /mnt/x/made; mkdir /mnt/x/d; "
                            "mv /mnt/x/made /mnt/x/d/moved; rm /mnt/x/file")
        self.assertEqual((result.stdout, result.stderr), (b"contents\n", b""))
        self.assertEqual(sorted(os.listdir(self.folder)), ["d"])
        with open(self.path("d/moved")) as file:
            self.assertEqual(file.read(), "new\n")

    def test_default_place(self):
        result = run("--dir", self.folder, "-c", "cat /mnt/folder/file")
        self.assertEqual(result.stdout, b"contents\n", result.stderr)

    def test_names(self):
        for name in NAMES:
            self.write(self.path(name), name)
        result = self.shell("ls /mnt/x")
        listed = result.stdout.decode().splitlines()
        self.assertEqual(sorted(listed), sorted([*NAMES, "file"]), result.stderr)
        for name in NAMES:
            quoted = "'" + name.replace("'", "'\\''") + "'"
            self.assertEqual(self.shell(f"cat /mnt/x/{quoted}").stdout.decode(), name)

    def test_symbolic_links_do_not_lead_out(self):
        os.symlink("../secret", self.path("relative"))
        os.symlink(os.path.join(self.parent.name, "secret"), self.path("absolute"))
        os.symlink(self.parent.name, self.path("up"))
        os.symlink("..", self.path("dots"))
        for name in ("relative", "absolute", "up/secret", "dots/secret", "../secret"):
            self.check_refused(f"cat /mnt/x/{name}")
        self.check_refused("echo new > /mnt/x/up/new")
        self.shell("echo new > /mnt/x/dots/new")  # to the guest this is /mnt/new, in its own memory
        self.assertEqual(sorted(os.listdir(self.parent.name)), ["folder", "secret"])

    def test_links_inside_are_followed(self):
        os.mkdir(self.path("d"))
        os.symlink("../file", self.path("d/link"))
        self.assertEqual(self.shell("cat /mnt/x/d/link").stdout, b"contents\n")

    def test_what_could_wait_answers_at_once(self):
        os.mkfifo(self.path("fifo"))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path("socket"))
        for name in ("fifo", "socket"):
            self.check_refused(f"cat /mnt/x/{name}")
            self.check_refused(f"echo x > /mnt/x/{name}")

    def test_read_only(self):
        for line in ("echo x > /mnt/x/new", "echo x >> /mnt/x/file", "rm /mnt/x/file",
                     "mkdir /mnt/x/d", "mv /mnt/x/file /mnt/x/other", "touch /mnt/x/file"):
            self.assertIn(b"ead-only", self.check_refused(line, ":ro"), line)
        self.assertEqual(self.shell("cat /mnt/x/file", ":ro").stdout, b"contents\n")
        self.assertEqual(os.listdir(self.folder), ["file"])

    def test_run_gives_what_was_named(self):
        cat = os.path.join(os.environ["VIBEE_ROOT"], "bin", "cat")
        result = run("run", "--dir", self.folder, cat, self.path("file"))
        self.assertEqual((result.returncode, result.stdout), (0, b"contents\n"), result.stderr)
        result = run("run", "--dir", f"{self.folder}:data:ro", cat, "data/file")
        self.assertEqual((result.returncode, result.stdout), (0, b"contents\n"), result.stderr)
        for path in ("data/file", "/etc/motd", "../file"):
            result = run("run", "--dir", self.folder, cat, path)
            self.assertNotEqual(result.returncode, 0, path)
            self.assertEqual(result.stdout, b"", path)


if __name__ == "__main__":
    unittest.main()
