#!/usr/bin/python3
"""The line editor of vsh (its host build), driven by keys, with the screens that a terminal shows.

    editor.py VSH [TEST...]

The terminal is tmux's: what is compared is what a person sees.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

VSH = os.path.abspath(sys.argv.pop(1))
PATIENCE = int(os.environ.get("PATIENCE", 120))  # seconds; a machine under load is slow


class Tmux:
    """A tmux server with one shell on it."""

    def __init__(self, home, columns=40, rows=10, **environment):
        self.socket = str(home / f"tmux-{time.monotonic_ns()}")
        words = ["env", "-i", f"HOME={home}", f"PATH={home}/bin", "LANG=C.UTF-8", "TERM=tmux-256color",
                 *(f"{name}={value}" for name, value in environment.items()), VSH]
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(home),
                  "exec " + " ".join(f"'{word}'" for word in words))
        self.tmux("set", "-g", "escape-time", "0")

    def tmux(self, *arguments, **options):
        return subprocess.run(["tmux", "-S", self.socket, *arguments], check=True, capture_output=True, text=True,
                              timeout=PATIENCE, **options).stdout

    def keys(self, *keys):
        """Keys by tmux's names."""
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", "--", text)

    def paste(self, text):
        self.tmux("load-buffer", "-", input=text)
        self.tmux("paste-buffer", "-p")

    def rows(self, colors=False):
        return [row.rstrip() for row in
                self.tmux("capture-pane", "-p", *(["-e"] if colors else [])).split("\n")[:-1]]

    def cursor(self):
        return tuple(int(number) for number in self.tmux("display", "-p", "#{cursor_x} #{cursor_y}").split())

    def close(self):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], check=False, capture_output=True)


class TestCase(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)
        (self.home / "bin").mkdir()
        for name in ("cat", "ls", "sleep", "touch", "sed", "wc"):
            (self.home / "bin" / name).symlink_to(f"/bin/{name}")
        self.screen = self.terminal()

    def terminal(self, **options):
        screen = Tmux(self.home, **options)
        self.addCleanup(screen.close)
        self.wait(screen, lambda: screen.rows()[0].endswith("$"), "a prompt")
        return screen

    def wait(self, screen, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                self.fail(f"expected {what}, found:\n" + "\n".join(screen.rows()))
            time.sleep(0.01)

    def shows(self, *rows, cursor=None, screen=None):
        """Wait until the last rows that are not empty are these, and the cursor is in this column."""
        screen = screen or self.screen
        last = []

        def there():
            nonlocal last
            last = screen.rows()
            found = last[:]
            while found and not found[-1]:
                found.pop()
            return found[-len(rows):] == list(rows) and (cursor is None or screen.cursor()[0] == cursor)

        self.wait(screen, there, "\n".join(rows) + f"\nwith the cursor in column {cursor}")

    def line(self, text, cursor=None, keys=(), screen=None):
        """Wait for the line behind the prompt; the cursor counts from the text's beginning."""
        if keys:
            (screen or self.screen).keys(*keys)
        self.shows("vibee:~$ " + text if text else "vibee:~$", cursor=None if cursor is None else 9 + cursor,
                   screen=screen)

    def clear(self):
        """Nothing in the line, at the top of the screen."""
        self.screen.keys("C-e", "C-u", "C-l")
        self.wait(self.screen, lambda: self.screen.rows()[0] == "vibee:~$" and self.screen.cursor() == (9, 0),
                  "an empty line")

    def run_line(self, text, *output, screen=None):
        screen = screen or self.screen
        screen.type(text)
        screen.keys("Enter")
        self.shows(*output, screen=screen)


class Keys(TestCase):
    def test_moving(self):
        self.screen.type("one two three")
        for keys, cursor in ((["C-a"], 0), (["C-f"], 1), (["C-b"], 0), (["C-e"], 13), (["Left"], 12), (["Right"], 13),
                             (["Home"], 0), (["End"], 13), (["M-b"], 8), (["M-b"], 4), (["M-f"], 7), (["C-Left"], 4),
                             (["C-Right"], 7), (["M-Left"], 4), (["M-Right"], 7), (["C-a", "C-b", "Left"], 0)):
            with self.subTest(keys=keys):
                self.line("one two three", cursor, keys)

    def test_erasing(self):
        for text, keys, result, cursor in (
                ("abc", ["BSpace"], "ab", 2), ("abc", ["C-h"], "ab", 2), ("abc", ["C-a", "C-d"], "bc", 0),
                ("abc", ["Home", "DC"], "bc", 0), ("a b  ", ["M-\\"], "a b", 3), ("a  b", ["C-b", "M-\\"], "ab", 1)):
            with self.subTest(text=text, keys=keys):
                self.clear()
                self.screen.type(text)
                self.line(result, cursor, keys)

    def test_killing_and_yanking(self):
        for text, keys, result, cursor in (
                ("one two", ["C-w"], "one", 4), ("one two", ["C-a", "C-k", "C-y"], "one two", 7),
                ("one two", ["C-u"], "", 0), ("a/b c/d", ["M-BSpace", "C-y", "C-y"], "a/b c/dd", 8),
                ("one two", ["C-a", "M-d", "C-e", "C-y"], " twoone", 7),
                ("x y z", ["C-w", "C-w", "C-a", "C-y"], "y zx", 3),  # kills that follow each other are one
                ("x y", ["C-w", "C-e", "C-h", "C-w", "C-y", "M-y"], "y", 1)):
            with self.subTest(text=text, keys=keys):
                self.clear()
                self.screen.type(text)
                self.line(result, cursor, keys)

    def test_changing(self):
        for text, keys, result, cursor in (
                ("ab", ["C-t"], "ba", 2), ("abc", ["C-a", "C-f", "C-t"], "bac", 2), ("one two", ["M-t"], "two one", 7),
                ("one two", ["C-a", "M-u"], "ONE two", 3), ("ONE TWO", ["M-b", "M-l"], "ONE two", 7),
                ("one two", ["C-a", "M-c"], "One two", 3), ("a", ["C-v", "C-a"], "a^A", 3)):
            with self.subTest(text=text, keys=keys):
                self.clear()
                self.screen.type(text)
                self.line(result, cursor, keys)

    def test_undo(self):
        self.screen.type("one two")
        self.line("one t", keys=["BSpace", "BSpace"])
        self.line("one tw", keys=["C-_"])
        self.line("one two", keys=["C-x", "C-u"])
        self.line("", keys=["C-u"])
        self.line("one two", 7, keys=["C-_"])
        self.line("one", keys=["C-_"])
        self.screen.type("x")
        self.line("", 0, keys=["M-r"])

    def test_interrupt_end_and_comment(self):
        self.screen.type("abc")
        self.screen.keys("C-c")
        self.shows("vibee:~$ abc^C", "130 vibee:~$")
        self.screen.keys("Enter")
        self.run_line("true", "vibee:~$")
        self.screen.type("false")
        self.screen.keys("M-#")
        self.shows("vibee:~$ #false", "vibee:~$")
        self.screen.keys("C-d")
        self.wait(self.screen, lambda: not self.lives(), "the end of the shell")

    def lives(self):
        return subprocess.run(["tmux", "-S", self.screen.socket, "ls"], check=False, capture_output=True).returncode == 0


class Text(TestCase):
    def test_wide_and_combining(self):
        self.screen.type("漢字e\u0301x")
        self.line("漢字e\u0301x", 6)
        for cursor in (5, 4, 2, 0):
            self.line("漢字e\u0301x", cursor, ["Left"])
        self.line("字e\u0301x", 0, ["C-d"])
        self.line("字x", 2, ["Right", "C-d"])

    def test_wrapping(self):
        """A row is 40 columns: a wide character that does not fit begins the next one."""
        self.screen.type("x" * 30 + "漢字")
        self.shows("vibee:~$ " + "x" * 30, "漢字", cursor=4)
        self.screen.keys("C-a")
        self.shows("vibee:~$ " + "x" * 30, "漢字", cursor=9)
        self.screen.keys("C-d")
        self.shows("vibee:~$ " + "x" * 29 + "漢", "字", cursor=9)
        self.screen.keys("C-e", "BSpace")
        self.shows("vibee:~$ " + "x" * 29 + "漢", cursor=0)
        self.assertEqual(self.screen.cursor(), (0, 1))
        self.screen.keys("C-u")
        self.line("", 0)

    def test_more_than_the_screen(self):
        text = "".join(f"{number:03} " for number in range(150))
        self.screen.type("echo " + text)
        self.wait(self.screen, lambda: self.screen.rows()[-1].endswith("147 148 149"), "the text's end")
        self.screen.keys("C-a")
        self.wait(self.screen, lambda: self.screen.rows()[0].startswith("vibee:~$ echo 000"), "the text's beginning")
        self.assertEqual(self.screen.cursor(), (9, 0))
        self.screen.keys("C-u", "C-k")
        self.line("", 0)

    def test_resize(self):
        self.screen.type("echo " + "word " * 12 + "end")
        self.shows("vibee:~$ echo word word word word word w", "ord word word word word word word end")
        self.screen.tmux("resize-window", "-x", "60", "-y", "12")
        self.shows("vibee:~$ echo word word word word word word word word word w", "ord word word end", cursor=17)
        self.screen.tmux("resize-window", "-x", "30", "-y", "8")
        self.shows("vibee:~$ echo word word word w", "ord word word word word word w", "ord word word end", cursor=17)
        self.screen.keys("C-a", "Right")
        self.wait(self.screen, lambda: self.screen.cursor() == (10, 0), "the cursor on the second letter")

    def test_several_lines(self):
        """A compound command is one entry, with its lines; PS2 while it is unfinished."""
        for line in ("for i in 1 2", "do echo $i", "done"):
            self.screen.type(line)
            self.screen.keys("Enter")
        self.shows("vibee:~$ for i in 1 2", "> do echo $i", "> done", "1", "2", "vibee:~$")
        self.screen.keys("Up")
        self.shows("vibee:~$ for i in 1 2", "do echo $i", "done", cursor=4)
        self.screen.keys("C-a", "BSpace", "C-a")
        self.shows("vibee:~$ for i in 1 2", "do echo $idone", cursor=0)
        self.screen.keys("C-_", "C-e", "Enter")
        self.shows("1", "2", "vibee:~$")
        for begin, end in (("echo 'a", "b'"), ("cat <<E", "E"), ("{", "}"), ("(true", ")"), ("true &&", "true"),
                           ("echo a\\", "b"), ("if true; then", "fi")):
            with self.subTest(begin=begin):
                self.screen.type(begin)
                self.screen.keys("Enter")
                self.shows(f"vibee:~$ {begin}" if self.screen.rows()[0] else begin, ">")
                self.screen.keys("C-c")
                self.screen.keys("C-l", "Enter")
                self.screen.type("true")
                self.screen.keys("Enter")
                self.shows("vibee:~$")
                self.clear()

    def test_paste(self):
        self.screen.paste("echo one\necho two\t漢")
        self.shows("vibee:~$ echo one", "echo two        漢", cursor=18)
        self.screen.keys("Enter")
        self.shows("one", "two 漢", "vibee:~$")


class Prompt(TestCase):
    def test_parts(self):
        self.run_line("false", "1 vibee:~$")
        self.run_line("mkdir() { :; }; cd bin", "vibee:~/bin$")
        self.run_line("cd /", "vibee:/$")
        self.run_line(r"PS1='\W \! $((1+1)) \[\e[38;5;208m\]\$\[\e[0m\] '", "/ 5 2 $")
        self.screen.type("x" * 32)
        self.shows("/ 5 2 $ " + "x" * 32)
        self.assertEqual(self.screen.cursor()[0], 0)
        self.assertIn("\x1b[38;5;208m$", self.screen.rows(colors=True)[self.screen.cursor()[1] - 1])
        self.screen.keys("C-u")
        self.run_line(r"PS1='a\nb> ' PS2='more> '", "a", "b>")
        self.screen.type("(")
        self.screen.keys("Enter")
        self.shows("b> (", "more>")

    def test_jobs(self):
        self.screen.type("sleep 100 &")
        self.screen.keys("Enter")
        self.wait(self.screen, lambda: any(row.startswith("[1] vibee:~$") for row in self.screen.rows()), "a job")

    def test_without_colors(self):
        screen = self.terminal(NO_COLOR=1)
        self.run_line("false", "1 vibee:~$", screen=screen)
        self.assertNotIn("\x1b[3", "".join(screen.rows(colors=True)))

    def test_dumb(self):
        """Without a terminal that can be written to at will, lines are read as they come."""
        screen = self.terminal(TERM="dumb")
        self.run_line("echo a", "vibee:~$ echo a", "a", "vibee:~$", screen=screen)
        self.run_line("echo 'b", ">", screen=screen)
        self.run_line("c'", "b", "c", "vibee:~$", screen=screen)
        screen.keys("C-c")
        self.shows("c", "vibee:~$ ^C", "130 vibee:~$", screen=screen)
        self.run_line("echo d", "130 vibee:~$ echo d", "d", "vibee:~$", screen=screen)


class History(TestCase):
    def test_recall(self):
        for word in ("one", "two", "three"):
            self.run_line(f"echo {word}", word, "vibee:~$")
        self.screen.type("unfinished")
        self.line("echo three", 10, ["Up"])
        self.line("echo two", 8, ["C-p"])
        self.line("echo three", keys=["Down"])
        self.line("unfinished", 10, ["C-n"])
        self.line("echo one", keys=["M-<"])
        self.line("unfinished", keys=["M->"])
        self.clear()
        self.screen.type("echo t")
        self.line("echo three", 6, ["PPage"])
        self.line("echo two", 6, ["PPage"])
        self.line("echo three", 6, ["NPage"])
        self.clear()
        self.screen.type("x ")
        self.line("x three", 7, ["M-."])
        self.line("x two", 5, ["M-."])

    def test_search(self):
        for word in ("alpha", "beta", "alphabet"):
            self.run_line(f"echo {word}", word, "vibee:~$")
        self.screen.keys("C-r")
        self.shows("(search) :")
        self.screen.type("alp")
        self.shows("(search) alp: echo alphabet", cursor=19)
        self.screen.keys("C-r")
        self.shows("(search) alp: echo alpha")
        self.screen.keys("C-s")
        self.shows("(search forward) alp: echo alphabet")
        self.screen.type("q")
        self.shows("(failing search forward) alpq: echo alph", "abet")
        self.screen.keys("C-g")
        self.line("", 0)
        self.screen.keys("C-r")
        self.screen.type("bet")
        self.shows("(search) bet: echo alphabet")
        self.screen.keys("C-r", "C-e")
        self.line("echo beta", 9)
        self.screen.keys("Down")
        self.line("echo alphabet")
        self.screen.keys("C-u", "C-r")
        self.screen.type("pha")
        self.screen.keys("BSpace", "Enter")
        self.shows("alphabet", "vibee:~$")

    def test_shared_and_kept(self):
        other = self.terminal()
        self.run_line("echo from the first", "from the first", "vibee:~$")
        self.line("echo from the first", keys=["Up"], screen=other)
        other.keys("Enter")
        self.run_line("echo other", "other", "vibee:~$", screen=other)
        self.screen.keys("C-r")
        self.screen.type("oth")
        self.shows("(search) oth: echo other")
        self.screen.keys("C-c")
        self.run_line(" echo hidden", "hidden", "vibee:~$", screen=other)
        self.run_line("echo other", "other", "vibee:~$", screen=other)
        self.run_line("unset HISTFILE", "vibee:~$", screen=other)
        self.run_line("echo private", "private", "vibee:~$", screen=other)
        self.assertEqual((self.home / ".vsh_history").read_text(),
                         "echo from the first\necho other\nunset HISTFILE\n")
        later = self.terminal()
        self.line("unset HISTFILE", keys=["Up"], screen=later)
        self.line("echo other", keys=["Up"], screen=later)

    def test_commands(self):
        self.screen.tmux("resize-window", "-x", "60", "-y", "24")
        self.run_line("echo one", "one", "vibee:~$")
        self.run_line("echo two", "two", "vibee:~$")
        self.run_line("history 2", "2       echo two", "3       history 2", "vibee:~$")
        self.run_line("fc -ln 1 2", "        echo one", "        echo two", "vibee:~$")
        self.run_line("fc -lr 1 2", "2       echo two", "1       echo one", "vibee:~$")
        self.run_line("fc -s one=three 1", "echo three", "three", "vibee:~$")
        self.line("echo three", keys=["Up"])
        self.clear()
        self.run_line("fc -e 'sed -i s/e$/ce/' 1", "echo once", "once", "vibee:~$")


class Completion(TestCase):
    def setUp(self):
        super().setUp()
        (self.home / "my dir").mkdir()
        for name in ("my dir/a file", "my dir/a$b", "notes", "notes.txt"):
            (self.home / name).touch()

    def test_words(self):
        for typed, line in (("ech", "echo"), ("cat not", "cat notes"), ("cat m", "cat my\\ dir/"),
                            ("cat my\\ dir/a\\ ", "cat my\\ dir/a\\ file"), ("cat \"my dir/a ", "cat \"my dir/a file\""),
                            ("cat 'my dir/a$", "cat 'my dir/a$b'"), ("cat ~/my", "cat ~/my\\ dir/"),
                            ("echo $HISTF", "echo $HISTFILE"), ("echo ${HISTF", "echo ${HISTFILE}"),
                            ("cat $HOME/my", "cat $HOME/my\\ dir/"), ("x=no", "x=notes"), ("true >no", "true >notes"),
                            ("sle", "sleep"), ("time sle", "time sleep"), ("svc con", "svc console"),
                            ("cd no", "cd no"), ("ali", "alias"), ("unset HISTF", "unset HISTFILE")):
            with self.subTest(typed=typed):
                self.clear()
                self.screen.type(typed)
                self.line(line, keys=["Tab"])
        self.clear()
        self.run_line("greet_all() { :; }; alias salute=true", "vibee:~$")
        self.screen.type("gree")
        self.line("greet_all", 10, ["Tab"])
        self.clear()
        self.screen.type("salu")
        self.line("salute", 7, ["Tab"])

    def test_list(self):
        self.screen.type("cat my\\ dir/")
        self.screen.keys("Tab")
        self.screen.keys("Tab")
        self.shows("vibee:~$ cat my\\ dir/a", "a file  a$b", "vibee:~$ cat my\\ dir/a")
        self.clear()
        self.screen.type("cat n")
        self.screen.keys("M-?")
        self.shows("vibee:~$ cat n", "notes      notes.txt", "vibee:~$ cat n")

    def test_pages(self):
        many = self.home / "many"
        many.mkdir()
        for number in range(101):
            (many / f"file-{number:03}").touch()
        self.screen.type("cat many/file-")
        self.screen.keys("Tab", "Tab")
        self.shows("Show all 101? (y or n)")
        self.screen.type("y")
        self.shows("file-008  file-034  file-060  file-086", "--More--")
        self.screen.keys("Enter")
        self.shows("file-009  file-035  file-061  file-087", "--More--")
        self.screen.keys("Space")
        self.shows("file-018  file-044  file-070  file-096", "--More--")
        self.screen.type("q")
        self.shows("file-018  file-044  file-070  file-096", "vibee:~$ cat many/file-")
        self.screen.keys("Tab")
        self.shows("Show all 101? (y or n)")
        self.screen.type("n")
        self.shows("vibee:~$ cat many/file-", "vibee:~$ cat many/file-")


class Running(TestCase):
    def test_interrupt_what_waits(self):
        for command in ("read x", "sleep 1000", "x=$(sleep 1000)", "sleep 1000 & wait", "while true; do sleep 1; done",
                        "(sleep 1000)", "sleep 1000 | cat"):
            with self.subTest(command=command):
                self.clear()
                self.screen.type(command)
                self.screen.keys("Enter")
                self.wait(self.screen, self.is_cooked, "an end of editing")
                # Before it has begun to wait, an interrupt does nothing.
                self.wait(self.screen, lambda: (self.screen.keys("C-c"), time.sleep(0.1),
                                                any(row.startswith("130 ") for row in self.screen.rows()))[2],
                          "a prompt behind an interrupt")
                self.screen.type("unset x; true")
                self.screen.keys("Enter")
                self.wait(self.screen, lambda: self.screen.rows()[self.screen.cursor()[1]].endswith("vibee:~$"), "a prompt")

    def is_cooked(self):
        tty = self.screen.tmux("display", "-p", "#{pane_tty}").strip()
        return "-icanon" not in subprocess.run(["stty", "-F", tty, "-a"], check=True, capture_output=True,
                                               text=True).stdout

    def test_suggestion(self):
        self.screen.tmux("resize-window", "-x", "60", "-y", "10")
        self.run_line("sl", "vsh: sl: command not found; did you mean 'ls'?", "127 vibee:~$")
        self.run_line("zzzzz", "vsh: zzzzz: command not found", "127 vibee:~$")
        self.run_line("set -o vi", "vsh: set: -o vi: not supported: the line editor has the keys", " of emacs",
                      "2 vibee:~$")

    def test_time(self):
        self.screen.type("time true")
        self.screen.keys("Enter")
        self.wait(self.screen, lambda: [row.split(" ")[0] for row in self.screen.rows()[1:5]] ==
                  ["", "real", "user", "sys"], "the times")
        self.screen.keys("C-l")
        self.screen.type("time -p ! true | cat")
        self.screen.keys("Enter")
        self.shows("sys 0.00", "1 vibee:~$")
        self.assertRegex("\n".join(self.screen.rows()), r"\nreal \d+\.\d\d\nuser \d+\.\d\d\nsys 0.00\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
