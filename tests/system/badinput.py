#!/usr/bin/python3
"""Bad input: a one-line error that says what, where and what was expected; a non-zero status."""
import os
import re
import subprocess

from harness import TRAPS, TestCase, main, run, shell

MODULES = {
    "truncated": b"\0asm\x01\0\0\0\x01\x20",
    "magic": b"not a module at all",
    "version": b"\0asm\x09\0\0\0",
    "component": b"\0asm\x0d\0\x01\0",
    "empty": b"",
}
TEXTS = {
    "unreachable": '(module (func $boom unreachable) (func (export "_start") call $boom))',
    "missing": '(module (import "env" "nope" (func)) (func (export "_start")))',
    "signature": '(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32)))'
                 '(func (export "_start")))',
    "emscripten": '(module (import "env" "emscripten_memcpy_big" (func)) (func (export "_start")))',
    "nostart": '(module (func (export "main")))',
    "recursion": '(module (func $f (export "_start") call $f))',
    "memory": '(module (memory 65536) (func (export "_start")))',
    "grow": '(module (memory 1) (func (export "_start") '
            '(loop (br_if 0 (i32.ne (memory.grow (i32.const 100)) (i32.const -1))))))',
    "loop": '(module (func (export "_start") (loop br 0)))',
    "divide": '(module (func (export "_start") (drop (i32.div_s (i32.const 1) (i32.const 0)))))',
    "bounds": '(module (memory 1) (func (export "_start") (drop (i32.load (i32.const 65536)))))',
}


class BadInput(TestCase):
    def module(self, name):
        path = self.folder / f"{name}.wasm"
        if name in MODULES:
            path.write_bytes(MODULES[name])
        else:
            text = self.folder / f"{name}.wat"
            text.write_text(TEXTS[name])
            subprocess.run(["wat2wasm", "--debug-names", text, "-o", path], check=True)
        return path

    def refused(self, name, pattern, *options, status=None):
        done = run("run", *options, self.module(name))
        self.assertNotEqual(done.returncode, 0)
        if status is not None:
            self.assertEqual(done.returncode, status, done.stderr)
        self.assertRegex(done.stderr, pattern)
        self.assertLessEqual(len(done.stderr.splitlines()), 3, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_too_little_memory(self):
        """Whatever it is too little for, the system says so and ends; nothing waits without a word."""
        for size in range(100, 5000, 300):
            with self.subTest(kibibytes=size):
                done = run("--memory", f"{size}K", "-c", "echo hi")
                if done.returncode == 0:
                    self.assertEqual(done.stdout, "hi\n")
                else:
                    self.assertRegex(done.stderr, "memory")

    def test_what_a_session_needs_always_fails(self):
        """A driver of the only terminal, a service: given up, and the system ends and says why."""
        for name, program in (("console", "sbin/console.wasm"), ("pvconsole@0", "sbin/drivers/pvconsole.wasm")):
            with self.subTest(name):
                done = run("--image", self.boot_image(program, lambda _: TRAPS), "-c", "echo hi")
                self.assertEqual(done.returncode, 126, done.stderr)
                self.assertIn(f"failed too often and was given up: service {name}, last: unreachable", done.stderr)
                self.assertIn("is needed and does not come up", done.stderr)

    def test_malformed(self):
        self.refused("truncated", r"truncated\.wasm: .*(length out of bounds|unexpected end)")
        self.refused("magic", r"magic\.wasm: .*magic header not detected")
        self.refused("version", r"version\.wasm: .*unknown binary version")
        self.refused("empty", r"empty\.wasm: ")

    def test_other_kinds(self):
        self.refused("component", r"component")
        self.refused("emscripten", r"[Ee]mscripten")

    def test_imports(self):
        self.refused("missing", r"env\.nope")
        self.refused("signature", r"fd_write.*")
        self.refused("nostart", r"_start")

    def test_traps(self):
        for name, text in (("unreachable", "unreachable.*boom"), ("divide", "integer divide by zero"),
                           ("bounds", "out of bounds memory access"),
                           ("recursion", "call stack exhausted")):
            with self.subTest(name):
                self.refused(name, text)
                self.refused(name, r"offset 0x[0-9a-f]+")
                self.assertGreater(run("run", self.folder / f"{name}.wasm").returncode, 128)

    def test_limits(self):
        self.refused("memory", r"memory", "--mem", "1M")
        self.check(run("run", "--mem", "16M", self.module("grow")), 0)
        self.refused("loop", r"out of fuel", "--fuel", "100000")

    def test_files(self):
        done = run("run", self.folder / "missing.wasm")
        self.check(done, 127, "", re.compile(r"missing\.wasm: .*[Nn]o such file"))
        done = run("run", self.folder)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("directory", done.stderr)
        os.mkfifo(self.folder / "fifo")
        self.assertNotEqual(run("run", self.folder / "fifo").returncode, 0)

    def test_fifo_in_a_folder(self):
        os.mkfifo(self.folder / "fifo")
        (self.folder / "plain").write_text("plain\n")
        done = shell("cat /mnt/f/fifo; cat /mnt/f/plain", "--dir", f"{self.folder}:/mnt/f")
        self.check(done, 0, "plain\n", re.compile(r"cat: /mnt/f/fifo: Not supported\n"))

    def test_options(self):
        for arguments in (["--nonsense"], ["run"], ["run", "--mem", "many", "x.wasm"],
                          ["run", "--fuel", "-1", "x.wasm"], ["-c"], ["--dir"],
                          ["--dir", "/nonexistent-folder", "-c", "true"]):
            with self.subTest(arguments):
                done = run(*arguments)
                self.assertNotEqual(done.returncode, 0)
                self.assertRegex(done.stderr, r"^vibee: ")
                self.assertEqual(done.stdout, "")

    def test_help(self):
        for arguments in (["--help"], ["run", "--help"]):
            self.check(run(*arguments), 0, re.compile("(?i)usage: vibee"), "")
        self.check(run("--version"), 0, re.compile(r"^vibee \d+\.\d+\.\d+"), "")

    def test_the_system_goes_on(self):
        for name in TEXTS:
            self.module(name)
        for name in MODULES:
            self.module(name)
        line = ("for m in /mnt/m/*.wasm; do case=$m; [ $m = /mnt/m/loop.wasm ] || $m; done 2>/dev/null; "
                "echo alive | cat")
        self.check(shell(line, "--dir", f"{self.folder}:/mnt/m"), 0, "alive\n")


class Shell(TestCase):
    def test_statuses(self):
        self.check(shell("exit 5"), 5, "", "")
        self.check(shell("nonexistent-command"), 127, "", "vsh: nonexistent-command: command not found\n")
        self.check(shell("true && false"), 1, "", "")

    def test_script_and_standard_input(self):
        script = self.folder / "script"
        script.write_text("echo $0 $1 | wc -w\nexit 4\n")
        self.check(run(script, "argument"), 4, "2\n", "")
        self.check(run(stdin="echo from standard input\nexit 2\n"), 2, "from standard input\n", "")

    def test_redirection(self):
        line = ("echo one >/tmp/f; echo two >>/tmp/f; cat </tmp/f | sort -r; "
                "cat /none 2>/tmp/e; wc -l </tmp/e; rm /tmp/f /tmp/e; ls /tmp")
        self.check(shell(line), 0, "two\none\n1\n", "")

    def test_yes_head_ends(self):
        self.check(shell("yes | head -2; echo $?"), 0, "y\ny\n0\n", "")

    def test_cooperative(self):
        line = "seq 1000 | sort -rn | head -2; sleep 0.1 & echo $(echo nested); yes | head -1; sleep 0.2"
        self.check(shell(line, "--cooperative"), 0, "1000\n999\nnested\ny\n", "")

    def test_init_cannot_be_killed(self):
        self.check(shell("kill -KILL 1; ps | grep -c init"), 0, "1\n")

    def test_large_pipe(self):
        self.check(shell("seq 100000 | cat | tail -n 1; yes | head -c 3000000 | wc -c"), 0,
                   "100000\n3000000\n", "")

    def test_other_files_are_no_scripts(self):
        (self.folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100))
        done = run("--dir", f"{self.folder}:/mnt/m", "-c", "/mnt/m/picture.png")
        self.check(done, 126, "", re.compile(r"picture\.png: .*expected a WebAssembly module, found another kind of file"))

    def test_utilities(self):
        line = ("mkdir -p /tmp/a/b; cd /tmp/a; echo x >b/f; cp -r b c; mv c/f c/g; ls c; rm -r b; ls; "
                "printf_missing 2>/dev/null; seq 3 | grep -v 2 | sort -rn; uname; echo $((1)) 2>/dev/null")
        done = shell(line)
        self.assertEqual(done.stdout, "g\nc\n3\n1\nVIBEE\n1\n")


if __name__ == "__main__":
    main()
