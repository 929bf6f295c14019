"""A wrong specification is refused with a message that says where, what was expected, what was found."""
import copy
import pathlib
import tempfile
import unittest

import schema

FUNCTION = {"number": 1, "doc": "Do.", "returns": "status", "errors": ["FAULT"],
            "params": [{"name": "thing", "type": "in", "of": "vb_thing"}]}
TYPES = {"vb_status": {"enum": [{"name": "VB_ERR_FAULT", "value": -5}]},
         "vb_thing": {"fields": [{"name": "a", "type": "u32"}, {"name": "b", "type": "u32"}]}}


def specification(**parts):
    return {"name": "s", "version": 1, "module": "vibee", "doc": "D.", "source": "spec/s.vibee",
            "types": copy.deepcopy(TYPES), "functions": {"do": copy.deepcopy(FUNCTION)}, **parts}


class Messages(unittest.TestCase):
    def refused(self, message, make):
        with self.assertRaises(schema.SpecError) as caught:
            make()
        self.assertEqual(str(caught.exception), message)

    def test_accepts_what_is_right(self):
        schema.Specs({"s": specification()})

    def test_unknown_structure(self):
        spec = specification()
        spec["functions"]["do"]["params"][0]["of"] = "vb_thin"
        self.refused("spec/s.vibee: do: parameter 'thing': 'of': expected a structure, found 'vb_thin'",
                     lambda: schema.Specs({"s": spec}))

    def test_unknown_parameter_type(self):
        spec = specification()
        spec["functions"]["do"]["params"][0]["type"] = "u33"
        self.refused("spec/s.vibee: do: parameter 'thing': expected one of "
                     f"{', '.join(schema.PARAMETER_TYPES)}, found 'u33'", lambda: schema.Specs({"s": spec}))

    def test_unknown_error(self):
        spec = specification()
        spec["functions"]["do"]["errors"] = ["FALT"]
        self.refused("spec/s.vibee: do: errors: expected names of vb_status without VB_ERR_, found 'FALT'",
                     lambda: schema.Specs({"s": spec}))

    def test_missing_key(self):
        spec = specification()
        del spec["functions"]["do"]["doc"]
        self.refused("spec/s.vibee: do: expected 'doc', found only number, returns, errors, params",
                     lambda: schema.Specs({"s": spec}))

    def test_unknown_key_of_a_case(self):
        behavior = {"name": "b", "when": "w", "then": "t",
                    "test_cases": [{"name": "c", "input": {}, "expect": 0}]}
        with self.assertRaisesRegex(schema.SpecError, "spec/s.vibee: do: behavior 'b': test case: .*'expect'"):
            schema.check_behavior(behavior, "spec/s.vibee: do")

    def test_number_used_twice(self):
        self.refused("f: b: expected a number of its own, found 1, which is f: a",
                     lambda: schema.check_unique([(1, "f: a"), (1, "f: b")]))

    def test_no_yaml(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "x.vibee"
            path.write_text("a: [", encoding="utf-8")
            with self.assertRaisesRegex(schema.SpecError, "^spec/x.vibee: expected YAML, found "):
                schema.load(path, "spec/x.vibee")


class Layout(unittest.TestCase):
    def test_offsets(self):
        fields = [{"name": "a", "type": "u32"}, {"name": "b", "type": "u16"}, {"name": "c", "type": "u16"},
                  {"name": "d", "type": "u64"}, {"name": "e", "type": "char[8]"}]
        offsets, size = schema.layout(fields, "t")
        self.assertEqual([offset for offset, _, _ in offsets.values()], [0, 4, 6, 8, 16])
        self.assertEqual(size, 24)

    def test_padding_between(self):
        fields = [{"name": "a", "type": "u32"}, {"name": "b", "type": "u64"}]
        with self.assertRaisesRegex(schema.SpecError, "t: field 'b': .* multiple of 8, found 4: implicit padding"):
            schema.layout(fields, "t")

    def test_padding_at_the_end(self):
        fields = [{"name": "a", "type": "u64"}, {"name": "b", "type": "u32"}]
        with self.assertRaisesRegex(schema.SpecError, "t: expected a size that is a multiple of 8, found 12"):
            schema.layout(fields, "t")


if __name__ == "__main__":
    unittest.main()
