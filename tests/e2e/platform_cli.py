"""The command line: every mistake is answered by one line that names it, with the usual status."""
import os
import re
import tempfile
import unittest

from vibee import SOURCE, TEST_IMAGE, run


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.fifo = os.path.join(self.folder.name, "fifo")
        os.mkfifo(self.fifo)
        self.text = os.path.join(self.folder.name, "text")
        with open(self.text, "w") as file:
            file.write("no image\n")

    def check_refused(self, status, words, *arguments):
        with self.subTest(arguments):
            result = run(*arguments)
            message = result.stderr.decode()
            self.assertEqual(result.returncode, status, message)
            self.assertEqual(result.stdout, b"")
            self.assertEqual(message.count("\n"), 1, message)
            self.assertTrue(message.startswith("vibee: "), message)
            for word in words:
                self.assertIn(word, message)

    def test_usage(self):
        self.check_refused(2, ["--frob"], "--frob")
        self.check_refused(2, ["-x"], "-x")
        self.check_refused(2, ["-c", "LINE"], "-c")
        self.check_refused(2, ["--dir", "HOST"], "--dir")
        self.check_refused(2, ["--dir", "HOST"], "--dir", "")
        self.check_refused(2, ["absolute", "rel"], "--dir", "/tmp:rel")
        self.check_refused(2, ["/a"], "--dir", "/tmp:/a", "--dir", "/var:/a")
        self.check_refused(2, ["--memory", "12x"], "--memory", "12x")
        self.check_refused(2, ["--memory", "-1"], "--memory=-1")
        self.check_refused(2, ["--memory", "99999999999999999999"], "--memory", "99999999999999999999")
        self.check_refused(2, ["--memory", "17179869184G"], "--memory", "17179869184G")
        self.check_refused(2, ["--verbose", "yes"], "--verbose=yes")
        self.check_refused(2, ["--env", "run"], "--env", "A=B")
        self.check_refused(2, ["program"], "run")
        self.check_refused(2, ["--fuel", "many"], "run", "--fuel", "many", "x.wasm")
        self.check_refused(2, ["--env", "NAME=VALUE", "'A'"], "run", "--env", "A", "x.wasm")
        self.check_refused(2, ["-c"], "run", "-c", "true")

    def test_files(self):
        self.check_refused(127, ["/no/script"], "/no/script")
        self.check_refused(127, ["/no/program"], "run", "/no/program")
        self.check_refused(126, ["/tmp", "a directory"], "run", "/tmp")
        self.check_refused(126, ["/tmp", "a directory"], "/tmp")
        self.check_refused(126, [self.fifo, "a FIFO"], "run", self.fifo)
        self.check_refused(126, ["/dev/null", "a device"], "run", "/dev/null")
        self.check_refused(127, ["/no/image"], "--image", "/no/image")
        self.check_refused(1, ["/no/folder"], "--dir", "/no/folder", "-c", "true")
        self.check_refused(1, [self.text], "--dir", self.text, "-c", "true")
        self.check_refused(1, ["boot image"], "--image", self.text)

    def test_options_of_both_forms(self):
        for options in (["--memory", "64M"], ["--memory=64m"], ["--cooperative"]):
            result = run(*options, "--image", TEST_IMAGE, "-c", "hello")
            self.assertEqual((result.returncode, result.stdout), (0, b"hello\n"), options)

    def test_version(self):
        result = run("--version")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, rb"\Avibee \d+\.\d+\.\d+ \((hosted|node)\)\n\Z")

    def test_manual_page_has_the_same_options(self):
        helped = set()
        for arguments in (["--help"], ["run", "--help"]):
            text = run(*arguments)
            self.assertEqual(text.returncode, 0)
            helped |= set(re.findall(r"^  (-\S+)", text.stdout.decode(), re.M))
        with open(os.path.join(SOURCE, "docs", "vibee.1")) as file:
            page = set(re.findall(r"^\.B[RI]? (\\-\S+)", file.read(), re.M))
        self.assertEqual(helped, {option.replace("\\-", "-") for option in page})


if __name__ == "__main__":
    unittest.main()
