"""Compile one system call of a case: its arguments from readable values, and what is expected of it."""
import re

import schema
from schema import SpecError
from script import UNMAPPED, Step, Value, address, constant

SOON = 1_000_000  # nanoseconds
DEADLINES = {"forever": 0xFFFFFFFFFFFFFFFF, "no_wait": 0, "past": 1}
KEEP = ("result", "out", "buffer", "area")


def text_bytes(text):
    return text.encode("latin-1") if isinstance(text, str) else bytes(text)


class Calls:
    """Knows the specification; adds steps to programs."""

    def __init__(self, specs):
        self.specs = specs
        self.functions = specs.by_name["syscalls"]["functions"]

    # ---- values ----

    def number(self, program, value):
        """A number: an integer, constants joined by '|', or a variable."""
        if isinstance(value, Value):
            return value
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            schema.fail(program.where, "a number, a constant or a variable", value)
        if isinstance(value, int):
            return constant(value)
        if value in program.variables:
            return program.value_of(value)
        if value in program.areas:
            return address(program.areas[value][0])
        if value in program.numbers:
            known = program.numbers[value]
            return known if isinstance(known, Value) else constant(known)
        if value == "unmapped":
            return constant(UNMAPPED)
        total = 0
        for name in value.split("|"):
            name = name.strip()
            if name.startswith("~"):
                schema.fail(program.where, "a constant", name)
            known = self.specs.constants.get(name)
            if known is None:
                known = self.specs.constants.get(f"VB_RIGHT_{name.upper()}")
            if known is None:
                names = ", ".join(program.variables)
                raise SpecError(f"{program.where}: expected a number, a constant or one of {names}, found '{name}'")
            total |= known
        return constant(total)

    def status(self, name):
        return self.specs.constants.get("VB_OK" if name == "OK" else f"VB_ERR_{name}")

    def deadline(self, program, value):
        if value == "soon":
            self.call(program, "clock", {"which": 0}, {"result": "any"}, bind="now")
            return program.value_of("now", SOON)
        return constant(DEADLINES[value]) if value in DEADLINES else self.number(program, value)

    def buffer(self, program, value, parameter):
        """(address, size, offset in the arena or None) of a buffer parameter."""
        if isinstance(value, dict) and "zeros" in value:
            offset = program.reserve(value["zeros"])
            return address(offset), constant(value["zeros"]), offset
        if isinstance(value, dict) and "address" in value:
            return self.number(program, value["address"]), self.number(program, value["size"]), None
        if value == "unmapped":
            return constant(UNMAPPED), constant(16), None
        if isinstance(value, str) and value in program.areas:
            offset, size = program.areas[value]
            return address(offset), constant(size), offset
        if parameter == "bytes_out" and isinstance(value, int):
            offset = program.reserve(value)
            return address(offset), constant(value), offset
        if parameter == "bytes_in" and isinstance(value, (str, list)):
            data = text_bytes(value)
            offset = program.place(data)
            return address(offset), constant(len(data)), offset
        return schema.fail(program.where, "bytes, a size, {zeros}, {address, size} or an area", value)

    # ---- structures ----

    def structure(self, program, name, values):
        """Lay out a structure; returns its offset and where its data goes."""
        if not isinstance(values, dict):
            schema.fail(program.where, f"the fields of {name}", values)
        values, layout, places = dict(values), self.specs.structures[name], {}
        fixed, dynamic = bytearray(self.specs.sizes[name]), []
        if name == "vb_message":
            self.message_parts(program, values, places)
        if name == "vb_device_request" and isinstance(values.get("input"), str) \
                and values["input"] != "unmapped":
            data = text_bytes(values["input"])
            values.setdefault("input_size", len(data))
            values["input"] = address(program.place(data))
        for field, value in values.items():
            if field not in layout:
                schema.fail(f"{program.where}: {name}", f"one of {', '.join(layout)}", field)
            offset, width, count = layout[field]
            if count > 1:
                data = text_bytes(value)
                fixed[offset:offset + len(data)] = data
                continue
            number = self.number(program, value)
            if number.kind == "constant":
                fixed[offset:offset + width] = (number.number % (1 << 8 * width)).to_bytes(width, "little")
            else:
                dynamic.append((width, offset, number))
        start = program.place(bytes(fixed))
        for width, offset, number in dynamic:
            program.store(width, start + offset, number)
        return start, places

    def message_parts(self, program, values, places):
        """The buffers of a vb_message, from data, handles and windows as one would write them."""
        data = values.get("data")
        if isinstance(data, (str, list)) and data != "unmapped":
            data = text_bytes(data)
            values["data"] = address(program.place(data))
            values.setdefault("data_size", len(data))
        elif isinstance(data, dict):
            values["data"] = address(program.reserve(data["zeros"]))
            values.setdefault("data_size", data["zeros"])
        elif isinstance(data, int):
            places["data"] = program.reserve(data)
            values["data"] = address(places["data"])
            values.setdefault("data_size", data)
        handles = values.get("handles")
        if isinstance(handles, list):
            offset = program.reserve(8 * len(handles))
            for index, handle in enumerate(handles):
                program.store(8, offset + 8 * index, self.handle(program, handle))
            values["handles"] = address(offset)
            values.setdefault("handle_count", len(handles))
        elif isinstance(handles, int):
            places["handles"] = program.reserve(8 * handles)
            values["handles"] = address(places["handles"])
            values.setdefault("handle_count", handles)
        windows = values.get("windows")
        if isinstance(windows, list):
            starts = [self.window_fields(program, window) for window in windows]
            size = self.specs.sizes["vb_window"]
            offset = program.reserve(size * len(windows))
            for index, fields in enumerate(starts):
                for (width, at), number in fields.items():
                    program.store(width, offset + size * index + at, number)
            values["windows"] = address(offset)
            values.setdefault("window_count", len(windows))

    def window_fields(self, program, window):
        layout, window = self.specs.structures["vb_window"], dict(window)
        if "area" in window:
            offset, size = program.areas[window.pop("area")]
            window = {"address": address(offset), "size": size, **window}
        out = {}
        for field, value in window.items():
            offset, width, _ = layout[field]
            out[(width, offset)] = self.number(program, value)
        return out

    # ---- handles ----

    def handle(self, program, value):
        if value == "stale":
            if "stale" not in program.variables:
                self.call(program, "memory_alloc", {"size": 16}, {"result": "handle"}, bind="stale")
                program.cleanup.remove("stale")
                self.call(program, "handle_close", {"handle": "stale"}, {"result": 0})
            return program.value_of("stale")
        restricted = isinstance(value, str) and re.fullmatch(r"(restricted|without)\((\S+), *(.*)\)", value)
        if restricted:
            return self.restricted(program, *restricted.groups())
        if value == "none":
            return constant(0)
        return self.number(program, value)

    def restricted(self, program, form, name, rights):
        """Keep only the rights, or all without them. What the case still needs, to clean up or for later
        cases, stays as it is: a duplicate is restricted."""
        if program.kinds.get(name) in ("start", "task", "thread"):
            duplicate = f"{name}.restricted"
            self.call(program, "handle_duplicate", {"handle": name, "rights": 0}, {"result": "handle"},
                      bind=duplicate)
            name = duplicate
        mask = self.number(program, rights.replace(" ", "|") if rights else 0).number
        if form == "restricted":
            keep = constant(mask)
        else:
            offset, _ = self.call(program, "handle_info", {"handle": name, "info": {}}, {"result": 0})
            held = program.variable(f"{name}.rights")
            program.load(4, offset + self.specs.structures["vb_handle_info"]["rights"][0], held)
            keep = Value("masked", ~mask & 0xFFFFFFFF, held)
        self.call(program, "handle_restrict", {"handle": name, "rights": keep}, {"result": 0})
        return program.value_of(name)

    # ---- the call ----

    def call(self, program, name, inputs, expected, bind=None, take=None, note=None):
        """Add the call and its checks. Returns (offset of the out structure, its places)."""
        if name not in self.functions:
            schema.fail(program.where, "a system call", name)
        function = self.functions[name]
        names = [p["name"] for p in function["params"]]
        for key in inputs:
            if key not in names:
                schema.fail(f"{program.where}: {name}", f"one of {', '.join(names) or 'no parameter'}", key)
        arguments, out, buffer, out_type = [], None, None, None
        for parameter in function["params"]:
            kind, value = parameter["type"], inputs.get(parameter["name"])
            if value is None:
                if kind in ("out", "inout"):
                    value = {}
                elif kind == "handle" and not parameter.get("optional"):
                    raise SpecError(f"{program.where}: {name}: expected a value for '{parameter['name']}'")
                else:
                    value = {"handle": 0, "deadline": "forever", "bytes_out": 0, "bytes_in": "",
                             "in": {}}.get(kind, 0)
            if isinstance(value, Value):
                arguments.append(value)
            elif kind == "handle":
                arguments.append(self.handle(program, value))
            elif kind == "deadline":
                arguments.append(self.deadline(program, value))
            elif kind in ("bytes_in", "bytes_out"):
                start, size, buffer_ = self.buffer(program, value, kind)
                buffer = buffer_ if kind == "bytes_out" else buffer
                arguments += [start, size]
            elif kind in ("in", "out", "inout") and isinstance(value, dict):
                offset, places = self.structure(program, parameter["of"], value)
                arguments.append(address(offset))
                if kind != "in":
                    out, out_type = (offset, places), parameter["of"]
            else:
                arguments.append(self.number(program, value))
        self.finish_call(program, name, arguments, expected, bind, note)
        self.checks(program, expected, out, out_type, buffer)
        self.takes(program, take or {}, out, out_type)
        return out or (None, {})

    def finish_call(self, program, name, arguments, expected, bind, note):
        function = self.functions[name]
        result = expected.get("result", 0)
        relation, value, errors = "equal", constant(0), ()
        if result == "any":
            relation = "any"
        elif isinstance(result, dict) and "until" in result:
            relation, value = "until", constant(self.status(result["until"]))
        elif result in ("handle", "positive"):
            relation = "positive"
        elif isinstance(result, dict) and "at_least" in result:
            relation, value = "at_least", self.number(program, result["at_least"])
        elif isinstance(result, str) and self.status(result) is not None:
            value, errors = constant(self.status(result)), (result,) if result != "OK" else ()
        else:
            value = self.number(program, result)
        for error in errors:
            if error not in function["errors"]:
                schema.fail(f"{program.where}: {name}: 'expected'",
                            f"one of the errors of {name}: {', '.join(function['errors'])}", error)
        variable = -1
        made = function["returns"].startswith("handle(") and relation == "positive"
        if bind or made:
            label = bind or f"{name}.{len(program.variables)}"
            kind = function["returns"][7:-1] if made else "number"
            variable = program.variable(label, kind)
            if made:
                program.cleanup.append(label)
        program.emit(Step("call", number=function["number"], arguments=[*arguments, value], relation=relation,
                          result=variable, note=note or name, errors=errors))

    def checks(self, program, expected, out, out_type, buffer):
        for key in expected:
            if key not in KEEP:
                schema.fail(f"{program.where}: 'expected'", f"one of {', '.join(KEEP)}", key)
        if "out" in expected:
            if out is None:
                schema.fail(f"{program.where}: 'out'", "a call with an out or inout structure", "none")
            for field, value in expected["out"].items():
                self.check_field(program, out, out_type, field, value)
        if "buffer" in expected:
            if buffer is None:
                schema.fail(f"{program.where}: 'buffer'", "a call with bytes_out", "none")
            program.emit(Step("expect_bytes", at=buffer, data=text_bytes(expected["buffer"]), note="buffer"))
        for area, data in expected.get("area", {}).items():
            program.emit(Step("expect_bytes", at=program.areas[area][0], data=text_bytes(data), note=area))

    def check_field(self, program, out, out_type, field, value):
        offset, places = out
        layout = self.specs.structures[out_type]
        if field == "data" and "data" in places:
            data = text_bytes(value)
            program.emit(Step("expect_bytes", at=places["data"], data=data, note="data"))
            field, value = "data_size", len(data)
        if str(field) not in layout:
            schema.fail(f"{program.where}: {out_type}", f"one of {', '.join(layout)}", field)
        at, width, count = layout[str(field)]
        if count > 1:
            program.emit(Step("expect_bytes", at=offset + at, data=text_bytes(value), note=field))
            return
        relation = "equal"
        if value == "not_zero":
            relation, value = "positive", 0
        elif isinstance(value, dict) and "at_least" in value:
            relation, value = "at_least", value["at_least"]
        program.emit(Step("expect", number=width, at=offset + at, relation=relation,
                          arguments=[self.number(program, value)], note=str(field)))

    def takes(self, program, take, out, out_type):
        """Bind variables to fields of the out structure: handles that a call gave."""
        for name, field in take.items():
            element = re.fullmatch(r"handles\[(\d+)\]", str(field))
            if element:
                width, at = 8, out[1]["handles"] + 8 * int(element[1])
            else:
                at, width, _ = self.specs.structures[out_type][str(field)]
                at += out[0]
            handle = width == 8 and (element or out_type in ("u64x2", "vb_message"))
            program.load(width, at, program.variable(name, "handle" if handle else "number"))
            if handle:
                program.cleanup.append(name)
