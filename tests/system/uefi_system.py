#!/usr/bin/python3
"""The whole system on a UEFI machine: the prompt, programs, bad boot volumes, the end."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from uefi_harness import BUILD, SOURCE, Machine, boot_image, run, shell

HOSTED = pathlib.Path(os.environ.get("VIBEE_HOSTED", "build/hosted")) / "vibee"
# What must be the same on both.
LINES = ["echo hello | cat", "seq 300 | wc", "ls /; ls /etc; ls /bin /sbin", "cat /etc/init.toml | head -n 5",
         "echo a > /tmp/x; cat /tmp/x; mv /tmp/x /tmp/y; ls /tmp; rm /tmp/y", "true && echo yes || echo no",
         "seq 20000 | sort | tail -n 3", "cat /nowhere", "for i in 1 2 3; do echo $i; done | wc"]


class Prompt(unittest.TestCase):
    def test_session(self):
        with Machine() as machine:
            for line in LINES:
                with self.subTest(line):
                    found = machine.command(line)
                    if HOSTED.exists():
                        expected = subprocess.run([HOSTED, "-c", line], capture_output=True, text=True, timeout=60,
                                                  stdin=subprocess.DEVNULL)
                        plain = machine.command(f"{{ {line}; }} > /root/out 2>&1; cat /root/out; rm /root/out") if (
                            "ls" in line) else found
                        self.assertEqual(self.words(expected.stdout + expected.stderr), self.words(plain))
            self.assertEqual(3, machine.leave(3))

    @staticmethod
    def words(text):
        """A terminal has columns and returns, a pipe has not."""
        return text.replace("\r", "").split()

    def test_little_memory(self):
        with Machine("--memory", "64M") as machine:
            self.assertEqual("hello\n", machine.command("echo hello").replace("\r", ""))
            self.assertEqual(0, machine.leave(0))

    def test_keys_reach_the_program(self):
        with Machine() as machine:
            machine.child.send("cat\r")
            machine.child.expect(machine.END)
            machine.child.send("typed\r")
            machine.child.expect("typed\r+\ntyped\r+\n")
            machine.child.send("\x03")  # interrupt
            machine.prompt()
            self.assertEqual("still here\n", machine.command("echo still here").replace("\r", ""))


class Programs(unittest.TestCase):
    """Programs that nobody here wrote, in the boot image."""

    def check(self, name, line, expected):
        program = HOSTED.parent / "programs" / f"{name}.wasm"
        if not program.exists():
            self.skipTest(f"{program} has not been built")
        with tempfile.TemporaryDirectory() as folder:
            status, text = shell(line, "--file", boot_image(folder, **{name: program}), timeout=600)
        self.assertEqual((expected, 0), (text.strip(), status))

    def check_cases(self, program, least, more=""):
        """A conformance program prints what it prints on hosted. `more` comes behind its name."""
        guest = HOSTED.parent / "user/build/tests"
        if not HOSTED.exists():
            self.skipTest(f"{HOSTED} has not been built")
        theirs = subprocess.run([HOSTED, "--dir", f"{guest}:/cases:ro", "-c", f"/cases/{program}{more}"],
                                capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)
        self.assertGreater(theirs.stdout.count("\nok "), least)
        with tempfile.TemporaryDirectory() as folder:
            image = boot_image(folder, cases=guest / program)
            status, text = shell(f"cases{more}", "--file", image, timeout=600)
        self.assertEqual((theirs.stdout, 0), (text[text.find("1.."):], status))

    def test_system_calls(self):
        """The cases of the system calls, the same program as init on an image whose platform has a console."""
        theirs_program = HOSTED.parent / "user/build/tests/spec_cases.wasm"
        if not HOSTED.exists():
            self.skipTest(f"{HOSTED} has not been built")
        with tempfile.TemporaryDirectory() as folder:
            archives = {}
            for name, program in (("theirs", theirs_program), ("ours", BUILD / "user/build/tests/spec_cases.wasm")):
                archives[name] = pathlib.Path(folder) / f"{name}.tar"
                subprocess.run([sys.executable, SOURCE / "tools/image/ustar.py", archives[name], f"sbin/init.wasm={program}"],
                               check=True)
            self.assertEqual(archives["theirs"].read_bytes(), archives["ours"].read_bytes())
            # system_message writes to standard error there; here everything goes to one console.
            theirs = subprocess.run([HOSTED, "--image", archives["theirs"], "run", theirs_program], text=True, timeout=600,
                                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            status, text = run("--file", f"EFI/BOOT/BOOTX64.EFI={BUILD}/vibee_cases.efi",
                               "--file", f"vibee/boot.tar={archives['ours']}", timeout=600)
        self.assertGreater(theirs.stdout.count("\nok "), 100)
        self.assertEqual((theirs.stdout, 0), (text[text.find("1.."):], status))

    def test_protocol_cases(self):
        self.check_cases("protocol_cases.wasm", 100)

    def test_thread_cases(self):
        self.check_cases("thread_cases.wasm", 25)

    def test_wasi_threads(self):
        self.check_cases("wasi_threads.wasm", 3, " 2>/dev/null </dev/null")

    def test_python(self):
        self.check("python", """python -c "import json; print(json.dumps([sum(range(100000))]))" """, "[4999950000]")

    def test_lua(self):
        self.check("lua", """lua -e "print(2^53, (10 // 3))" """, "9.007199254741e+15\t3")


class Start(unittest.TestCase):
    def test_command_line(self):
        status, text = shell("echo from the command line; exit 5")
        self.assertIn("from the command line\n", text)
        self.assertEqual(5, status)

    def test_usb_stick(self):
        """The firmware reads it; afterwards nothing of it is needed."""
        status, text = shell("ls /dev; devices; exit 3", "--usb")
        self.assertRegex(text, r"pci@\S+ .* no driver .* class 0c0330")
        self.assertNotIn("disk0", text)
        self.assertEqual(3, status)

    def test_power_off(self):
        """By the shell, as a person does it, and with a status for a test."""
        status, text = run("--stay", "--command", "-- shell -c 'echo now; poweroff 7; echo not any more'")
        self.assertRegex(text, r"now\n(.*\n)*power: off by the firmware\n")
        self.assertNotIn("not any more", text)
        self.assertEqual(0, status)
        self.assertEqual(7, run("--command", "-- shell -c 'poweroff 7'")[0])

    def test_reboot(self):
        status, text = run("--command", "-- shell -c 'reboot'")
        self.assertIn("power: reset by the firmware\n", text)
        self.assertEqual(0, status)

    def test_time_to_the_prompt_is_printed(self):
        with Machine() as machine:
            self.assertRegex(machine.child.before, r"boot: \d+ ms to the prompt, from efi_main: loader \d+, "
                                                   r"end of boot services \d+, machine \d+, kernel \d+, then programs")
            self.assertEqual("", machine.command("env | grep BOOT"))
            self.assertEqual(0, machine.leave(0))

    def test_boot_time_is_printed(self):
        _, text = run("--command", "-- shell -c 'echo x'")
        self.assertRegex(text, r"boot: \d+ ms from efi_main to the first output: loader \d+, end of boot services \d+,")

    def test_no_boot_image(self):
        status, text = run("--without", "vibee/boot.tar")
        self.assertIn("vibee: cannot start: expected \\vibee\\boot.tar on the boot volume, found no such file", text)
        self.assertEqual(1, status)

    def test_broken_boot_image(self):
        for contents, expected in ((b"x" * 5000, "expected a boot image (a ustar archive)"),
                                   (bytes(1024), "sbin/init.wasm"), (b"", "to be a file with contents")):
            with self.subTest(expected), tempfile.NamedTemporaryFile() as file:
                file.write(contents)
                file.flush()
                status, text = run("--file", f"vibee/boot.tar={file.name}")
                self.assertIn("cannot start", text)
                self.assertIn(expected, text)
                self.assertEqual(1, status)


if __name__ == "__main__":
    unittest.main()
