#!/usr/bin/python3
"""Check the architecture: who includes whom, where platform macros are, what libraries want.

    layers.py includes            every #include against the table below
    layers.py macros              operating-system macros only under platforms/ and tests/
    layers.py symbols NAME LIB    undefined symbols of a library against what its layer may want
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

FREESTANDING = {"float.h", "iso646.h", "limits.h", "stdalign.h", "stdarg.h", "stdatomic.h",
                "stdbool.h", "stddef.h", "stdint.h", "stdnoreturn.h", "string.h"}
SPEC_HEADERS = {f"vibee/{name}.h" for name in
                ("status", "objects", "device", "file", "init", "log", "console", "pipe", "vfs",
                 "syscall_numbers")}

# Layer: prefixes of <...> includes it may use beside the freestanding headers and its own files.
# None: any header of the system or C library too.
LAYERS = {
    "base": ({"base/", "vibee/"}, False),
    "hal": ({"base/", "hal/", "hal_fake/", "vibee/"}, False),
    "engine": ({"base/", "engine/", "vibee/"}, False),
    "kernel": ({"base/", "hal/", "kernel/", "vibee/"}, False),
    "platforms/common": ({"base/", "hal/", "kernel/", "engine/", "platform/", "vibee/"}, False),
    "platforms/uefi": ({"base/", "hal/", "kernel/", "engine/", "platform/", "vibee/"}, True),
    "platforms/hosted": ({"base/", "hal/", "kernel/", "engine/", "platform/", "vibee/"}, True),
    "platforms/web": ({"base/", "hal/", "kernel/", "engine/", "platform/", "vibee/"}, False),
    "sdk": ({"base/", "sdk/", "vibee/"}, True),
    "services": ({"base/", "sdk/", "vibee/"}, True),
    "shell": ({"base/", "sdk/", "vibee/"}, True),
}
OURS = ("base/", "hal/", "engine/", "kernel/", "platform/", "sdk/")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
MACROS = re.compile(r"#\s*(if|ifdef|ifndef|elif)\b.*(__linux__|__APPLE__|_WIN32|__EMSCRIPTEN__|"
                    r"__wasi__|__unix__|__x86_64__|__aarch64__)")
# Symbols that a freestanding layer may leave to others.
WANTS = {
    "base": re.compile(r"mem(cpy|move|set|cmp)$"),
    "engine": re.compile(r"mem(cpy|move|set|cmp)$|BASE"),
    "kernel": re.compile(r"mem(cpy|move|set|cmp)$|hal_\w+$|BASE"),
}


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".c", ".h", ".inc", ".def", ".cpp", ".hpp") and path.is_file():
                yield path


def check_includes():
    for layer, (prefixes, hosted) in LAYERS.items():
        for path in sources(layer):
            relative = path.relative_to(ROOT)
            if "tests" in relative.parts or "fake" in relative.parts:
                continue  # tests may use the C library
            for match in INCLUDE.finditer(path.read_text(encoding="utf-8")):
                kind, name = match.groups()
                if kind == '"' or (ROOT / layer / name).is_file():
                    continue  # a file of the same layer
                ours = name.startswith(OURS) or name in SPEC_HEADERS
                allowed = (any(name.startswith(prefix) for prefix in prefixes) if ours
                           else hosted or name in FREESTANDING or name.startswith("vibee/"))
                if not allowed:
                    yield f"{relative}: {layer} may not include <{name}>"


def check_macros():
    for path in sources("base", "hal", "engine", "kernel", "services", "shell", "sdk"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if MACROS.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: platform conditional: {line.strip()}"


def symbols(library, *flags):
    out = subprocess.run(["llvm-nm-19", *flags, library], capture_output=True, text=True, check=True)
    return {line.split()[-1] for line in out.stdout.splitlines() if line and not line.endswith(":")}


def check_symbols(layer, library, base=None):
    wanted = symbols(library, "--undefined-only") - symbols(library, "--defined-only")
    known = symbols(base, "--defined-only") if base else set()
    for name in sorted(wanted - known):
        if not WANTS[layer].match(name):
            yield f"{library}: the {layer} layer may not want the symbol {name}"


def main():
    checks = {"includes": check_includes, "macros": check_macros, "symbols": check_symbols}
    if len(sys.argv) < 2 or sys.argv[1] not in checks:
        sys.exit(__doc__)
    problems = list(checks[sys.argv[1]](*sys.argv[2:]))
    print("\n".join(problems) or "ok")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
