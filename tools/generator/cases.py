"""Every test case of every system call: those that the specification writes out, and those that follow
from the description of a parameter.

Derived from a function's first case, with one thing changed, for each error that it lists:

    BAD_HANDLE  each handle parameter stale        FAULT  each buffer and structure outside the memory
    BAD_TYPE    each of another type               ACCESS each right that a handle must have, missing
    QUOTA       the account is full                NO_MEMORY  no allocation of the kernel succeeds

(the last two from the case marked `exhausts`, or `fills` when all that the call takes is a slot of the
handle table, if there is one) and from its case that `waits`: AGAIN (no_wait), TIMED_OUT (a deadline
that comes, and one that is past), CANCELLED (thread_cancel). A function without a case that succeeds, or
without a case for an error that it lists, is refused: as is a case that expects an error which is not
listed.
"""
import copy

import schema
from calls import Calls
from fixtures import Fixtures, expectation
from schema import SpecError
from script import Program, Step, constant

NO_LIMIT = 1 << 62


class Case:
    """One executed case."""

    def __init__(self, function, behavior, name, program):
        self.function, self.behavior, self.name, self.program = function, behavior, name, program

    def errors(self):
        """The errors that its calls of the function are expected to return."""
        return {error for script in self.program.scripts for step in script for error in step.errors
                if step.op == "call" and step.note == "tested"}


class Compiler:
    """Compiles the cases of one specification of functions."""

    def __init__(self, specs):
        self.specs, self.calls = specs, Calls(specs)
        self.fixtures = Fixtures(self.calls)
        self.cases, self.compiled = [], 0  # compiled: how many, those of the current function too

    def compile_all(self):
        for name, function in self.calls.functions.items():
            self.compile_function(name, function)
        return self.cases

    def compile_function(self, name, function):
        where = f"{self.specs.by_name['syscalls']['source']}: {name}"
        first, waiting, exhausted, own = None, None, None, []
        for behavior in function.get("behaviors", []):
            for case in behavior["test_cases"]:
                case = {**case, "given": behavior.get("given", []) + case.get("given", [])}
                if case.get("fills") or case.get("exhausts"):
                    exhausted = case
                if "waits" in case:
                    waiting = (behavior["name"], case)
                    continue
                first = first or case
                own.append(self.written(name, function, behavior["name"], case))
        if first is None:
            raise SpecError(f"{where}: expected a test case that succeeds, found none")
        for error, label, changed in derive(function, first, exhausted or first):
            own.append(self.written(name, function, "checks its arguments", changed, label, error))
        for error, label, changed in derive_waits(function, waiting[1]) if waiting else []:
            own.append(self.written(name, function, waiting[0], changed, label, error))
        check_coverage(where, function, own)
        self.cases += own

    def written(self, name, function, behavior, case, label=None, around=None):
        label = label or case["name"]
        program = Program(f"{self.specs.by_name['syscalls']['source']}: {name}: '{label}'")
        program.index, self.compiled = self.compiled, self.compiled + 1
        program.hook("checkpoint")
        self.fixtures.steps(program, case["given"])
        self.tested(program, name, function, case, around)
        self.fixtures.steps(program, case.get("after"))
        self.clean_up(program)
        program.hook("balance", case.get("keeps", 0))
        program.hook("finish")
        return Case(name, behavior, label, program)

    # ---- the call itself ----

    def tested(self, program, name, function, case, around):
        inputs, expected = dict(case["input"]), expectation(case["expected"], function)
        ends, stops = expected.pop("ends", None), expected.pop("stops", None)
        if ends or stops:
            expected["result"] = "any"
        if stops:
            program.hook("stops", stops["action"] << 8 | stops["status"])
        if around == "QUOTA":
            self.calls.call(program, "account_limit", {"account": "account", "limit": 1}, {"result": 0})
        elif around == "NO_MEMORY":
            program.hook("fail_memory", 1)
        by = case.get("by", "main")
        if by == "main":
            self.call(program, name, inputs, expected, case)
        else:
            self.elsewhere(program, by, name, inputs, expected, case, ends)
        if around == "QUOTA":
            self.calls.call(program, "account_limit", {"account": "account", "limit": NO_LIMIT}, {"result": 0})
        elif around == "NO_MEMORY":
            program.hook("fail_memory", 0)

    def call(self, program, name, inputs, expected, case):
        offset, _ = self.calls.call(program, name, inputs, expected, case.get("as"), case.get("take"),
                                    note="tested")
        if case.get("refused") and offset is not None:
            self.unchanged(program, function_out(self.calls.functions[name]), offset)
        if "child" in case:
            index = self.fixtures.script(program, case["child"], "task_exit")
            result = next(s for s in reversed(program.script) if s.op == "call" and s.note == "tested")
            if result.result < 0:
                schema.fail(program.where, "'as' with 'child'", None)
            at = program.script.index(result) + 1
            result.relation = "at_least"
            result.arguments[-1] = constant(0)
            program.script.insert(at, Step("become", number=index, result=result.result))

    def unchanged(self, program, structure, offset):
        """A refused call has written nothing: what is only given back is as it was, zero."""
        if structure:
            program.emit(Step("expect_bytes", at=offset, data=bytes(self.specs.sizes[structure]), note=structure))

    def elsewhere(self, program, by, name, inputs, expected, case, ends):
        """The call is made by another thread or task; see how that ends."""
        if by not in ("thread", "task"):
            schema.fail(f"{program.where}: 'by'", "thread or task", by)
        actor = "caller"
        make = self.fixtures.give_thread if by == "thread" else self.fixtures.give_task
        options = {"gets": case.get("gets", [])} if by == "task" else {}

        def does():
            self.fixtures.steps(program, case.get("there"))
            self.call(program, name, inputs, expected, case)
            self.fixtures.steps(program, case.get("then_there"))
        make(program, does, **options, **{"as": actor})
        if "meanwhile" in case:
            self.fixtures.give_pause(program)
            self.fixtures.steps(program, case["meanwhile"])
        wait = {"task": ("wait", "task"), "thread": ("thread_join", "thread")}[by]
        self.calls.call(program, wait[0], {wait[1]: actor}, {"result": 0, "out": ends or {"kind": 1, "code": 0}})

    # ---- afterwards ----

    def clean_up(self, program):
        for name in reversed(program.cleanup):
            kind = program.kinds[name]
            anyhow = {"result": "any"}
            if kind == "task":
                self.calls.call(program, "kill", {"target": name, "signal": 9}, anyhow)
                self.calls.call(program, "wait", {"task": name, "info": {}}, anyhow)
            elif kind == "thread":
                self.fixtures.give_pause(program)
                self.calls.call(program, "thread_cancel", {"thread": name}, anyhow)
                self.calls.call(program, "thread_join", {"thread": name}, anyhow)
            self.calls.call(program, "handle_close", {"handle": name}, anyhow)


def check_coverage(where, function, cases):
    """At least one case that succeeds, and one for each error."""
    covered = set().union(*(case.errors() for case in cases))
    missing = [error for error in function["errors"] if error not in covered and error not in function.get("untested", {})]
    if missing:
        raise SpecError(f"{where}: expected a test case for each of its errors, "
                        f"found none for {', '.join(missing)}")
    if all(case.errors() for case in cases):
        raise SpecError(f"{where}: expected a test case that succeeds, found only errors")


def function_out(function):
    """The structure that a call fills, if it has one."""
    return next((p["of"] for p in function["params"] if p["type"] == "out"), None)


def plain(case):
    """A case's beginning, as a ground for derived ones."""
    changed = {k: v for k, v in case.items() if k in ("name", "given")}
    changed["refused"] = True
    changed["given"] = [relaxed(item) for item in [*changed["given"], *case.get("there", [])]]
    changed["input"] = copy.deepcopy(case["input"])
    return changed


def relaxed(item):
    """A client's call may now end in any way."""
    if isinstance(item, dict) and "request" in item:
        return {"request": {**(item["request"] or {}), "expected": "any"}}
    return item


def derive(function, first, exhausted):
    """(error, label, case) of what follows from the parameters."""
    for parameter in function["params"]:
        kind, label = parameter["type"], parameter["name"]
        if kind == "handle" and "BAD_HANDLE" in function["errors"]:
            yield changed_case(first, label, "stale", "BAD_HANDLE", f"{label} is closed")
        if kind == "handle" and "any" not in parameter["objects"] and "BAD_TYPE" in function["errors"]:
            case = changed_case(first, label, "misfit", "BAD_TYPE", f"{label} is of another type")
            misfit = {"job": {"as": "misfit"}} if "memory" in parameter["objects"] else {"memory": {"as": "misfit"}}
            case[2]["given"] = [*case[2]["given"], misfit]
            yield case
        for right in parameter.get("rights", []):
            if "ACCESS" in function["errors"]:
                yield lacking(first, parameter, right)
        if kind in ("bytes_in", "bytes_out", "in", "out", "inout") and "FAULT" in function["errors"]:
            yield changed_case(first, label, "unmapped", "FAULT", f"{label} lies outside the memory")
    for error, label in (("QUOTA", "the account is full"), ("NO_MEMORY", "there is no memory")):
        if error in function["errors"] and error not in function.get("untested", {}):
            case = plain(exhausted)
            case["expected"] = error
            if "fills" in exhausted:
                yield None, label, filled(case, error)
            else:
                yield error, label, case


def filled(case, error):
    """The call needs a slot of the handle table and nothing else: fill that of a task made for it."""
    exhaust = {"account_limit": {"account": "account", "limit": 1}} if error == "QUOTA" else {"no_memory": {"on": 1}}
    restore = {"account_limit": {"account": "account", "limit": NO_LIMIT}} if error == "QUOTA" \
        else {"no_memory": {"on": 0}}
    return {**case, "by": "task", "gets": ["account"], "given": [],
            "there": [*case["given"], exhaust, {"fill": {"until": error}}], "then_there": [restore]}


def changed_case(first, parameter, value, error, label):
    case = plain(first)
    case["input"][parameter] = value
    case["expected"] = error
    return error, label, case


def lacking(first, parameter, right):
    label, value = parameter["name"], first["input"].get(parameter["name"])
    if not isinstance(value, str) or "(" in value:
        # An optional handle that the first case leaves out: the caller's own, or what the type is called.
        value = {"task": "task", "job": "job", "namespace": "namespace", "account": "account",
                 "pulse": "pulse", "thread": "thread"}[parameter["objects"][0]]
    case = changed_case(first, label, f"without({value}, {right})", "ACCESS", f"{label} lacks {right.upper()}")
    if value in ("task", "pulse", "thread") and not any(value in g for g in case[2]["given"]):
        case[2]["given"] = [*case[2]["given"], {value: {}}]
    return case


def derive_waits(function, waits):
    """(error, label, case) of a call that would wait."""
    for error, deadline, label in (("AGAIN", "no_wait", "would have to wait"),
                                   ("TIMED_OUT", "soon", "waits until its deadline"),
                                   ("TIMED_OUT", "past", "waits until a deadline that is past")):
        if error in function["errors"]:
            case = plain(waits)
            case["input"]["deadline"], case["expected"] = deadline, error
            yield error, label, case
    if "CANCELLED" in function["errors"]:
        case = plain(waits)
        case["input"]["deadline"], case["expected"] = "forever", "CANCELLED"
        case["by"], case["meanwhile"] = "thread", [{"thread_cancel": {"thread": "caller"}}]
        yield None, "is cancelled while it waits", case
