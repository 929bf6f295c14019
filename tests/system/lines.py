#!/usr/bin/python3
"""The system on a host without terminal modes: lines in, lines out, time, idling."""
import os
import subprocess
import time
import unittest

import pexpect

from harness import VIBEE, TestCase, main, run, shell


def processor_seconds(pid):
    """What a running process has used until now, all its threads together."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Lines(TestCase):
    def test_line_by_line(self):
        """Each line is carried out when it comes, not at the end of input."""
        with subprocess.Popen([str(VIBEE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as process:
            for number in range(3):
                process.stdin.write(f"echo line {number}\n")
                process.stdin.flush()
                self.assertEqual(process.stdout.readline(), f"line {number}\n")
            process.stdin.close()
            self.assertEqual(process.wait(20), 0)

    def test_input_that_cannot_be_polled(self):
        with open("/dev/null", encoding="utf-8") as nothing:
            done = subprocess.run([str(VIBEE), "-c", "cat; echo end"], stdin=nothing,
                                  capture_output=True, text=True, timeout=60)
        self.check(done, 0, "end\n", "")
        path = self.folder / "input"
        path.write_text("from a file\n" * 3)
        with path.open(encoding="utf-8") as file:
            done = subprocess.run([str(VIBEE), "-c", "cat"], stdin=file, capture_output=True,
                                  text=True, timeout=60)
        self.check(done, 0, "from a file\n" * 3, "")

    def test_sleep_is_not_short(self):
        start = time.monotonic()
        self.check(shell("sleep 0.3; sleep 0.3; date +%s >/dev/null; echo done"), 0, "done\n")
        self.assertGreaterEqual(time.monotonic() - start, 0.6)

    def test_input_reaches_a_pipeline_beside_a_busy_loop(self):
        done = run("-c", "while true; do :; done & cat | wc -l; exit 0", stdin="a\nb\n")
        self.assertEqual(done.stdout.strip(), "2")

    @unittest.skipUnless(os.environ.get("VIBEE_HOST_EDITS"), "this host's terminal can be made raw")
    def test_terminal_that_edits_lines_itself(self):
        """A prompt, continuation lines and programs that read, without a second echo."""
        child = pexpect.spawn(str(VIBEE), timeout=30, encoding="utf-8")
        child.expect(r"\$ ")
        child.sendline("echo hello | wc -c")
        child.expect("\r\n6\r\n")
        child.expect(r"\$ ")
        child.sendline("if true")
        child.expect("> ")
        child.sendline("then echo yes; fi")
        child.expect("fi\r\nyes\r\n")
        child.expect(r"\$ ")
        child.sendline("head -n 1")
        child.sendline("one line")
        child.expect("one line\r\n(one line)\r\n")
        child.expect(r"\$ ")
        child.sendline("wc -l; echo behind")
        child.sendline("one")
        child.sendline("two")
        child.sendeof()  # ends what wc reads, and nothing else
        child.expect("\r\n2\r\nbehind\r\n")
        child.expect(r"\$ ")
        child.sendline("(exit 3)")
        child.expect(r"\$ ")
        child.sendeof()  # and this the shell
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, 3)

    def test_idle_costs_nothing(self):
        """Ten seconds of waiting for input cost less than 0.5 % of a processor."""
        with subprocess.Popen([str(VIBEE), "-c", "cat"], stdin=subprocess.PIPE) as process:
            # A host may still compile or collect for a while after the start: one quiet window of four.
            used = []
            for _ in range(4):
                time.sleep(2)
                before = processor_seconds(process.pid)
                time.sleep(10)
                used.append(processor_seconds(process.pid) - before)
                if used[-1] < 0.05:
                    break
            process.stdin.close()
            self.assertEqual(process.wait(20), 0)
        self.assertLess(min(used), 0.05, f"processor seconds in windows of ten seconds: {used}")


if __name__ == "__main__":
    main()
