#!/usr/bin/python3
"""Guests that misbehave: nothing that a program does may harm the system or the services."""
import re

from harness import GUEST, TestCase, Terminal, main, shell

TEN = "0 1 2 3 4 5 6 7 8 9"
SERVICE_TRAPPED = re.compile(r"task \d+ \((?:init|log|console|pipe|vfs|session)\) trapped|panic")


class Hostile(TestCase):
    def survive(self, line, memory="64M", stdout=None, status=0, timeout=120, programs=True):
        """Run the line; afterwards the shell answers, programs start, and no service has trapped."""
        done = shell(f"{line}\nrm -r /tmp/*; seq 2 | tail -n 1; echo alive", "--verbose", "--memory",
                     memory, "--dir", f"{GUEST}:/t:ro", "--dir", f"{self.folder}:/s", timeout=timeout, text=False)
        done.stdout, done.stderr = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
        self.assertNotRegex(done.stderr, SERVICE_TRAPPED)
        self.assertRegex(done.stdout, r"2\nalive\n\Z" if programs else r"alive\n\Z", done.stderr[-2000:])
        self.assertEqual(done.returncode, status, done.stderr[-2000:])
        if stdout is not None:
            self.assertRegex(done.stdout, stdout)
        return done

    def script(self, text):
        (self.folder / "script").write_text(text)
        return "vsh /s/script"


class Fuzz(Hostile):
    def test_system_calls(self):
        for seed in (1, 2, 3):
            with self.subTest(seed):
                self.survive(f"/t/fuzz_syscalls.wasm {seed} 40 5000 && echo balanced", "512M",
                             r"\nbalanced\n")

    def test_system_calls_with_little_memory(self):
        self.survive("/t/fuzz_syscalls.wasm 4 40 5000", "24M")

    def test_messages(self):
        for seed in (1, 2):
            with self.subTest(seed):
                self.survive(f"mkdir /tmp/fuzz; /t/fuzz_messages.wasm {seed} 10000 && echo answered",
                             "256M", r"\nanswered\n")


class Exhaustion(Hostile):
    def test_kernel_objects(self):
        """Refused with a status; or the program itself ends, when it needs memory for its stack."""
        for what in ("handles", "channels", "badges", "timers", "jobs", "objects", "memory", "tasks"):
            with self.subTest(what):
                self.survive(f"/t/fuzz_exhaust.wasm {what}; echo status $?", "32M",
                             r"status (?:0|140)\n")

    def test_who_polled_and_ended(self):
        """Pulses that a process armed and did not disarm do not use up what its description may have."""
        self.survive("sleep 600 | { /t/fuzz_exhaust.wasm arms; /t/fuzz_exhaust.wasm arms; "
                     "set -- $(ps | grep ' sleep$'); kill $1; }",
                     stdout="^(?:exhaust: 256 arms, then -[0-9]+\n){2}")

    def test_who_polled_a_terminal_and_ended(self):
        with Terminal("--dir", f"{GUEST}:/t:ro") as terminal:
            for _ in range(2):
                self.assertIn("exhaust: 256 arms", terminal.command("/t/fuzz_exhaust.wasm arms"))

    def test_recursion_and_forks(self):
        self.survive(self.script("vsh $0 & vsh $0\n"), programs=False)

    def test_files(self):
        done = self.survive("cat /dev/zero >/tmp/fill; ls /tmp | cat; rm /tmp/fill; "
                            "echo room >/tmp/b && cat /tmp/b", stdout="^fill\nroom\n")
        self.assertIn("No space left on device", done.stderr)
        self.survive("for i in 1 2 3 4 5; do cat /dev/zero >/tmp/fill; rm /tmp/fill; done 2>/dev/null; "
                     "seq 1000 | cat >/tmp/s; wc -l </tmp/s", stdout="1000\n")

    def test_many_files(self):
        names = " ".join(f"${{i}}{j}" for j in range(10, 110))
        self.survive(f"mkdir /tmp/m; cd /tmp/m; for i in $(seq 100 199); do touch {names}; done; "
                     "ls | wc -l; cd /; rm -r /tmp/m; ls /tmp", stdout="^10000\n2\n")

    def test_fork_bomb(self):
        """While it has all of the session's memory, the shell goes on and services have room to serve it."""
        script, text = self.script("vsh /s/script & vsh /s/script & wait"), "x" * 4000
        done = shell(f"{script} 2>/dev/null & sleep 3; for a in {TEN}; do for b in {TEN}; do echo {text} >/tmp/f$a-$b "
                     "|| exit 9; done; done; set -- /tmp/f*; echo $#; exit 5", "--memory", "64M", "--dir",
                     f"{self.folder}:/s")
        self.assertEqual((done.returncode, done.stdout), (5, "100\n"), done.stderr[-2000:])

    def test_files_come_and_go(self):
        """What vfs needed for names and files of one round serves the next, whatever their sizes."""
        turn = "mkdir /tmp/m; cd /tmp/m; for i in $(seq 1{r} 20 5000); do touch f$i $i-{n}; done; cd /; rm -r /tmp/m; " \
               "ps | grep ' vfs$'; "
        done = self.survive("".join(turn.format(r=r, n="n" * r * 11) for r in range(1, 13)))
        sizes = [int(line.split()[3].rstrip("K")) for line in done.stdout.splitlines() if line.endswith("vfs")]
        self.assertEqual(len(sizes), 12)
        self.assertLessEqual(max(sizes[4:]), max(sizes[:4]) + 128, sizes)

    def test_deep_folders(self):
        self.survive("cd /tmp; for i in $(seq 100); do mkdir d; cd d; done; pwd | wc -c; cd /; "
                     "rm -r /tmp/d; ls /tmp", stdout="^205\n2\n")


class Sizes(Hostile):
    def test_long_line(self):
        self.survive(self.script("echo " + "x" * 1000000 + " | wc -c\n"), "256M", "^1000001\n")

    def test_many_arguments(self):
        self.survive("echo $(seq 50000) | wc -w; /bin/echo $(seq 50000) | wc -w", "256M", "^50000\n50000\n")

    def test_deep_nesting(self):
        for text in ("(" * 3000 + "true" + ")" * 3000, "if true; then " * 5000 + "true" + "; fi" * 5000,
                     "{ " * 5000 + "true" + "; }" * 5000, "$(" * 3000 + "true" + ")" * 3000):
            with self.subTest(text[:10]):
                self.survive(self.script(text + "\n"))

    def test_long_paths(self):
        done = self.survive("f=x; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do f=$f$f; done; cat /$f; "
                            "mkdir /$f; cd /$f; echo >/tmp/$f; ls /tmp")
        self.assertEqual(len(re.findall("Filename too long", done.stderr)), 4)

    def test_odd_names(self):
        (self.folder / "name").write_bytes(b"a\x01\x1b[31m\n\x7f\xff b")
        self.survive('n=$(cat /s/name); echo text >"/tmp/$n"; cat "/tmp/$n"; rm "/tmp/$n"; ls /tmp',
                     stdout="^text\n2\n")

    def test_special_files(self):
        self.survive("cat /dev/zero | head -c 10 | wc -c; echo x >/dev/full || echo full; "
                     "/bin/echo x >/dev/full || echo full", stdout="^10\nfull\nfull\n")


if __name__ == "__main__":
    main()
