"""The test cases of service protocols: the same language, with operations as calls.

A case's input names the handle that the operation goes `to`, fields of vb_file_request (flags, argument,
offset, size), `text`, `handles` and `windows`; its expected is the reply's id (a status, a number) or
{id, data: bytes, stat: fields of a vb_file_stat, area: {NAME: bytes}}. An operation is also a step, by the
name of its constant: {VB_FILE_MKDIR: {to: dir, text: sub}}. Further fixtures:

    scratch    as                                    NAME (dir): a new directory in file:///tmp
    file       text (name), contents, flags, as      NAME: an open file in dir
    pipe       as                                    NAME.read, NAME.write

They want the services, so they run inside the system: tests/guest/protocol-cases. A case (or all of a
behavior's) that is `over` a service runs against that service's own code over a fake of the system calls
(tests/fuzz/service), where its peers, its devices and its memory do what the case says:

    client     badge (1), as                         NAME (client): a sender with the badge
    object     type (vb_object_type), as             NAME: any object of that type
    fails      at (1), error (NO_MEMORY)             the service's allocation number `at` from now on fails
    posted     an operation                          it is called, and nobody waits for the answer
    tell       what (TELL), number, other, bytes     something happens at the service's peers and devices
    stream     name (stdin), flags, as               NAME: an open stream of the console
    host       answers: {VB_FOLDER_...: error}       over the vfs: dir, a mounted folder of the host, and file in
                                                     it, whose device answers so from then on
    disk                                             over the disk service: file, the first disk
    pty                                              over the pty service: master, and slave

Over `device-folder` and `device-console` are requests to devices (spec/device.vibee), against the hosted
platform's code. Each case has a folder of its own, which begins with a FIFO called "fifo", or a console whose other
ends it has. Input and expected there:

    flags, node, offset, input (text), room (of the output: 256)
    device     of a folder 1: the same, read-only; of a console 1: cancelled, 2: nobody waits for it
    {id, data: the output's bytes, stat}; `as` names the result

`id` takes the place of the operation's number, `data` that of the vb_file_request and the text. Where
PROTOCOL is common to a protocol, each operation gets a case whose request is cut short.
"""
import schema
from calls import text_bytes
from cases import Case, Compiler
from fixtures import Fixtures
from schema import SpecError
from script import Program, Step, address, constant

REQUEST = (("flags", 4), ("argument", 4), ("offset", 8), ("size", 8))
REPLY = {"data": 640, "handles": 16}  # room for any
# What only the host of cases `over` a service knows: tests/spec-cases/services/calls.h.
SPECIAL = {"device": 249, "fails": 250, "post": 251, "client": 252, "object": 253, "tell": 254}
# What can happen around a service: enum fake_told in tests/fuzz/service/fake.h.
TELL = ("typed", "ended", "room", "event", "resized", "drained", "answers", "completed", "silent", "plain", "background")
READ_WRITE_CREATE = "VB_OPEN_READ|VB_OPEN_WRITE|VB_OPEN_CREATE"


class ProtocolFixtures(Fixtures):
    """Steps of protocols beside system calls."""

    def __init__(self, calls, operations):
        super().__init__(calls)
        self.operations = operations

    def step(self, program, name, options):
        if name in self.operations:
            expected, take = options.pop("expected", {}), options.pop("take", None)
            self.operation(program, name, options, expected, take)
        else:
            super().step(program, name, options)

    def operation(self, program, name, options, expected, take=None):
        """Make the call; returns nothing, all expectations become steps."""
        if name.startswith(("VB_FOLDER_", "VB_CONSOLE_")):
            self.device_request(program, name, dict(options), self.long_form(program, expected))
            return
        self.reply(program, name, *self.request(program, name, options), self.long_form(program, expected), take)

    def request(self, program, name, options):
        """Whom it goes to, and the fields of the vb_message."""
        options = dict(options)
        target = options.pop("to")
        data = b""
        for field, size in REQUEST:
            number = self.calls.number(program, options.pop(field, 0)).number
            data += (number % (1 << 8 * size)).to_bytes(size, "little")
        data += text_bytes(options.pop("text", ""))
        data = text_bytes(options.pop("data", list(data)))
        request = {"id": options.pop("id", self.operations[name]["number"]), "data": list(data)}
        for part in ("handles", "windows"):
            if part in options:
                request[part] = options.pop(part)
        if options:
            schema.fail(f"{program.where}: {name}", "to, id, text, data, handles, windows or a field of vb_file_request",
                        next(iter(options)))
        return target, request

    def long_form(self, program, expected):
        if not isinstance(expected, dict) or set(expected) & {"at_least", "until"}:
            expected = {"id": expected}
        expected = {"id": {"at_least": 0}, **expected}
        if isinstance(expected["id"], str) and self.calls.status(expected["id"]) is not None:
            expected["id"] = self.calls.status(expected["id"])
        return expected

    def device_request(self, program, name, options, expected):
        room, device, bind = options.pop("room", 256), options.pop("device", 0), options.pop("as", None)
        start, _ = self.calls.structure(program, "vb_device_request",
                                        {"operation": options.pop("id", self.operations[name]["number"]), "output_size": room, **options})
        output, id_ = program.reserve(room), expected["id"]
        relation, value = ("at_least", id_["at_least"]) if isinstance(id_, dict) and "at_least" in id_ else \
            ("until", self.calls.status(id_["until"])) if isinstance(id_, dict) else ("equal", id_)
        program.emit(Step("call", number=SPECIAL["device"], relation=relation, note=name,
                          result=program.variable(bind) if bind else -1,
                          arguments=[constant(device), address(start), address(output),
                                     self.calls.number(program, value)]))
        if "data" in expected:
            program.emit(Step("expect_bytes", at=output, data=text_bytes(expected["data"]), note="data"))
        self.check_stat(program, output, expected)

    def check_stat(self, program, start, expected):
        for field, value in expected.get("stat", {}).items():
            at, width, _ = self.calls.specs.structures["vb_file_stat"][field]
            program.emit(Step("expect", number=width, at=start + at, relation="equal",
                              arguments=[self.calls.number(program, value)], note=field))

    def reply(self, program, name, target, request, expected, take):
        out = self.calls.call(program, "channel_call",
                              {"sender": target, "request": request, "reply": dict(REPLY)},
                              {"result": 0}, take=take, note=name)
        self.calls.check_field(program, out, "vb_message", "id", expected["id"])
        program.script[-1].note = name
        if "data" in expected:
            self.calls.check_field(program, out, "vb_message", "data", expected["data"])
        if "stat" in expected:
            self.check_stat(program, out[1]["data"], expected)
        for area, data in expected.get("area", {}).items():
            program.emit(Step("expect_bytes", at=program.areas[area][0], data=text_bytes(data), note=area))

    # ---- fixtures of cases over a service ----

    def special(self, program, name, arguments, bind=None):
        variable = program.variable(bind, "handle") if bind else -1
        if bind:
            program.cleanup.append(bind)
        program.emit(Step("call", number=SPECIAL[name], arguments=[*arguments, constant(0)],
                          relation="at_least", result=variable, note=name))

    def give_client(self, program, badge=1, **named):
        self.special(program, "client", [self.calls.number(program, badge)], named.get("as", "client"))

    def give_object(self, program, type, **named):
        self.special(program, "object", [self.calls.number(program, type)], named["as"])

    def give_stream(self, program, name="stdin", flags="VB_OPEN_READ|VB_OPEN_WRITE", **named):
        self.give_client(program, **{"as": "console"})
        self.operation(program, "VB_FILE_OPEN", {"to": "console", "text": name, "flags": flags}, {},
                       {named.get("as", "stream"): "handles[0]"})

    def give_host(self, program, answers=None):
        self.give_client(program, badge=0, **{"as": "administrator"})
        self.give_object(program, "VB_OBJECT_DEVICE", **{"as": "folder"})
        self.operation(program, "VB_FILE_MOUNT", {"to": "administrator", "handles": ["folder"]}, {},
                       {"dir": "handles[0]"})
        self.operation(program, "VB_FILE_OPEN", {"to": "dir", "text": "file", "flags": "VB_OPEN_READ|VB_OPEN_WRITE"},
                       {}, {"file": "handles[0]"})
        for operation, error in (answers or {}).items():
            self.give_tell(program, "answers", operation, error)

    def give_disk(self, program, text="0", flags="VB_OPEN_READ|VB_OPEN_WRITE"):
        self.give_client(program, **{"as": "disks"})
        self.operation(program, "VB_FILE_OPEN", {"to": "disks", "text": text, "flags": flags}, {},
                       {"file": "handles[0]"})

    def give_pty(self, program, flags=0):
        self.give_client(program, **{"as": "ptys"})
        self.operation(program, "VB_FILE_OPEN", {"to": "ptys", "flags": flags}, {}, {"master": "handles[0]"})
        self.operation(program, "VB_FILE_OPEN", {"to": "master", "flags": flags}, {}, {"slave": "handles[0]"})

    def give_fails(self, program, at=1, error="NO_MEMORY"):
        self.special(program, "fails", [constant(at), constant(self.calls.status(error))])

    def give_posted(self, program, **operation):
        (name, options), = operation.items()
        target, request = self.request(program, name, options)
        start, _ = self.calls.structure(program, "vb_message", request)
        self.special(program, "post", [self.calls.handle(program, target), address(start)])

    def give_tell(self, program, what, number=0, other=0, bytes=""):
        if what not in TELL:
            schema.fail(f"{program.where}: tell", f"one of {', '.join(TELL)}", what)
        data, status = text_bytes(bytes), self.calls.status(other) if isinstance(other, str) else None
        self.special(program, "tell", [constant(TELL.index(what)), self.calls.number(program, number),
                                       self.calls.number(program, other if status is None else status), address(program.place(data)),
                                       constant(len(data))])

    # ---- fixtures of cases inside the system ----

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
        self.operations, self.over = {}, {}  # over: cases by the service whose code they run against
        for spec in specs.by_name.values():
            for protocol in spec.get("protocols", {}).values():
                for name, operation in protocol["operations"].items():
                    self.operations[protocol["prefix"] + name.upper()] = {
                        **operation, "source": spec["source"], "common": protocol.get("common", {})}
        self.fixtures = ProtocolFixtures(self.calls, self.operations)

    def compile_all(self):
        """The cases that run inside the system; the others are in `over`. self.cases has all."""
        inside = []
        for name, operation in self.operations.items():
            derived = self.cut_short(operation)
            for behavior in operation.get("behaviors", []):
                for case in [*behavior["test_cases"], *derived.get(behavior["name"], [])]:
                    over = case.get("over", behavior.get("over"))
                    where = inside if over is None else self.over.setdefault(over, [])
                    where.append(self.compile(name, operation, behavior, case, len(where)))
                    self.cases.append(where[-1])
        for spec in self.specs.by_name.values():
            for name, protocol in spec.get("protocols", {}).items():
                self.check_protocol(f"{spec['source']}: {name}", protocol)
        return inside

    def cut_short(self, operation):
        """The operation's first case that succeeds, with a request that is none: by its behavior."""
        for behavior in operation.get("behaviors", []):
            for case in behavior["test_cases"]:
                if "PROTOCOL" in operation["common"] and self.error_of(case) is None:
                    return {behavior["name"]: [{
                        "name": "a request that is cut short", "given": case.get("given", []),
                        **({"over": case["over"]} if "over" in case else {}),
                        "input": {"to": case["input"]["to"], "data": "short"}, "expected": "PROTOCOL"}]}
        return {}

    def compile(self, name, operation, behavior, case, index):
        program = Program(f"{operation['source']}: {name}: '{case['name']}'")
        program.index = index
        self.fixtures.steps(program, [*behavior.get("given", []), *case.get("given", [])])
        error = self.error_of(case)
        if error is not None and error not in operation["errors"] and error not in operation["common"]:
            known = ", ".join([*operation["errors"], *operation["common"]])
            schema.fail(f"{program.where}: 'expected'", f"one of {known}", error)
        inputs = {**case["input"], "as": case["as"]} if "as" in case else case["input"]
        self.fixtures.operation(program, name, inputs, case["expected"], case.get("take"))
        self.fixtures.steps(program, case.get("after"))
        self.clean_up(program)
        program.hook("finish")
        return Case(name, behavior["name"], case["name"], program)

    def error_of(self, case):
        """The error that a case expects; None: it succeeds."""
        expected = case["expected"]
        error = expected.get("id", expected.get("until")) if isinstance(expected, dict) else expected
        known = isinstance(error, str) and error != "OK" and self.calls.status(error) is not None
        return error if known else None

    def check_protocol(self, where, protocol):
        """Every operation has a case that succeeds and one for each of its errors, but for those that it
        names as untested with a reason; the errors common to all have one somewhere."""
        if "checked_by" in protocol:
            return
        common = {"PROTOCOL"}  # of each operation, see cut_short()
        for name, operation in protocol["operations"].items():
            cases = [case for behavior in operation.get("behaviors", []) for case in behavior["test_cases"]]
            outcomes = {self.error_of(case) or "success" for case in cases}
            common |= outcomes & set(protocol.get("common", {}))
            check_operation(f"{where}: {name}", operation, outcomes)
        untested = protocol.get("untested", {})
        check_untested(where, untested, list(protocol.get("common", {})), common)
        missing = [error for error in protocol.get("common", {}) if error not in common and error not in untested]
        if missing:
            raise SpecError(f"{where}: expected a test case for each of the common errors, "
                            f"found none for {', '.join(missing)}")


def check_operation(where, operation, outcomes):
    wanted, untested = ["success", *operation["errors"]], operation.get("untested", {})
    check_untested(where, untested, wanted, outcomes)
    missing = [outcome for outcome in wanted if outcome not in outcomes and outcome not in untested]
    if missing:
        raise SpecError(f"{where}: expected a test case for success and for each of its errors, "
                        f"found none for {', '.join(missing)}")


def check_untested(where, untested, wanted, outcomes):
    for outcome, reason in untested.items():
        if outcome not in wanted:
            schema.fail(f"{where}: untested", f"one of {', '.join(wanted)}", outcome)
        if outcome in outcomes:
            raise SpecError(f"{where}: untested: {outcome}: expected no test case, found one")
        if not isinstance(reason, str) or len(reason) < 10:
            schema.fail(f"{where}: untested: {outcome}", "the reason", reason)


def error_tables(specs):
    """tests/include/protocol_errors.gen.h: which errors each operation lists."""
    text = ("/* Generated from spec/ by tools/generator/generate.py. Do not edit. */\n"
            "#ifndef PROTOCOL_ERRORS_GEN_H\n#define PROTOCOL_ERRORS_GEN_H\n\n"
            "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n\n"
            "/* Bit n stands for the vb_status -n. Operation 0 is the last: any that the protocol does not have. */\n"
            "struct protocol_errors {\n    int64_t operation;\n    uint64_t errors;\n};\n\n"
            "static inline bool protocol_lists(const struct protocol_errors *protocol, int64_t operation,\n"
            "                                  int64_t status)\n{\n"
            "    if (status >= 0)\n        return true;\n"
            "    while (protocol->operation != 0 && protocol->operation != operation)\n        protocol++;\n"
            "    return status > -64 && (protocol->errors >> -status & 1) != 0;\n}\n")
    for spec in specs.by_name.values():
        for name, protocol in spec.get("protocols", {}).items():
            rows = [(o["number"], o["errors"]) for o in protocol["operations"].values()] + [(0, [])]
            text += f"\n#define {name.removeprefix('vb_').removesuffix('_operation').upper()}_ERRORS \\\n    {{ \\\n"
            for number, errors in rows:
                mask = sum(1 << -specs.constants[f"VB_ERR_{e}"] for e in [*errors, *protocol.get("common", {})])
                text += f"        {{{number}, UINT64_C({mask:#x})}}, \\\n"
            text += "    }\n"
    return text + "\n#endif\n"
