#!/usr/bin/python3
"""Compare the console's terminal with tmux's on random texts and sequences.

    peer.py SHOW_TERMINAL [SEED [COUNT]]

tmux runs this program again as its pane's child (`peer.py --child FOLDER`), which shows one text after
another; asking for the cursor's position says when tmux has dealt with it.
"""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tty

COLUMNS, ROWS = 20, 8


def number(rng, most):
    return str(rng.randint(1, most))


def piece(rng, wide):
    """One text or sequence.

    Not both wide characters and moving about: tmux leaves halves of them. Not insert mode, where tmux
    loses what was in the line that text wraps into, and not origin mode, which DECSTBM ignores there.
    """
    # Set before what differs when the cursor waits behind the last column.
    column = f"\x1b[{number(rng, COLUMNS)}G"
    kind = rng.randrange(11 if wide else 24)
    if kind < 8:
        return "".join(rng.choice("abcdefgh ─│┌äλЖ" + "你好" * wide) for _ in range(rng.randint(1, 12)))
    if kind < 11:
        return "\r\n"
    if kind == 11:
        return rng.choice(["\r", "\r12\b", "\t"])
    if kind == 12:
        return f"\x1b[{number(rng, ROWS)};{number(rng, COLUMNS)}H"
    if kind == 13:
        return f"{column}\x1b[{number(rng, 5)}{rng.choice('ABCDEF')}"
    if kind == 14:
        return f"\x1b[{number(rng, COLUMNS)}G"
    if kind == 15:
        return f"{column}\x1b[{rng.choice('012')}{rng.choice('JK')}"
    if kind == 16:
        return f"\x1b[{number(rng, 15)}G\x1b[{number(rng, 4)}{rng.choice('@PX')}"
    if kind == 17:
        # ECMA-48 and xterm go to the first column, tmux stays; above and below the scrolling region
        # xterm does nothing, tmux does something.
        return f"\x1b[2;7r\x1b[{rng.randint(2, 7)};1H\x1b[{number(rng, 3)}{rng.choice('LM')}"
    if kind == 18:
        top = rng.randint(1, ROWS - 2)
        return f"\x1b[{top};{rng.randint(top + 1, ROWS)}r"
    if kind == 19:
        return rng.choice(["\x1bM", "\r\x1bD", "\x1bE"])
    if kind == 20:
        return f"\x1b[{rng.choice(['0', '1', '7', '31', '38;5;99', '48;2;1;2;3'])}m"
    if kind == 21:
        return rng.choice(["\x1b[?25l", "\x1b[?25h"])
    if kind == 22:
        return f"{column}\x1b[{number(rng, ROWS)}d"
    return rng.choice(["\x1b[?2004h\x1b]0;title\x07", column + "\x1b[?1049hx\x1b[2;3H\x1b[?1049l",
                       column + "\x1b[2S", column + "\x1b[T", "\x1b[9Gz\x1b[3b", "\x1b[Z", "\x1b[3g", "\x1bH", "\x1b[?7l",
                       "\x1b[?7h"])


def text(rng):
    wide = rng.random() < 0.3
    return "".join(piece(rng, wide) for _ in range(rng.randint(1, 60)))


def ours(show, data):
    done = subprocess.run([show, str(COLUMNS), str(ROWS), "text"], input=data.encode(),
                          capture_output=True, check=True)
    lines = done.stdout.decode().split("\n")
    row, column = map(int, lines[ROWS].split())
    return lines[:ROWS], (row, column)


class Tmux:
    """A pane of the right size, with the child in it."""

    def __init__(self, folder):
        self.folder, self.socket = folder, os.path.join(folder, "tmux")
        for name in ("texts", "answers"):
            os.mkfifo(os.path.join(folder, name))
        with open(os.path.join(folder, "configuration"), "w", encoding="ascii") as file:
            file.write("set -g status off\n")
        self.run("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), sys.executable, __file__,
                 "--child", folder)
        self.texts = open(os.path.join(folder, "texts"), "wb", buffering=0)
        self.answers = open(os.path.join(folder, "answers"), "rb")

    def run(self, *arguments):
        command = ["tmux", "-u", "-f", os.path.join(self.folder, "configuration"), "-S", self.socket]
        environment = dict(os.environ, LC_ALL="C.UTF-8", TMUX="")
        return subprocess.run([*command, *arguments], capture_output=True, check=True, text=True,
                              env=environment).stdout

    def show(self, data):
        data = data.encode()
        self.texts.write(len(data).to_bytes(4, "little") + data)
        row, column = map(int, self.answers.readline().split())
        lines = [line.rstrip() for line in self.run("capture-pane", "-p").split("\n")]
        return (lines + [""] * ROWS)[:ROWS], (row - 1, min(column, COLUMNS) - 1)

    def close(self):
        self.run("kill-server")


def child(folder):
    tty.setraw(0)
    with open(os.path.join(folder, "texts"), "rb") as texts, \
            open(os.path.join(folder, "answers"), "wb", buffering=0) as answers:
        while size := texts.read(4):
            data = texts.read(int.from_bytes(size, "little"))
            os.write(1, b"\x1b[?1049l\x1bc" + data + b"\x1b[6n")
            answer = b""
            while not answer.endswith(b"R"):
                answer += os.read(0, 100)
            answers.write(answer.split(b"[")[-1][:-1].replace(b";", b" ") + b"\n")


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--child":
        return child(sys.argv[2])
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not shutil.which("tmux"):
        print("skipped: expected Debian's tmux")
        sys.exit(77)
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    with tempfile.TemporaryDirectory() as folder:
        tmux = Tmux(folder)
        try:
            for i in range(count):
                data = text(random.Random(seed * 100000 + i))
                if (mine := ours(sys.argv[1], data)) != (other := tmux.show(data)):
                    sys.exit(f"text {i}: {data!r}\nours:   {mine}\ntmux's: {other}")
        finally:
            tmux.close()
    print(f"{count} texts: the same screens")


if __name__ == "__main__":
    main()
