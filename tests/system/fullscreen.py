#!/usr/bin/python3
"""The full-screen programs, driven through a terminal that keeps a picture (tmux): less, edit, top, watch; and
clear, reset, stty, tty."""
import os
import pathlib
import re
import signal
import subprocess
import tempfile

from harness import TestCase, eventually, main, shell
from screens import Screen


class OnScreen(TestCase):
    """One system for all tests of a class; each begins and ends at a prompt on an empty screen."""

    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.host = tempfile.TemporaryDirectory()
        cls.shared = pathlib.Path(cls.host.name)
        cls.screen = Screen("--dir", f"{cls.shared}:/mnt/host", *cls.arguments)

    @classmethod
    def tearDownClass(cls):
        cls.screen.close()
        cls.host.cleanup()

    def setUp(self):
        super().setUp()
        if not self.screen.text().rstrip().endswith("$"):  # the test before failed
            type(self).tearDownClass()
            type(self).setUpClass()
        self.start("clear")
        self.screen.wait(lambda text: text.strip() == "vibee:~$", "an empty screen with a prompt")

    def start(self, line, *texts):
        self.screen.command(line, *texts)

    def output(self, line):
        """What a command writes to a file."""
        self.start(f"({line}) >/mnt/host/output 2>&1; echo end >/mnt/host/ended")
        end = self.shared / "ended"
        eventually(end.exists, lambda there: there, f"the end of {line}")
        end.unlink()
        self.screen.prompt()
        return (self.shared / "output").read_bytes()


class Less(OnScreen):
    def test_moving(self):
        screen = self.screen
        self.start("seq 1000 >/tmp/n; less /tmp/n", "\n23\n", "lines 1-23")
        for key, lines in (("Space", "24-46"), ("b", "1-23"), ("j", "2-24"), ("d", "14-36"), ("Up", "13-35"),
                           ("PageDown", "36-58"), ("End", "978-1000"), ("Home", "1-23")):
            screen.keys(key)
            screen.expect(f"lines {lines}")
        screen.type("500g")
        self.assertTrue(screen.expect("lines 500-522").startswith("500\n"))
        screen.type("50%")
        screen.expect("lines 5")
        screen.type("G")
        screen.expect("(END)", "\n1000\n")
        screen.type("-N")
        screen.expect("   1000 1000")
        screen.type("h")
        screen.expect("search forward")
        screen.type("xq")
        screen.prompt()
        self.assertIn("less /tmp/n\nvibee", screen.text())  # the screen before is back

    def test_search(self):
        screen = self.screen
        self.start("seq 30000 >/tmp/n; less -i /tmp/n", "lines 1-23")
        for keys, line in (("/777\n", 777), ("n", 1777), ("N", 777), ("/^2.*99$\n", 2099), ("?88$\n", 2088), ("n", 1988)):
            screen.keys(*("Enter" if key == "\n" else key for key in keys))
            screen.expect(f"lines {line}-{line + 22}")
        screen.type("/nowhere")
        screen.keys("Enter")
        screen.expect("Pattern not found: nowhere")
        screen.type("/[")
        screen.keys("Enter")
        screen.expect("[: ")
        screen.keys("q")
        screen.prompt()
        self.start("less +/12345 /tmp/n", "lines 12345-")
        self.assertIn("\x1b[7m12345", screen.text(colours=True))
        screen.keys("q")
        screen.prompt()

    def test_resize(self):
        screen = self.screen
        self.start("seq 100 >/tmp/n; less /tmp/n", "lines 1-23")
        screen.resize(10, 60)
        screen.expect("lines 1-9 ")
        screen.keys("G")
        screen.expect("lines 92-100", "(END)")
        screen.resize(30, 100)
        screen.expect("lines 72-100", "\n73\n")
        screen.resize(24, 80)
        screen.expect("lines 72-94")
        screen.keys("q")
        screen.prompt()

    def test_stream(self):
        screen = self.screen
        self.start("yes | less", "lines 1-23")
        screen.keys("G")
        screen.expect("any key stops")
        screen.keys("C-c")
        screen.expect("standard input", "h help")
        screen.keys("q")
        screen.prompt()
        self.start("(echo first; sleep 3) | less", "first")  # shown before the stream ends
        screen.keys("G", "q")
        screen.prompt()
        self.start("seq 200000 | less +G", "(END)", "\n200000\n")
        screen.keys("q")
        screen.prompt()

    def test_stopping(self):
        """Ctrl-Z goes back to the shell; continued, it is as it was, and the terminal's modes are, at the end."""
        screen = self.screen
        self.start("seq 100 | less", "lines 1-23")
        screen.keys("j", "C-z")
        screen.expect("Stopped")
        screen.prompt()
        self.start("clear; stty -a", "\nicanon echo isig onlcr\n")
        self.start("fg", "lines 2-24")
        screen.keys("j")
        screen.expect("lines 3-25")
        screen.keys("q")
        screen.prompt()
        self.start("clear; stty -a", "\nicanon echo isig onlcr\n")

    def test_anything(self):
        screen = self.screen
        (self.shared / "binary").write_bytes(b"a\0b\x1b[31m\xff\xfe\xc3\xa9" + "\u6f22\u0301".encode() + b"\t|\r\n\x9b")
        self.start("less -F /mnt/host/binary; less /mnt/host/binary", "a^@b^[[31m<FF><FE>\u00e9\u6f22\u0301")
        self.assertIn("<9B>", screen.text())
        screen.keys("q")
        screen.prompt()
        (self.shared / "long").write_bytes(b"start" + b"x" * 300000 + b"end\nlast\n")
        self.start("less -S /mnt/host/long", "last", "startx", ">")
        screen.keys("Right")
        screen.wait(lambda text: text.startswith("xxx"), "the columns at the right")
        screen.type("-S")
        screen.type("G")
        screen.expect("end\nlast\n", "(END)")
        screen.keys("q")
        screen.prompt()
        self.start("printf '\\033[1;31mred\\033[m plain\\n' | less -R", "red plain")
        self.assertIn("\x1b[1m\x1b[31mred", screen.text(colours=True))
        screen.keys("q")
        screen.prompt()

    def test_follow(self):
        screen = self.screen
        self.start("seq 50 >/tmp/log; less +F /tmp/log", "\n50\n", "Waiting")
        screen.keys("C-c")
        screen.expect("(END)")
        screen.keys("q")
        screen.prompt()
        self.start("(sleep 1; echo added) >>/tmp/log & less +F /tmp/log", "\nadded\n")
        screen.keys("q")
        screen.prompt()

    def test_without_terminal(self):
        self.assertEqual(self.output("seq 3 >/tmp/n; less /tmp/n /missing - </tmp/n"),
                         b"1\n2\n3\nless: /missing: No such file or directory\n1\n2\n3\n")
        self.start("less /missing; echo status=$?", "less: /missing: No such file or directory", "status=1")
        self.start("seq 4 | less -F; echo status=$?", "\n4\nstatus=0")


class Edit(OnScreen):
    def edit(self, name, *options):
        self.start(" ".join(["edit", *options, f"/mnt/host/{name}"]), "^S Save")

    def quit(self):
        self.screen.keys("C-q")
        self.screen.prompt()

    def saved(self, name, content):
        path = self.shared / name
        self.screen.keys("C-s")
        eventually(lambda: path.exists() and path.read_bytes(), lambda found: found == content, "that as the file")

    def test_every_key(self):
        """Each step: keys, and what the file is then."""
        start = b"one two\n\tthree\nfour\n"
        steps = (
            (("A",), b"Aone two\n\tthree\nfour\n"),
            (("C-z",), start),
            (("C-y",), b"Aone two\n\tthree\nfour\n"),
            (("BSpace",), start),
            (("C-Right", "X"), b"one Xtwo\n\tthree\nfour\n"),
            (("C-Left", "Delete"), b"one two\n\tthree\nfour\n"),
            (("End", "!"), b"one two!\n\tthree\nfour\n"),
            (("Down", "End", "Enter", "in"), b"one two!\n\tthree\n\tin\nfour\n"),
            (("Home", "s", "Home", "Home", "t"), b"one two!\n\tthree\nt\tsin\nfour\n"),
            (("C-k",), b"one two!\n\tthree\nfour\n"),
            (("C-Home", "C-v"), b"t\tsin\none two!\n\tthree\nfour\n"),
            (("C-z", "C-z", "C-z", "C-z"), b"one two!\n\tthree\n\tin\nfour\n"),
            (("C-z", "C-z", "C-z"), start),
            (("C-Home", "S-Down", "C-c", "C-End", "C-v"), start + b"one two\n"),
            (("S-Up", "C-x", "C-Home", "C-v"), b"one two\n" + start),
            (("C-b", "Down", "Down", "Tab"), None),
            (("C-z",), b"one two\n" + start),
            (("C-w",), b"one two\none \tthree\nfour\n"),
            (("C-a", "x"), b"x"),
            (("Enter", "Tab", "y", "BTab"), b"x\ny"),
            (("PageUp", "PageUp", "C-d", "C-d"), b"y"),
        )
        (self.shared / "keys").write_bytes(start)
        self.edit("keys")
        for number, (keys, content) in enumerate(steps):
            with self.subTest(number=number, keys=keys):
                self.screen.keys(*keys)
                if content is not None:
                    self.saved("keys", content)
        self.quit()

    def test_find_and_replace(self):
        screen = self.screen
        (self.shared / "words").write_bytes(b"cat dog\nCat\ndog cat\n")
        self.edit("words")
        screen.keys("C-f")
        screen.type("cat")
        screen.keys("Enter")
        screen.expect("Line 1/4  Column 4")
        screen.keys("F3")
        screen.expect("Line 2/4  Column 4")
        screen.keys("F3", "F3")
        screen.expect("From the beginning again")
        screen.keys("S-F3")
        screen.expect("Line 3/4")
        screen.keys("C-g")
        screen.type("1")
        screen.keys("Enter", "C-r")
        screen.expect("Replace:")
        screen.keys("C-u")
        screen.type("dog")
        screen.keys("Enter")
        screen.type("mouse")
        screen.keys("Enter")
        screen.expect("Replace this?")
        screen.keys("a")
        screen.expect("Replaced 2 times")
        self.saved("words", b"cat mouse\nCat\nmouse cat\n")
        screen.keys("C-z")
        self.saved("words", b"cat dog\nCat\ndog cat\n")
        screen.keys("C-f", "C-u")
        screen.type("nowhere")
        screen.keys("Enter")
        screen.expect("Not found: nowhere")
        self.quit()

    def test_questions(self):
        screen = self.screen
        self.start("edit", "New file")
        screen.type("text")
        screen.keys("C-q")
        screen.expect("Save the changes?")
        screen.keys("Escape")
        screen.expect("New file (changed)")
        screen.keys("C-q", "y")
        screen.expect("Save as:")
        screen.type("/mnt/host/named")
        screen.keys("Enter")
        screen.expect("Saved 4 bytes")
        self.assertEqual((self.shared / "named").read_bytes(), b"text")
        (self.shared / "named").write_bytes(b"of another")
        screen.type("!")
        screen.keys("C-s")
        screen.expect("Somebody else")
        screen.keys("n")
        screen.expect("Not saved")
        self.assertEqual((self.shared / "named").read_bytes(), b"of another")
        screen.keys("C-s", "y")
        screen.expect("Saved 5 bytes")
        screen.type("?")
        screen.keys("C-o")
        screen.expect("Save the changes first?")
        screen.keys("n")
        screen.expect("Open:")
        screen.type("/mnt/host/missing")
        screen.keys("Enter")
        screen.expect("A new file")
        self.quit()
        self.assertEqual((self.shared / "named").read_bytes(), b"text!")
        self.assertFalse((self.shared / "missing").exists())

    def test_bytes_are_kept(self):
        data = bytes(range(256)) * 20 + b"\r\n\xc3\xa9\xed\xa0\x80" + "\u6f22\u0301\u200e".encode()
        (self.shared / "bytes").write_bytes(data)
        self.edit("bytes")
        self.screen.type("x")
        self.saved("bytes", b"x" + data)
        self.screen.keys("C-End")
        self.screen.type("y")
        self.saved("bytes", b"x" + data + b"y")
        self.quit()

    def test_wide_characters(self):
        screen = self.screen
        (self.shared / "wide").write_bytes("\u6f22\u5b57 e\u0301x\n".encode())
        self.edit("wide")
        for column in (2, 4, 5, 6, 7, 0):
            screen.keys("Right")
            eventually(screen.cursor, lambda at, column=column: at[0] == column, f"the cursor in column {column}")
        screen.keys("Left", "Left", "BSpace")
        self.saved("wide", "\u6f22\u5b57 x\n".encode())
        self.quit()

    def test_colours_and_resize(self):
        screen = self.screen
        (self.shared / "a.c").write_text("/* one\n two */ int x; // three\n" + "\n".join(f"return {n};" for n in range(200)))
        self.edit("a.c", "-l")
        screen.expect("  1 /* one", "C  Line 1/202")
        self.assertRegex(screen.text(colours=True), r"\x1b\[36m(\x1b\[49m)? two \*/\x1b")
        screen.resize(8, 40)
        screen.wait(lambda text: len(text.splitlines()) == 8 and "Line 1/202" in text, "the status in the last row")
        screen.resize(30, 100)
        screen.wait(lambda text: "return 24;" in text and "F1 Help" in text, "more rows")
        screen.resize(24, 80)
        screen.keys("C-End")
        screen.expect("return 199;", "Line 202/202")
        self.quit()

    def test_ctrl_c_copies(self):
        screen = self.screen
        self.edit("copied")
        screen.type("line")
        screen.keys("C-c")
        screen.expect("The line was copied")
        screen.keys("C-v")
        screen.keys("C-f", "C-c")  # and ends a question
        screen.expect("copied (changed)")
        self.saved("copied", b"lineline")
        self.quit()

    def test_paste(self):
        """A megabyte, undone at once."""
        text = b"".join(b"  %d some text \xc3\xa9 to paste\n" % n for n in range(33000))
        self.edit("pasted")
        self.screen.type("a")
        self.screen.paste(text)
        self.screen.expect("Line 33001/33001")
        self.saved("pasted", b"a" + text)
        self.screen.keys("C-z")
        self.screen.expect("Line 1/1")
        self.saved("pasted", b"a")
        self.quit()

    def test_large(self):
        screen = self.screen
        line = b"y" * 100000
        data = b"".join(b"line %d of a large file, forty bytes..\n" % n for n in range(250000)) + line + b"\nlast"
        (self.shared / "large").write_bytes(data)
        self.edit("large")
        screen.keys("C-End")
        screen.expect("last", "Line 250002/250002")
        screen.type("!")
        screen.keys("Up", "End", "Left", "Left")
        screen.expect("Line 250001/250002  Column 99999")
        screen.type("z")
        self.saved("large", data[:-7] + b"zyy\nlast!")
        screen.keys("C-Home", "C-f")
        screen.type("249999 of")
        screen.keys("Enter")
        screen.expect("Line 250000/250002")
        self.quit()

    def test_saving_fails(self):
        screen = self.screen
        self.start("edit /bin/new", "A new file")
        screen.type("kept")
        screen.keys("C-s")
        screen.expect("Not saved: /bin/new", "kept", "(changed)")
        screen.keys("F2", "C-u")
        screen.type("/mnt/host/elsewhere")
        screen.keys("Enter")
        screen.expect("Saved 4 bytes")
        self.assertEqual((self.shared / "elsewhere").read_bytes(), b"kept")
        self.quit()
        self.start("clear; edit /bin; edit /dev/null; edit a b", "expected one file, found 2")
        screen.expect("edit: /bin: Is a directory", "edit: /dev/null: expected an ordinary file")

    def test_link_stays(self):
        self.start("echo text >/tmp/target; ln -s target /tmp/link; edit /tmp/link", "^S Save")
        self.screen.type("new ")
        self.screen.keys("C-s")
        self.screen.expect("Saved 9 bytes")
        self.quit()
        self.assertRegex(self.output("ls -l /tmp/link; cat /tmp/target"), rb"/tmp/link -> target\nnew text\n$")

    def test_without_terminal(self):
        self.assertEqual(self.output("edit x; echo $?; top; echo $?; watch true; echo $?"),
                         b"edit: expected a terminal as standard input and output\n1\n"
                         b"top: expected a terminal as standard output (or -b)\n1\n"
                         b"watch: expected a terminal as standard output\n1\n")

    def test_terminated(self):
        """Who ends it loses nothing, and the terminal is as before."""
        for name in ("HUP", "TERM"):
            with self.subTest(name):
                self.start(f"clear; (sleep 1; kill -{name} $(ps | grep edit | sed 's/ *\\([0-9]*\\).*/\\1/')) & edit /mnt/host/{name}",
                           "A new file")
                self.screen.type("precious")
                self.screen.expect(f"the text was saved as /mnt/host/{name}.save")
                self.assertEqual((self.shared / f"{name}.save").read_bytes(), b"precious")
                self.screen.prompt()
                self.start("cat")  # lines are edited, and echoed, again
                self.screen.type("abXX")
                self.screen.keys("BSpace", "BSpace", "Enter")
                self.screen.expect("ab\nab\n")
                self.screen.keys("C-d")
                self.screen.prompt()


class Full(OnScreen):
    arguments = ("--memory", "32M")

    def until(self, name):
        eventually((self.shared / name).exists, lambda there: there, f"the file {name}")

    def test_saving_on_a_full_disk(self):
        """The text and the old file stay; with room again it is saved."""
        screen = self.screen
        self.start("echo old >/tmp/kept; (until test -e /mnt/host/fill; do :; done; dd if=/dev/zero of=/tmp/fill bs=64k;"
                   " echo >/mnt/host/filled; until test -e /mnt/host/free; do :; done; : >/tmp/fill) 2>/dev/null &")
        self.start("edit /tmp/kept", "^S Save")
        text = b"0123456789abcdef\n" * 120000
        screen.paste(text)
        screen.expect("Line 120001/120002")
        (self.shared / "fill").touch()
        self.until("filled")
        screen.keys("C-s")
        screen.expect("Not saved: /tmp/kept: No space", "old")
        (self.shared / "free").touch()
        eventually(lambda: (screen.keys("C-s"), screen.text())[1], lambda shown: "Saved 2040004 bytes" in shown,
                   "that it is saved")
        screen.keys("C-q")
        screen.prompt()
        self.assertEqual(self.output("cp /tmp/kept /mnt/host/copy"), b"")
        self.assertEqual((self.shared / "copy").read_bytes(), text + b"old\n")


class Others(OnScreen):
    def test_top(self):
        screen = self.screen
        self.start("(while :; do :; done) & clear", "$")
        self.start("top -d 1", "SHARE", "reductions/s")
        busy = screen.wait(lambda text: re.search(r"\n *(\d+) .* 9\d\.\d% ", text), "a busy process")
        pid = re.search(r"\n *(\d+) .* 9\d\.\d% ", busy)[1]
        screen.resize(12, 60)
        screen.wait(lambda text: len(text.splitlines()) == 12 and "q quit" in text.splitlines()[11], "twelve rows")
        screen.resize(24, 80)
        screen.wait(lambda text: len(text.splitlines()) == 24 and "q quit" in text.splitlines()[23], "24 rows")
        screen.keys("P")
        screen.keys("k")  # the first one
        screen.expect(f"Signal for process {pid} ")
        screen.keys("C-u")
        screen.type("9")
        screen.keys("Enter")
        screen.expect(f"Signal 9 sent to process {pid}")
        screen.keys("C-c")
        screen.prompt()

    def test_top_batch(self):
        pictures = self.output("top -b -n 2 -d 0.1").decode().split("top  ")[1:]
        self.assertEqual(len(pictures), 2)
        for picture in pictures:
            self.assertRegex(picture, r"(?m)^ +1 +0 waiting .* init$")
        self.assertEqual(self.output("top extra; top -n 0 -b").count(b"top: "), 2)

    def test_watch(self):
        screen = self.screen
        self.start("echo 1 >/tmp/count; watch -n 0.1 'x=$(cat /tmp/count); echo count=$x.; echo $((x + 1)) >/tmp/count'",
                   "Every 0.1s: x=$(cat", "count=5.")
        screen.keys("q")
        screen.prompt()
        self.start("clear; watch -e -t false; echo status=$?", "status=1")
        self.start("clear; watch -g -n 0.1 'cat /tmp/count; echo x >>/tmp/count' && echo changed", "changed")
        self.start("watch sleep 1000", "Every 2s")
        screen.keys("C-c")
        screen.prompt()

    def test_stty(self):
        self.start("stty -a; stty size; tty; tty -s && echo is one", "rows 24; columns 80;\nicanon echo isig onlcr\n24 80\n/dev/tty\nis one\n")
        self.start("clear; old=$(stty -g); stty raw -echo; stty; stty $old; stty -a",
                   "-icanon -echo -isig -onlcr")
        self.screen.expect("\nicanon echo isig onlcr\n")
        self.assertEqual(self.output("stty bogus; stty -a </dev/null; tty </dev/null; echo $?"),
                         b"stty: expected a setting, found 'bogus'\ntry 'stty --help'\n"
                         b"stty: standard input: Not a tty\nnot a tty\n1\n")

    def test_reset(self):
        self.start("printf 'before\\n\\033[?25l\\033[7m'; stty -echo; reset; stty", "rows 24")
        self.assertNotIn("before", self.screen.text())
        self.assertNotIn("\x1b[7m", self.screen.text(colours=True))


if __name__ == "__main__":
    main()
