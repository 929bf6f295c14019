"""Load spec/*.vibee and check their shape.

Every complaint is a SpecError whose text says which file, which item, what was expected and what was
found, for example

    spec/syscalls.vibee: channel_send: parameter 'message': 'of': expected a structure, found 'vb_mesage'
"""
import yaml

PARAMETER_TYPES = ("handle", "u32", "i32", "u64", "address", "deadline", "bytes_in", "bytes_out",
                   "in", "out", "inout")
STRUCTURED = ("in", "out", "inout")
RESULTS = ("status", "count", "pid", "noreturn")
CASE_KEYS = ("over", "expected", "waits", "given", "after", "as", "take", "by", "gets", "there", "child", "meanwhile",
             "exhausts", "fills", "keeps")
FIELD_SIZES = {"u8": 1, "u16": 2, "u32": 4, "i32": 4, "u64": 8, "i64": 8, "handle": 8, "address": 8,
               "char": 1}


class SpecError(Exception):
    """A specification is not what it must be."""


def fail(where, expected, found):
    raise SpecError(f"{where}: expected {expected}, found {found!r}")


def shape(value, where, required, optional=()):
    """A mapping with these keys (name to Python type) and no others."""
    if not isinstance(value, dict):
        fail(where, "a mapping", value)
    for key, kind in required.items():
        if key not in value:
            raise SpecError(f"{where}: expected '{key}', found only {', '.join(map(str, value)) or 'nothing'}")
        if not isinstance(value[key], kind):
            fail(f"{where}: '{key}'", kind.__name__, value[key])
    for key in value:
        if key not in required and key not in optional:
            known = ", ".join([*required, *optional])
            raise SpecError(f"{where}: expected one of {known}, found '{key}'")


def load(path, source):
    """One specification, checked as far as that needs no other."""
    try:
        with open(path, encoding="utf-8") as stream:
            spec = yaml.safe_load(stream)
    except yaml.YAMLError as error:
        raise SpecError(f"{source}: expected YAML, found {error}") from error
    shape(spec, source, {"name": str, "version": int, "module": str, "doc": str},
          ("types", "functions", "protocols"))
    spec["source"] = source
    for name, type_ in spec.get("types", {}).items():
        check_type(type_, f"{source}: {name}")
    check_unique((f["number"], f"{source}: {n}") for n, f in spec.get("functions", {}).items()
                 if isinstance(f, dict) and "number" in f)
    return spec


def check_unique(numbered):
    seen = {}
    for number, name in numbered:
        if number in seen:
            raise SpecError(f"{name}: expected a number of its own, found {number}, which is {seen[number]}")
        seen[number] = name


def check_type(type_, where):
    kinds = [k for k in ("enum", "flags", "fields", "constants") if isinstance(type_, dict) and k in type_]
    if len(kinds) != 1:
        fail(where, "exactly one of enum, flags, fields, constants", kinds or type_)
    shape(type_, where, {kinds[0]: list}, ("doc",))
    for row in type_[kinds[0]]:
        if kinds[0] == "fields":
            shape(row, where, {"name": str, "type": str}, ("doc",))
        else:
            shape(row, where, {"name": str, "value": int}, ("text",))
    if kinds[0] == "fields":
        layout(type_["fields"], where)


def field_size(name, where):
    """(size of an element, number of elements)"""
    element, _, count = name.partition("[")
    if element not in FIELD_SIZES or (count and not count.rstrip("]").isdigit()):
        fail(where, f"one of {', '.join(FIELD_SIZES)} or an array of it", name)
    return FIELD_SIZES[element], int(count.rstrip("]")) if count else 1


def layout(fields, where):
    """{field: (offset, element size, elements)} and the size; implicit padding is refused."""
    offsets, offset, alignment = {}, 0, 1
    for field in fields:
        size, count = field_size(field["type"], f"{where}: field '{field['name']}'")
        if offset % size:
            raise SpecError(f"{where}: field '{field['name']}': expected an offset that is a multiple of "
                            f"{size}, found {offset}: implicit padding")
        offsets[field["name"]] = (offset, size, count)
        offset, alignment = offset + size * count, max(alignment, size)
    if offset % alignment:
        raise SpecError(f"{where}: expected a size that is a multiple of {alignment}, found {offset}: "
                        "implicit padding at the end")
    return offsets, offset


class Specs:
    """All specifications: the parts that refer to each other, resolved."""

    def __init__(self, specs):
        self.by_name = specs
        self.constants, self.structures = {}, {"u64": {"0": (0, 8, 1)}, "u64x2": {"0": (0, 8, 1), "1": (8, 8, 1)}}
        self.sizes = {"u64": 8, "u64x2": 16}
        for spec in specs.values():
            for name, type_ in spec.get("types", {}).items():
                for row in type_.get("enum", []) + type_.get("flags", []) + type_.get("constants", []):
                    self.constants[row["name"]] = row["value"]
                if "fields" in type_:
                    where = f"{spec['source']}: {name}"
                    self.structures[name], self.sizes[name] = layout(type_["fields"], where)
            for protocol in spec.get("protocols", {}).values():
                for name, operation in protocol["operations"].items():
                    self.constants[protocol["prefix"] + name.upper()] = operation["number"]
        for spec in specs.values():
            for name, function in spec.get("functions", {}).items():
                self.check_function(function, f"{spec['source']}: {name}")
            for name, protocol in spec.get("protocols", {}).items():
                self.check_protocol(protocol, f"{spec['source']}: {name}")

    def names(self, prefix):
        return [n[len(prefix):] for n in self.constants if n.startswith(prefix)]

    def check_errors(self, errors, where):
        for error in errors:
            if f"VB_ERR_{error}" not in self.constants:
                fail(f"{where}: errors", "names of vb_status without VB_ERR_", error)

    def check_function(self, function, where):
        shape(function, where, {"number": int, "doc": str, "params": list, "returns": str, "errors": list},
              ("behaviors", "untested"))
        result = function["returns"]
        if result not in RESULTS and not (result.startswith("handle(") and result.endswith(")")):
            fail(f"{where}: returns", f"one of {', '.join(RESULTS)}, handle(TYPE)", result)
        self.check_errors(function["errors"], where)
        for parameter in function["params"]:
            self.check_parameter(parameter, where)
        for behavior in function.get("behaviors", []):
            check_behavior(behavior, where)

    def check_parameter(self, parameter, where):
        shape(parameter, f"{where}: parameter", {"name": str, "type": str},
              ("of", "objects", "rights", "optional", "text"))
        where, kind = f"{where}: parameter '{parameter['name']}'", parameter["type"]
        if kind not in PARAMETER_TYPES:
            fail(where, f"one of {', '.join(PARAMETER_TYPES)}", kind)
        if kind in STRUCTURED and parameter.get("of") not in self.sizes:
            fail(f"{where}: 'of'", "a structure", parameter.get("of"))
        if kind == "handle":
            for name in parameter.get("objects") or fail(where, "'objects'", list(parameter)):
                if name != "any" and f"VB_OBJECT_{name.upper()}" not in self.constants:
                    fail(f"{where}: objects", "names of vb_object_type or any", name)
            for name in parameter.get("rights", []):
                if f"VB_RIGHT_{name.upper()}" not in self.constants:
                    fail(f"{where}: rights", "names of vb_rights", name)

    def check_protocol(self, protocol, where):
        shape(protocol, where, {"prefix": str, "doc": str, "operations": dict}, ("common", "checked_by", "untested"))
        self.check_errors(protocol.get("common", {}), where)
        check_unique((o["number"], f"{where}: {n}") for n, o in protocol["operations"].items() if "number" in o)
        for name, operation in protocol["operations"].items():
            where_ = f"{where}: {name}"
            shape(operation, where_, {"number": int, "text": str, "doc": str, "reply": dict, "errors": list},
                  ("request", "behaviors", "untested"))
            self.check_errors(operation["errors"], where_)
            for error in operation["errors"]:
                if error in protocol.get("common", {}):
                    fail(f"{where_}: errors", "none of the protocol's common ones", error)
            for behavior in operation.get("behaviors", []):
                check_behavior(behavior, where_)


def check_behavior(behavior, where):
    shape(behavior, f"{where}: behavior", {"name": str, "when": str, "then": str, "test_cases": list},
          ("given", "over"))
    where = f"{where}: behavior '{behavior['name']}'"
    if not behavior["test_cases"]:
        fail(f"{where}: test_cases", "at least one", [])
    for case in behavior["test_cases"]:
        shape(case, f"{where}: test case", {"name": str, "input": dict},
              CASE_KEYS)
        if ("expected" in case) == ("waits" in case):
            fail(f"{where}: '{case['name']}'", "either 'expected' or 'waits'", list(case))


def load_all(folder):
    """Every spec/*.vibee."""
    specs = {}
    for path in sorted(folder.glob("*.vibee")):
        spec = load(path, f"{folder.name}/{path.name}")
        specs[spec["name"]] = spec
    return Specs(specs)
