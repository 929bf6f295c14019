#!/usr/bin/python3
"""Programs that nobody here wrote: Lua, SQLite, CPython; unmodified, both ways to run them."""
import re

from harness import PROGRAMS, TestCase, main, run, shell

LUA, SQLITE, PYTHON = (PROGRAMS / f"{name}.wasm" for name in ("lua", "sqlite3", "python"))


class Lua(TestCase):
    def test_run(self):
        done = run("run", LUA, "-e", "print(_VERSION, 6 * 7, ('x'):rep(3))")
        self.check(done, 0, "Lua 5.4\t42\txxx\n", "")

    def test_pcall_catches(self):
        done = run("run", LUA, "-e", "print(pcall(error, 'boom')) "
                   "print(select('#', pcall(function() local t = nil; return t.x end)))")
        self.check(done, 0, "false\tboom\n2\n", "")

    def test_deep_pcall(self):
        script = ("local function f(n) if n == 0 then error({code = 7}) end "
                  "local ok, e = pcall(f, n - 1); if n % 2 == 0 then return e end; error(e) end "
                  "print(select(2, pcall(f, 99)).code)")
        self.check(run("run", LUA, "-e", script), 0, "7\n", "")

    def test_coroutines(self):
        script = ("local c = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) "
                  "print(c(), c(), c())")
        self.check(run("run", LUA, "-e", script), 0, "1\t2\t3\n", "")

    def test_script_and_status(self):
        (self.folder / "s.lua").write_text("io.write(io.read('a'):upper(), arg[1], '\\n') os.exit(3)")
        done = run("run", "--dir", f"{self.folder}:/w", LUA, "/w/s.lua", "arg", stdin="abc ")
        self.check(done, 3, "ABC arg\n", "")

    def test_error_exit(self):
        self.check(run("run", LUA, "-e", "error('no')"), 1, "", re.compile(r"lua.*: .*no"))

    def test_in_the_system(self):
        done = shell("cd /mnt/p; ./lua.wasm -e 'print(pcall(error, 1))'; echo $?; "
                     "./lua.wasm -e 'io.write(\"piped\")' | cat", "--dir", f"{PROGRAMS}:/mnt/p:ro")
        self.check(done, 0, "false\t1\n0\npiped", "")


class Sqlite(TestCase):
    def sql(self, text, status=0):
        done = run("run", "--dir", f"{self.folder}:/db", SQLITE, "/db/test.db", stdin=text)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout

    def test_database_survives(self):
        self.sql("create table t(a integer, b text); insert into t values (1, 'one'), (2, 'two');")
        self.assertEqual(self.sql("select * from t order by a desc;"), "2|two\n1|one\n")
        self.assertEqual((self.folder / "test.db").read_bytes()[:15], b"SQLite format 3")

    def test_transactions(self):
        self.sql("create table t(a); begin; insert into t values (1); rollback; "
                 "begin; insert into t values (2); commit;")
        self.assertEqual(self.sql("select * from t;"), "2\n")

    def test_many_rows(self):
        self.sql("create table t(a, b); with recursive c(x) as (values(1) union all "
                 "select x + 1 from c where x < 5000) insert into t select x, x * x from c;")
        self.assertEqual(self.sql("select count(*), sum(b) from t; pragma integrity_check;"),
                         "5000|41679167500\nok\n")

    def test_in_the_system(self):
        line = ("cd /mnt/db; /mnt/p/sqlite3.wasm new.db 'create table t(a); insert into t values (42)'; "
                "/mnt/p/sqlite3.wasm new.db 'select a from t' | cat; ls")
        done = shell(line, "--dir", f"{self.folder}:/mnt/db", "--dir", f"{PROGRAMS}:/mnt/p:ro")
        self.check(done, 0, "42\nnew.db\n")
        self.assertTrue((self.folder / "new.db").is_file())


class Python(TestCase):
    def test_print(self):
        self.check(run("run", PYTHON, "-c", "print(1)"), 0, "1\n", "")

    def test_standard_library(self):
        script = ("import json, re, hashlib, collections, math, datetime; "
                  "print(json.dumps({'a': [1, 2]}), re.sub('b+', '-', 'abbc'), "
                  "hashlib.sha256(b'x').hexdigest()[:8], math.comb(20, 10))")
        self.check(run("run", PYTHON, "-c", script), 0, '{"a": [1, 2]} a-c 2d711642 184756\n', "")

    def test_exception_and_status(self):
        self.check(run("run", PYTHON, "-c", "1/0"), 1, "", re.compile("ZeroDivisionError"))
        self.check(run("run", PYTHON, "-c", "raise SystemExit(9)"), 9, "", "")

    def test_standard_input(self):
        self.check(run("run", PYTHON, "-c", "print(input()[::-1])", stdin="abc\n"), 0, "cba\n", "")

    def test_files(self):
        script = ("import os; open('/w/a', 'w').write('hello'); os.mkdir('/w/d'); "
                  "os.rename('/w/a', '/w/d/b'); print(os.listdir('/w'), open('/w/d/b').read())")
        done = run("run", "--dir", f"{self.folder}:/w", PYTHON, "-c", script)
        self.check(done, 0, "['d'] hello\n", "")
        self.assertEqual((self.folder / "d" / "b").read_text(), "hello")

    def test_no_authority(self):
        (self.folder / "secret").write_text("x")
        done = run("run", PYTHON, "-c", f"open('{self.folder}/secret')")
        self.check(done, 1, "", re.compile("Error"))

    def test_in_the_system(self):
        (self.folder / "s.py").write_text("import sys\nprint('script', sys.argv[1:])\n")
        line = ("cd /mnt/w; /mnt/p/python.wasm -c 'import json; print(json.dumps([1]))'; "
                "/mnt/p/python.wasm s.py relative; /mnt/p/python.wasm /mnt/w/s.py absolute; "
                "/mnt/p/python.wasm ./s.py dot | cat")
        done = shell(line, "--dir", f"{self.folder}:/mnt/w", "--dir", f"{PROGRAMS}:/mnt/p:ro")
        self.check(done, 0, "[1]\nscript ['relative']\nscript ['absolute']\nscript ['dot']\n", "")


if __name__ == "__main__":
    main()
