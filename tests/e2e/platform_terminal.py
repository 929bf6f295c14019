"""The terminal is left as it was found, however vibee ends; signals of the host become events."""
import os
import signal
import subprocess
import time
import unittest

from vibee import TEST_IMAGE, VIBEE, PATIENCE, Terminal, eventually, run_test_init


class TerminalTest(unittest.TestCase):
    def start(self, what, sign=b"waiting"):
        terminal = Terminal("--image", TEST_IMAGE, "-c", what)
        self.addCleanup(terminal.close)
        if sign:
            terminal.expect(sign)
            eventually(terminal.is_raw, "raw mode")
        return terminal

    def check_end(self, terminal, status):
        self.assertEqual(terminal.wait(), status)
        self.assertEqual(terminal.mode(), terminal.before)

    def test_normal_exit(self):
        self.check_end(self.start("7", sign=None), 7)

    def test_panic(self):
        terminal = self.start("trap", sign=None)
        self.check_end(terminal, -signal.SIGABRT)
        self.assertIn(b"unreachable", terminal.read())

    def test_signals_that_the_system_answers(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with self.subTest(number):
                terminal = self.start("wait")
                terminal.process.send_signal(number)
                self.check_end(terminal, 128 + number)

    def test_signals_when_nobody_listens(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with self.subTest(number):
                terminal = self.start("spin", sign=b"spinning")
                terminal.process.send_signal(number)
                self.check_end(terminal, -number)

    def test_signals_that_end_it_at_once(self):
        for number in (signal.SIGQUIT, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS,
                       signal.SIGFPE, signal.SIGILL):
            with self.subTest(number):
                terminal = self.start("wait")
                terminal.process.send_signal(number)
                terminal.wait()  # a sanitizer may turn the signal into a status of its own
                self.assertNotEqual(terminal.process.returncode, 0)
                self.assertEqual(terminal.mode(), terminal.before)

    def test_stop_and_continue(self):
        terminal = self.start("wait")
        terminal.process.send_signal(signal.SIGTSTP)
        _, status = os.waitpid(terminal.process.pid, os.WUNTRACED)
        self.assertTrue(os.WIFSTOPPED(status))
        self.assertEqual(terminal.mode(), terminal.before)
        terminal.process.send_signal(signal.SIGCONT)
        eventually(terminal.is_raw, "raw mode again")
        terminal.expect(b"resized")
        terminal.process.send_signal(signal.SIGTERM)
        self.check_end(terminal, 128 + signal.SIGTERM)

    def test_resize(self):
        terminal = self.start("wait")
        terminal.resize(50, 132)
        terminal.expect(b"resized")
        terminal.process.send_signal(signal.SIGTERM)
        self.check_end(terminal, 128 + signal.SIGTERM)

    def test_keys_arrive(self):
        terminal = self.start("echo", sign=None)
        eventually(terminal.is_raw, "raw mode")
        os.write(terminal.master, b"\x03\x1a\rkey\xff")  # no key is special to the host
        terminal.expect(b"\x03\x1a\rkey\xff")


class StreamTest(unittest.TestCase):
    def test_output_and_status(self):
        result = run_test_init("hello")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, b"hello\n", b""))

    def test_input_to_its_end(self):
        text = os.urandom(300000)
        self.assertEqual(run_test_init("echo", input=text).stdout, text)

    def test_input_that_nobody_read_is_left(self):
        reader, writer = os.pipe()
        os.write(writer, b"left\n")
        os.close(writer)
        self.assertEqual(run_test_init("3", stdin=reader).returncode, 3)
        self.assertEqual(os.read(reader, 100), b"left\n")
        os.close(reader)

    def test_interrupt_without_a_terminal(self):
        process = subprocess.Popen([VIBEE, "--image", TEST_IMAGE, "-c", "wait"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.assertEqual(process.stdout.readline(), b"waiting\n")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE), 130)
        process.stdout.close()

    def test_a_memory_grows_in_place(self):
        start = time.monotonic()
        self.assertEqual(run_test_init("grow").returncode, 0)
        self.assertLess(time.monotonic() - start, 20)  # a gibibyte copied 16,000 times takes hours

    def test_closed_output(self):
        reader, writer = os.pipe()
        os.close(reader)
        result = subprocess.run([VIBEE, "--image", TEST_IMAGE, "-c", "hello"], stdout=writer,
                                stdin=subprocess.DEVNULL, timeout=PATIENCE)
        os.close(writer)
        self.assertEqual(result.returncode, 0)  # the write fails; no signal kills the system

    def test_streams_that_are_closed_stay_unused(self):
        for fd in (0, 1, 2):
            with self.subTest(fd):
                def close(closed=fd):
                    os.close(closed)
                process = subprocess.Popen([VIBEE, "--image", TEST_IMAGE, "--dir", "/tmp", "-c", "echo"],
                                           preexec_fn=close, stdout=subprocess.DEVNULL,
                                           stdin=subprocess.DEVNULL)
                self.assertEqual(process.wait(PATIENCE), 0)


if __name__ == "__main__":
    unittest.main()
