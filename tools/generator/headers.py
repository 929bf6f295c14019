"""C headers: status codes, types of the interfaces, system-call numbers and user stubs."""
import re

SCALARS = {"u8": ("uint8_t", 1), "u16": ("uint16_t", 2), "u32": ("uint32_t", 4),
           "u64": ("uint64_t", 8), "i32": ("int32_t", 4), "i64": ("int64_t", 8),
           "handle": ("uint64_t", 8), "address": ("uint64_t", 8)}


def banner(spec):
    return f"/* Generated from {spec['source']} by tools/generator/generate.py. Do not edit. */\n"


def guard(name, body, spec):
    macro = f"VIBEE_{name.upper()}_H"
    return f"{banner(spec)}#ifndef {macro}\n#define {macro}\n\n{body}\n#endif\n"


def comment(text):
    return f"/* {' '.join(text.split())} */\n" if text else ""


def trailing(row):
    text = row.get("text") or row.get("doc")
    return f" /* {text} */" if text else ""


def status(spec):
    rows = spec["types"]["vb_status"]["enum"]
    out = comment(spec["doc"]) + "enum vb_status {\n"
    out += "".join(f"    {row['name']} = {row['value']},\n" for row in rows)
    out += "};\n\n#define VB_STATUS_TEXTS(X) \\\n"
    out += " \\\n".join(f'    X({row["name"]}, "{row["text"]}")' for row in rows) + "\n"
    return guard("status", out, spec)


def number(value):
    if value < 0:
        return str(value)
    if value >= 1 << 31:
        return f"{value:#x}ull"
    return f"{value:#x}u" if value > 4096 else str(value)


def field_type(name):
    """(C type, array suffix, size, alignment) of a field."""
    array = re.fullmatch(r"(\w+)\[(\d+)\]", name)
    if array:
        c_type, size = ("char", 1) if array[1] == "char" else SCALARS[array[1]]
        return c_type, f"[{array[2]}]", size * int(array[2]), size
    c_type, size = SCALARS[name]
    return c_type, "", size, size


def structure(name, type_):
    out, offset = f"struct {name} {{\n", 0
    for field in type_["fields"]:
        c_type, suffix, size, alignment = field_type(field["type"])
        if offset % alignment:
            raise ValueError(f"{name}.{field['name']}: implicit padding at {offset}")
        out += f"    {c_type} {field['name']}{suffix};{trailing(field)}\n"
        offset += size
    if offset % max(field_type(f["type"])[3] for f in type_["fields"]):
        raise ValueError(f"{name}: size {offset} needs padding at the end")
    return out + f"}};\n_Static_assert(sizeof(struct {name}) == {offset}, \"{name}\");\n"


def types(spec):
    out = comment(spec["doc"]) + "\n#include <stdint.h>\n"
    for name, protocol in spec.get("protocols", {}).items():
        rows = "".join(f"    {protocol['prefix']}{n.upper()} = {o['number']},{trailing(o)}\n"
                       for n, o in protocol["operations"].items())
        out += f"\n{comment(protocol['doc'])}enum {name} {{\n{rows}}};\n"
    for name, type_ in spec.get("types", {}).items():
        out += "\n" + comment(type_.get("doc"))
        if "enum" in type_:
            rows = "".join(f"    {r['name']} = {r['value']},{trailing(r)}\n" for r in type_["enum"])
            out += f"enum {name} {{\n{rows}}};\n"
        elif "fields" in type_:
            out += structure(name, type_)
        for row in type_.get("flags", []) + type_.get("constants", []):
            out += f"#define {row['name']} {number(row['value'])}{trailing(row)}\n"
    return guard(spec["name"], out, spec)


def syscall_numbers(spec):
    rows = "".join(f"    SYSCALL_{n.upper()} = {f['number']},\n"
                   for n, f in spec["functions"].items())
    top = max(f["number"] for f in spec["functions"].values()) + 1
    out = f"enum syscall_number {{\n{rows}    SYSCALL_COUNT = {top},\n}};\n"
    for type_ in spec.get("types", {}).values():
        for row in type_.get("flags", []):
            out += f"#define {row['name']} {number(row['value'])}{trailing(row)}\n"
    return guard("syscall_numbers", out, spec)


# Names of parameters that are no identifiers in C++, which may include the stubs, too.
CXX_KEYWORDS = {"namespace", "new", "delete", "class", "this"}


def import_params(params):
    """The WebAssembly parameters of a system call, as C declarations."""
    for p in params:
        if p["type"] in ("bytes_in", "bytes_out"):
            yield f"uint64_t {p['name']}"
            yield f"uint64_t {p['name']}_size"
        elif p["type"] in ("u32", "i32"):
            yield f"{SCALARS[p['type']][0]} {p['name']}"
        else:
            name = p["name"] + ("_" if p["name"] in CXX_KEYWORDS else "")
            yield f"uint64_t {name}"


def stubs(spec):
    out = ("/*\n * The system calls as imports; addresses are 64-bit numbers (VB_ADDRESS makes one of a\n"
           " * pointer; or VB_CALLER_MEMORY into it for the caller's memory).\n */\n"
           "#include <stdint.h>\n#include <vibee/objects.h>\n#include <vibee/status.h>\n"
           "#include <vibee/syscall_numbers.h>\n\n"
           "#define VB_ADDRESS(pointer) ((uint64_t)(uintptr_t)(pointer))\n\n"
           "#ifdef __cplusplus\nextern \"C\" {\n#endif\n")
    for name, function in spec["functions"].items():
        params = ", ".join(import_params(function["params"])) or "void"
        noreturn = function["returns"] == "noreturn" and not function["errors"]
        result, attribute = ("void", ", noreturn") if noreturn else ("int64_t", "")
        out += (f"\n{comment(function['doc'])}__attribute__((import_module(\"vibee\"), "
                f"import_name(\"{name}\"){attribute}))\n{result} vb_{name}({params});\n")
    out += "\n#ifdef __cplusplus\n}\n#endif\n"
    return guard("syscalls", out, spec)
