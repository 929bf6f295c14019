"""The compiler of test cases: what it derives, what it refuses."""
import copy
import pathlib
import unittest

import cases
import casetable
import protocols
import schema

ROOT = pathlib.Path(__file__).resolve().parents[3]


class Compiling(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.specs = schema.load_all(ROOT / "spec")

    def compile(self, name, change=None):
        compiler = cases.Compiler(self.specs)
        function = copy.deepcopy(compiler.calls.functions[name])
        if change:
            change(function)
        compiler.compile_function(name, function)
        return compiler.cases

    def refused(self, pattern, name, change):
        with self.assertRaisesRegex(schema.SpecError, pattern):
            self.compile(name, change)

    def test_every_error_of_every_call_has_a_case(self):
        compiler = cases.Compiler(self.specs)
        compiler.compile_all()
        for name, function in compiler.calls.functions.items():
            covered = set().union(*(case.errors() for case in compiler.cases if case.function == name))
            self.assertEqual(covered, set(function["errors"]) - set(function.get("untested", {})), name)
            self.assertTrue(any(not case.errors() for case in compiler.cases if case.function == name), name)

    def test_derives_from_the_parameters(self):
        names = [case.name for case in self.compile("memory_read")]
        self.assertIn("memory is closed", names)
        self.assertIn("memory is of another type", names)
        self.assertIn("memory lacks READ", names)
        self.assertIn("buffer lies outside the memory", names)

    def test_derives_waits(self):
        names = [case.name for case in self.compile("channel_receive")]
        self.assertIn("would have to wait", names)
        self.assertIn("is cancelled while it waits", names)

    def test_a_missing_error_is_refused(self):
        self.refused("spec/syscalls.vibee: clock: expected a test case for each of its errors, found none for LIMIT",
                     "clock", lambda function: function["errors"].append("LIMIT"))

    def test_an_unlisted_error_is_refused(self):
        def change(function):
            function["behaviors"][0]["test_cases"][0]["expected"] = "LOOP"
        self.refused("clock: 'monotonic': clock: 'expected': expected one of the errors of clock: INVALID, found 'LOOP'",
                     "clock", change)

    def test_a_function_without_success_is_refused(self):
        def change(function):
            function["behaviors"][0]["test_cases"] = function["behaviors"][0]["test_cases"][-1:]
        self.refused("clock: expected a test case that succeeds, found only errors", "clock", change)

    def test_an_unknown_parameter_is_refused(self):
        def change(function):
            function["behaviors"][0]["test_cases"][0]["input"]["wich"] = 1
        self.refused("clock: expected one of which, found 'wich'", "clock", change)

    def test_an_unknown_fixture_is_refused(self):
        def change(function):
            function["behaviors"][0]["given"] = ["chanel"]
        self.refused("given: expected a system call or one of .*, found 'chanel'", "clock", change)

    def test_an_unknown_name_is_refused(self):
        def change(function):
            function["behaviors"][0]["test_cases"][0]["input"]["which"] = "VB_CLOCK_MONOTONE"
        self.refused("expected a number, a constant or one of .*, found 'VB_CLOCK_MONOTONE'", "clock", change)


class Protocols(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.specs = schema.load_all(ROOT / "spec")

    def test_every_case_compiles(self):
        compiled = protocols.ProtocolCompiler(self.specs).compile_all()
        self.assertGreater(len(compiled), 50)
        self.assertTrue(all(case.program.needs == set() for case in compiled))

    def test_an_unlisted_error_is_refused(self):
        compiler = protocols.ProtocolCompiler(self.specs)
        operation = compiler.operations["VB_FILE_SEEK"]
        case = {"name": "c", "input": {"to": "none"}, "expected": "LOOP"}
        with self.assertRaisesRegex(schema.SpecError, "VB_FILE_SEEK: 'c': 'expected': expected one of .*found 'LOOP'"):
            compiler.compile("VB_FILE_SEEK", operation, {"name": "b"}, case, 0)

    def check(self, change, name="vb_block_operation"):
        protocol = copy.deepcopy(self.specs.by_name["driver"]["protocols"][name])
        change(protocol, protocol["operations"]["flush"])
        protocols.ProtocolCompiler(self.specs).check_protocol("P", protocol)

    def refused(self, pattern, change):
        with self.assertRaisesRegex(schema.SpecError, pattern):
            self.check(change)

    def test_a_missing_error_is_refused(self):
        self.refused("P: flush: expected a test case for success and for each of its errors, found none for LOOP",
                     lambda protocol, flush: flush["errors"].append("LOOP"))

    def test_a_missing_success_is_refused(self):
        def change(protocol, flush):
            cases_ = flush["behaviors"][0]["test_cases"]
            flush["behaviors"][0]["test_cases"] = [c for c in cases_ if c["expected"] != "OK"]
        self.refused("P: flush: .* found none for success", change)

    def test_a_common_error_without_a_case_is_refused(self):
        self.refused("P: expected a test case for each of the common errors, found none for LOOP",
                     lambda protocol, flush: protocol["common"].update(LOOP="never"))

    def test_an_error_may_be_untested_for_a_reason(self):
        def change(protocol, flush):
            flush["errors"].append("LOOP")
            flush["untested"] = {"LOOP": "disks have no links to follow"}
        self.check(change)
        self.refused("untested: LOOP: expected the reason, found ''",
                     lambda protocol, flush: (change(protocol, flush), flush["untested"].update(LOOP="")))

    def test_what_is_tested_or_not_listed_is_not_untested(self):
        self.refused("untested: IO: expected no test case, found one",
                     lambda protocol, flush: flush.update(untested={"IO": "a reason that is long"}))
        self.refused("untested: expected one of success, LIMIT, IO, found 'LOOP'",
                     lambda protocol, flush: flush.update(untested={"LOOP": "a reason that is long"}))

    def test_each_operation_gets_a_request_that_is_cut_short(self):
        compiler = protocols.ProtocolCompiler(self.specs)
        compiler.compile_all()
        for name in ("VB_FILE_MAP", "VB_INIT_KEEP", "VB_BLOCK_FLUSH", "VB_DEVMGR_LIST"):
            self.assertIn("a request that is cut short", [c.name for c in compiler.cases if c.function == name])

    def test_the_tables_of_errors_have_every_operation(self):
        text = protocols.error_tables(self.specs)
        io = 1 << 24
        self.assertIn("#define BLOCK_ERRORS", text)
        flush = next(line for line in text[text.index("#define BLOCK_ERRORS"):].splitlines() if "{4," in line)
        self.assertTrue(int(flush.split("(")[1].split(")")[0], 16) & io)


class Tables(unittest.TestCase):
    def test_equal_runs_are_kept_once(self):
        tables = casetable.Tables()
        self.assertEqual(tables.run_of_bytes(b"hello"), 0)
        self.assertEqual(tables.run_of_bytes(b"ell"), 1)
        self.assertEqual(tables.run_of_bytes(b"hello"), 0)
        self.assertEqual(len(tables.bytes), 5)


if __name__ == "__main__":
    unittest.main()
