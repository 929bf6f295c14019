"""The image builder: what tar reads from an image is what went in, and it is the same every time.

usage: image.py USTAR.PY
"""
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest

BUILDER = sys.argv.pop()


class Image(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.out = self.path("out.tar")

    def path(self, name, contents=None):
        path = os.path.join(self.folder, name)
        if contents is not None:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(contents)
        return path

    def build(self, *arguments):
        return subprocess.run([sys.executable, BUILDER, self.out, *arguments], capture_output=True)

    def test_what_went_in_comes_out(self):
        deep = "share/" + "d" * 90 + "/" + "n" * 90
        self.path("tree/etc/motd", b"from the tree")
        self.path("tree/etc/hosts", b"")
        self.path("root/etc/motd", b"installed later")
        self.path("root/" + deep, b"x" * 513)
        os.makedirs(os.path.join(self.folder, "root", "bin"))
        os.symlink("sh", os.path.join(self.folder, "root", "bin", "link"))
        installed = [self.path("root/" + name) for name in ("etc/motd", deep)]
        installed.append(os.path.join(self.folder, "root", "bin", "link"))
        self.path("manifest.txt", "\n".join(installed).encode())
        arguments = ["--tree", self.path("tree"), "--manifest", self.path("manifest.txt"),
                     "--root", self.path("root"), "bin/sh=" + self.path("root/etc/motd")]
        self.assertEqual(self.build(*arguments).stderr, b"")
        with tarfile.open(self.out) as archive:
            files = {member.name: archive.extractfile(member).read()
                     for member in archive if member.isfile()}
            self.assertEqual(archive.getmember("bin/sh").mode, 0o755)
            self.assertEqual(archive.getmember("etc/motd").mode, 0o644)
            self.assertTrue(archive.getmember("etc").isdir())
            self.assertTrue(archive.getmember("bin/link").issym())
            self.assertEqual(archive.getmember("bin/link").linkname, "sh")
            self.assertEqual({member.mtime for member in archive}, {0})
            self.assertEqual(archive.getnames(), sorted(archive.getnames()))
        self.assertEqual(files, {"etc/motd": b"installed later", "etc/hosts": b"",
                                 "bin/sh": b"installed later", deep: b"x" * 513})
        with open(self.out, "rb") as first:
            bytes_before = first.read()
        before = os.stat(self.out)
        for name in ("tree/etc/motd", "root/etc/motd"):
            os.utime(self.path(name), (1, 1))
        self.build(*arguments)
        with open(self.out, "rb") as second:
            self.assertEqual(bytes_before, second.read())
        self.assertEqual(before.st_mtime_ns, os.stat(self.out).st_mtime_ns)  # not written again

    def test_refusals(self):
        self.assertIn(b"expected PATH=FILE", self.build("nonsense").stderr)
        long = "d" * 300 + "=" + self.path("f", b"")
        self.assertIn(b"expected a path that ustar can hold", self.build(long).stderr)
        self.path("manifest.txt", b"/elsewhere/file\n")
        result = self.build("--manifest", self.path("manifest.txt"), "--root", self.folder)
        self.assertIn(b"/elsewhere/file", result.stderr)


if __name__ == "__main__":
    unittest.main()
