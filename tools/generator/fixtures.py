"""What a case may find `given`. Each entry is one of the fixtures below or any system call.

    fixture   options (and defaults)                           names that it makes
    memory    size (4096), contents, as                        NAME
    area      size or contents, as                             NAME: a buffer in the caller's own memory
    channel   depth (4), flags (0), queued (0: messages), as   NAME.receiver, NAME.sender
    pulse     code (7), channel (made when there is none), as  NAME
    timer     pulse (made when there is none), as              NAME
    region    kind (VB_REGION_MEMORY), base, size, as          NAME: registers of the fake machine (hal/fake)
    interrupt kind (VB_INTERRUPT_MESSAGE), number, as          NAME
    dma       requester (8), maps (names of memories), as      NAME
    raised    interrupt (NAME of one that is a message), or    a device raises it
              isa (number of the line)
    job, namespace, account                                    NAME: by job_create, namespace_create (empty),
              limit (1 MiB) of the account                     account_create
    thread    does (calls), as                                 NAME: a thread of the task that makes the calls
    task      does (calls; or else it sleeps), gets (handles   NAME: a task made by spawn, and NAME.block
              copied to it), moves, ended (a status), as
              job
    repeat    times, does
    script    does, as                                         NAME: what thread_create takes as argument
    block     does, gets, moves, image (good, garbage,         NAME: a memory object with a start block
              unlinkable, component, none), header (fields),
              cut (bytes off its end), images (1), job, as
    request   data, handles, windows, expected (any), as       NAME: the reply right of a call that a thread,
                                                               NAME.client, makes on the channel
    server    does: replies, dies or never; reply; reads or    NAME: a thread that receives one call
              writes (bytes in the window)
    pause                                                      the others run until they wait
    no_memory on (1 or 0)                                      no allocation of the kernel succeeds
    fill      until (QUOTA or NO_MEMORY)                       the task's handle table is full
    trap                                                       the program traps
    caller                                                     another module has called this one
    threadless                                                 the program has no vibee_thread_start
    no_entropy                                                 the platform gives no random bytes
    completed                                                  the device completes its oldest request

NAME is `as`, or the fixture's own name. A name can be written in place of a handle or a number, as can
`stale` (a closed handle), `none` (0), restricted(NAME, RIGHTS) and without(NAME, RIGHTS) (the handle, its
rights cut), `unmapped` (an address outside the memory), and for deadlines forever, no_wait, soon, past.
The start block of the cases' own task gives account, namespace, system, job, device, program and machine,
which is the one of hal/fake.
A call: {PARAMETER: value, ..., expected: as a case's, as: NAME of the result, take: {NAME: field}}.
"""
import schema
from calls import text_bytes
from script import STACK_SIZE, Step, Value, address, constant

CALL_KEYS = ("expected", "as", "take")
DEFAULT_MESSAGE = {"data": 64, "handles": 4}
COMPONENT = b"\0asm\x0d\0\1\0"
# A module that imports x.y, which nobody provides; the smallest one that is well formed.
# Of the machine: registers that are plain memory, and those that raise interrupts when they are written.
MACHINE_MEMORY, MACHINE_DOORBELLS = 0xFE000000, 0xFE00FFF0
UNLINKABLE = b"\0asm\1\0\0\0" + b"\1\4\1\x60\0\0" + b"\2\7\1\1x\1y\0\0"


def expectation(expected, function):
    """The long form of what a call is expected to do."""
    if isinstance(expected, dict) and not set(expected) & {"at_least"}:
        expected = dict(expected)
        expected.setdefault("result", default_result(function))
        return expected
    return {"result": default_result(function) if expected is None else expected}


def default_result(function):
    returns = function["returns"]
    return "handle" if returns.startswith("handle(") else {"status": 0, "noreturn": 0}.get(returns, "any")


class Fixtures:
    """Adds what is given to a program, by system calls."""

    def __init__(self, calls):
        self.calls = calls
        self.functions = calls.functions

    def steps(self, program, items):
        for item in items or []:
            if isinstance(item, str):
                item = {item: {}}
            if not isinstance(item, dict) or len(item) != 1:
                schema.fail(f"{program.where}: given", "one fixture or system call", item)
            (name, options), = item.items()
            self.step(program, name, dict(options or {}))

    def step(self, program, name, options):
        fixture = getattr(self, f"give_{name}", None)
        if fixture:
            try:
                fixture(program, **options)
            except TypeError as error:
                schema.fail(f"{program.where}: {name}", "its options (see fixtures.py)", str(error))
        elif name in self.functions:
            expected = expectation(options.pop("expected", None), self.functions[name])
            bind, take = options.pop("as", None), options.pop("take", None)
            self.calls.call(program, name, options, expected, bind, take)
        else:
            known = [n[5:] for n in dir(self) if n.startswith("give_")]
            schema.fail(f"{program.where}: given", f"a system call or one of {', '.join(known)}", name)

    def make(self, program, name, inputs, bind, result="handle"):
        return self.calls.call(program, name, inputs, {"result": result}, bind)

    # ---- objects ----

    def give_memory(self, program, size=4096, contents=None, **named):
        name = named.get("as", "memory")
        self.make(program, "memory_alloc", {"size": size}, name)
        if contents is not None:
            self.make(program, "memory_write", {"memory": name, "offset": 0, "data": contents}, None,
                      len(text_bytes(contents)))

    def give_area(self, program, size=None, contents=None, **named):
        data = text_bytes(contents) if contents is not None else bytes(size)
        start = program.reserve(len(data), 16)
        program.emit(Step("bytes", at=start, data=data))
        program.areas[named["as"]] = (start, len(data))
        program.areas[f"{named['as']}.end"] = (start + len(data), 0)

    def give_channel(self, program, depth=4, flags=0, queued=0, **named):
        name = named.get("as", "channel")
        self.calls.call(program, "channel_create", {"depth": depth, "flags": flags}, {"result": 0},
                        take={f"{name}.receiver": "0", f"{name}.sender": "1"})
        for _ in range(queued):
            self.make(program, "channel_send", {"sender": f"{name}.sender", "message": {"data": "queued"},
                                                "deadline": "no_wait"}, None, 0)

    def need_channel(self, program, name="channel"):
        if f"{name}.receiver" not in program.variables:
            self.give_channel(program, **{"as": name})

    def give_pulse(self, program, code=7, channel="channel", **named):
        self.need_channel(program, channel)
        self.make(program, "pulse_create", {"receiver": f"{channel}.receiver", "code": code},
                  named.get("as", "pulse"))

    def give_timer(self, program, pulse="pulse", **named):
        if pulse not in program.variables:
            self.give_pulse(program, **{"as": pulse})
        self.make(program, "timer_create", {"pulse": pulse}, named.get("as", "timer"))

    # ---- hardware: the machine of hal/fake/src/machine.c ----

    def give_region(self, program, kind="VB_REGION_MEMORY", base=MACHINE_MEMORY, size=4096, **named):
        self.make(program, "region_create", {"device": "machine", "kind": kind, "base": base, "size": size},
                  named.get("as", "region"))

    def give_interrupt(self, program, kind="VB_INTERRUPT_MESSAGE", number=0, **named):
        name = named.get("as", "interrupt")
        self.calls.call(program, "interrupt_create", {"device": "machine", "kind": kind, "number": number},
                        {"result": "handle"}, name, {f"{name}.data": "data"})

    def give_raised(self, program, interrupt=None, isa=None):
        """What a device does: write the message to its address. A line is raised by a register."""
        self.give_region(program, base=MACHINE_DOORBELLS, size=16, **{"as": "doorbells"})
        register, value = (0, f"{interrupt}.data") if interrupt else (8, isa)
        self.make(program, "region_write", {"region": "doorbells", "offset": register, "width": 4, "value": value},
                  None, 0)
        self.make(program, "handle_close", {"handle": "doorbells"}, None, 0)
        self.give_pause(program)

    def give_dma(self, program, requester=8, maps=(), **named):
        name = named.get("as", "dma")
        self.make(program, "dma_create", {"device": "machine", "requester": requester}, name)
        for memory in maps:
            self.make(program, "dma_map", {"dma": name, "memory": memory}, None, 0)

    def give_job(self, program, **named):
        self.make(program, "job_create", {}, named.get("as", "child_job"))

    def give_namespace(self, program, **named):
        self.make(program, "namespace_create", {"empty": 1}, named.get("as", "space"))

    def give_account(self, program, limit=1 << 20, **named):
        self.make(program, "account_create", {"limit": limit}, named.get("as", "child_account"))

    # ---- threads and tasks ----

    def give_pause(self, program):
        self.make(program, "sleep", {"deadline": "soon"}, None, 0)

    def give_thread(self, program, does=(), **named):
        script = self.script(program, does, "thread_exit", shared=True)
        stack = program.reserve(STACK_SIZE, 16) + STACK_SIZE
        self.calls.call(program, "thread_create",
                        {"function": Value("entry"), "stack": address(stack),
                         "argument": constant(program.index << 8 | script)},
                        {"result": "handle"}, named.get("as", "thread"))

    def give_script(self, program, does=(), **named):
        program.numbers[named["as"]] = program.index << 8 | self.script(program, does, "thread_exit", True)

    def give_leave_unless_ok(self, program, variable):
        """Go on to the end of the script when the variable is not 0."""
        program.emit(Step("leave", result=program.value_of(variable).variable))

    def give_repeat(self, program, times, does):
        for _ in range(self.calls.number(program, times).number):
            self.steps(program, does)

    def give_no_memory(self, program, on):
        program.hook("fail_memory", on)

    def give_fill(self, program, until):
        """Duplicate a handle until the table cannot grow any more."""
        self.make(program, "handle_duplicate", {"handle": "account", "rights": 0}, None, {"until": until})

    def give_trap(self, program):
        program.hook("trap")

    def give_caller(self, program):
        program.hook("caller", 1)

    def give_threadless(self, program):
        program.hook("threadless", 1)

    def give_no_entropy(self, program):
        program.hook("no_entropy", 1)

    def give_completed(self, program, result=5):
        program.hook("device_complete", result)
        self.give_pause(program)

    def script(self, program, does, end, shared=False):
        """Another actor's script, from given steps or a function that adds them. Only what an actor with
        the same handle table makes is closed by the main one."""
        index, previous = program.begin_script()
        kept = list(program.cleanup)
        if callable(does):
            does()
        else:
            self.steps(program, does)
        self.calls.call(program, end, {"status": 0}, {"result": "any"})
        program.script = previous
        if not shared:
            program.cleanup = kept
        return index

    def give_block(self, program, does=(), gets=(), moves=(), image="good", header=None, cut=0, images=1,
                   job=None, **named):
        name = named.get("as", "block")
        script = self.script(program, does, "task_exit")
        if image not in ("good", "none"):
            contents = {"garbage": b"garbage!", "unlinkable": UNLINKABLE, "component": COMPONENT}[image]
            self.give_memory(program, contents=list(contents), size=len(contents), **{"as": f"{name}.image"})
        entries = [(handle, "VB_START_NAMED", 1) for handle in gets]
        entries += [(handle, "VB_START_NAMED", 0) for handle in moves]
        if job:
            entries.append((job, "VB_START_JOB", 1))
        for _ in range(images if image != "none" else 0):
            entries.append(("program" if image == "good" else f"{name}.image", "VB_START_IMAGE", 1))
        start, size = self.lay_out_block(program, entries, script, header or {})
        self.make(program, "memory_alloc", {"size": size - cut}, name)
        self.calls.call(program, "memory_write",
                        {"memory": name, "offset": 0,
                         "data": {"address": address(start), "size": size - cut}}, {"result": size - cut})

    def lay_out_block(self, program, entries, script, header):
        specs = self.calls.specs
        header_size, entry_size = specs.sizes["vb_start_header"], specs.sizes["vb_start_handle"]
        strings_at = header_size + entry_size * len(entries)
        strings = f"case\0{program.index}\0{script}\0".encode()
        names = []
        for handle, kind, _ in entries:
            names.append(strings_at + len(strings) if kind == "VB_START_NAMED" else 0)
            if kind == "VB_START_NAMED":
                strings += f"v{program.value_of(handle).variable}\0".encode()
        size = strings_at + len(strings)
        start, _ = self.calls.structure(program, "vb_start_header", {
            "magic": "VB_START_MAGIC", "version": 1, "size": size, "argument_count": 3,
            "arguments": strings_at, "handle_count": len(entries), "handles": header_size, **header})
        program.arena = start + header_size  # the block is contiguous
        for (handle, kind, copy), name in zip(entries, names):
            self.calls.structure(program, "vb_start_handle", {
                "handle": program.value_of(handle), "kind": kind, "fd": -1, "name": name,
                "flags": copy})
        at = program.reserve(len(strings), 1)
        program.emit(Step("bytes", at=at, data=strings))
        return start, size

    def give_task(self, program, does=None, gets=(), moves=(), ended=None, job=None, **named):
        name = named.get("as", "task")
        if ended is not None:
            does = [{"task_exit": {"status": ended}}]
        elif does is None:
            does = [{"sleep": {"deadline": "forever", "expected": "any"}}]
        self.give_block(program, does, gets, moves, job=job, **{"as": f"{name}.block"})
        self.make(program, "spawn", {"block": f"{name}.block", "diagnostic": 64}, name)
        if ended is not None:
            self.make(program, "wait", {"task": name}, None, 0)

    # ---- conversations ----

    def give_request(self, program, data="request", handles=None, windows=None, expected="any", **named):
        name = named.get("as", "request")
        self.need_channel(program)
        message = {"id": 5, "data": data}
        if handles:
            message["handles"] = handles
        if windows:
            message["windows"] = windows
        if not isinstance(expected, dict):
            expected = {"result": expected}
        self.give_thread(program, [{"channel_call": {
            "sender": "channel.sender", "request": message, "reply": dict(DEFAULT_MESSAGE),
            "expected": expected}}], **{"as": f"{name}.client"})
        self.calls.call(program, "channel_receive",
                        {"receiver": "channel.receiver", "message": dict(DEFAULT_MESSAGE)}, {"result": 0},
                        take={name: "reply"})

    def give_server(self, program, does="replies", reply=None, reads=None, writes=None, **named):
        self.need_channel(program)
        program.variable("server.reply", "handle")
        window = {"reply": "server.reply", "window": 0, "offset": 0}
        first = []
        if reads is not None:
            first = [{"window_read": {**window, "buffer": 64, "expected": {"result": len(reads), "buffer": reads}}}]
        elif writes is not None:
            first = [{"window_write": {**window, "data": writes, "expected": len(writes)}}]
        then = {"replies": {"channel_reply": {"reply": "server.reply", "message": reply or {"data": "answer"}}},
                "dies": {"handle_close": {"handle": "server.reply"}},
                "never": {"sleep": {"deadline": "forever", "expected": "any"}}}
        if does not in then:
            schema.fail(f"{program.where}: server: does", ", ".join(then), does)
        self.give_thread(program, [{"channel_receive": {
            "receiver": "channel.receiver", "message": dict(DEFAULT_MESSAGE),
            "take": {"server.reply": "reply"}, "expected": "any", "as": "server.status"}},
            {"leave_unless_ok": {"variable": "server.status"}}, *first, then[does]],
            **{"as": named.get("as", "server")})
