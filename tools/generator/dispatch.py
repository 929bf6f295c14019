"""The kernel's side of the system calls: handler prototypes, the checks of each call's arguments, the
switch that calls the handlers, and the table of names for linking imports.

kernel/syscall/dispatch.c interprets the checks; see kernel/syscall/dispatch.h for their meaning.
"""
from headers import banner, field_type, guard

WORD = {"u32": "uint32_t", "i32": "int32_t"}


def slots(params):
    """(parameter, index of its first argument word) in order."""
    index = 0
    for p in params:
        yield p, index
        index += 2 if p["type"] in ("bytes_in", "bytes_out") else 1


def letters(params):
    """The WebAssembly parameter types, 'i' for i32 and 'I' for i64."""
    return "".join({"u32": "i", "i32": "i", "bytes_in": "II", "bytes_out": "II"}.get(p["type"], "I")
                   for p in params)


def handler_params(params):
    """The C parameters of a handler after the thread."""
    for p in params:
        kind = p["type"]
        if kind == "handle":
            yield f"struct handle *{p['name']}"
        elif kind in ("bytes_in", "bytes_out"):
            yield f"struct user_buffer {p['name']}"
        else:
            yield f"{WORD.get(kind, 'uint64_t')} {p['name']}"


def handlers(spec):
    """kernel/syscall/handlers.gen.h"""
    out = ("/*\n * The handlers of the system calls, one each, called with checked arguments (see dispatch.h).\n"
           " * A handle is NULL only where the specification says optional; in, out and inout are the\n"
           " * address of a structure that lies inside the caller's memory.\n */\n"
           "#include <process/user.h>\n#include <stdint.h>\n\nstruct handle;\nstruct thread;\n\n")
    for name, function in spec["functions"].items():
        params = "".join(", " + p for p in handler_params(function["params"]))
        out += f"int64_t sys_{name}(struct thread *self{params});\n"
    return guard("kernel_handlers_gen", out, spec)


WORDS = {"u64": 8, "u64x2": 16}  # out parameters that are no structure


def structure_size(name, structures):
    if name in WORDS:
        return WORDS[name]
    return sum(field_type(field["type"])[2] for field in structures[name]["fields"])


def checks(function, structures):
    """The checks of a call as C initialisers: its handles first, then its buffers and structures."""
    handles, buffers = [], []
    for p, index in slots(function["params"]):
        kind = p["type"]
        if kind == "handle":
            types = [t for t in p["objects"] if t != "any"]
            objects = " | ".join(f"1u << VB_OBJECT_{t.upper()}" for t in types) or "~0u"
            rights = " | ".join(f"VB_RIGHT_{r.upper()}" for r in p["rights"]) or "0"
            check = "CHECK_OPTIONAL_HANDLE" if p.get("optional") else "CHECK_HANDLE"
            handles.append(f"{{{check}, {index}, {rights}, {objects}}}")
        elif kind in ("bytes_in", "bytes_out"):
            buffers.append(f"{{CHECK_BUFFER, {index}, 0, 0}}")
        elif kind in ("in", "out", "inout"):
            buffers.append(f"{{CHECK_STRUCTURE, {index}, {structure_size(p['of'], structures)}, 0}}")
    return handles + buffers


def arguments(function):
    """What the switch passes to the handler."""
    handle = 0
    for p, index in slots(function["params"]):
        kind = p["type"]
        if kind == "handle":
            yield f"handles[{handle}]"
            handle += 1
        elif kind in ("bytes_in", "bytes_out"):
            yield f"(struct user_buffer){{arguments[{index}], arguments[{index + 1}]}}"
        elif kind in WORD:
            yield f"({WORD[kind]})arguments[{index}]"
        else:
            yield f"arguments[{index}]"


def dispatch(spec, structures):
    """kernel/syscall/dispatch.gen.c"""
    rows, table, cases, first, most = "", "", "", 0, 0
    for name, function in spec["functions"].items():
        own = checks(function, structures)
        rows += "".join(f"    {row}, /* {name} */\n" for row in own)
        if own:
            table += f"    [SYSCALL_{name.upper()}] = {{{first}, {len(own)}}},\n"
        first += len(own)
        most = max(most, sum(p["type"] == "handle" for p in function["params"]))
        call = ", ".join(["thread", *arguments(function)])
        cases += f"    case SYSCALL_{name.upper()}:\n        return sys_{name}({call});\n"
    if first > 255:
        raise ValueError("syscalls: more than 255 checks do not fit a byte")
    return (f"{banner(spec)}#include <syscall/dispatch.h>\n#include <syscall/handlers.gen.h>\n"
            "#include <vibee/objects.h>\n#include <vibee/status.h>\n#include <vibee/syscall_numbers.h>\n\n"
            f"_Static_assert(SYSCALL_HANDLES_MAX >= {most}, \"handles of one call\");\n\n"
            f"const struct syscall_check syscall_checks[] = {{\n{rows}}};\n\n"
            f"const struct syscall_checks syscall_table[SYSCALL_COUNT] = {{\n{table}}};\n\n"
            "int64_t syscall_invoke(struct thread *thread, uint32_t number, const uint64_t *arguments,\n"
            "                       struct handle *const *handles)\n{\n    switch (number) {\n"
            f"{cases}    default:\n        return VB_ERR_NOT_SUPPORTED;\n    }}\n}}\n")


def invoke(spec):
    """tests/guest/spec-cases/invoke.gen.c"""
    cases = ""
    for name, function in spec["functions"].items():
        words = ", ".join(f"({WORD[p['type']]})arguments[{i}]"
                          if p["type"] in WORD else
                          f"arguments[{i}], arguments[{i + 1}]" if p["type"] in ("bytes_in", "bytes_out") else
                          f"arguments[{i}]" for p, i in slots(function["params"]))
        noreturn = function["returns"] == "noreturn" and not function["errors"]
        call = f"vb_{name}({words});"
        cases += f"    case SYSCALL_{name.upper()}:\n        " + (f"{call}\n" if noreturn else f"return {call}\n")
    return (f"{banner(spec)}#include \"invoke.h\"\n#include <vibee/syscalls.h>\n\n"
            "int64_t case_invoke(uint32_t number, const uint64_t *arguments)\n{\n    switch (number) {\n"
            f"{cases}    default:\n        return VB_ERR_NOT_SUPPORTED;\n    }}\n}}\n")


def names(spec):
    """kernel/syscall/table.gen.c"""
    rows = "".join(f'    {{"{name}", {len(name)}, {function["number"]}, "{letters(function["params"])}"}},\n'
                   for name, function in sorted(spec["functions"].items()))
    return (f"{banner(spec)}#include <syscall/names.h>\n\n"
            f"const struct syscall_name syscall_names[] = {{\n{rows}}};\n"
            f"const size_t syscall_name_count = {len(spec['functions'])};\n")
