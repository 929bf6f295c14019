#!/usr/bin/python3
"""etc/init.toml of the web target: that of all targets, and for each seat a console and a session.

usage: seats.py INIT.TOML OUT COUNT
"""
import sys

SEAT = """
[[service]]
name = "console{n}"
program = "/sbin/console.wasm"
arguments = ["seat{n}"]
scheme = "console{n}"
group = "seats"
restart = "always"
namespace = ["devices"]
priority = 24

[[service]]
name = "seat{n}"
program = "/sbin/session.wasm"
arguments = ["seat", "console{n}", "HOME=/root", "PATH=/bin", "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8"]
group = "seats"
restart = "always"
handles = ["boot:/bin/vsh", "boot:/lib/wasi.wasm"]
namespace = ["file", "console{n}", "pipe", "pty", "log", "mem", "proc", "init"]
priority = 17
"""

GROUP = """
[[group]]
name = "seats"
strategy = "one_for_one"
intensity = {restarts = 15, seconds = 10}
"""


def main():
    source, out, count = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        text = file.read() + GROUP
    for number in range(1, int(count) + 1):
        text += SEAT.replace("{n}", str(number))
    with open(out, "w", encoding="utf-8") as file:
        file.write(text)


main()
