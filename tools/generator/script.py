"""What a case is compiled to: scripts of steps that only make system calls and look at memory.

A Program belongs to one case. It has a script for the main thread and one for each further thread and
task, variables (64-bit numbers) and an arena (memory in which structures and buffers are laid out when
the case is compiled). tests/spec-cases/interpreter.h says what each step does.
"""
from dataclasses import dataclass, field

from schema import SpecError

ARENA_START = 0x2000  # below: variables, and the start block as the interpreter reads it
ARENA_SIZE = 0x10000
VARIABLES = 64
# Variables that the interpreter sets before the first step: handles of the start block by name.
START_VARIABLES = {"account": 0, "namespace": 1, "system": 2, "job": 3, "device": 4, "program": 5,
                   "machine": 6}
UNMAPPED = 0x7FFFFFFF0000
STACK_SIZE = 0x2000


@dataclass(frozen=True)
class Value:
    """A number that is known when the step runs."""
    kind: str  # constant, variable (plus number), masked (variable & number), address, entry
    number: int = 0
    variable: int = 0


def constant(number):
    return Value("constant", number & 0xFFFFFFFFFFFFFFFF)


def address(offset):
    return Value("address", offset)


@dataclass
class Step:
    op: str  # call, bytes, store, load, expect_bytes, expect, hook, read_back
    number: int = 0  # call: system call; store, load, expect: width; hook: which
    relation: str = "any"
    arguments: list = field(default_factory=list)
    at: int = 0  # arena offset
    data: bytes = b""
    result: int = -1  # variable
    note: str = ""  # for a failure's message
    errors: tuple = ()


class Program:
    """A case on its way to its table."""

    def __init__(self, where):
        self.where = where
        self.index = 0  # of the case, in its table
        self.variables = dict(START_VARIABLES)
        self.kinds = {name: "start" for name in START_VARIABLES}
        self.arena = ARENA_START
        self.scripts = [[]]
        self.script = self.scripts[0]
        self.cleanup = []  # variables of handles to close, in the order they were made
        self.areas = {}  # name: (offset, size)
        self.numbers = {"entry": Value("entry")}  # further names of numbers
        self.needs = set()  # hooks: what not every host of the cases can do

    def variable(self, name, kind="number"):
        if name not in self.variables:
            self.variables[name] = len(self.variables)
            if len(self.variables) > VARIABLES:
                raise SpecError(f"{self.where}: expected at most {VARIABLES} variables")
        self.kinds[name] = kind
        return self.variables[name]

    def value_of(self, name, add=0):
        if name not in self.variables:
            known = ", ".join(self.variables)
            raise SpecError(f"{self.where}: expected one of {known}, found '{name}'")
        if name == "machine":
            self.needs.add(name)
        return Value("variable", add, self.variables[name])

    def reserve(self, size, alignment=8):
        offset = -(-self.arena // alignment) * alignment
        self.arena = offset + size
        if self.arena > ARENA_START + ARENA_SIZE:
            raise SpecError(f"{self.where}: expected at most {ARENA_SIZE} bytes of buffers, found more")
        return offset

    def place(self, data):
        """Put bytes into the arena when the script comes here."""
        offset = self.reserve(len(data))
        if data.strip(b"\0"):
            self.emit(Step("bytes", at=offset, data=data))
        return offset

    def emit(self, step):
        self.script.append(step)
        return step

    def store(self, width, offset, value):
        self.emit(Step("store", number=width, at=offset, arguments=[value]))

    def load(self, width, offset, variable):
        self.emit(Step("load", number=width, at=offset, result=variable))

    def hook(self, name, argument=0):
        self.emit(Step("hook", number=HOOKS.index(name), arguments=[constant(argument)]))
        if name not in ("checkpoint", "balance", "finish", "trap"):
            self.needs.add(name)

    def begin_script(self):
        """Start another actor's script; returns its index and the one to return to."""
        self.scripts.append([])
        previous, self.script = self.script, self.scripts[-1]
        return len(self.scripts) - 1, previous


HOOKS = ("checkpoint", "balance", "finish", "fail_memory", "device_complete", "stops", "trap", "caller",
         "threadless", "no_entropy")
