#!/usr/bin/python3
"""Every conformance program, saved at reductions that are drawn by chance, and gone on with in a new system on VIBEE_OTHER
(else this one): the whole output and the status are those of an uninterrupted run. VIBEE_CUTS: so many of each
program, for a campaign; VIBEE_SEED: others. (The standard's own tests are saved and restored at every stop of
spec-preempt-*.)"""
import os
import pathlib
import random
import subprocess

from harness import GUEST, PROGRAMS, VIBEE, main
from saving import OTHER, Saving, vibee

CUTS = int(os.environ.get("VIBEE_CUTS", "4"))
SEED = int(os.environ.get("VIBEE_SEED", "1"))
KERNELS = pathlib.Path(__file__).resolve().parent / "kernels"

LUA = """local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
local c = coroutine.wrap(function() for i = 1, 12 do coroutine.yield(pcall(error, fib(i))) end end)
for i = 1, 12 do print(i, c()) end os.exit(3)"""
SQL = """create table t(a integer primary key, b text);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 60) insert into t select i, hex(i * i) from n;
select count(*), sum(a), max(b) from t; select group_concat(b, '') from (select b from t order by b desc limit 9);"""

# Not cut, each for a reason.
APART = {
    "spec_cases": "it takes the place of init, whom nobody saves",
    "protocol_cases": "it talks to the services through channels, which are closed in what is restored",
}
APART_KERNELS = {
    "asks": "it asks for time and chance, which are others each time",
}
# The child of a program does not come along, so nothing is cut while there is one: from what it prints last before the
# child to what it prints first afterwards.
CHILD = {"thread_cases": ("ok 23 ", "ok 26 ")}


def has_child(name, printed):
    first, last = CHILD.get(name, ("", ""))
    return name in CHILD and first in printed and last not in printed


class Cuts(Saving):
    def cut(self, chance, end, name, program):
        """Saved somewhere: where, the file, and what was printed before; None: the draw is not to be used."""
        after, file = chance.randrange(1, end), self.folder / "snapshot"
        file.unlink(missing_ok=True)
        done = vibee(VIBEE, "--save", file, "--after", after, *program)
        if not file.exists():  # clocks differ: it had ended already
            self.assertRegex(done.stderr, "nothing was saved")
            return None
        self.assertEqual(done.returncode, 0, done.stderr)
        return None if has_child(name, done.stdout) else (after, file, done.stdout)

    def cuts(self, *program):
        name = program[0].stem
        whole, end = vibee(OTHER, *program), self.length(*program, where=OTHER)
        chance, made = random.Random(f"{SEED} {name}"), 0
        for _ in range(10 * CUTS):
            found = self.cut(chance, end, name, program)
            if found:
                after, file, before = found
                with self.subTest(name, after=after):
                    self.goes_on(OTHER, file, before, whole)
                made += 1
            if made == CUTS:
                return
        self.fail(f"{name}: expected {CUTS} cuts, made {made}")

    def test_threads(self):
        self.cuts(GUEST / "thread_cases.wasm")

    def test_wasi_threads(self):
        self.cuts(GUEST / "wasi_threads.wasm")

    def test_lua(self):
        self.cuts(PROGRAMS / "lua.wasm", "-e", LUA)

    def test_sqlite(self):
        self.cuts(PROGRAMS / "sqlite3.wasm", ":memory:", SQL)

    def test_seq(self):
        self.cuts(self.own_program("seq"), 1, 200)

    def test_kernels(self):
        """They print nothing, so what counts is their state a little before the end, byte for byte."""
        for path in sorted(KERNELS.glob("*.wat")):
            if path.stem in APART_KERNELS:
                print(f"{path.stem}: not cut: {APART_KERNELS[path.stem]}", flush=True)
                continue
            program = self.folder / f"{path.stem}.wasm"
            subprocess.run(["wat2wasm", path, "-o", program], check=True)
            self.states(path.stem, program)

    def states(self, name, program):
        chance, end = random.Random(f"{SEED} {name}"), self.length(program, where=OTHER)
        last = end * 9 // 10
        wanted = self.saved(OTHER, last, program)[0].read_bytes() if last else None
        for after in (chance.randrange(1, max(2, last)) for _ in range(CUTS if wanted else 0)):
            with self.subTest(name, after=after):
                first, again = self.folder / "first", self.folder / "again"
                self.assertEqual(vibee(VIBEE, "--save", first, "--after", after, program).returncode, 0)
                done = vibee(OTHER, "--restore", first, "--save", again, "--after", last - after)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(again.read_bytes(), wanted)

    def test_apart(self):
        """Every one of tests/guest is cut or apart; those that are apart do not succeed as programs alone, either."""
        cut = {"thread_cases"}
        self.assertEqual({path.stem for path in GUEST.glob("*_cases.wasm")} - cut, set(APART))
        for name, reason in APART.items():
            with self.subTest(name, reason=reason):
                print(f"{name}: not cut: {reason}", flush=True)
                self.assertNotEqual(vibee(OTHER, GUEST / f"{name}.wasm").returncode, 0)


if __name__ == "__main__":
    main()
