"""The test cases of service protocols: the same language, with operations as calls.

A case's input names the handle that the operation goes `to`, fields of vb_file_request (flags, argument,
offset, size), `text`, `handles` and `windows`; its expected is the reply's id (a status, a number) or
{id, data: bytes, stat: fields of a vb_file_stat, area: {NAME: bytes}}. An operation is also a step, by the
name of its constant: {VB_FILE_MKDIR: {to: dir, text: sub}}. Further fixtures:

    scratch    as                                    NAME (dir): a new directory in file:///tmp
    file       text (name), contents, flags, as      NAME: an open file in dir
    pipe       as                                    NAME.read, NAME.write

They want the services, so they run inside the system: tests/guest/protocol-cases.
"""
import schema
from calls import text_bytes
from cases import Case, Compiler
from fixtures import Fixtures
from script import Program, Step

REQUEST = (("flags", 4), ("argument", 4), ("offset", 8), ("size", 8))
READ_WRITE_CREATE = "VB_OPEN_READ|VB_OPEN_WRITE|VB_OPEN_CREATE"


class ProtocolFixtures(Fixtures):
    """Steps of protocols beside system calls."""

    def __init__(self, calls, operations):
        super().__init__(calls)
        self.operations = operations

    def step(self, program, name, options):
        if name in self.operations:
            self.operation(program, name, options, options.pop("expected", {}), options.pop("take", None))
        else:
            super().step(program, name, options)

    def operation(self, program, name, options, expected, take=None):
        """Make the call; returns nothing, all expectations become steps."""
        options = dict(options)
        target = options.pop("to")
        data = b""
        for field, size in REQUEST:
            number = self.calls.number(program, options.pop(field, 0)).number
            data += (number % (1 << 8 * size)).to_bytes(size, "little")
        data += text_bytes(options.pop("text", ""))
        request = {"id": self.operations[name]["number"], "data": list(data)}
        for part in ("handles", "windows"):
            if part in options:
                request[part] = options.pop(part)
        if options:
            schema.fail(f"{program.where}: {name}", "to, text, handles, windows or a field of vb_file_request",
                        next(iter(options)))
        self.reply(program, name, target, request, self.long_form(program, expected), take)

    def long_form(self, program, expected):
        if not isinstance(expected, dict) or set(expected) & {"at_least"}:
            expected = {"id": expected}
        expected = {"id": {"at_least": 0}, **expected}
        if isinstance(expected["id"], str) and self.calls.status(expected["id"]) is not None:
            expected["id"] = self.calls.status(expected["id"])
        return expected

    def reply(self, program, name, target, request, expected, take):
        out = self.calls.call(program, "channel_call",
                              {"sender": target, "request": request, "reply": {"data": 256, "handles": 4}},
                              {"result": 0}, take=take, note=name)
        self.calls.check_field(program, out, "vb_message", "id", expected["id"])
        program.script[-1].note = name
        if "data" in expected:
            self.calls.check_field(program, out, "vb_message", "data", expected["data"])
        for field, value in expected.get("stat", {}).items():
            at, width, _ = self.calls.specs.structures["vb_file_stat"][field]
            program.emit(Step("expect", number=width, at=out[1]["data"] + at, relation="equal",
                              arguments=[self.calls.number(program, value)], note=field))
        for area, data in expected.get("area", {}).items():
            program.emit(Step("expect_bytes", at=program.areas[area][0], data=text_bytes(data), note=area))

    # ---- fixtures ----

    def give_scratch(self, program, **named):
        name = named.get("as", "dir")
        own = f"case-{program.index}-{name}"
        self.make(program, "scheme_open", {"url": "file:///tmp", "flags": 0x41}, "tmp")
        self.operation(program, "VB_FILE_MKDIR", {"to": "tmp", "text": own}, {})
        self.operation(program, "VB_FILE_OPEN", {"to": "tmp", "text": own, "flags": "VB_OPEN_READ|VB_OPEN_DIRECTORY"},
                       {}, {name: "handles[0]"})

    def give_file(self, program, text="file", contents=None, flags=READ_WRITE_CREATE, **named):
        name = named.get("as", "file")
        if "dir" not in program.variables:
            self.give_scratch(program)
        self.operation(program, "VB_FILE_OPEN", {"to": "dir", "text": text, "flags": flags}, {}, {name: "handles[0]"})
        if contents is not None:
            self.give_area(program, contents=contents, **{"as": f"{name}.contents"})
            self.operation(program, "VB_FILE_WRITE",
                           {"to": name, "size": len(text_bytes(contents)), "offset": 0,
                            "windows": [{"area": f"{name}.contents", "rights": "read"}]},
                           len(text_bytes(contents)))

    def give_pipe(self, program, **named):
        name = named.get("as", "pipe")
        self.make(program, "namespace_lookup", {"name": "pipe"}, "pipes")
        self.operation(program, "VB_FILE_PIPE", {"to": "pipes"}, {},
                       {f"{name}.read": "handles[0]", f"{name}.write": "handles[1]"})


class ProtocolCompiler(Compiler):
    """Compiles the cases of every protocol."""

    def __init__(self, specs):
        super().__init__(specs)
        self.operations = {}
        for spec in specs.by_name.values():
            for protocol in spec.get("protocols", {}).values():
                for name, operation in protocol["operations"].items():
                    self.operations[protocol["prefix"] + name.upper()] = {**operation, "source": spec["source"]}
        self.fixtures = ProtocolFixtures(self.calls, self.operations)

    def compile_all(self):
        for name, operation in self.operations.items():
            for behavior in operation.get("behaviors", []):
                for case in behavior["test_cases"]:
                    self.cases.append(self.compile(name, operation, behavior, case))
        return self.cases

    def compile(self, name, operation, behavior, case):
        program = Program(f"{operation['source']}: {name}: '{case['name']}'")
        program.index = len(self.cases)
        self.fixtures.steps(program, [*behavior.get("given", []), *case.get("given", [])])
        expected = case["expected"]
        error = expected.get("id") if isinstance(expected, dict) else expected
        if isinstance(error, str) and self.calls.status(error) is not None and error != "OK" \
                and error not in operation["errors"]:
            schema.fail(f"{program.where}: 'expected'", f"one of {', '.join(operation['errors'])}", error)
        self.fixtures.operation(program, name, case["input"], expected, case.get("take"))
        self.fixtures.steps(program, case.get("after"))
        self.clean_up(program)
        program.hook("finish")
        return Case(name, behavior["name"], case["name"], program)
