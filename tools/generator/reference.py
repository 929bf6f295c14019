"""The reference: pages under docs/reference/, made from the specification and nothing else."""
import re

import headers

NOTE = "<!-- Generated from {source} by tools/generator/generate.py. Do not edit. -->\n\n"
ROOT = "docs/reference"
WASM = {"u32": "i32", "i32": "i32"}
WHEN = {"BAD_HANDLE": "{handles} names no open handle", "BAD_TYPE": "{handles} names an object of another type",
        "ACCESS": "{rights} lacks a right", "FAULT": "{memory} lies outside the memory",
        "AGAIN": "the deadline is VB_NO_WAIT and the call would wait",
        "QUOTA": "the account's limit of memory or handles is reached", "NO_MEMORY": "the system is out of memory"}


def page(source, text):
    return NOTE.format(source=source) + text.rstrip("\n") + "\n"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def flat(text):
    return " ".join(str(text).split())


def code(names):
    return ", ".join(f"`{name}`" for name in names)


class Reference:
    """Makes every page: path from the root of the tree to its text."""

    def __init__(self, specs, cases, service_cases):
        self.specs, self.cases, self.service_cases = specs.by_name, cases, service_cases
        self.errors = {row["name"]: row for row in self.specs["errors"]["types"]["vb_status"]["enum"]}
        self.sizes, self.structures = specs.sizes, specs.structures

    def pages(self):
        functions = self.specs["syscalls"]["functions"]
        files = {f"{ROOT}/syscalls/{name}.md": self.call(name, f) for name, f in functions.items()}
        files[f"{ROOT}/index.md"] = self.index(functions)
        files[f"{ROOT}/errors.md"] = self.status()
        files[f"{ROOT}/objects.md"] = self.objects(functions)
        for name, spec in self.specs.items():
            if name not in ("errors", "objects", "syscalls"):
                files[f"{ROOT}/{name}.md"] = self.protocol(spec)
        return files

    # ---- the index ----

    def index(self, functions):
        rows = [(f["number"], f"[{name}](syscalls/{name}.md)", flat(f["doc"]).split(". ")[0].rstrip("."))
                for name, f in functions.items()]
        others = [(f"[{name}]({name}.md)", flat(spec["doc"]))
                  for name, spec in self.specs.items() if name != "syscalls"]
        total, services = len(self.cases), len(self.service_cases)
        return page("spec/", "# Reference\n\n"
                    "Every interface of VIBEE OS. The specification is `spec/*.vibee`; these pages, the C headers, "
                    "the kernel's dispatch and checks, the stubs and the tests are made from it by "
                    "`tools/generator/generate.py`.\n\n## System calls\n\n"
                    f"{flat(self.specs['syscalls']['doc'])}\n\n"
                    "Checks come in this order: every handle in the order of the parameters (that it is open, its "
                    "type, its rights), then every buffer and structure, then what the call itself wants. "
                    f"{total} cases show how the calls behave; each runs against the kernel (CTest label "
                    f"`spec-cases`), and again inside the system. {services} cases of the service protocols run "
                    "against the services: inside the system, or each service's code over a fake of the "
                    "system calls, where its peers, devices and memory fail as a case says.\n\n"
                    f"{table(('number', 'call', 'what it does'), rows)}\n## Structures, protocols and errors\n\n"
                    f"{table(('page', 'what'), others)}")

    # ---- a system call ----

    def call(self, name, function):
        params, source = function["params"], self.specs["syscalls"]["source"]
        text = f"# {name}\n\n{flat(function['doc'])}\n\n## Synopsis\n\n```c\n#include <vibee/syscalls.h>\n\n"
        text += f"{c_signature(name, function)}\n```\n\n"
        text += f"System call {function['number']}; in WebAssembly `{wasm_signature(name, function)}`.\n"
        if params:
            rows = [(f"`{p['name']}`", parameter_type(p), requirements(p)) for p in params]
            text += "\n## Parameters\n\n" + table(("name", "type", "needs"), rows)
        text += f"\n## Result\n\n{result(function)}\n"
        if function["errors"]:
            rows = [(f"`VB_ERR_{e}`", self.meaning(e, name, params)) for e in function["errors"]]
            text += "\n## Errors\n\n" + table(("error", "when"), rows)
        else:
            text += "\nIt cannot fail.\n"
        return page(source, text + self.behaviors(name, function) + "\n[All system calls](../index.md)\n")

    def meaning(self, error, name, params):
        """When the call returns the error: by the kind of its parameters, or by the cases that say so."""
        handles = code(p["name"] for p in params if p["type"] == "handle")
        rights = code(p["name"] for p in params if p.get("rights")) or handles
        memory = code(p["name"] for p in params
                      if p["type"] in ("bytes_in", "bytes_out", "in", "out", "inout", "address"))
        form = WHEN.get(error)
        if form and ("{handles}" not in form or handles) and ("{rights}" not in form or rights) \
                and ("{memory}" not in form or memory):
            return form.format(handles=handles, rights=rights, memory=memory)
        cases = [case.name for case in self.cases if case.function == name and error in case.errors()]
        return f"{self.errors[f'VB_ERR_{error}']['text']}: {'; '.join(cases)}"

    def behaviors(self, name, function):
        text = ""
        own = [case for case in self.cases if case.function == name]
        for behavior in function.get("behaviors", []):
            rows = [case for case in own if case.behavior == behavior["name"]]
            text += f"\n### It {behavior['name']}\n\n"
            text += f"When {flat(behavior['when'])}, then {flat(behavior['then'])}.\n\n"
            text += "".join(f"- {case.name}{outcome(case)}\n" for case in rows)
        derived = [case for case in own if case.behavior == "checks its arguments"]
        if derived:
            text += "\n### It checks its arguments\n\n"
            text += "".join(f"- {case.name}{outcome(case)}\n" for case in derived)
        return "\n## Behaviour\n\nEach line is a test case that runs.\n" + text if text else ""

    # ---- types ----

    def status(self):
        rows = [(f"`{name}`", row["value"], row["text"]) for name, row in self.errors.items()]
        spec = self.specs["errors"]
        return page(spec["source"], f"# Errors\n\n{flat(spec['doc'])}\n\n{table(('name', 'value', 'meaning'), rows)}")

    def objects(self, functions):
        spec = self.specs["objects"]
        text = f"# Objects, rights and structures\n\n{flat(spec['doc'])}\n\n## What a handle can name\n\n"
        rows = []
        for row in spec["types"]["vb_object_type"]["enum"]:
            short = row["name"].removeprefix("VB_OBJECT_").lower()
            calls = [f"[{n}](syscalls/{n}.md)" for n, f in functions.items()
                     if any(short in p.get("objects", []) for p in f["params"])]
            rows.append((f"`{row['name']}`", row["value"], row.get("text", ""), ", ".join(calls)))
        text += table(("type", "value", "what", "calls that take it"), rows)
        rows = []
        for row in spec["types"]["vb_rights"]["flags"]:
            short = row["name"].removeprefix("VB_RIGHT_").lower()
            calls = [f"[{n}](syscalls/{n}.md)" for n, f in functions.items()
                     if any(short in p.get("rights", []) for p in f["params"])]
            rows.append((f"`{row['name']}`", f"{row['value']:#x}", row["text"], ", ".join(calls)))
        text += "\n## Rights\n\n" + table(("right", "value", "what", "calls that need it"), rows)
        text += self.types({n: t for n, t in spec["types"].items() if n not in ("vb_object_type", "vb_rights")})
        return page(spec["source"], text)

    def types(self, types):
        text = ""
        for name, type_ in types.items():
            text += f"\n## {name}\n\n" + (flat(type_["doc"]) + "\n\n" if "doc" in type_ else "")
            if "fields" in type_:
                layout = self.structures[name]
                rows = [(layout[f["name"]][0], f"`{f['name']}`", f["type"], f.get("doc", "")) for f in type_["fields"]]
                text += f"{self.sizes[name]} bytes.\n\n" + table(("offset", "field", "type", "what"), rows)
            else:
                rows = type_.get("enum") or type_.get("flags") or type_["constants"]
                base = hex if "enum" not in type_ else str
                text += table(("name", "value", "what"),
                              [(f"`{r['name']}`", base(r["value"]), r.get("text", "")) for r in rows])
        return text

    def protocol(self, spec):
        text = f"# {spec['name']}\n\n{flat(spec['doc'])}\n"
        for name, protocol in spec.get("protocols", {}).items():
            text += f"\n## {name}\n\n{flat(protocol['doc'])}\n"
            if "checked_by" in protocol:
                text += f"\nNo test cases here; checked by {code(protocol['checked_by'])}.\n"
            if "common" in protocol:
                text += "\nBeside its own errors, each operation may answer:\n\n"
                text += table(("error", "when"), [(f"`VB_ERR_{e}`", w) for e, w in protocol["common"].items()])
                text += untested(protocol)
            for operation, about in protocol["operations"].items():
                text += f"\n### {protocol['prefix']}{operation.upper()} ({about['number']})\n\n{flat(about['doc'])}\n\n"
                rows = [("request", f"`{k}`", v) for k, v in about.get("request", {}).items()]
                rows += [("reply", f"`{k}`", v) for k, v in about["reply"].items()]
                text += table(("", "field", "what"), rows)
                if about["errors"]:
                    text += f"\nErrors: {code('VB_ERR_' + e for e in about['errors'])}.\n"
                text += untested(about)
                text += self.operation_cases(protocol["prefix"] + operation.upper(), about)
        return page(spec["source"], text + self.types(spec.get("types", {})))

    def operation_cases(self, name, about):
        text = ""
        for behavior in about.get("behaviors", []):
            text += f"\nIt {behavior['name']}: when {flat(behavior['when'])}, {flat(behavior['then'])}. Cases: "
            text += "; ".join(case["name"] + expected_error(case["expected"]) for case in behavior["test_cases"])
            text += ".\n"
        return text


def untested(about):
    """What a protocol or an operation names as untested, with the reasons."""
    names = {what: "that it succeeds" if what == "success" else f"`VB_ERR_{what}`" for what in about.get("untested", {})}
    return "".join(f"\nNo test case: {names[what]}: {flat(reason)}.\n" for what, reason in about.get("untested", {}).items())


def expected_error(expected):
    """Of an operation's case."""
    id_ = expected.get("id", expected.get("until")) if isinstance(expected, dict) else expected
    return f" (`VB_ERR_{id_}`)" if isinstance(id_, str) and id_.isupper() and id_ != "OK" \
        and not id_.startswith("VB_") else ""


def outcome(case):
    errors = sorted(case.errors())
    return f": {code('VB_ERR_' + e for e in errors)}" if errors else ""


def c_signature(name, function):
    params = ", ".join(headers.import_params(function["params"])) or "void"
    result_type = "void" if function["returns"] == "noreturn" and not function["errors"] else "int64_t"
    return f"{result_type} vb_{name}({params});"


def wasm_signature(name, function):
    types = []
    for p in function["params"]:
        types += [WASM.get(p["type"], "i64")] * (2 if p["type"] in ("bytes_in", "bytes_out") else 1)
    given = f" (param {' '.join(types)})" if types else ""
    result_ = "" if function["returns"] == "noreturn" and not function["errors"] else " (result i64)"
    return f'(import "vibee" "{name}" (func{given}{result_}))'


def parameter_type(p):
    kind = p["type"]
    if kind == "handle":
        types = " or ".join(p["objects"])
        return f"handle: {types}" + ("; 0 allowed" if p.get("optional") else "")
    if kind in ("in", "out", "inout"):
        direction = {"in": "read", "out": "written", "inout": "read and written"}[kind]
        target = {"u64": "a u64", "u64x2": "two u64"}.get(p["of"]) or f"[{p['of']}](../objects.md#{p['of']})"
        return f"address of {target}, {direction}"
    return {"bytes_in": "address and length of bytes, read", "bytes_out": "address and length of bytes, written",
            "deadline": "[vb_deadline](../objects.md#vb_deadline)", "address": "address"}.get(kind, kind)


def requirements(p):
    rights = p.get("rights", [])
    return code(f"VB_RIGHT_{r.upper()}" for r in rights) if rights else ""


def result(function):
    returns = function["returns"]
    handle = re.fullmatch(r"handle\((\w+)\)", returns)
    if handle:
        what = "an object" if handle[1] == "any" else f"the {handle[1]}"
        return f"A new handle to {what} (positive), or an error."
    if returns == "noreturn":
        return "It does not return" + (" unless it fails." if function["errors"] else ".")
    return {"status": "`VB_OK` or an error.", "count": "A count or value (zero or positive), or an error.",
            "pid": "A positive number."}[returns]
