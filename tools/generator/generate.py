#!/usr/bin/python3
"""Generate headers, dispatch, stubs, reference pages and tests from spec/*.vibee.

    generate.py            write every generated file
    generate.py --check    write nothing; exit 1 and name the files that are stale
"""
import argparse
import pathlib
import sys

import cases
import casetable
import dispatch
import headers
import javascript
import protocols
import reference
import schema

ROOT = pathlib.Path(__file__).resolve().parents[2]


def outputs(loaded):
    """Every generated file: path from the root to its text."""
    specs = loaded.by_name
    check_checked_by(loaded)
    files = {"spec/include/vibee/status.h": headers.status(specs["errors"])}
    for name in ("objects", "device", "file", "init", "log", "devmgr", "driver"):
        files[f"spec/include/vibee/{name}.h"] = headers.types(specs[name])
    files["spec/include/vibee/syscall_numbers.h"] = headers.syscall_numbers(specs["syscalls"])
    files["sdk/include/vibee/syscalls.h"] = headers.stubs(specs["syscalls"])
    wanted = {"vb_status", "vb_device_kind", "vb_system_action", "vb_console_operation", "vb_folder_operation",
              "vb_console_flags", "vb_console_event", "vb_folder_flags", "vb_open_flags", "vb_file_type",
              "vb_stat_flags", "vb_message_limits"}
    files["platforms/web/host/interface.gen.js"] = javascript.constants(
        [specs[name] for name in ("errors", "objects", "device", "file")], wanted)
    structures = specs["objects"]["types"]
    files["kernel/syscall/handlers.gen.h"] = dispatch.handlers(specs["syscalls"])
    files["kernel/syscall/dispatch.gen.c"] = dispatch.dispatch(specs["syscalls"], structures)
    files["kernel/syscall/table.gen.c"] = dispatch.names(specs["syscalls"])
    files["tests/guest/spec-cases/invoke.gen.c"] = dispatch.invoke(specs["syscalls"])
    compiled = cases.Compiler(loaded).compile_all()
    files["tests/spec-cases/cases.gen.c"] = casetable.source(compiled, specs["syscalls"]["source"])
    compiler = protocols.ProtocolCompiler(loaded)
    files["tests/guest/protocol-cases/cases.gen.c"] = casetable.source(compiler.compile_all(), "spec/")
    for service, over in compiler.over.items():
        _, is_device, name = service.rpartition("device-")
        place = "devices" if is_device else "services"
        files[f"tests/spec-cases/{place}/{name}.gen.c"] = casetable.source(over, "spec/")
    files["tests/include/protocol_errors.gen.h"] = protocols.error_tables(loaded)
    files.update(reference.Reference(loaded, compiled, compiler.cases).pages())
    return files


def check_checked_by(loaded):
    """Who is said to check a protocol's requests must be there."""
    for spec in loaded.by_name.values():
        for name, protocol in spec.get("protocols", {}).items():
            for path in protocol.get("checked_by", []):
                if not (ROOT / path).exists():
                    schema.fail(f"{spec['source']}: {name}: checked_by", "a file or folder of the tree", path)


def leftovers(files):
    """Pages of what the specification does not have any more. Those of commands are tests/lint/commands.py's."""
    pages = [str(path.relative_to(ROOT)) for path in (ROOT / reference.ROOT).rglob("*.md")]
    return [page for page in pages if page not in files and not page.startswith(f"{reference.ROOT}/commands/")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = []
    try:
        files = outputs(schema.load_all(ROOT / "spec"))
    except schema.SpecError as error:
        sys.exit(str(error))
    for name, text in files.items():
        path = ROOT / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in leftovers(files):
        stale.append(name)
        if not options.check:
            (ROOT / name).unlink()
    if options.check and stale:
        sys.exit("stale generated files (run tools/generator/generate.py): " + ", ".join(stale))


if __name__ == "__main__":
    main()
